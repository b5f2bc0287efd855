"""Fresh reports count more, and nothing counts for its age alone."""

from hypothesis import given
from hypothesis import strategies as st

from index.freshness import AHEAD, freshness


def test_today_counts_most_and_what_is_undated_or_later_nothing():
    assert freshness(20_000, 20_000) == 1.0
    assert freshness(20_000 + AHEAD, 20_000) == 1.0
    assert freshness(20_000 + AHEAD + 1, 20_000) == 0.0
    assert freshness(None, 20_000) == 0.0


@given(today=st.integers(0, 40_000), ages=st.tuples(st.integers(0, 10_000), st.integers(0, 10_000)))
def test_the_older_the_less(today, ages):
    younger, older = sorted(ages)
    assert 0.0 <= freshness(today - older, today) <= freshness(today - younger, today) <= 1.0
