"""Where two questions in one come apart, and where they stay one."""

import pytest

from assistant.several_questions import questions_in


@pytest.mark.parametrize(
    ("asked", "parts"),
    [
        (
            "How many people died in the flood and who won the cup?",
            ("How many people died in the flood?", "Who won the cup?"),
        ),
        (
            "Was Silas Crewe found guilty? And how many homes were without power?",
            ("Was Silas Crewe found guilty?", "How many homes were without power?"),
        ),
        (
            "What did Macron say about the peace plan, and who won the marathon?",
            ("What did Macron say about the peace plan?", "Who won the marathon?"),
        ),
        (
            "Why did Jonas Vell resign; is the harbour open; and what will the repairs cost in the end?",
            ("Why did Jonas Vell resign?", "Is the harbour open?", "What will the repairs cost in the end?"),
        ),
    ],
)
def test_two_questions_come_apart(asked: str, parts: tuple[str, ...]) -> None:
    assert questions_in(asked) == parts


@pytest.mark.parametrize(
    "asked",
    [
        "Who sells bread and butter?",
        "When and where did Driscoll meet the Russians?",
        "When did the war start and end?",
        "How many people died and how many were injured in the Tarn flood?",  # the flood belongs to both
        "Which minister resigned and who replaced him?",
        "Who leads the inquiry into the flood and what does she want?",
        "Did the minister say why the bridge closed and who was to blame?",
        "What did Macron say, and what did the president of Brazil say?",  # one question about two people
        "Who said “Who won the cup and who paid for the cup?”",
        "The flood was bad and the cup was won by nobody.",
        "",
    ],
)
def test_one_question_stays_one(asked: str) -> None:
    assert questions_in(asked) == (asked,)
