import re

from starlette.testclient import TestClient

from assistant.settings import Settings
from assistant.web.metrics import Metrics
from assistant.web.server import create_app

LINE = re.compile(r'[a-z_]+(\{[a-z]+="[^"\n]*"(,[a-z]+="[^"\n]*")*\})? [0-9.e+-]+')


def test_what_happened_is_counted(client: TestClient) -> None:
    client.post("/api/ask", json={"question": "What did Macron say?"})
    client.post("/api/ask", json={"question": "What about Brazil?"}, headers={"Accept": "text/event-stream"})
    client.post("/v1/chat/completions", json={"messages": [{"role": "user", "content": "Macron?"}]})
    client.post("/api/ask", json={"question": ""})
    client.post("/api/feedback", json={"answer_id": "a1", "rating": "up"})
    client.get("/api/articles/macron")
    response = client.get("/metrics")
    assert response.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    lines = response.text.splitlines()
    assert 'footnote_answers_total{outcome="answered"} 2' in lines
    assert 'footnote_answers_total{outcome="unanswered"} 1' in lines
    assert 'footnote_requests_total{route="/api/ask",method="POST",status="200"} 2' in lines
    assert 'footnote_requests_total{route="/api/ask",method="POST",status="422"} 1' in lines
    assert 'footnote_requests_total{route="/api/articles/{article_id:path}",method="GET",status="200"} 1' in lines
    assert 'footnote_feedback_total{rating="up"} 1' in lines
    assert 'footnote_request_seconds_bucket{route="/api/ask",le="+Inf"} 3' in lines
    assert "footnote_articles 2" in lines
    assert "macron" not in response.text.lower()
    assert not [line for line in lines if not line.startswith("#") and not LINE.fullmatch(line)]


def test_a_refusal_is_counted_and_no_name_of_a_client_becomes_a_label(client: TestClient) -> None:
    client.get("/api/made-up")
    client.request("BREW", "/api/ask")
    client.get("/healthz", headers={"Host": "evil.example"})
    text = client.get("/metrics").text
    assert "made-up" not in text
    assert "BREW" not in text
    assert 'status="421"' in text


def test_before_the_articles_are_open_it_says_so(settings: Settings) -> None:
    waiting = TestClient(create_app(lambda: None, settings), base_url="http://127.0.0.1")  # type: ignore[arg-type,return-value]
    assert "footnote_ready 0" in waiting.get("/metrics").text


def test_a_histogram_adds_up() -> None:
    metrics = Metrics()
    for seconds in (0.05, 0.3, 99.0):
        metrics.request("/x", "GET", 200, seconds)
    text = metrics.text({})
    assert 'le="0.05"} 1' in text
    assert 'le="0.5"} 2' in text
    assert 'le="+Inf"} 3' in text
    assert 'footnote_request_seconds_sum{route="/x"} 99.350000' in text
