"""The keys that tokens are checked with: one that would guard, and those an issuer publishes and changes."""

import base64
import json
from collections.abc import Callable, Iterator

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from live import running
from signed_tokens import EC, OTHER_RSA, RSA, SECRET, bearer, pem, resigned, token
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from assistant.errors import SettingsContradict
from assistant.web.token_keys import FixedKey, PublishedKeys

LISTED = "/api/articles"


@pytest.mark.parametrize(
    "key",
    [
        "short",
        "-----BEGIN PUBLIC KEY-----\nnonsense\n-----END PUBLIC KEY-----",
        RSA.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode(),
        pem(rsa.generate_private_key(public_exponent=65537, key_size=1024)),
        pem(ec.generate_private_key(ec.SECP384R1())),
    ],
)
def test_a_key_that_would_not_guard_is_refused_at_the_start(key: str) -> None:
    with pytest.raises(SettingsContradict, match="FOOTNOTE_TOKEN_KEY"):
        FixedKey(key)


class Issuer(PublishedKeys):
    """Published keys whose address is a list in memory; counts how often it is asked."""

    def __init__(self) -> None:
        super().__init__("http://127.0.0.1:1/keys")
        self.keys: dict[str, object] = {}
        self.asked = 0
        self.down = False

    async def _read(self) -> str:
        self.asked += 1
        if self.down:
            raise ValueError("down")
        listed = []
        for name, key in self.keys.items():
            if isinstance(key, dict):
                listed.append({"kid": name, **key})
                continue
            kind = jwt.algorithms.RSAAlgorithm if isinstance(key, rsa.RSAPrivateKey) else jwt.algorithms.ECAlgorithm
            listed.append({"kid": name, **kind.to_jwk(key.public_key(), as_dict=True)})  # type: ignore[attr-defined]
        return json.dumps({"keys": listed})


async def test_published_keys_change_and_are_not_asked_for_too_often(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1000.0
    monkeypatch.setattr("assistant.web.token_keys.time.monotonic", lambda: now)
    issuer = Issuer()
    issuer.keys["one"] = RSA
    first = await issuer.key("one")
    assert first is not None
    assert first.algorithm == "RS256"
    assert await issuer.key("one") is first
    assert (await issuer.key(None)) == first, "the only key needs no name"
    assert issuer.asked == 1
    for _ in range(50):
        assert await issuer.key("unknown") is None
    assert issuer.asked == 1, "unknown names within seconds of the last answer"
    issuer.keys = {"two": EC, "three": RSA}
    now += 11
    second = await issuer.key("two")
    assert second is not None
    assert second.algorithm == "ES256"
    assert await issuer.key("one") is None, "a key that was taken back counts no more"
    assert await issuer.key(None) is None
    issuer.down = True
    now += 700
    assert await issuer.key("two") == second, "an issuer that is down does not lock everybody out"
    assert issuer.asked == 3


async def test_only_keys_that_check_signatures_are_taken() -> None:
    issuer = Issuer()
    secret = base64.urlsafe_b64encode(SECRET.encode()).decode()
    encrypting = {**jwt.algorithms.RSAAlgorithm.to_jwk(RSA.public_key(), as_dict=True), "use": "enc"}
    issuer.keys = {"secret": {"kty": "oct", "k": secret, "alg": "HS256"}, "encrypting": encrypting, "good": EC}
    assert await issuer.key("secret") is None
    assert await issuer.key("encrypting") is None
    assert await issuer.key("good") is not None


@pytest.fixture
def publisher() -> Iterator[tuple[str, dict[str, object]]]:
    """A real issuer on this machine: what it publishes is the second value, to be changed by the test."""
    published: dict[str, object] = {"keys": []}

    async def keys(request: Request) -> Response:
        return JSONResponse(published)

    async def elsewhere(request: Request) -> Response:
        return RedirectResponse("/keys")

    async def endless(request: Request) -> Response:
        return Response(b" " * 1_100_000)

    routes = [Route("/keys", keys), Route("/moved", elsewhere), Route("/endless", endless)]
    with running(Starlette(routes=routes), until="/keys") as address:
        yield address, published


def jwk(key: rsa.RSAPrivateKey, name: str) -> dict[str, object]:
    return {"kid": name, "use": "sig", **jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key(), as_dict=True)}


def test_published_keys_check_tokens(
    served: Callable[..., TestClient], publisher: tuple[str, dict[str, object]], monkeypatch: pytest.MonkeyPatch
) -> None:
    address, published = publisher
    published["keys"] = [jwk(RSA, "one")]
    client = served(auth="token", token_jwks_url=f"{address}/keys", token_audience="us")
    good = token(RSA, "RS256", {"kid": "one"}, aud="us")
    assert client.get(LISTED, headers=bearer(good)).status_code == 200
    published["keys"] = [jwk(OTHER_RSA, "two")]
    turned = token(OTHER_RSA, "RS256", {"kid": "two"}, aud="us")
    assert client.get(LISTED, headers=bearer(turned)).status_code == 401, "not asked again within seconds"
    monkeypatch.setattr("assistant.web.token_keys._FLOOR_SECONDS", 0.0)
    assert client.get(LISTED, headers=bearer(turned)).status_code == 200
    assert client.get(LISTED, headers=bearer(good)).status_code == 401
    assert client.get(LISTED, headers=bearer(resigned(json.dumps(published)))).status_code == 401
    for wrong in ("/moved", "/endless", "/none"):
        other = served(auth="token", token_jwks_url=address + wrong)
        assert other.get(LISTED, headers=bearer(good)).status_code == 503, wrong


def test_an_issuer_that_cannot_be_reached_is_a_503(served: Callable[..., TestClient]) -> None:
    client = served(auth="token", token_jwks_url="http://127.0.0.1:1/keys")
    response = client.get(LISTED, headers=bearer(token(RSA, "RS256")))
    assert (response.status_code, response.json()["error"]["code"]) == (503, "issuer_unreachable")
    assert response.headers["retry-after"]
