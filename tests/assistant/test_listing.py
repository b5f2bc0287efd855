"""Questions for a list: which they are, and what the sample articles give for them."""

import pytest

from assistant.application import Footnote
from assistant.listing import Listing, as_question, read_listing
from assistant.verification import broken_invariants

NOVELS = [
    "The Salt Ledger by Ottoline Grace.",
    "Nine Winters of Mr Abbas by Farid Lome.",
    "Low Tide, High Court by Perpetua Shaw.",
    "Glasshouse by Ewan Tjader.",
    "What the Ferry Knew by Ilse Rademaker.",
    "Small Republic by Yusuf Carrow.",
]


@pytest.mark.parametrize(
    ("question", "noun", "count"),
    [
        ("Which novels are on the shortlist?", "novels", None),
        ("What are the three conditions of the deal?", "conditions", 3),
        ("Who were the members of the jury?", "members", None),
        ("Please name the winners.", "winners", None),
        ("Which two major supermarkets plan to merge?", "supermarkets", 2),
        ("Which countries took part?", "countries", None),
        ("Which 6 novels are on the shortlist?", "novels", 6),
        ("Which ² novels are on the shortlist?", "novels", None),
        pytest.param(f"Which {'9' * 3900} novels are on the shortlist?", "novels", None, id="no number of novels"),
    ],
)
def test_a_question_for_a_list(question: str, noun: str, count: int | None) -> None:
    assert read_listing(question) == Listing(noun=noun, count=count)


@pytest.mark.parametrize(
    "question",
    [
        "Who won the cup?",
        "Which retailer lowered its gas prices to draw drivers?",
        "Which country saw its prime minister resign?",
        "What percentage of babies cry?",
        "What was the price of tickets?",
        "Which of the novels won?",
        "What news is there?",
        "How many novels are on the shortlist?",
    ],
)
def test_other_questions_ask_for_no_list(question: str) -> None:
    assert read_listing(question) is None


@pytest.mark.parametrize(
    "question",
    ["Which novels are on the shortlist for the Calder Prize?", "What are the six books on the shortlist?"],
)
def test_a_list_that_an_article_sets_out_is_given_line_by_line(samples: Footnote, question: str) -> None:
    answer = samples.ask(question)
    assert [one.text for one in answer.statements] == NOVELS
    assert [one.citations for one in answer.statements] == [(number,) for number in range(1, 7)]
    assert not broken_invariants(
        answer, lambda one, revision: samples.article(one, groups=None, revision=revision).text
    )


def test_a_list_of_something_else_is_not_given(samples: Footnote) -> None:
    answer = samples.ask("Name the winners of the Calder Prize")
    assert NOVELS[0] not in [one.text for one in answer.statements]


def test_a_sentence_that_lists_is_the_list(samples: Footnote) -> None:
    answer = samples.ask("List the places hit worst by Storm Orla.")
    assert "Port Ellery, Saltmarsh and the whole of Greater Skerry" in answer.statements[0].text


def test_a_list_of_another_length_is_not_the_one_asked_for(samples: Footnote) -> None:
    answer = samples.ask("What are the five books on the shortlist?")
    assert NOVELS[0] not in [one.text for one in answer.statements]


def test_a_list_that_may_not_be_what_is_asked_for_is_called_doubtful(
    samples: Footnote, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.drafting.DOUBTFUL", 1.1)
    answer = samples.ask("Which novels are on the shortlist for the Calder Prize?")
    assert [one.text for one in answer.statements] == NOVELS
    assert [notice.code for notice in answer.notices] == ["doubtful"]


def test_a_list_of_another_time_than_asked_about_is_dated(samples: Footnote) -> None:
    now = "2025-12-20T09:00:00+00:00"
    answer = samples.ask("Which novels were on the shortlist for the Calder Prize in August?", now=now)
    assert (answer.outcome, answer.missing) == ("partly", "August")
    assert [one.text.partition("] ")[2] for one in answer.statements] == NOVELS
    in_time = samples.ask("Which novels were on the shortlist for the Calder Prize in November?", now=now)
    assert (in_time.missing, [one.text for one in in_time.statements]) == (None, NOVELS)


@pytest.mark.parametrize(
    ("request_", "question"),
    [
        ("List the hospitals that were named by the auditors.", "Which hospitals were named by the auditors?"),
        ("Name the flood victims.", "Who are the flood victims?"),
        ("Please list all the villages on the river", "What are the villages on the river?"),
        ("Who won the cup?", "Who won the cup?"),
        ("Name the winner.", "Name the winner."),
    ],
)
def test_a_request_is_asked_as_a_question(request_: str, question: str) -> None:
    assert as_question(request_) == question


def test_what_an_article_counts_is_named_one_by_one(samples: Footnote) -> None:
    answer = samples.ask("List the hospitals that were named by the auditors.")
    assert [one.text.split(",")[0] for one in answer.statements] == [
        "Northgate General Hospital",
        "The hospital in Port Ellery rejected the findings.",
        "The third hospital",
    ]
