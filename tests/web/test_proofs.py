"""Proved sentences over HTTP and as markup: the reader's articles only, and nothing of a text is ever markup."""

from dataclasses import replace
from zoneinfo import ZoneInfo

from scripted_answers import article, citation
from scripted_footnote import ScriptedFootnote
from starlette.testclient import TestClient

from assistant.differences import Piece
from assistant.proofing import Proof
from assistant.web.proofs import proofs_html
from assistant.web.render import Surface

SURFACE = Surface(timezone=ZoneInfo("UTC"), base="/footnote")
SOURCE = article("peace", "We want <i>peace</i>, he said.", title="<script>alert(1)</script>")
PROOF = Proof(
    text="He wants <b>war</b>.",
    start=0,
    end=20,
    finding="contradicted",
    reason="The passage says <peace>.",
    citations=(citation(1, SOURCE, "We want <i>peace</i>"),),
    differences=(Piece(change="gone", text="war<"), Piece(change="new", text="peace")),
)


def test_the_markup_shows_finding_reason_differences_and_place() -> None:
    shown = proofs_html([PROOF, replace(PROOF, finding="not found", citations=())], SURFACE, finished=True)
    assert "0 supported, 1 contradicted, 1 not found." in shown
    assert "<del>war&lt;</del><ins>peace</ins>" in shown
    assert 'href="/footnote/articles/peace?' in shown
    assert "&lt;b&gt;war&lt;/b&gt;" in shown
    for markup in ("<b>", "<i>", "<script", "<peace>"):
        assert markup not in shown


def test_a_blank_line_in_an_article_ends_no_markup() -> None:
    differing = (Piece(change="new", text="peace\n\n![x](https://example.org/x.png)"),)
    shown = proofs_html([replace(PROOF, differences=differing, reason="So\r\n\n# it says")], SURFACE, finished=True)
    assert "\n" not in shown
    assert "peace&#10;&#10;![x]" in shown


def test_the_route_takes_a_text_or_an_answer(client: TestClient, footnote: ScriptedFootnote) -> None:
    footnote.proved = [PROOF]
    (item,) = client.post("/api/verify", json={"text": "He wants <b>war</b>."}).json()["items"]
    assert (item["verdict"], item["start"], item["end"]) == ("contradicted", 0, 20)
    assert item["differences"] == [{"change": "gone", "text": "war<"}, {"change": "new", "text": "peace"}]
    answer = {"text": "x", "statements": [], "citations": [], "outcome": "answered"}
    assert client.post("/api/verify", json={"answer": answer}).json() == {"items": []}
    for wrong in ({}, {"text": "x", "answer": answer}, {"text": 5}, {"text": "x" * 20_001}, [], {"answer": {}}):
        refused = client.post("/api/verify", json=wrong)
        assert refused.status_code == 422, wrong
        assert refused.json()["error"]["message"]
