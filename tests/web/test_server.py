import json
import logging
from dataclasses import replace

import pytest
from scripted_answers import ACCENTS, article
from scripted_footnote import ScriptedFootnote
from starlette.testclient import TestClient

from assistant.errors import AssistantError, SettingsContradict
from assistant.settings import Settings
from assistant.web.problem import CORPUS_STATUS, status_of
from assistant.web.server import create_app
from index.errors import CorpusError, StorageFailed

HERE = "http://127.0.0.1:7860"
GUEST = "https://intranet.example"


def events(body: str) -> list[tuple[str, dict[str, object]]]:
    found = []
    for block in body.split("\n\n"):
        lines = dict(line.split(": ", 1) for line in block.splitlines() if not line.startswith(":"))
        if lines:
            found.append((lines["event"], json.loads(lines["data"])))
    return found


def family(root: type[Exception]) -> set[type[Exception]]:
    return {root}.union(*(family(kind) for kind in root.__subclasses__()))


def test_every_error_of_the_index_has_a_status_of_its_own() -> None:
    ours = {kind for kind in family(CorpusError) if kind.__module__.startswith("index")}
    assert {kind for kind in ours if kind.__module__ == "index.errors"} == set(CORPUS_STATUS)
    assert all(400 <= status_of(kind("x")) < 600 for kind in ours)


def test_every_error_of_the_assistant_has_a_status() -> None:
    for kind in family(AssistantError):
        assert 400 <= kind.status < 600


def test_a_question_is_answered_as_json(client: TestClient, footnote: ScriptedFootnote) -> None:
    response = client.post("/api/ask", json={"question": "What did Macron say?", "since": "2025-11-01", "id": "q7"})
    body = response.json()
    assert response.status_code == 200
    assert body["id"] == "q7"
    assert body["citations"][0]["quote"] in footnote.stored["macron"].text
    assert str(footnote.asked[0].since) == "2025-11-01"
    assert footnote.asked[0].groups is None


def test_a_question_is_answered_as_events(client: TestClient) -> None:
    response = client.post("/api/ask", json={"question": "Macron?"}, headers={"Accept": "text/event-stream"})
    found = events(response.text)
    assert response.headers["content-type"].startswith("text/event-stream")
    assert [name for name, _ in found] == ["searching", "sources", "statement", "statement", "answer"]
    assert "html" not in found[2][1]


def test_events_carry_markup_when_asked(client: TestClient) -> None:
    asked = {"url": "/api/ask?markup=1", "json": {"question": "Macron?"}, "headers": {"Accept": "text/event-stream"}}
    found = events(client.post(**asked).text)
    assert '<a class="fn-cite"' in str(found[2][1]["html"])
    assert "<details" in str(found[-1][1]["cards_html"])


def test_a_failure_inside_a_stream_is_its_last_event(client: TestClient, footnote: ScriptedFootnote) -> None:
    footnote.failure = StorageFailed("The disk is full.", hint="Free some space.")
    response = client.post("/api/ask", json={"question": "Macron?"}, headers={"Accept": "text/event-stream"})
    name, data = events(response.text)[-1]
    assert name == "error"
    assert data["error"] == {
        "code": "storage_failed",
        "message": "The disk is full.",
        "hint": "Free some space.",
        "request_id": response.headers["x-request-id"],
    }


def test_what_nobody_foresaw_is_a_500_without_details(
    client: TestClient, footnote: ScriptedFootnote, caplog: pytest.LogCaptureFixture
) -> None:
    footnote.failure = RuntimeError("secret words")
    with caplog.at_level(logging.ERROR):
        response = client.post("/api/ask", json={"question": "Macron?"})
    assert response.status_code == 500
    assert response.json()["error"]["code"] == "internal"
    assert "secret" not in response.text
    assert response.json()["error"]["request_id"] in caplog.text
    assert caplog.text.count("RuntimeError: secret words") == 1


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"[1, 2", 400),
        (b"[" * 100_000, 400),
        (b"\xff\xfe", 400),
        (b'"a question"', 422),
        (b"{}", 422),
        (b'{"question": ""}', 422),
        (b'{"question": 7}', 422),
        (b'{"question": "x", "since": "yesterday"}', 422),
        (json.dumps({"question": "x" * 4001}).encode(), 422),
        (json.dumps({"question": "x" * 1_100_000}).encode(), 413),
    ],
)
def test_a_body_that_is_no_question_is_refused(client: TestClient, body: bytes, status: int) -> None:
    response = client.post("/api/ask", content=body)
    assert response.status_code == status
    assert set(response.json()["error"]) == {"code", "message", "hint", "request_id"}


