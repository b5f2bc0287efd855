"""The keys that check tokens: one that is set, or those an issuer publishes and changes now and then.

Owns reading keys, which algorithm each allows, and how often an issuer is asked. Called by `auth_token`; with it the
home of PyJWT.
"""

import asyncio
import logging
import time
from dataclasses import dataclass
from typing import Protocol

import httpx
import jwt
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from assistant.errors import IssuerUnreachable, SettingsContradict

SHORTEST_SECRET = 16
"""Bytes. With fewer, whoever holds one token could find the secret by trying."""
SHORTEST_RSA = 2048
_KEPT_SECONDS = 600.0
_FLOOR_SECONDS = 10.0
"""An issuer is asked no more often than this, however many tokens with unknown keys come in."""
_LARGEST = 1_000_000
_PATIENCE_SECONDS = 5.0

_log = logging.getLogger("footnote.web")


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckingKey:
    """A key, and the only algorithm it is used with."""

    key: RSAPublicKey | EllipticCurvePublicKey | str
    algorithm: str


class KeySource(Protocol):
    """Gives the key for a token that names one, or None when there is none."""

    async def key(self, named: str | None) -> CheckingKey | None:
        """Give the key. Raises IssuerUnreachable."""


class FixedKey:
    """One key from the settings: a public key in PEM form, or a secret."""

    def __init__(self, given: str) -> None:
        """Raises SettingsContradict for a key that cannot check anything, or not safely."""
        text = given.strip()
        self._key = _public(text) if "-----BEGIN" in text else _secret(given)

    async def key(self, named: str | None) -> CheckingKey:
        """Give the key, whatever name a token uses for it."""
        return self._key


class PublishedKeys:
    """The keys at a JWKS address: kept for ten minutes, asked for again when a token names one that is not there."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._keys: dict[str | None, CheckingKey] = {}
        self._fetched = self._tried = float("-inf")
        self._fetching = asyncio.Lock()

    async def key(self, named: str | None) -> CheckingKey | None:
        """Give the key of that name. Raises IssuerUnreachable while no key could be read yet."""
        if time.monotonic() - self._fetched > _KEPT_SECONDS or named not in self._keys:
            await self._refresh(named)
        return self._keys.get(named)

    async def _refresh(self, named: str | None) -> None:
        async with self._fetching:
            now = time.monotonic()
            fresh = named in self._keys and now - self._fetched <= _KEPT_SECONDS  # another token's request was quicker
            if fresh or now - self._tried < _FLOOR_SECONDS:
                return
            self._tried = now
            try:
                self._keys = await self._fetch()
                self._fetched = time.monotonic()
            except (httpx.HTTPError, jwt.PyJWTError, ValueError) as error:
                _log.warning("the keys of tokens could not be read: %s", type(error).__name__)
                if not self._keys:
                    raise IssuerUnreachable(
                        "The issuer of tokens does not publish keys right now.", hint="Try again in a moment."
                    ) from None

    async def _read(self) -> str:
        async with (
            httpx.AsyncClient(timeout=_PATIENCE_SECONDS, follow_redirects=False) as client,
            client.stream("GET", self._url) as response,
        ):
            response.raise_for_status()
            body = bytearray()
            async for piece in response.aiter_bytes():
                body += piece
                if len(body) > _LARGEST:
                    raise ValueError("the answer is too large")
        return body.decode()

    async def _fetch(self) -> dict[str | None, CheckingKey]:
        published = jwt.PyJWKSet.from_json(await self._read()).keys
        usable = {key.key_id: found for key in published if (found := _published(key)) is not None}
        if len(usable) == 1:  # A single key needs no name.
            usable.setdefault(None, next(iter(usable.values())))
        return usable


def _published(key: jwt.PyJWK) -> CheckingKey | None:
    """Take what checks signatures; a published secret is none, and a key for encryption is not meant for this."""
    if key.public_key_use not in (None, "sig"):
        return None
    algorithm = _algorithm(key.key)
    if algorithm is None or key.algorithm_name != algorithm:
        return None
    return CheckingKey(key=key.key, algorithm=algorithm)


def _algorithm(key: object) -> str | None:
    if isinstance(key, RSAPublicKey) and key.key_size >= SHORTEST_RSA:
        return "RS256"
    if isinstance(key, EllipticCurvePublicKey) and key.curve.name == "secp256r1":
        return "ES256"
    return None


def _secret(text: str) -> CheckingKey:
    if len(text.encode()) < SHORTEST_SECRET:
        raise SettingsContradict(
            f"FOOTNOTE_TOKEN_KEY is shorter than {SHORTEST_SECRET} bytes: who holds a token could find it by trying.",
            hint="Use a random secret of 32 bytes or more, or the signer’s public key in PEM form.",
        )
    return CheckingKey(key=text, algorithm="HS256")


def _public(text: str) -> CheckingKey:
    try:
        key = load_pem_public_key(text.encode())
    except (ValueError, UnsupportedAlgorithm):
        said = "a private key" if "PRIVATE KEY" in text else "no public key that can be read"
        raise SettingsContradict(
            f"FOOTNOTE_TOKEN_KEY is {said}.",
            hint="Give the public key in PEM form (“-----BEGIN PUBLIC KEY-----”); the private one is the signer’s.",
        ) from None
    algorithm = _algorithm(key)
    if algorithm is None or not isinstance(key, RSAPublicKey | EllipticCurvePublicKey):
        raise SettingsContradict(
            "FOOTNOTE_TOKEN_KEY is a key of a kind that is not taken.",
            hint=f"RSA of {SHORTEST_RSA} bits or more (RS256) and elliptic curve P-256 (ES256) are.",
        )
    return CheckingKey(key=key, algorithm=algorithm)
