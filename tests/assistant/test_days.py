"""Dates compare by day, however they are written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.days import days


@pytest.mark.parametrize(
    "text", ["Nov 25", "Nov. 25", "November 25, 2025", "25 November", "25th of November 2025", "2025-11-25", "NOV 25"]
)
def test_one_day_in_many_forms(text: str) -> None:
    [found] = days(f"It was on {text}, they said.")
    assert (found.month, found.day, found.words) == (11, 25, text)


def test_a_year_must_agree_where_both_give_one() -> None:
    one, other, bare = next(days("Nov 25, 2024")), next(days("Nov 25, 2025")), next(days("Nov 25"))
    assert not one.agrees(other)
    assert one.agrees(bare)
    assert not bare.agrees(next(days("Nov 24")))


@pytest.mark.parametrize(
    "text", ["the 25 people", "May was late", "in March", "March on 3,000 men", "2025-13-40", "Dec 32"]
)
def test_what_is_no_date(text: str) -> None:
    assert [found.words for found in days(text)] in ([], ["Dec 3"])


@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    list(days(text))
