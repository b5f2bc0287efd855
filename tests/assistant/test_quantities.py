"""Numbers compare by value, however they are written."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.quantities import values


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("six people", {6}),
        ("6 people", {6}),
        ("a 28-point plan", {28}),
        ("twenty-eight points", {28}),
        ("one hundred and five", {105}),
        ("two thousand three hundred", {2300}),
        ("1,234,567.5 crowns", {"1234567.5"}),
        ("84 million", {84_000_000}),
        ("$1.5bn", {1_500_000_000}),
        ("three million", {3_000_000}),
        ("12 000 homes", {12_000}),
        ("at 6.15am on Nov 22", {"6.15", 22}),
        ("no numbers here", set()),
        ("five or six", {5, 6}),
        ("nineteen ninety", {19, 90}),
    ],
)
def test_values(text: str, expected: set[int | str]) -> None:
    assert values(text) == {Decimal(value).normalize() for value in expected}


@given(st.integers(min_value=0, max_value=10**12))
def test_separators_never_change_a_value(number: int) -> None:
    assert values(f"{number} people") == values(f"{number:,} people") == {Decimal(number).normalize()}


@given(st.text(max_size=300))
def test_any_text_is_read(text: str) -> None:
    values(text)
