"""What kind of answer a question expects."""

import pytest

from assistant.answer_type import expected, focus_of


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("How many people died in the Tarn Valley flood?", "number"),
        ("What is the latest toll of the flood?", "number"),
        ("How much will the Kestrel Bridge repairs cost?", "money"),
        ("What share of the planted eelgrass survives?", "percent"),
        ("How old was Elisabet Ravn when she died?", "age"),
        ("How long has the school been open?", "duration"),
        ("When will the judge give her ruling?", "date"),
        ("What is the release date of the film?", "date"),
        ("In what year was the bell stolen?", "year"),
        ("Who leads the inquiry into the flood?", "person"),
        ("Which local council leader resigned?", "person"),
        ("Where was the stolen bell found?", "place"),
        ("Which country bought the ferries?", "place"),
        ("The ferries sail again. Which company runs them?", "organisation"),
        ("Which novels are on the shortlist?", "work"),
        ("Why was the bridge closed?", "reason"),
        ("Was Silas Crewe found guilty?", "yes or no"),
        ("Which animal won the vote?", "thing"),
        ("Cup final 2021 location", "place"),
        ("Tell me about the flood.", "open"),
        ("", "open"),
    ],
)
def test_reads_what_is_expected(question: str, kind: str) -> None:
    assert expected(question) == kind


def test_a_clause_does_not_ask() -> None:
    assert expected("A man who sailed alone was found by which vessel's captain?") == "person"


def test_the_focus_is_the_sentence_that_asks() -> None:
    assert focus_of("A court in Mr. Brandt's town sat for a week. Who won? It is not over.") == "Who won?"
