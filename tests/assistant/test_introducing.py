"""Who somebody is: said beside the name, however many articles name them."""

import pytest

from assistant.application import Footnote


@pytest.mark.parametrize("now", ["2025-11-27", "2026-11-27"])
@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("Who is Sunniva Dahl?", "fire chief Sunniva Dahl"),
        ("who is Lucian Grebe", "Mayor Lucian Grebe"),
        ("Who’s Mr Anders Pell?", "director of the National Weather Office"),
    ],
)
def test_who_somebody_is(samples: Footnote, question: str, told: str, now: str) -> None:
    answer = samples.ask(question, now=now)
    assert answer.outcome == "answered"
    assert told.lower() in answer.statements[0].text.lower()


@pytest.mark.parametrize("question", ["Who is Barack Obama?", "Who is Dahl Grebe?", "Who is it?"])
def test_nobody_is_somebody_else(samples: Footnote, question: str) -> None:
    assert samples.ask(question).outcome == "unanswered"


def test_a_clear_first_sentence_is_not_padded(samples: Footnote) -> None:
    sure = samples.ask("Who won the Calder Sound Marathon?", now="2025-11-27")
    assert sure.statements[0].score is not None
    assert sure.statements[0].score >= 0.7
    assert len(sure.statements) < 3
