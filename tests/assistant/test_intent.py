"""Questions about speech are told from the rest by their phrasing."""

import pytest

from assistant.intent import Intent, read_intent


@pytest.mark.parametrize(
    ("question", "speaker", "topic"),
    [
        ("What did Macron say?", "Macron", None),
        ("what has Emmanuel Macron said so far", "Emmanuel Macron", None),
        ("What did Macron say about the US peace plan?", "Macron", "the US peace plan"),
        ("What has Macron said about tariffs since October?", "Macron", "tariffs"),
        ("What did Zelensky say on Nov 24 about the plan?", "Zelensky", "the plan"),
        ("What did Ms Anna Bauer tell reporters about the strike on Monday?", "Ms Anna Bauer", "the strike"),
        ("What did Carla Brandt tell the court?", "Carla Brandt", None),
        ("How did Lavrov react to the plan?", "Lavrov", "the plan"),
        ("What is Macron's position on NATO?", "Macron", "NATO"),
        ("Macron’s comments on the plan", "Macron", "the plan"),
        ("Quotes by Freda Noakes", "Freda Noakes", None),
        ("And what did the mayor say?", "the mayor", None),
        ("Tell me what Putin said about gas", "Putin", "gas"),
        ("Did Lavrov say anything about grain?", "Lavrov", "grain"),
    ],
)
def test_questions_about_speech(question: str, speaker: str, topic: str | None) -> None:
    told_to = read_intent(question).told_to  # asked about below
    assert read_intent(question) == Intent(kind="speech", speaker=speaker, topic=topic, told_to=told_to)


@pytest.mark.parametrize(
    ("question", "whom"),
    [
        ("What did Carla Brandt tell the court?", "the court"),
        ("What did Ms Anna Bauer tell reporters about the strike on Monday?", "reporters"),
        ("What did Macron say about the court?", None),
        ("What did he tell about the strike?", None),
    ],
)
def test_whom_something_was_told(question: str, whom: str | None) -> None:
    assert read_intent(question).told_to == whom


@pytest.mark.parametrize(
    "question",
    [
        "How many people were killed in Kyiv?",
        "What did they say?",
        "What does the report say?",
        "Who said that?",
        "What happened to the bell?",
        "What is the say of the council in this?",
        "x" * 4000,
        "what did " + "a " * 1900 + "say",
    ],
)
def test_everything_else_is_searched_for(question: str) -> None:
    assert read_intent(question).kind == "plain"


@pytest.mark.parametrize(
    "text", ["hello", "Hi there!", "Thank you very much.", "thanks", "🙂🙂🙂", "??", "Good morning"]
)
def test_greetings_and_noise_are_not_searched_for(text: str) -> None:
    assert read_intent(text).kind == "greeting"


@pytest.mark.parametrize("text", ["Hello Kitty sales figures", "Thanks to whom did the plan pass?"])
def test_a_polite_beginning_is_no_greeting(text: str) -> None:
    assert read_intent(text).kind == "plain"


def test_when_it_was_said_is_not_what_it_was_about() -> None:
    for when in ("two days ago", "over the weekend", "in the past few weeks", "the day before yesterday"):
        assert read_intent(f"What did Eva Lund say {when}?") == Intent(kind="speech", speaker="Eva Lund", topic=None)
        assert read_intent(f"What happened {when}?") == Intent(kind="broad", topic=None)


def test_a_broad_request_has_a_topic_or_asks_for_the_news() -> None:
    assert read_intent("What happened this week?") == Intent(kind="broad")
    assert read_intent("Summarise the talks in Geneva") == Intent(kind="broad", topic="the talks in Geneva")
