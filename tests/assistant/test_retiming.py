"""The times of a question left out, changed, and taken one by one."""

import pytest

from assistant.retiming import at_another_time, at_each_time, time_alone, without_times


def test_times_are_left_out_and_facts_stay() -> None:
    assert without_times("about the tax two days ago") == "about the tax"
    assert without_times("about the 2024 budget over the weekend") == "about the 2024 budget"
    assert without_times("about Black Friday") == "about Black Friday"
    assert without_times("in October and November about tax") == "about tax"
    assert without_times("about tax and rents in May") == "about tax and rents"
    assert without_times("about the 2024 and 2025 budgets") == "about the 2024 and 2025 budgets"


def test_a_time_alone_can_take_the_place_of_another() -> None:
    assert time_alone("in November?") == "in November"
    assert time_alone("the Sunday Times") is None
    assert time_alone("who resigned in November") is None
    assert (
        at_another_time("Who resigned in October over the tax?", "yesterday") == "Who resigned yesterday over the tax?"
    )
    assert at_another_time("Who resigned?", "yesterday") == "Who resigned yesterday?"


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("Who resigned in May and in June?", ("Who resigned in May?", "Who resigned in June?")),
        (
            "Who resigned in May and June over rents?",
            ("Who resigned in May over rents?", "Who resigned in June over rents?"),
        ),
        ("Who resigned on Monday and on Tuesday?", ("Who resigned on Monday?", "Who resigned on Tuesday?")),
        ("Were there more in May or in June?", ("Were there more in May?", "Were there more in June?")),
        ("How many more in May than in June?", ("How many more in May?", "How many more in June?")),
        ("Who resigned between May and June?", ("Who resigned between May and June?",)),
        ("Who resigned in May or June?", ("Who resigned in May or June?",)),
        ("Who resigned in May and died in June?", ("Who resigned in May and died in June?",)),
    ],
)
def test_a_question_about_two_times_is_one_for_each(question: str, asked: tuple[str, ...]) -> None:
    assert at_each_time(question) == asked
