"""A follow-up borrows from the conversation only what it needs."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from assistant.condense import FIRST_QUESTION, LAST_ANSWER, LAST_QUESTION, condense, follow, standalone
from assistant.domain import Question, Turn


def turns(*texts: str) -> tuple[Turn, ...]:
    return tuple(Turn(role="user" if at % 2 == 0 else "assistant", content=text) for at, text in enumerate(texts))


def test_without_history_a_question_is_left_as_it_is() -> None:
    assert standalone("And Putin?", ()) == "And Putin?"


@pytest.mark.parametrize("question", ["And Putin?", "What about Putin?", "Putin"])
def test_another_person_takes_the_place_of_the_first(question: str) -> None:
    history = turns("What did Macron say about the plan?", "…")
    assert standalone(question, history) == "What did Putin say about the plan?"


@pytest.mark.parametrize(
    ("last", "question", "asked"),
    [
        ("Who resigned in October?", "And in November?", "Who resigned in November?"),
        ("Who resigned in October?", "And November?", "Who resigned in November?"),
        ("Who resigned in October?", "What about yesterday?", "Who resigned yesterday?"),
        ("Who resigned yesterday over the tax?", "And two days ago?", "Who resigned two days ago over the tax?"),
        ("Who resigned on October 20?", "On October 22?", "Who resigned on October 22?"),
        ("Who resigned?", "And last week?", "Who resigned last week?"),
        ("What did Macron say in October?", "And last week?", "What did Macron say last week?"),
    ],
)
def test_another_time_takes_the_place_of_the_first(last: str, question: str, asked: str) -> None:
    assert standalone(question, turns(last, "…")) == asked


def test_a_question_with_a_time_of_its_own_leaves_the_first_one_out() -> None:
    history = turns("Which minister resigned in October?", "…")
    assert standalone("And who resigned last week?", history) == "Which minister resigned? And who resigned last week?"


def test_a_question_that_stands_alone_borrows_nothing() -> None:
    history = turns("What did Macron say?", "…")
    question = "How many people were killed by the flood in the Tarn Valley?"
    assert standalone(question, history) == question


@pytest.mark.parametrize("question", ["Why?", "What is it for?", "When was that?"])
def test_a_question_that_leans_on_the_last_one_carries_it(question: str) -> None:
    asked = standalone(question, turns("What did Macron say about NATO?", "…"))
    assert "Macron" in asked
    assert "NATO" in asked
    assert asked.endswith(question)


@pytest.mark.parametrize(
    ("history", "question", "asked"),
    [
        (["When was the bridge in Paris closed?", "In May."], "And Lyon?", "When was the bridge in Lyon closed?"),
        (["What did Macron say?", "…", "And Putin?", "…"], "And about grain?", "What did Putin say about grain?"),
        (["What did Vera Holm say about the dam?", "…"], "what has she said since?", "what has Vera Holm said since?"),
        (["Who leads the inquiry?", "Vera Holm said: “I do.” [1]"], "How old is she?", "How old is Vera Holm?"),
        (["What did Macron say about NATO?", "…"], "What else did he say?", "What else did Macron say?"),
        (["Who is Vera Holm?", "…"], "her husband?", "Vera Holm’s husband?"),
        (["Did the ferry stop?", "Yes."], "why?", "Why did the ferry stop?"),
        (["What did Macron say about NATO?", "…"], "why?", "About what Macron said about NATO: why?"),
        (
            ["How many died in the Tarn flood?", "11."],
            "and how many were hurt?",
            "About the Tarn flood: how many were hurt?",
        ),
        (
            [
                "Who leads the inquiry into the Tarn flood?",
                "The Tarn Valley inquiry opened. Helen Corrigan leads it. [1]",
            ],
            "What has she said since?",
            "What has Helen Corrigan said since?",
        ),
        (["Who won the cup?", "Rovers.", "Who scored?", "Petrov."], "And the manager?", "About the cup: the manager?"),
    ],
)
def test_what_is_left_out_is_taken_from_the_last_turns(history: list[str], question: str, asked: str) -> None:
    assert standalone(question, turns(*history)) == asked


DISPUTE = "The dispute turns on an e-mail of Ms Brandt. [1] Mr Brandt said that the yard had lost money. [2]"
DENIED = "Otto Brandt said: “I sold debts.” [1]"


@pytest.mark.parametrize(
    ("history", "question", "asked"),
    [
        (["What is the dispute about?", DISPUTE], "What does he say?", "What does Mr Brandt say?"),
        (["What is the dispute about?", DISPUTE], "What does she say?", "What does Ms Brandt say?"),
        (["What does Ms Brandt say?", DISPUTE], "How did he react?", "How did Mr Brandt react?"),
        (
            ["What is the dispute about?", DISPUTE, "What does he say?", DENIED],
            "And her?",
            "What does Ms Brandt say?",
        ),
        (["What does Vera Holm say?", "Vera Holm said: “No.” [1]"], "And him?", "About what Vera Holm said: him?"),
        (["What is Vera Holm’s aim?", "…"], "is she optimistic", "is Vera Holm optimistic"),
        (["What is Vera Holm's aim?", "…"], "And her budget?", "And Vera Holm’s budget?"),
    ],
)
def test_a_pronoun_means_somebody_it_fits(history: list[str], question: str, asked: str) -> None:
    assert standalone(question, turns(*history)) == asked


@pytest.mark.parametrize(
    ("last", "about"),
    [
        ("How much will the Kestrel Bridge repairs cost?", "About the Kestrel Bridge repairs: "),
        ("Why wasn't the damage noticed earlier?", "About the damage: "),
        ("When was the bridge in Paris closed?", "About the bridge in Paris: "),
        ("What is the dispute between the Brandts about?", "About the dispute between the Brandts: "),
        ("Who is the man accused of theft?", "About the man accused of theft: "),
        ("When did the message reach Vera Holm?", "About the message: "),
        ("Where did the choir rehearse?", "Where did the choir rehearse? "),
    ],
)
def test_what_is_asked_about_ends_before_the_verb(last: str, about: str) -> None:
    assert standalone("Until when?", turns(last, "…")) == f"{about}Until when?"


@pytest.mark.parametrize(
    ("answer", "asked"),
    [
        (
            "Repairs begin. [1] Asked about it, she [Ada Moss] answered that nobody looked at the damage. [2]",
            "Who said: Asked about it, she answered that nobody looked at the damage?",
        ),
        ("Repairs begin. [1] “The damage is old,” the minister said. [2]", "Who said “The damage is old”?"),
    ],
)
def test_who_said_that_asks_for_the_words_of_the_answer(answer: str, asked: str) -> None:
    assert standalone("And who said that?", turns("Why wasn't the damage noticed?", answer)) == asked


@pytest.mark.parametrize(
    "answer",
    [
        "“Close the bridge.” [1]\n“Build another.” [2]\n“Wait.” [3]",
        "These:\n1. Close the bridge [1]\n2) Build another. [2]",
        "“Close the bridge.” [1] “Build another.” [2]",
    ],
)
def test_the_second_one_is_the_second_of_the_last_answer(answer: str) -> None:
    asked = standalone("Tell me more about the second one", turns("What was proposed?", answer))
    assert "Build another" in asked
    assert "Close" not in asked
    assert "[" not in asked


@pytest.mark.parametrize("question", ["the ninth one", "the fifth one", "the second world war", "What about it?"])
def test_there_is_no_such_item(question: str) -> None:
    assert standalone(question, turns("What was proposed?", "“Close it.” [1] “Build.” [2]")).endswith(question)


def test_a_search_looks_for_the_question_and_a_little_for_what_was_said_before() -> None:
    query = follow("Until when?", turns("Did the ferry stop?", "It stopped. [1]")).query
    assert query.text == "About the ferry: Until when?"
    assert query.words == "Until when?"
    assert [(one.text, one.weight) for one in query.earlier] == [
        ("Did the ferry stop?", LAST_QUESTION),
        ("It stopped.", LAST_ANSWER),
    ]


def test_the_first_question_says_what_a_conversation_is_about() -> None:
    query = follow("Until when?", turns("Did the ferry stop?", "Yes.", "Who says so?", "The union.")).query
    assert [(one.text, one.weight) for one in query.earlier] == [
        ("Who says so?", LAST_QUESTION),
        ("The union.", LAST_ANSWER),
        ("Did the ferry stop?", FIRST_QUESTION),
    ]


def test_a_question_that_seems_to_stand_alone_leans_less_and_a_new_subject_not_at_all() -> None:
    history = turns("What did Macron say?", "He said: “Peace.”")
    new = follow("How many people were killed by the flood in the Tarn Valley?", history).query
    assert [one.weight for one in new.earlier] == [LAST_QUESTION / 2, LAST_ANSWER / 2]
    assert follow("And Putin?", history).query.earlier == ()
    assert follow("And Putin?", ()).query.earlier == ()


@pytest.mark.parametrize(
    ("text", "today"),
    [
        ("Who won the cup?", date(2025, 11, 24)),
        ("Who won the cup this week?", date(2025, 11, 24)),
        ("What happened on Nov 3?", date(2025, 11, 4)),
        ("Who won the cup in 2019?", None),
        ("Who won before March?", None),
        ("What has changed since 2019?", date(2025, 11, 24)),
    ],
)
def test_fresh_reports_come_first_unless_the_question_is_about_long_ago(text: str, today: date | None) -> None:
    question = Question(text=text, now=datetime(2025, 11, 24, 12, tzinfo=UTC), groups=None)
    assert condense(question, timezone=ZoneInfo("UTC")).query.today == today
