"""`verify` from the command line: a text and a saved answer, held against the articles."""

import json
from pathlib import Path


def test_a_text_and_a_saved_answer_are_proved(footnote, stocked: Path, tmp_path: Path) -> None:
    draft, saved, many = tmp_path / "draft.txt", tmp_path / "answer.json", tmp_path / "many.jsonl"
    draft.write_text("Vell resigned on Friday. Vell resigned on Monday. Bananas are berries.")
    proved = footnote("verify", draft, "--data-dir", stocked, "--json").json["items"]
    assert [one["verdict"] for one in proved] == ["supported", "contradicted", "not found"]
    assert "Monday" in proved[1]["reason"]
    assert "1 supported, 1 contradicted, 1 not found." in footnote("verify", draft, "--data-dir", stocked).out
    answer = footnote("ask", "What did Vell say?", "--data-dir", stocked, "--json").json
    saved.write_text(json.dumps(answer))
    assert {one["verdict"] for one in footnote("verify", saved, "--data-dir", stocked, "--json").json["items"]} == {
        "supported"
    }
    many.write_text(json.dumps({"id": "a", "text": "Bananas."}) + "\n" + json.dumps(answer) + "\n{\n")
    ran = footnote("verify", many, "--batch", "--data-dir", stocked)
    assert (ran.status, [list(line) for line in ran.lines]) == (4, [["id", "items"], ["id", "items"], ["id", "error"]])
    assert footnote("verify", tmp_path / "none", "--data-dir", stocked).status == 2
