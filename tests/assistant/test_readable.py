"""How results read: the parts that real articles seldom show at once."""

from typing import Any

import pytest

from assistant.readable import answer_lines, counted, day, model_lines, pairs, report_lines, searched_words

CITATION: dict[str, Any] = {
    "number": 1,
    "article_id": "a1",
    "title": "A title",
    "source": "Quay Gazette",
    "published": "2025-10-03T14:30:00+02:00",
    "url": None,
    "page": 3,
    "state": "corrected",
    "quote": "first line\nsecond line",
    "link": "/articles/a1?revision=r&span=1-2#s",
    "copies": [{"article_id": "a2", "source": "Lindholm Post"}, {"article_id": "a3", "source": None}],
}
ANSWER: dict[str, Any] = {
    "outcome": "partly",
    "missing": "the cost",
    "text": "He resigned. [1]",
    "citations": [CITATION],
    "withheld": [{"text": "x", "reason": "y"}],
    "near_misses": [],
    "notices": [{"code": "model_unreachable", "message": "The language model did not answer."}],
    "searched": {"articles": 1204, "sources": 1, "since": "2025-10-01", "until": "2025-10-31"},
}


def text(answer: dict[str, Any], base_url: str | None = None) -> str:
    return "\n".join(" " * line.indent + line.text for line in answer_lines(answer, base_url=base_url))


def test_a_partial_answer_with_all_that_can_be_said_of_it() -> None:
    assert (
        text(ANSWER)
        == """The language model did not answer.
He resigned. [1]

Nothing was found on: the cost

[1] A title — Quay Gazette · 3 October 2025 · page 3
    (this text is corrected)
    “first line second line”
    also in: Lindholm Post, a3
    footnote article a1

Left out for want of evidence: 1 drafted sentence.

Searched 1,204 articles from 1 outlet, published from 1 October 2025 until 31 October 2025."""
    )


def test_the_link_leads_to_a_server_that_runs_or_to_the_publisher() -> None:
    assert "\n    http://127.0.0.1:7860/articles/a1?revision=r&span=1-2#s\n" in text(ANSWER, "http://127.0.0.1:7860/")
    published = {**ANSWER, "citations": [{**CITATION, "url": "https://quay.example/1"}]}
    assert "\n    https://quay.example/1\n" in text(published)


@pytest.mark.parametrize("words", ["“We knew,” he said.", '"We knew."', "«Non»"])
def test_a_quotation_is_not_put_in_marks_twice(words: str) -> None:
    assert f"\n    {words}\n" in text({**ANSWER, "citations": [{**CITATION, "quote": words}]})


def test_near_misses_are_called_that() -> None:
    missed = {**ANSWER, "outcome": "unanswered", "text": "", "missing": None, "citations": [], "notices": []}
    shown = text({**missed, "near_misses": [{**CITATION, "number": None}]})
    assert shown.startswith("The articles hold no answer to this.\n\nNear misses, which do not answer it:\n– A title")


def test_a_greeting_is_answered_and_no_search_is_boasted_of() -> None:
    greeting = {**ANSWER, "outcome": "unanswered", "notices": [{"code": "greeting", "message": "Hello."}]}
    assert text(greeting) == "Hello."


def test_what_was_searched() -> None:
    assert "nothing to search" in searched_words({"articles": 0, "sources": 0})
    assert searched_words({"articles": 1, "sources": 0}) == "Searched 1 article."
    assert searched_words({"articles": 2, "sources": 2, "until": "2025-01-31"}) == (
        "Searched 2 articles from 2 outlets, published until 31 January 2025."
    )


def test_a_report_names_counts_and_reasons() -> None:
    report: dict[str, Any] = {
        "added": 1200,
        "updated": 0,
        "unchanged": 3,
        "removed": 1,
        "duplicates": 2,
        "refused": [{"input": "scan.pdf", "reason": "There is no text in it.", "hint": "Run OCR first."}],
        "seconds": 3.14159,
        "passages": 1,
        "quotes": 2,
    }
    first, refusal = report_lines(report, dry_run=False)
    assert first.text == (
        "Articles: 1,200 added, 3 unchanged, 1 removed, 2 of them with a text that was there already, 1 refused "
        "(1 passage, 2 quotes, 3.1 s)."
    )
    assert refusal.text == "refused scan.pdf: There is no text in it. Run OCR first."


def test_small_words() -> None:
    assert day("2025-10-03") == "3 October 2025"
    assert day("2025-10-03T23:59:00Z") == "3 October 2025"
    assert day("autumn") == "autumn"
    assert day("") == ""
    assert counted(1, "line") == "1 line"
    assert counted(2000, "line") == "2,000 lines"
    assert [line.text for line in pairs({"a_b": {"c": None}, "d": [], "e": ["x", 1]})] == [
        "a b:",
        "c: —",
        "d: none",
        "e: x, 1",
    ]
    models = model_lines({"items": [{"name": "m", "ok": False, "path": "/p", "key": None}]})
    assert [line.text for line in models] == ["m: NOT USABLE", "path: /p"]
