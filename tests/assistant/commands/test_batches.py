"""Files of questions from the command line: line by line, in order, and nothing written over."""

import json
import os
from pathlib import Path

import pytest

from tests.assistant.conftest import SPOKEN, UNKNOWN, Footnote, one_line


def test_a_batch_answers_line_by_line_in_order(footnote: Footnote, stocked: Path, tmp_path: Path) -> None:
    lines = [
        json.dumps({"id": "a", "question": SPOKEN}),
        json.dumps({"id": 7, "question": UNKNOWN}),
        json.dumps({"id": "empty", "question": " "}),
        "{broken",
        json.dumps({"id": "typed", "question": 5}),
        "",
        json.dumps({"id": "crossed", "question": "x", "since": "2025-02-01", "until": "2025-01-01"}),
        json.dumps({"id": "members", "question": "Who bought electric ferries?", "groups": ["sport"]}),
    ]
    (tmp_path / "in.jsonl").write_text("\n".join(lines), encoding="utf-8")
    ran = footnote("ask", "--batch", "in.jsonl", "--out", "out.jsonl", "--data-dir", stocked)
    assert ran.status == 4
    assert ran.out == ""
    assert "4 lines" in ran.err
    out = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [line["id"] for line in out] == ["a", 7, "empty", None, "typed", "crossed", "members"]
    assert [line.get("outcome") for line in out] == ["answered", "unanswered", None, None, None, None, "unanswered"]
    assert [set(line["error"]) for line in out if "error" in line] == [{"code", "message", "hint"}] * 4


def test_a_batch_without_an_answer_is_still_done(footnote: Footnote, stocked: Path) -> None:
    line = json.dumps({"id": 1, "question": UNKNOWN}).encode()
    ran = footnote("ask", "--batch", "-", "--out", "-", "--data-dir", stocked, stdin=line)
    assert ran.status == 0
    assert ran.json["id"] == 1


@pytest.mark.parametrize("command", ["ask", "search"])
def test_a_batch_line_that_names_an_unknown_article_says_so(footnote: Footnote, stocked: Path, command: str) -> None:
    lines = [
        {"id": 1, "question": SPOKEN, "articles": ["nowhere"]},
        {"id": 2, "question": "Who bought electric ferries?", "articles": ["council-1"]},
        {"id": 3, "question": "Who bought electric ferries?", "articles": ["council-1"], "groups": ["sport"]},
    ]
    given = "".join(json.dumps(line) + "\n" for line in lines).encode()
    ran = footnote(command, "--batch", "-", "--data-dir", stocked, stdin=given)
    assert ran.status == 4
    assert ["error" in line for line in ran.lines] == [True, False, True]  # absent and forbidden are the same
    assert "nowhere" in ran.lines[0]["error"]["message"]
    alone = footnote(command, "x", "--article", "nowhere", "--json", "--data-dir", stocked)
    assert alone.status == 2
    assert ran.lines[0]["error"]["message"] in alone.err


def test_a_search_batch_takes_the_same_lines(footnote: Footnote, stocked: Path) -> None:
    given = "".join(json.dumps({"id": n, "question": q}) + "\n" for n, q in enumerate(["bees", "ferries"]))
    ran = footnote("search", "--batch", "-", "-k", "1", "--data-dir", stocked, stdin=given.encode())
    assert ran.status == 0
    assert [line["id"] for line in ran.lines] == [0, 1]
    assert [len(line["hits"]) for line in ran.lines] == [1, 1]
    hit = ran.lines[0]["hits"][0]
    assert {"article_id", "revision", "passage_id", "start", "end", "text", "title", "source", "published"} < set(hit)
    article = footnote("article", hit["article_id"], "--json", "--data-dir", stocked).json
    assert article["text"][hit["start"] : hit["end"]] == hit["text"]
    assert {"start": hit["start"], "end": hit["end"], "id": hit["passage_id"]} in article["passages"]


def test_the_command_lines_groups_narrow_those_of_a_line(footnote: Footnote, stocked: Path) -> None:
    line = json.dumps({"id": 1, "question": "electric ferries", "groups": ["staff", "sport"]}).encode()
    ran = footnote("search", "--batch", "-", "--as", "sport", "--data-dir", stocked, stdin=line)
    assert "council-1" not in {hit["article_id"] for hit in ran.json["hits"]}


def test_answers_never_overwrite_their_questions(footnote: Footnote, stocked: Path, tmp_path: Path) -> None:
    line = '{"id": 1, "question": "x"}\n'
    (tmp_path / "in.jsonl").write_text(line)
    os.link(tmp_path / "in.jsonl", tmp_path / "same.jsonl")
    for out in ("in.jsonl", "./in.jsonl", "same.jsonl"):
        ran = footnote("ask", "--batch", "in.jsonl", "--out", out, "--data-dir", stocked)
        assert ran.status == 2
        one_line(ran.err)
    assert (tmp_path / "in.jsonl").read_text() == line


@pytest.mark.parametrize("out", ["no/such/folder/out.jsonl", "."])
def test_an_out_that_cannot_be_written_is_found_before_the_work(
    footnote: Footnote, stocked: Path, tmp_path: Path, out: str
) -> None:
    (tmp_path / "in.jsonl").write_text('{"id": 1, "question": "x"}\n')
    ran = footnote("ask", "--batch", "in.jsonl", "--out", out, "--data-dir", stocked)
    assert ran.status == 2
    one_line(ran.err)


def test_data_that_cannot_be_opened_leaves_the_old_answers_alone(footnote: Footnote, tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text('{"id": 1, "question": "x"}\n')
    (tmp_path / "out.jsonl").write_text("old")
    (tmp_path / "data").write_text("a file in its place")
    ran = footnote("ask", "--batch", "in.jsonl", "--out", "out.jsonl", "--data-dir", "data")
    assert ran.status == 2
    assert (tmp_path / "out.jsonl").read_text() == "old"
