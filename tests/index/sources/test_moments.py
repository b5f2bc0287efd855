from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.article import When
from index.sources.moments import parse_page_date, parse_when

PARIS = ZoneInfo("Europe/Paris")


@pytest.mark.parametrize(
    ("written", "when"),
    [
        ("2025-11-20", date(2025, 11, 20)),
        (" 2025-11-20 ", date(2025, 11, 20)),
        ("2025-11-20T14:05", datetime(2025, 11, 20, 14, 5, tzinfo=PARIS)),
        ("2025-11-20 14:05:06", datetime(2025, 11, 20, 14, 5, 6, tzinfo=PARIS)),
        ("2025-07-20T14:05:06.25", datetime(2025, 7, 20, 14, 5, 6, 250000, tzinfo=PARIS)),
        ("2025-11-20T14:05:06Z", datetime(2025, 11, 20, 14, 5, 6, tzinfo=UTC)),
        ("2025-11-20t14:05z", datetime(2025, 11, 20, 14, 5, tzinfo=UTC)),
        ("2025-11-20T14:05+0530", datetime(2025, 11, 20, 14, 5, tzinfo=timezone(timedelta(hours=5, minutes=30)))),
        ("2025-11-20 14:05:06 +01:00", datetime(2025, 11, 20, 14, 5, 6, tzinfo=timezone(timedelta(hours=1)))),
    ],
)
def test_iso_days_stay_days_and_moments_become_aware(written: str, when: When) -> None:
    read = parse_when(written, PARIS)
    assert read == when
    assert isinstance(read, datetime) == isinstance(when, datetime)
    if isinstance(read, datetime) and isinstance(when, datetime):
        assert read.utcoffset() == when.utcoffset()


@pytest.mark.parametrize(
    "written",
    ["", "yesterday", "20 November 2025", "11/20/2025", "2025-11", "2025", "2025-13-01", "2025-02-29", "1763650800",
     "2025-W47-4", "2025-11-20T25:00", "0001-01-01", "9999-12-31", "2025-11-20junk"],
)  # fmt: skip
def test_everything_else_is_no_date(written: str) -> None:
    with pytest.raises(ValueError):
        parse_when(written, PARIS)


@given(st.datetimes(min_value=datetime(1000, 1, 1), max_value=datetime(9998, 12, 31), timezones=st.just(UTC)))
def test_what_python_writes_comes_back(moment: datetime) -> None:
    assert parse_when(moment.isoformat(), PARIS) == moment
    assert parse_when(moment.date().isoformat(), PARIS) == moment.date()


def test_pages_may_write_the_dates_of_mail_and_nothing_looser() -> None:
    assert parse_page_date("Thu, 20 Nov 2025 14:05:00 +0100", PARIS) == datetime(2025, 11, 20, 13, 5, tzinfo=UTC)
    assert parse_page_date("20 Nov 2025 14:05", PARIS) == datetime(2025, 11, 20, 14, 5, tzinfo=PARIS)
    assert parse_page_date("last Thursday", PARIS) is None
    assert parse_page_date("11/20/2025", PARIS) is None
