"""Several things asked at once of the sample articles: each answered in turn, and what nothing answers named."""

import pytest

from assistant.application import Footnote
from assistant.domain import Answer
from assistant.verification import broken_invariants


def asked(samples: Footnote, question: str) -> Answer:
    answer = samples.ask(question)
    assert not broken_invariants(
        answer, lambda one, revision: samples.article(one, groups=None, revision=revision).text
    )
    return answer


def place(answer: Answer, words: str) -> int:
    return next(at for at, one in enumerate(answer.statements) if words in one.text)


def test_two_questions_are_answered_in_turn(samples: Footnote) -> None:
    answer = asked(samples, "How many people died in the Tarn flood and who won the Calder Sound Marathon?")
    assert (answer.outcome, answer.missing) == ("answered", None)
    assert place(answer, "killed at least 11 people") < place(answer, "Hanne Solbakk")


def test_a_question_that_nothing_answers_is_missing(samples: Footnote) -> None:
    answer = asked(samples, "How many people died in the Tarn flood and who won the 2030 Olympic marathon?")
    assert (answer.outcome, answer.missing) == ("partly", "Who won the 2030 Olympic marathon")


def test_nothing_answers_either(samples: Footnote) -> None:
    answer = asked(samples, "Which volcano erupted in Iceland and who won the 2030 Olympic marathon?")
    assert (answer.outcome, answer.missing, answer.statements) == ("unanswered", None, ())
    assert answer.near_misses


def test_speech_and_a_fact_in_one(samples: Footnote) -> None:
    answer = asked(samples, "What did Macron say about the peace plan and who won the Calder Sound Marathon?")
    assert answer.outcome == "answered"
    assert answer.statements[0].speaker == "Emmanuel Macron"
    assert place(answer, "Hanne Solbakk") > 0


@pytest.mark.parametrize(
    ("question", "one", "other"),
    [
        ("Compare the Kestrel Bridge and the Skerry Rise wind farm in cost.", "84 million", "28.5 billion"),
        ("What is the difference between Sundlink and Nimbora losses?", "27 million", "14 million"),
        ("Kwame Ingersoll or Hanne Solbakk: who ran faster?", "2:11:05", "27 minutes"),
        ("Compare Macron and Lavrov on the peace plan.", "a capitulation", "agreed in Alaska"),
    ],
)
def test_a_comparison_shows_both_sides_in_order(samples: Footnote, question: str, one: str, other: str) -> None:
    answer = asked(samples, question)
    assert answer.outcome == "answered"
    assert place(answer, one) < place(answer, other)


def test_a_side_without_a_sentence_is_missing(samples: Footnote) -> None:
    answer = asked(samples, "Compare Macron and Merz on the peace plan.")
    assert (answer.outcome, answer.missing) == ("partly", "Merz")
    assert {one.speaker for one in answer.statements} == {"Emmanuel Macron"}


def test_a_comparison_and_a_question_in_one(samples: Footnote) -> None:
    answer = asked(samples, "Compare Macron and Lavrov on the peace plan and who won the Calder Sound Marathon?")
    assert (answer.outcome, answer.missing) == ("answered", None)
    assert place(answer, "a capitulation") < place(answer, "agreed in Alaska") < place(answer, "Hanne Solbakk")


def test_no_near_miss_is_shown_twice(samples: Footnote) -> None:
    answer = asked(samples, "Who won the 2030 Olympic marathon and who lost the 2030 Olympic marathon?")
    places = [(one.article_id, one.start) for one in answer.near_misses]
    assert len(places) > 1
    assert len(set(places)) == len(places)
