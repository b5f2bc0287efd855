"""A follow-up borrows from the conversation only what it needs."""

import pytest

from assistant.condense import standalone
from assistant.domain import Turn


def turns(*texts: str) -> tuple[Turn, ...]:
    return tuple(Turn(role="user" if at % 2 == 0 else "assistant", content=text) for at, text in enumerate(texts))


def test_without_history_a_question_is_left_as_it_is() -> None:
    assert standalone("And Putin?", ()) == "And Putin?"


@pytest.mark.parametrize("question", ["And Putin?", "What about Putin?", "Putin"])
def test_another_person_takes_the_place_of_the_first(question: str) -> None:
    history = turns("What did Macron say about the plan?", "…")
    assert standalone(question, history) == "What did Putin say about the plan?"


def test_a_question_that_stands_alone_borrows_nothing() -> None:
    history = turns("What did Macron say?", "…")
    question = "How many people were killed by the flood in the Tarn Valley?"
    assert standalone(question, history) == question


@pytest.mark.parametrize("question", ["Why?", "What else did he say?", "When was that?"])
def test_a_question_that_leans_on_the_last_one_carries_it(question: str) -> None:
    asked = standalone(question, turns("What did Macron say about NATO?", "…"))
    assert "Macron" in asked
    assert "NATO" in asked
    assert asked.endswith(question)
