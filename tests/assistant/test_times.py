"""Times in questions mean what they mean on the day they are asked (a Wednesday, 26 November 2025)."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.times import Stretch, day_meant, reported, stretch_of

NOW = datetime(2025, 11, 26, 12, tzinfo=UTC)
UTC_ZONE = ZoneInfo("UTC")


def d(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


@pytest.mark.parametrize(
    ("question", "since", "until"),
    [
        ("What has Macron said about tariffs since October?", "2025-10-01", None),
        ("What did Macron say since Nov 20?", "2025-11-20", None),
        ("What did he say after Nov. 24, 2025?", "2025-11-25", None),
        ("What did he say before 24 November?", None, "2025-11-23"),
        ("What did Zelensky say on Nov 24 about the plan?", "2025-11-24", "2025-11-24"),
        ("What did she say yesterday?", "2025-11-25", "2025-11-25"),
        ("What was said this week?", "2025-11-24", "2025-11-26"),
        ("What was said last week?", "2025-11-17", "2025-11-23"),
        ("What was in the reports from yesterday?", "2025-11-25", "2025-11-25"),
        ("What was said last month?", "2025-10-01", "2025-10-31"),
        ("What was said in December?", "2024-12-01", "2024-12-31"),
        ("What was said in 2024?", "2024-01-01", "2024-12-31"),
        ("What did he say on Monday?", "2025-11-24", "2025-11-24"),
        ("What did he say on 2025-11-12?", "2025-11-12", "2025-11-12"),
        ("What did he say until May 2025?", None, "2025-05-31"),
    ],
)
def test_what_a_time_means(question: str, since: str | None, until: str | None) -> None:
    assert stretch_of(question, now=NOW, timezone=UTC_ZONE) == Stretch(since=d(since), until=d(until))


@pytest.mark.parametrize(
    "question",
    ["What did Macron say?", "What may happen?", "Who will march on Rome?", "What did he say on Nov 31?", "5 of 9"],
)
def test_no_time_is_no_bound(question: str) -> None:
    assert stretch_of(question, now=NOW, timezone=UTC_ZONE) is None


def test_today_is_the_readers_today() -> None:
    late = datetime(2025, 11, 25, 23, 30, tzinfo=UTC)
    meant = stretch_of("What was said today?", now=late, timezone=ZoneInfo("Europe/Paris"))
    assert meant == Stretch(since=date(2025, 11, 26), until=date(2025, 11, 26))


@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    stretch_of(text, now=NOW, timezone=UTC_ZONE)


@pytest.mark.parametrize(
    ("question", "since", "until"),
    [
        ("Who resigned in October?", "2025-10-01", "2025-10-31"),
        ("Who resigned yesterday?", "2025-11-25", "2025-11-25"),
        ("Who resigned on Monday?", "2025-11-24", "2025-11-24"),
        ("Who resigned last week?", "2025-11-17", "2025-11-23"),
        ("Who resigned on the 3rd of November?", "2025-11-03", "2025-11-03"),
        ("Who resigned this week?", "2025-11-16", None),  # and in the days before
        ("Who resigned since November 20?", "2025-11-20", None),
        ("Who resigned before November?", None, "2025-10-31"),
        ("Who resigned today?", "2025-11-26", "2025-11-26"),  # a report of last week is no answer
        ("Who resigned earlier this week?", "2025-11-24", "2025-11-26"),
        ("Who resigned in the past week?", "2025-11-19", "2025-11-26"),
        ("Who resigned two days ago?", "2025-11-24", "2025-11-24"),
        ("Who resigned over the weekend?", "2025-11-22", "2025-11-23"),
        ("Who resigned on November 10, 2025?", "2025-11-10", "2025-11-10"),
        ("Who resigned last October?", "2025-10-01", "2025-10-31"),
        ("Who resigned mid October?", "2025-10-11", "2025-10-20"),
        ("Who resigned November 10?", "2025-11-10", "2025-11-10"),
        ("Who resigned in May?", "2025-05-01", "2025-05-31"),  # not one to come
        ("What were the news from last week?", "2025-11-17", "2025-11-23"),  # not ever since
        ("Which ferries were cancelled due to the storm in October?", "2025-10-01", "2025-10-31"),
        ("Which film did Will Smith present in October?", "2025-10-01", "2025-10-31"),
        ("Which minister of the 2021 government resigned in October?", "2025-10-01", "2025-10-31"),
    ],
)
def test_whose_reports_a_question_asks_for(question: str, since: str | None, until: str | None) -> None:
    assert reported(question, now=NOW, timezone=UTC_ZONE) == Stretch(since=d(since), until=d(until))


def test_a_february_of_a_leap_year_is_whole() -> None:
    meant = Stretch(since=date(2026, 2, 1), until=date(2026, 2, 28), yearless=True)
    assert meant.years_before(2) == Stretch(since=date(2024, 2, 1), until=date(2024, 2, 29))
    assert meant.years_before(1) == Stretch(since=date(2025, 2, 1), until=date(2025, 2, 28))


@pytest.mark.parametrize(
    "question",
    [
        "Who spoke to the Jan. 6 committee?",
        "Who won in 2019?",
        "What share of people moved last year?",
        "Which shop keeps its prices until the July 4 weekend?",
        "Who plays on December 3?",
        "Who will speak on Monday?",
        "Which two firms plan to merge in 2024?",
        "How much was sold on Black Friday?",
        "Who was minister until yesterday?",
        "Who was convicted over January 6?",
        "Who spoke to the November 10 committee?",
        "How many have died as of today?",
        "How much does bread cost today?",  # these days
        "Will she resign on Friday?",
    ],
)
def test_a_time_that_is_a_fact_or_to_come_is_not_that_of_reports(question: str) -> None:
    assert reported(question, now=NOW, timezone=UTC_ZONE) is None


@pytest.mark.parametrize(
    ("question", "day"),
    [
        ("Who resigned?", "2025-11-26"),
        ("Who resigned this week?", "2025-11-26"),
        ("Who resigned in October?", "2025-11-01"),
        ("Who resigned yesterday?", "2025-11-26"),
        ("Who won in 2019?", None),
    ],
)
def test_the_day_that_reports_are_fresh_on(question: str, day: str | None) -> None:
    assert day_meant(question, now=NOW, timezone=UTC_ZONE) == d(day)