def test_a_body_is_counted_while_it_arrives(client: TestClient) -> None:
    def pieces():  # type: ignore[no-untyped-def]
        for _ in range(20):
            yield b"x" * 100_000

    assert client.post("/api/ask", content=pieces()).status_code == 413


def test_passages_are_found(client: TestClient) -> None:
    hits = client.post("/api/search", json={"question": "peace", "k": 1, "id": 3}).json()
    assert hits["id"] == 3
    assert len(hits["hits"]) == 1
    assert client.post("/api/search", json={"question": "peace", "k": 0}).status_code == 422
    assert client.post("/api/search", json={"question": "peace", "k": True}).status_code == 422


def test_articles_are_listed_read_and_removed(client: TestClient, footnote: ScriptedFootnote) -> None:
    footnote.stored["https://x.example/a b?c"] = article("https://x.example/a b?c", "words")
    first = client.get("/api/articles", params={"limit": 2}).json()
    rest = client.get("/api/articles", params={"limit": 2, "cursor": first["next"]}).json()
    assert [item["id"] for item in first["items"] + rest["items"]] == list(footnote.stored)
    assert "text" not in first["items"][0]
    assert client.get("/api/articles", params={"limit": 0}).status_code == 422
    assert client.get("/api/articles", params={"limit": "x"}).json()["error"]["code"] == "request_unusable"

    read = client.get("/api/articles/https%3A%2F%2Fx.example%2Fa%20b%3Fc").json()
    assert read["text"] == "words"
    assert client.delete("/api/articles/https%3A%2F%2Fx.example%2Fa%20b%3Fc").json() == {"removed": 1}
    assert client.delete("/api/articles/https%3A%2F%2Fx.example%2Fa%20b%3Fc").status_code == 404


def test_quotes_are_listed(client: TestClient) -> None:
    item = client.get("/api/quotes", params={"speaker": "Macron"}).json()["items"][0]
    assert item["speaker"]["name"] == "Emmanuel Macron"
    assert item["text"].startswith("“We want peace")


def test_records_are_added(client: TestClient, footnote: ScriptedFootnote) -> None:
    response = client.post("/api/articles", json={"id": "n1", "text": "New words 🎉"})
    assert (response.status_code, response.json()["added"]) == (201, 1)
    assert footnote.stored["n1"].text == "New words 🎉"
    mixed = client.post("/api/articles", json=[{"id": "n2", "text": "More"}, {"text": 7}])
    assert mixed.status_code == 201
    assert mixed.json()["refused"] == [{"input": "record 2", "reason": "it holds no text", "hint": "fill it"}]
    refused = client.post("/api/articles", json={"text": ""})
    assert refused.status_code == 422
    assert refused.json()["error"]["message"] == "record 1: it holds no text"
    assert client.post("/api/articles", json=[]).status_code == 422
    lines = b'{"id": "n3", "text": "a"}\n\n{"id": "n4", "text": "b"}\n'
    sent = client.post("/api/articles", content=lines, headers={"Content-Type": "application/x-ndjson"})
    assert sent.json()["added"] == 2


def test_files_are_added_and_no_copy_stays(client: TestClient, footnote: ScriptedFootnote, settings: Settings) -> None:
    files = [("file", ("../../etc/één.txt", b"First words")), ("file", ("één.txt", b"Second words"))]
    response = client.post("/api/articles", files=files)
    assert response.json()["added"] == 2
    assert footnote.stored["één"].text == "First words"
    assert footnote.stored["één-2"].text == "Second words"
    assert not [path for path in settings.data_dir.rglob("*") if path.is_file()]
    assert client.post("/api/articles", files=[("file", ("a.txt", b" "))]).status_code == 422
    assert client.post("/api/articles", files={}, data={"a": "b"}).status_code in (400, 422)


