"""Dates and times as inputs record them: a day stays a day, a moment becomes aware. Nothing is guessed.

Called by the readers of `index.sources`; relative or spelled-out dates in questions are not read here.
"""

import re
from datetime import date, datetime
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

from index.article import When

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}(:?\d{2}){0,2}([.,]\d+)?\s?(Z|[+-]\d{2}(:?\d{2})?)?", re.IGNORECASE)
# A moment in the year 1 or 9999 cannot be moved to another time zone, and no article is from then.
_YEARS = range(1000, 9999)


def parse_when(written: str, timezone: ZoneInfo) -> When:
    """Read an ISO 8601 day or moment; a moment without an offset is in `timezone`. Raises ValueError for all else."""
    written = written.strip()
    if _DAY.fullmatch(written):
        return _plausible(date.fromisoformat(written))
    if not _MOMENT.fullmatch(written):
        raise ValueError(f"not an ISO 8601 date: {written[:40]!r}")
    moment = datetime.fromisoformat(re.sub(r"\s(?=Z|[+-])", "", written.replace(" ", "T", 1)).upper())
    return _plausible(_aware(moment, timezone))


def parse_page_date(written: str, timezone: ZoneInfo) -> When | None:
    """Read a date from a web page: ISO 8601, or the format of mail and feeds; None for what is neither."""
    try:
        return parse_when(written, timezone)
    except ValueError:
        pass
    try:
        return _plausible(_aware(parsedate_to_datetime(written), timezone))
    except (ValueError, TypeError, IndexError):
        return None


def _aware(moment: datetime, timezone: ZoneInfo) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=timezone)


def _plausible(when: When) -> When:
    if when.year not in _YEARS:
        raise ValueError(f"not a year of an article: {when.year}")
    return when
