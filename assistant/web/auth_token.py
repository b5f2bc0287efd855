"""The gatekeeper for tokens: the host application signs who is asking, for a short time. Home of PyJWT.

Owns which tokens count and what their claims mean; where published keys come from is `token_keys`'. The algorithm
follows from the key and never from the token, so neither `none` nor a public key used as a secret gets in. Chosen by
`auth.gatekeeper`.
"""

from collections.abc import Mapping
from typing import get_args

import jwt
from starlette.requests import HTTPConnection

from assistant.errors import Unidentified
from assistant.settings import Settings
from assistant.web.auth import Reader, Role
from assistant.web.passes import Passes
from assistant.web.token_keys import FixedKey, KeySource, PublishedKeys

LEEWAY_SECONDS = 30
"""How far the clocks of the signing machine and of ours may differ."""
_LONGEST = 16_384
_HINT = "Get a new token from the application that signs them."


class Token:
    """Lets in who brings a token that is signed, current and meant for us, or a pass to the very page that it opens."""

    def __init__(self, settings: Settings, *, keys: KeySource | None = None) -> None:
        """Raises SettingsContradict when the key cannot check a signature."""
        self._audience = settings.token_audience
        self._passes = Passes()
        self._keys = keys or _keys(settings)

    async def admit(self, connection: HTTPConnection) -> Reader:
        """Give the reader whom the token names. Raises Unidentified."""
        held = self._passes.reader(connection.scope)
        if held is not None and "authorization" not in connection.headers:
            return held
        connection.scope["state"]["passes"] = self._passes
        scheme, _, token = connection.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not token.strip():
            raise Unidentified("This needs a token.", hint="Send it as “Authorization: Bearer …”.")
        return await self.reader(token.strip())

    async def reader(self, token: str) -> Reader:
        """Check a token and give its reader. Raises Unidentified, saying why in words that help only the honest."""
        if len(token) > _LONGEST:
            raise Unidentified("The token is too long.", hint=_HINT)
        try:
            named = jwt.get_unverified_header(token).get("kid")
            key = await self._keys.key(named if isinstance(named, str) else None)
            if key is None:
                raise Unidentified("The token’s key is not one of ours.", hint=_HINT)
            claims = jwt.decode(
                token,
                key.key,
                algorithms=[key.algorithm],
                audience=self._audience,
                leeway=LEEWAY_SECONDS,
                options={"require": ["exp", "sub"]},
            )
        except jwt.ExpiredSignatureError:
            raise Unidentified("The token has expired.", hint=_HINT) from None
        except jwt.InvalidAudienceError:
            raise Unidentified("The token is meant for another audience.", hint=_HINT) from None
        except (jwt.InvalidTokenError, ValueError, TypeError):
            raise Unidentified("The token is not valid.", hint=_HINT) from None
        return _reader(claims)


def _keys(settings: Settings) -> KeySource:
    if settings.token_jwks_url is not None:
        return PublishedKeys(settings.token_jwks_url)
    assert settings.token_key is not None  # `check_access` saw to it
    return FixedKey(settings.token_key.get_secret_value())


def _reader(claims: Mapping[str, object]) -> Reader:
    user, groups, role = claims.get("sub"), claims.get("groups", []), claims.get("role", "reader")
    if not isinstance(user, str) or not user.strip():
        raise Unidentified("The token names nobody.", hint=_HINT)
    if not isinstance(groups, list) or not all(isinstance(group, str) for group in groups):
        raise Unidentified("The token’s groups are no list of names.", hint=_HINT)
    for known in get_args(Role):
        if role == known:
            return Reader(user=user, groups=frozenset(groups), role=known)
    raise Unidentified("The token’s role is none we know.", hint="It is reader, editor or admin.")
