"""Who gets in by the word of a proxy: only of ours, only when it names one reader, in that reader's groups."""

from collections.abc import Callable

import pytest
from scripted_footnote import ScriptedFootnote
from starlette.testclient import TestClient

LISTED = "/api/articles"
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
