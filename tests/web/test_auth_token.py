"""Who gets in by a signed token, and each way in which a token is wrong, forged or old."""

import time
from collections.abc import Callable

import pytest
from scripted_footnote import ScriptedFootnote
from signed_tokens import EC, OTHER_RSA, RSA, SECRET, bearer, pem, resigned, tampered, token, unsigned
from starlette.testclient import TestClient

LISTED = "/api/articles"


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