def test_an_article_page_marks_the_span(client: TestClient) -> None:
    start = ACCENTS.index("“")
    end = ACCENTS.index("”") + 1
    response = client.get(f"/articles/accents?revision=r1&span={start}-{end}")
    assert f'<mark id="s" tabindex="-1">{ACCENTS[start:end]}</mark>' in response.text
    assert "&lt;b&gt;loud&lt;/b&gt;" in response.text
    assert response.headers["content-security-policy"].startswith("default-src 'none'; style-src 'self'")
    assert "script" not in response.text


@pytest.mark.parametrize("span", ["x", "5-5", "9-3", "0-99999", "-1-4", "1-2-3", "٣-٤"])
def test_a_span_that_does_not_fit_shows_the_article_without_a_mark(client: TestClient, span: str) -> None:
    response = client.get("/articles/macron", params={"span": span})
    assert response.status_code == 200
    assert "<mark" not in response.text
    assert response.text.count("so nothing is marked") == 1
    assert "capitulation" in response.text


def test_pages_answer_head_as_well(client: TestClient) -> None:
    for path in ("/articles/macron", "/static/chat.css", "/widget.js", "/healthz"):
        asked = client.head(path)
        assert (asked.status_code, asked.headers["content-type"]) == (200, client.get(path).headers["content-type"])


def test_absent_and_forbidden_articles_are_the_same_page(client: TestClient) -> None:
    absent = client.get("/articles/nothing?span=1-2")
    assert absent.status_code == 404
    assert "No such article" in absent.text
    assert client.get("/articles/macron?revision=older").text == absent.text


def test_an_article_page_says_what_a_reader_must_know(client: TestClient, footnote: ScriptedFootnote) -> None:
    changes = {"language": "fr", "state": "superseded", "page_starts": (0, 20), "url": "javascript:alert(1)"}
    footnote.stored["macron"] = replace(footnote.stored["macron"], **changes)  # type: ignore[arg-type]
    page = client.get("/articles/macron?span=25-30").text
    assert "This article is in French." in page
    assert "earlier version" in page
    assert "Page 2" in page
    assert "javascript" not in page


def test_health_comes_before_the_articles(settings: Settings) -> None:
    waiting = TestClient(create_app(lambda: None, settings), base_url=HERE)  # type: ignore[arg-type,return-value]
    assert waiting.get("/healthz").status_code == 200
    for path in ("/readyz", "/api/articles", "/articles/macron"):
        response = waiting.get(path)
        assert response.status_code == 503
    assert waiting.get("/readyz").headers["retry-after"]
    assert waiting.get("/readyz").json()["error"]["code"] == "starting"
    front = waiting.get("/")
    assert front.status_code == 503
    assert 'http-equiv="refresh"' in front.text
    assert waiting.get("/gradio_api/info").status_code == 503


def test_ready(client: TestClient) -> None:
    assert client.get("/readyz").json() == {"ready": True}


def test_routes_that_are_not_ours_are_refused_in_our_words(client: TestClient) -> None:
    assert client.get("/api/nothing").json()["error"]["code"] == "not_found"
    assert client.get("/api/ask").status_code == 405
    for name in ("nothing.css", "..%2fserver.py", "server.py", ".."):
        assert client.get(f"/static/{name}").status_code in (404, 503)


def test_the_widget_may_be_loaded_anywhere(client: TestClient) -> None:
    response = client.get("/widget.js")
    assert response.headers["content-type"].startswith("text/javascript")
    assert response.headers["cross-origin-resource-policy"] == "cross-origin"


