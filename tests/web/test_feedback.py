import pytest
from starlette.testclient import TestClient


def test_feedback_is_stored_and_read(client: TestClient) -> None:
    sent = {"answer_id": "a1", "rating": "down", "reason": "wrong", "comment": "<b>No</b>", "unknown": 1}
    stored = client.post("/api/feedback", json=sent)
    assert (stored.status_code, stored.json()) == (201, {"stored": True})
    assert client.post("/api/feedback", json={"answer_id": "a2", "rating": "up"}).status_code == 201
    first, second = client.get("/api/feedback").json()["items"]
    assert (first["answer_id"], first["rating"], first["comment"], first["user"]) == ("a2", "up", None, "local")
    assert second["comment"] == "<b>No</b>"


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"answer_id": "a1", "rating": "maybe"},
        {"answer_id": "", "rating": "up"},
        {"answer_id": 7, "rating": "up"},
        {"answer_id": "a", "rating": "up", "comment": "x" * 4001},
        [1],
    ],
)
def test_what_is_no_feedback_is_refused(client: TestClient, sent: object) -> None:
    refused = client.post("/api/feedback", json=sent)
    assert refused.status_code == 422
    assert refused.json()["error"]["message"]
    assert client.get("/api/feedback").json() == {"items": []}
