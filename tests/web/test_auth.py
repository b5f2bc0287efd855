"""Who gets in: the three gatekeepers, each against what is wrong, forged or old."""

import base64
import hashlib
import hmac
import json
import re
import time
from collections.abc import Callable, Iterator, Mapping
from urllib.parse import urlsplit

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from live import running
from scripted_footnote import ScriptedFootnote
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from assistant.errors import SettingsContradict
from assistant.settings import Settings
from assistant.web.auth import Reader
from assistant.web.passes import Passes
from assistant.web.server import create_app
from assistant.web.token_keys import FixedKey, PublishedKeys

SECRET = "a secret of the host application, long enough"
RSA = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OTHER_RSA = rsa.generate_private_key(public_exponent=65537, key_size=2048)
EC = ec.generate_private_key(ec.SECP256R1())
LISTED = "/api/articles"


def pem(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> str:
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def token(
    key: object = SECRET, algorithm: str = "HS256", header: Mapping[str, str] | None = None, **claims: object
) -> str:
    told = {"sub": "ada", "exp": time.time() + 60, **claims}
    given = {name: value for name, value in told.items() if value is not None}
    return jwt.encode(given, key, algorithm, headers=dict(header or {}))  # type: ignore[arg-type]


def bearer(written: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {written}"}


@pytest.fixture
def served(footnote: ScriptedFootnote, settings: Settings) -> Callable[..., TestClient]:
    def serve(*, peer: str = "127.0.0.1", **changes: object) -> TestClient:
        given = {"data_dir": settings.data_dir, "allowed_origins": settings.allowed_origins, **changes}
        app = create_app(footnote, Settings.read(**given))  # type: ignore[arg-type]
        return TestClient(app, base_url="http://127.0.0.1:7860", client=(peer, 5000), raise_server_exceptions=False)

    return serve


# --- tokens -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "key", "algorithm"), [(SECRET, SECRET, "HS256"), (pem(RSA), RSA, "RS256"), (pem(EC), EC, "ES256")]
)
def test_a_signed_token_names_the_reader(
    served: Callable[..., TestClient], footnote: ScriptedFootnote, given: str, key: object, algorithm: str
) -> None:
    client = served(auth="token", token_key=given)
    good = token(key, algorithm, groups=["desk", "legal"], nbf=time.time() - 5)
    assert client.post("/api/ask", json={"question": "Macron?"}, headers=bearer(good)).status_code == 200
    assert footnote.asked[-1].groups == {"desk", "legal"}
    assert client.post("/api/ask", json={"question": "x", "groups": ["legal", "board"]}, headers=bearer(good))
    assert footnote.asked[-1].groups == {"legal"}


def unsigned(**claims: object) -> str:
    return token(None, "none", **claims)


def resigned(secret: str) -> str:
    """Make a token as an attacker would who has the public key: HMAC with its text as the secret."""

    def part(value: object) -> bytes:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=")

    signed = part({"alg": "HS256", "typ": "JWT"}) + b"." + part({"sub": "eve", "exp": time.time() + 60})
    mac = base64.urlsafe_b64encode(hmac.digest(secret.encode(), signed, hashlib.sha256)).rstrip(b"=")
    return (signed + b"." + mac).decode()


def tampered(written: str) -> str:
    head, _, signature = written.split(".")
    claims = (
        base64.urlsafe_b64encode(json.dumps({"sub": "eve", "exp": time.time() + 60}).encode()).rstrip(b"=").decode()
    )
    return f"{head}.{claims}.{signature}"


BAD: dict[str, Callable[[], str]] = {
    "of another key": lambda: token("another secret of the host, long enough"),
    "expired": lambda: token(exp=time.time() - 120),
    "not valid yet": lambda: token(nbf=time.time() + 120),
    "without an end": lambda: token(exp=None),
    "without a name": lambda: token(sub=None),
    "with an empty name": lambda: token(sub=" "),
    "with a number for a name": lambda: token(sub=7),
    "with groups that are none": lambda: token(groups="desk"),
    "with groups of numbers": lambda: token(groups=[1]),
    "with an unknown role": lambda: token(role="root"),
    "with a list of roles": lambda: token(role=["admin"]),
    "for another audience": lambda: token(aud="others"),
    "unsigned": unsigned,
    "unsigned for us": lambda: unsigned(role="admin"),
    "tampered with": lambda: tampered(token()),
    "with another algorithm": lambda: token(SECRET * 2, "HS384"),
    "of RSA": lambda: token(RSA, "RS256"),
    "no token": lambda: "x.y.z",
    "nothing at all": lambda: "",
    "too long": lambda: token(more="x" * 20_000),
    "with a key in its header": lambda: token(
        header={"jku": "http://127.0.0.1:1/keys", "kid": "../../etc/passwd"}, exp=1
    ),
}


@pytest.mark.parametrize("kind", BAD)
def test_a_bad_token_is_refused(served: Callable[..., TestClient], kind: str) -> None:
    client = served(auth="token", token_key=SECRET)
    for path in (LISTED, "/articles/macron", "/gradio_api/queue/join", "/api/nothing"):
        response = client.get(path, headers=bearer(BAD[kind]()))
        assert response.status_code == 401, path
        assert response.headers["www-authenticate"] == "Bearer"
    assert client.get(LISTED, headers={"Authorization": token()}).status_code == 401
    assert client.get(LISTED, params={"token": token()}).status_code == 401


def test_a_public_key_is_no_secret(served: Callable[..., TestClient]) -> None:
    for key in (RSA, EC):
        client = served(auth="token", token_key=pem(key))
        for secret in (pem(key), pem(key).strip()):
            assert client.get(LISTED, headers=bearer(resigned(secret))).status_code == 401
        assert client.get(LISTED, headers=bearer(token(OTHER_RSA, "RS256"))).status_code == 401


def test_an_audience_must_be_ours(served: Callable[..., TestClient]) -> None:
    client = served(auth="token", token_key=SECRET, token_audience="footnote")
    assert client.get(LISTED, headers=bearer(token(aud=["other", "footnote"]))).status_code == 200
    assert client.get(LISTED, headers=bearer(token(aud="other"))).status_code == 401
    assert client.get(LISTED, headers=bearer(token())).status_code == 401


def test_clocks_may_differ_a_little(served: Callable[..., TestClient]) -> None:
    client = served(auth="token", token_key=SECRET)
    assert client.get(LISTED, headers=bearer(token(exp=time.time() - 10))).status_code == 200
    assert client.get(LISTED, headers=bearer(token(nbf=time.time() + 10))).status_code == 200


def test_a_refusal_can_be_read_by_the_page_that_embeds_us(served: Callable[..., TestClient]) -> None:
    client = served(auth="token", token_key=SECRET)
    browser = {"Origin": "https://intranet.example", "Sec-Fetch-Site": "cross-site"}
    refused = client.post("/api/ask", json={"question": "x"}, headers=browser)
    assert (refused.status_code, refused.json()["error"]["code"]) == (401, "unidentified")
    assert refused.headers["access-control-allow-origin"] == "https://intranet.example"
    large = client.post("/api/ask", content=b"x" * 1_100_000, headers=browser)
    assert large.status_code == 413
    assert large.headers["access-control-allow-origin"] == "https://intranet.example"


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


# --- passes -----------------------------------------------------------------------------------------------------------


def cited(client: TestClient, headers: Mapping[str, str]) -> str:
    answer = client.post("/api/ask", json={"question": "Macron?"}, headers=dict(headers)).json()
    return str(answer["citations"][0]["link"])


def test_a_link_opens_without_a_token_for_a_while_and_only_what_it_leads_to(
    served: Callable[..., TestClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    client = served(auth="token", token_key=SECRET)
    link = cited(client, bearer(token(groups=["desk"], role="admin")))
    assert link.endswith("#s")
    assert client.get(link).status_code == 200
    assert "<mark" in client.get(link).text
    given = link.partition("pass=")[2].removesuffix("#s")
    for elsewhere in (
        f"/articles/accents?pass={given}",
        f"/api/articles/macron?pass={given}",
        f"/articles/macron?pass={given[:-1]}x",
        f"/articles/macron?pass={given}&pass={given}",
        f"/articles/macron?pass=.{given}",
        "/articles/macron?pass=",
        "/articles/macron",
    ):
        assert client.get(elsewhere).status_code == 401, elsewhere
    assert client.post(link).status_code == 401
    assert client.delete(f"/api/articles/macron?pass={given}").status_code == 401
    assert client.get(link, headers=bearer("x.y.z")).status_code == 401, "a bad token is not helped by a pass"
    later = time.monotonic() + 901
    monkeypatch.setattr("assistant.web.passes.time.monotonic", lambda: later)
    assert client.get(link).status_code == 401


def test_every_way_to_ask_gives_links_that_open(served: Callable[..., TestClient]) -> None:
    client = served(auth="token", token_key=SECRET)
    headers = bearer(token())
    streamed = client.post(
        "/api/ask?markup=1", json={"question": "Macron?"}, headers={**headers, "Accept": "text/event-stream"}
    )
    asked = {"model": "footnote", "messages": [{"role": "user", "content": "Macron?"}]}
    completed = client.post("/v1/chat/completions", json=asked, headers=headers)
    for body in (streamed.text, completed.text):
        links = re.findall(r"/articles/macron\?[^\"\\<> ]*", body)
        assert links
        assert all("pass=" in link for link in links), body
    place = completed.json()["choices"][0]["message"]["annotations"][0]["url_citation"]["url"]
    assert client.get(place).status_code == 200


def test_only_tokens_need_passes(served: Callable[..., TestClient]) -> None:
    assert "pass=" not in cited(served(auth="proxy", proxy_addresses="127.0.0.1"), {"X-Forwarded-User": "ada"})
    assert "pass=" not in cited(served(), {})


def test_passes_are_bounded_and_shared_by_one_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.web.passes._MOST", 3)
    passes = Passes()
    readers = [Reader(user=f"reader {n}", groups=frozenset({"desk"}), role="editor") for n in range(5)]
    links = [passes.link(reader, "/articles/a?revision=r#s") for reader in readers]
    assert passes.link(readers[4], "/articles/a?revision=r#s") == links[4]
    assert passes.link(readers[4], "https://elsewhere.example/articles/a") == "https://elsewhere.example/articles/a"

    def opens(link: str) -> Reader | None:
        return passes.reader({"method": "GET", "path": "/articles/a", "query_string": urlsplit(link).query.encode()})

    assert [opens(link) is not None for link in links] == [False, False, True, True, True]
    held = opens(links[4])
    assert held is not None
    assert (held.user, held.role) == ("reader 4", "reader"), "a link changes nothing"


# --- published keys ---------------------------------------------------------------------------------------------------


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


# --- a proxy ----------------------------------------------------------------------------------------------------------

NAMED = {"X-Forwarded-User": "ada", "X-Forwarded-Groups": "desk, legal"}


def test_the_proxy_names_the_reader(served: Callable[..., TestClient], footnote: ScriptedFootnote) -> None:
    client = served(auth="proxy", proxy_addresses="127.0.0.0/8")
    assert client.post("/api/ask", json={"question": "x"}, headers=NAMED).status_code == 200
    assert footnote.asked[-1].groups == {"desk", "legal"}
    assert client.post("/api/ask", json={"question": "x"}, headers={"X-Forwarded-User": "ada"}).status_code == 200
    assert footnote.asked[-1].groups == frozenset()


@pytest.mark.parametrize("peer", ["10.0.0.9", "::1", "testclient"])
def test_nobody_else_names_a_reader(served: Callable[..., TestClient], peer: str) -> None:
    client = served(auth="proxy", proxy_addresses="127.0.0.1", peer=peer)
    for sent in (NAMED, {}, {**NAMED, "X-Forwarded-For": "127.0.0.1"}):
        assert client.get(LISTED, headers=sent).status_code == 403
    assert client.get("/healthz").status_code == 200


def test_a_proxy_that_names_nobody_or_two_is_not_believed(served: Callable[..., TestClient]) -> None:
    client = served(auth="proxy", proxy_addresses="127.0.0.1")
    for sent in ([], [("X-Forwarded-User", "")], [("X-Forwarded-User", "eve"), ("X-Forwarded-User", "ada")]):
        assert client.get(LISTED, headers=sent).status_code == 401
    page = client.get("/articles/macron")
    assert page.status_code == 401
    assert page.headers["content-type"].startswith("text/html")


def test_groups_make_editors(served: Callable[..., TestClient], footnote: ScriptedFootnote) -> None:
    client = served(auth="proxy", proxy_addresses="::ffff:127.0.0.1,127.0.0.1", editor_groups="desk", admin_groups="it")
    assert (
        client.post(LISTED, json={"text": "x"}, headers={**NAMED, "X-Forwarded-Groups": "readers"}).status_code == 403
    )
    assert client.post(LISTED, json={"text": "x"}, headers=NAMED).status_code == 201
    assert client.post(LISTED, json={"text": "x"}, headers={**NAMED, "X-Forwarded-Groups": "it"}).status_code == 201
