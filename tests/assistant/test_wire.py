"""The JSON of the contract: what comes in is checked, what goes out is one line."""

import json
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import QuestionUnusable
from assistant.wire import json_line, narrowed, parse_ask_line, parse_bounds, parse_when, question_of

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2025, 11, 25, 12, tzinfo=PARIS)


@given(st.dictionaries(st.text(), st.text() | st.integers() | st.none(), max_size=4))
def test_an_object_is_one_line_to_every_reader(value: dict[str, object]) -> None:
    line = json_line(value)  # type: ignore[arg-type]  # hypothesis cannot say that these are JSON values
    assert line.endswith("\n")
    assert len(line.splitlines()) == 1
    assert json.loads(line) == value


@pytest.mark.parametrize(
    ("since", "until"),
    [
        ("2025-01-02", "2025-01-01"),
        ("2025-01-02", "2025-01-01T23:59:59+01:00"),
        ("2025-01-01T12:00:00", "2025-01-01T11:59:59"),
        ("2025-01-01T12:00:00+01:00", "2025-01-01T12:00:00+02:00"),
    ],
)
def test_bounds_that_hold_no_moment_are_refused(since: str, until: str) -> None:
    with pytest.raises(QuestionUnusable, match="is after until"):
        parse_bounds(since, until, timezone=PARIS)


def test_bounds_that_hold_one_are_not() -> None:
    day = date(2025, 1, 1)
    assert parse_bounds("2025-01-01", "2025-01-01", timezone=PARIS) == (day, day)
    moment = datetime(2025, 1, 1, 23, 59, tzinfo=PARIS)
    assert parse_bounds("2025-01-01T23:59", "2025-01-01", timezone=PARIS) == (moment, day)
    assert parse_bounds("", None, timezone=PARIS) == (None, None)
    with pytest.raises(QuestionUnusable, match="until"):
        parse_bounds(None, "someday", timezone=PARIS)


def test_a_moment_without_an_offset_is_meant_in_the_time_zone() -> None:
    assert parse_when("2025-07-01T12:00", field="now", timezone=PARIS) == datetime(2025, 7, 1, 12, tzinfo=PARIS)


@pytest.mark.parametrize(
    ("record", "field"),
    [
        ({}, "question"),
        ({"question": None}, "question"),
        ({"question": "x", "history": [{"role": "king", "content": "x"}]}, "history.0.role"),
        ({"question": "x", "since": 20250101}, "since"),
        ({"question": "x", "groups": "staff"}, "groups"),
        ([], "the line"),
    ],
)
def test_a_wrong_type_is_named(record: object, field: str) -> None:
    with pytest.raises(QuestionUnusable, match=f"^{field}: "):
        parse_ask_line(record)


def test_an_unknown_field_of_a_line_is_ignored_and_now_may_be_a_day() -> None:
    line = parse_ask_line({"question": " x ", "colour": "red", "now": "2025-11-20"})
    question = question_of(line, groups=None, timezone=PARIS, now=NOW)
    assert question.text == "x"
    assert question.now == datetime(2025, 11, 20, 23, 59, 59, tzinfo=PARIS)


def test_groups_only_narrow() -> None:
    staff, press = "staff", "press"
    assert narrowed(None, None) is None
    assert narrowed(None, [staff]) == {staff}
    assert narrowed(frozenset({staff}), [staff, press]) == {staff}
    assert narrowed(frozenset({staff}), [press]) == frozenset()
    assert narrowed(frozenset({staff}), None) == {staff}