def test_a_foreign_host_name_is_refused(client: TestClient) -> None:
    for host in ("evil.example", "127.0.0.1.evil.example", "evil.example:7860", ""):
        assert client.get("/healthz", headers={"Host": host}).status_code == 421
    for host in ("localhost", "localhost:7860", "127.0.0.1", "[::1]:7860"):
        assert client.get("/healthz", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("route", ["/api/articles", "/gradio_api/queue/join", "/api/ask", "/api/search"])
@pytest.mark.parametrize(
    "sent", [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"}]
)
def test_a_page_of_another_origin_changes_nothing(client: TestClient, route: str, sent: dict[str, str]) -> None:
    response = client.post(route, json={"text": "planted", "question": "x"}, headers=sent)
    assert response.status_code == 403
    assert "access-control-allow-origin" not in response.headers


def test_an_allowed_origin_may_ask_and_nothing_else(client: TestClient, footnote: ScriptedFootnote) -> None:
    browser = {"Origin": GUEST, "Sec-Fetch-Site": "cross-site"}
    ask = {**browser, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}
    allowed = client.options("/api/ask", headers=ask)
    assert allowed.status_code == 204
    assert allowed.headers["access-control-allow-origin"] == GUEST
    assert client.options("/api/articles", headers=ask).status_code == 403
    assert client.options("/api/ask", headers={**ask, "Origin": "https://evil.example"}).status_code == 403
    answered = client.post("/api/ask", json={"question": "Macron?"}, headers=browser)
    assert answered.headers["access-control-allow-origin"] == GUEST
    assert "Origin" in answered.headers["vary"]
    assert client.post("/api/articles", json={"text": "x"}, headers=browser).status_code == 403
    assert client.delete("/api/articles/macron", headers=browser).status_code == 403
    assert "macron" in footnote.stored


def test_our_own_page_may_change_articles(client: TestClient) -> None:
    own = {"Origin": HERE, "Sec-Fetch-Site": "same-origin"}
    assert client.delete("/api/articles/macron", headers=own).status_code == 200


def test_every_response_carries_the_security_headers(client: TestClient) -> None:
    for path in ("/healthz", "/api/nothing", "/articles/macron", "/static/article.css"):
        headers = client.get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert "default-src 'none'" in headers["content-security-policy"]


def test_only_pages_of_allowed_origins_may_frame_ours(footnote: ScriptedFootnote, settings: Settings) -> None:
    framed = TestClient(create_app(footnote, settings), base_url=HERE)  # type: ignore[arg-type]
    nobody = TestClient(create_app(footnote, settings.model_copy(update={"allowed_origins": ()})), base_url=HERE)  # type: ignore[arg-type]
    for path in ("/articles/macron", "/healthz"):
        policy = framed.get(path).headers["content-security-policy"]
        assert f"frame-ancestors 'self' {GUEST}" in policy
        assert "x-frame-options" not in framed.get(path).headers
        assert nobody.get(path).headers["content-security-policy"].endswith("frame-ancestors 'self'")
        assert nobody.get(path).headers["x-frame-options"] == "SAMEORIGIN"


@pytest.mark.parametrize("prefix", ["", "/footnote"])
def test_a_root_path_may_arrive_stripped_or_kept(footnote: ScriptedFootnote, settings: Settings, prefix: str) -> None:
    deeper = settings.model_copy(update={"root_path": "/footnote"})
    client = TestClient(create_app(footnote, deeper), base_url=HERE)  # type: ignore[arg-type]
    assert client.get(f"{prefix}/readyz").status_code == 200
    assert client.get(f"{prefix}/api/articles").json()["total"] == 2
    assert 'href="/footnote/static/article.css"' in client.get(f"{prefix}/articles/macron").text
    missing = client.get(f"{prefix}/articles/none")
    assert missing.status_code == 404
    assert 'href="/footnote/"' in missing.text


def test_an_open_door_does_not_face_other_machines(footnote: ScriptedFootnote, settings: Settings) -> None:
    public = settings.model_copy(update={"host": "0.0.0.0"})
    with pytest.raises(SettingsContradict, match=r"0\.0\.0\.0"):
        create_app(footnote, public)  # type: ignore[arg-type]
