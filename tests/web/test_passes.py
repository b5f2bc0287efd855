"""Links that open without a token: for a while, only what they lead to, and only where tokens are asked for."""

import re
import time
from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

import pytest
from signed_tokens import SECRET, bearer, token
from starlette.testclient import TestClient

from assistant.web.auth import Reader
from assistant.web.passes import Passes


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
