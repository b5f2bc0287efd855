"""Times in running English, read on a Friday, 27 November 2026."""

import time
from datetime import date

import pytest

from assistant.time_words import begins_with_a_time, times_named

TODAY = date(2026, 11, 27)


def named(text: str, today: date = TODAY) -> list[tuple[str, str]]:
    return [(one.first.isoformat(), one.last.isoformat()) for one in times_named(text, today)]


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("on Wednesday, October 14", "2026-10-14", "2026-10-14"),  # the weekday adds nothing
        ("on Wednesday the 14th of October", "2026-10-14", "2026-10-14"),
        ("in October last year", "2025-10-01", "2025-10-31"),
        ("on October 14 of this year", "2026-10-14", "2026-10-14"),
        ("last November", "2025-11-01", "2025-11-30"),  # the one that is running is this November
        ("last October", "2026-10-01", "2026-10-31"),
        ("this October", "2026-10-01", "2026-10-31"),
        ("on Wednesday last week", "2026-11-18", "2026-11-18"),
        ("the week before last", "2026-11-09", "2026-11-15"),
        ("on 14/10/2026", "2026-10-14", "2026-10-14"),
        ("on 14.10.2026", "2026-10-14", "2026-10-14"),
        ("in October, 2025", "2025-10-01", "2025-10-31"),
        ("on October 1-15", "2026-10-01", "2026-10-15"),
        ("from 3 to 9 October 2025", "2025-10-03", "2025-10-09"),
        ("on February 29", "2024-02-29", "2024-02-29"),  # the last that there was
        ("last Friday", "2026-11-20", "2026-11-20"),  # not today
        ("on Friday", "2026-11-27", "2026-11-27"),
        ("this Monday", "2026-11-23", "2026-11-23"),
        ("the day before yesterday", "2026-11-25", "2026-11-25"),
        ("yesterday morning", "2026-11-26", "2026-11-26"),
        ("last night", "2026-11-26", "2026-11-27"),
        ("this morning", "2026-11-27", "2026-11-27"),
        ("tonight", "2026-11-27", "2026-11-27"),
        ("over the weekend", "2026-11-21", "2026-11-22"),
        ("last weekend", "2026-11-21", "2026-11-22"),
        ("two days ago", "2026-11-25", "2026-11-25"),
        ("a few days ago", "2026-11-21", "2026-11-25"),
        ("three weeks ago", "2026-11-03", "2026-11-09"),
        ("a year ago", "2025-10-13", "2026-01-11"),
        ("in the past week", "2026-11-20", "2026-11-27"),
        ("in the last month", "2026-10-28", "2026-11-27"),
        ("last month", "2026-10-01", "2026-10-31"),
        ("over the last 30 days", "2026-10-28", "2026-11-27"),
        ("in the past 24 hours", "2026-11-26", "2026-11-27"),
        ("in early October", "2026-10-01", "2026-10-10"),
        ("in mid-October", "2026-10-11", "2026-10-20"),
        ("at the end of October 2025", "2025-10-21", "2025-10-31"),
        ("in the first week of October", "2026-10-01", "2026-10-07"),
        ("in the last week of October", "2026-10-25", "2026-10-31"),
        ("in the second half of October", "2026-10-16", "2026-10-31"),
        ("in the week of October 14", "2026-10-12", "2026-10-18"),
        ("around October 14", "2026-10-11", "2026-10-17"),
        ("between September and October", "2026-09-01", "2026-10-31"),
        ("from November to January", "2025-11-01", "2026-01-31"),  # over the end of the year
        ("between October 1 and October 15", "2026-10-01", "2026-10-15"),
        ("in September or in October", "2026-09-01", "2026-10-31"),
    ],
)
def test_a_time_is_read_as_days(text: str, first: str, last: str) -> None:
    assert named(f"Who resigned {text}?") == [(first, last)]


@pytest.mark.parametrize(
    "text",
    [
        "How much was sold on Black Friday?",
        "How much was sold on black friday?",
        "Who edits the Sunday Times?",
        "Which Sunday Times journalist resigned?",
        "What did USA Today report?",
        "Who is April Jones?",
        "Who was Theresa May?",
        "Who plays this weekend?",  # asked on a Friday
        "Who plays this Saturday?",
        "Who plays next Monday?",
        "Who says this may end?",
        "Who resigned on the last day?",
        "Who resigned on the second Tuesday of the month?",
        "Who resigned on November 31?",
        "Who resigned on 10/14/2026?",  # of two meanings
        "Who resigned 99999999 days ago?",
        "Who resigned after 9999-12-31?",
        "Who resigned before 0001-01-01?",
    ],
)
def test_what_is_none_or_is_to_come_is_not_read(text: str) -> None:
    assert named(text) == []


def test_a_weekend_asked_about_in_it_is_that_one() -> None:
    assert named("Who won this weekend?", date(2026, 11, 29)) == [("2026-11-28", "2026-11-29")]
    assert named("Who won last weekend?", date(2026, 11, 29)) == [("2026-11-21", "2026-11-22")]


def test_several_times_are_read_in_order() -> None:
    told = named("Who resigned in October after the vote of 2024, and who on Monday?")
    assert told == [("2026-10-01", "2026-10-31"), ("2024-01-01", "2024-12-31"), ("2026-11-23", "2026-11-23")]


@pytest.mark.parametrize(
    "text", ["Monday, ", "Monday the ", "in the first week of ", "1 to 2 to ", "the last ", " in "]
)
def test_a_long_text_is_read_in_no_time(text: str) -> None:
    began = time.process_time()
    list(times_named(text * 2_000, TODAY))
    assert time.process_time() - began < 1


def test_a_time_may_open_a_sentence() -> None:
    assert begins_with_a_time("In August, she resigned.")
    assert not begins_with_a_time("She resigned in August.")
    assert not begins_with_a_time("April Jones resigned.")
