"""Asking and searching from the command line: what is answered, whole with a history, and what cannot be asked."""

import json
from pathlib import Path

import pytest

from tests.assistant.conftest import SPOKEN, UNKNOWN, Footnote, one_line


def test_ask_gives_an_answer_whose_citations_are_the_articles_words(footnote: Footnote, stocked: Path) -> None:
    ran = footnote("ask", SPOKEN, "--json", "--data-dir", stocked)
    answer = ran.json
    assert (ran.status, answer["outcome"]) == (0, "answered")
    assert any("closed the harbour" in statement["text"] for statement in answer["statements"])
    for citation in answer["citations"]:
        article = footnote("article", citation["article_id"], "--json", "--data-dir", stocked).json
        assert article["text"][citation["start"] : citation["end"]] == citation["quote"]
        assert article["revision"] == citation["revision"]


def test_ask_shows_a_person_numbers_titles_outlets_dates_and_words(footnote: Footnote, stocked: Path) -> None:
    ran = footnote("ask", "What", "did", "Jonas", "Vell", "say?", "--data-dir", stocked)
    assert ran.status == 0
    assert ran.err == ""
    assert "[1] Harbour master resigns — Quay Gazette · 3 October 2025" in ran.out
    assert "“I should have closed the harbour an hour earlier,”" in ran.out
    assert "Searched 3 articles from 1 outlet." in ran.out
    assert "\x1b" not in ran.out


def test_nothing_found_says_so_and_what_was_searched(footnote: Footnote, stocked: Path) -> None:
    ran = footnote("ask", UNKNOWN, "--data-dir", stocked, "--source", "Quay Gazette", "--since", "2025-10-01")
    assert ran.status == 3
    assert ran.out.startswith("The articles hold no answer to this.\n")
    assert "Searched 2 articles from 1 outlet, published from 1 October 2025." in ran.out
    assert footnote("ask", UNKNOWN, "--json", "--data-dir", stocked).json["statements"] == []


def test_an_empty_directory_has_nothing_to_search(footnote: Footnote, data_dir: Path) -> None:
    ran = footnote("ask", SPOKEN, "--data-dir", data_dir)
    assert ran.status == 3
    assert "There was nothing to search" in ran.out


def test_history_makes_the_question_whole(footnote: Footnote, stocked: Path, tmp_path: Path) -> None:
    (tmp_path / "history.json").write_text(
        json.dumps([{"role": "user", "content": SPOKEN}, {"role": "assistant", "content": "He regretted it."}])
    )
    ran = footnote("ask", "And why did he resign?", "--history", "history.json", "--json", "--data-dir", stocked)
    assert ran.status in (0, 3)
    assert "Vell" in ran.json["standalone_question"]
    for wrong in ("[", '{"role": "user"}', '[{"role": "king", "content": "x"}]'):
        (tmp_path / "history.json").write_text(wrong)
        ran = footnote("ask", "Why?", "--history", "history.json", "--data-dir", stocked)
        assert ran.status == 2
        one_line(ran.err)
    assert footnote("ask", "Why?", "--history", "gone.json", "--data-dir", stocked).status == 2


@pytest.mark.parametrize(
    ("question", "part"),
    [("", "empty"), ("   ", "empty"), ("x" * 20_000, "20,000 characters"), ("half \ud83d", "surrogate")],
)
def test_a_question_that_cannot_be_asked(footnote: Footnote, stocked: Path, question: str, part: str) -> None:
    ran = footnote("ask", question, "--data-dir", stocked)
    assert ran.status == 2
    assert part in one_line(ran.err)
    assert ran.out == ""


def test_a_question_of_4000_characters_is_asked(footnote: Footnote, stocked: Path) -> None:
    assert footnote("ask", ("ferry " * 667)[:4000], "--data-dir", stocked).status in (0, 3)


def test_a_question_of_emoji_alone_is_no_failure(footnote: Footnote, stocked: Path) -> None:
    ran = footnote("ask", "🐝🐝🐝", "--data-dir", stocked)
    assert ran.status == 3
    assert ran.err == ""


@pytest.mark.parametrize("command", ["ask", "search"])
def test_an_unknown_article_named_with_a_question_is_a_usage_error(
    footnote: Footnote, stocked: Path, command: str
) -> None:
    ran = footnote(command, "What did the mayor say?", "--article", "no-such-article", "--data-dir", stocked)
    assert ran.status == 2
    assert "no-such-article" in ran.err
