"""Limits: counted by who is known to ask and from where, never by what a client chooses."""

import time

import jwt
import pytest
from scripted_footnote import ScriptedFootnote
from starlette.testclient import TestClient

from assistant.audit import Entry
from assistant.errors import Busy, TooMany
from assistant.settings import Settings
from assistant.web.access import GLANCE
from assistant.web.rates import READERS_BEHIND_AN_ADDRESS, Rates, network_of
from assistant.web.server import create_app

SECRET = "a secret of the host application, long enough"


def bearer(user: str, key: str = SECRET) -> dict[str, str]:
    claims = {"sub": user, "exp": time.time() + 600}
    return {"Authorization": f"Bearer {jwt.encode(claims, key, 'HS256')}"}


def served(footnote: ScriptedFootnote, settings: Settings, *, peer: str = "203.0.113.9", **more: object) -> TestClient:
    given = {"data_dir": settings.data_dir, "auth": "token", "token_key": SECRET, "questions_per_minute": 3, **more}
    app = create_app(footnote, Settings.read(**given))  # type: ignore[arg-type]
    return TestClient(app, base_url="http://127.0.0.1:7860", client=(peer, 1), raise_server_exceptions=False)


def test_a_reader_may_ask_so_often(footnote: ScriptedFootnote, settings: Settings) -> None:
    client = served(footnote, settings)
    chosen = [{"X-Forwarded-For": "10.0.0.1"}, {"X-Real-IP": "1.2.3.4"}, {"X-Forwarded-User": "eve"}]
    for header in chosen:
        assert client.post("/api/ask", json={"question": "x"}, headers={**bearer("ada"), **header}).status_code == 200
    refused = client.post(
        "/api/search", json={"question": "x"}, headers={**bearer("ada"), "X-Forwarded-For": "10.9.9.9"}
    )
    assert (refused.status_code, refused.json()["error"]["code"]) == (429, "too_many_requests")
    assert 1 <= int(refused.headers["retry-after"]) <= 60
    assert client.get("/api/articles", headers=bearer("ada")).status_code == 200, "looking costs nothing"
    assert client.post("/api/ask", json={"question": "x"}, headers=bearer("bob")).status_code == 200


def test_an_address_may_ask_so_often(footnote: ScriptedFootnote, settings: Settings) -> None:
    client = served(footnote, settings)
    seen = [
        client.post("/api/search", json={"question": "x"}, headers=bearer(f"user {n // 2}")).status_code
        for n in range(3 * READERS_BEHIND_AN_ADDRESS + 2)
    ]
    assert seen == [200] * 3 * READERS_BEHIND_AN_ADDRESS + [429, 429]


def test_behind_a_trusted_proxy_the_address_is_the_readers(footnote: ScriptedFootnote, settings: Settings) -> None:
    client = served(footnote, settings, peer="127.0.0.1", proxy_addresses="127.0.0.1")
    for n in range(3 * READERS_BEHIND_AN_ADDRESS + 2):
        sent = {**bearer(f"user {n}"), "X-Forwarded-For": f"198.51.100.{n}"}
        assert client.post("/api/search", json={"question": "x"}, headers=sent).status_code == 200


def test_looking_around_in_the_page_is_not_asking(footnote: ScriptedFootnote, settings: Settings) -> None:
    """Every letter typed into the library's search is an event of the page; a question there is one of the three."""
    rates = Rates(3)
    for _ in range(20):
        rates.asks("ada", "10.0.0.1", GLANCE)
    rates.asks("ada", "10.0.0.1")
    with pytest.raises(TooMany):
        rates.asks("ada", "10.0.0.1")
    client = served(footnote, settings)
    event = {"data": [], "fn_index": 1, "session_hash": "mine"}
    seen = [client.post("/gradio_api/queue/join", json=event, headers=bearer("ada")).status_code for _ in range(40)]
    assert seen[:30] == [503] * 30, "the page is not up in this test"
    assert 429 in seen[30:]


def test_trying_tokens_is_slow(footnote: ScriptedFootnote, settings: Settings) -> None:
    client = served(footnote, settings)
    wrong = bearer("eve", "another secret of the host, long enough")
    seen = [client.get("/api/articles", headers=wrong).status_code for _ in range(70)]
    assert seen[:60] == [401] * 60
    assert set(seen[60:]) == {429}
    assert client.get("/api/articles", headers=bearer("ada")).status_code == 200, "who has a good one is not kept out"


def test_on_ones_own_machine_nothing_is_counted(footnote: ScriptedFootnote, settings: Settings) -> None:
    own = settings.model_copy(update={"questions_per_minute": 1})
    client = TestClient(create_app(footnote, own), base_url="http://127.0.0.1:7860")  # type: ignore[arg-type]
    assert {client.post("/api/search", json={"question": "x"}).status_code for _ in range(30)} == {200}


def test_no_limit_is_none() -> None:
    rates = Rates(0)
    for _ in range(1000):
        rates.asks("ada", "10.0.0.1")


def test_a_network_of_one_home_is_one_address() -> None:
    assert network_of("2001:db8:1:2:3::4") == network_of("2001:db8:1:2:ffff::1%eth0")
    assert network_of("2001:db8:1:2::1") != network_of("2001:db8:1:3::1")
    assert network_of("::ffff:10.0.0.1") != network_of("::ffff:10.0.0.2")
    assert network_of("unknown") == "unknown"
    rates = Rates(1)
    for n in range(READERS_BEHIND_AN_ADDRESS):
        rates.asks(None, f"2001:db8::{n}")
    with pytest.raises(TooMany):
        rates.asks(None, "2001:db8::ffff")


# --- a full house, and who read what ----------------------------------------------------------------------------------


def test_a_full_house_says_when_to_come_again(client: TestClient, footnote: ScriptedFootnote) -> None:
    footnote.failure = Busy("More people are asking than can be answered right now.", retry_after=17)
    for sent in ({}, {"Accept": "text/event-stream"}):
        response = client.post("/api/ask", json={"question": "x"}, headers=sent)
        assert (response.status_code, response.headers["retry-after"]) == (503, "17")
        assert response.json()["error"]["code"] == "busy"


def test_who_reads_an_article_is_noted(client: TestClient, footnote: ScriptedFootnote) -> None:
    for path in ("/api/articles/macron", "/articles/macron?span=1-2", "/api/articles/none", "/api/articles"):
        client.get(path)
    client.delete("/api/articles/macron")
    assert footnote.noted == [
        Entry(user="local", action="read", articles=("macron",)),
        Entry(user="local", action="read", articles=("macron",)),
        Entry(user="local", action="remove", articles=("macron",)),
    ]
