"""The stretch of time a question asks about, read against the moment it is asked.

Owns `since October`, `last week`, `on Nov 24` and their like, as days. Used by `chain` for questions about speech,
where the day of the report bounds what is meant; elsewhere a day in the words is a fact to find, not a filter.
"""

import calendar
import re
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from index.article import Scope, When

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?)\.?"
)
_DAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
_POINT = (
    rf"(?P<iso>\d{{4}}-\d\d-\d\d)|(?P<month1>{_MONTH})\s+(?P<day1>\d{{1,2}})(?:st|nd|rd|th)?(?!\d)(?:,?\s+(?P<year1>\d{{4}}))?"
    rf"|(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<month2>{_MONTH})(?:\s+(?P<year2>\d{{4}}))?"
    rf"|(?P<month3>{_MONTH})(?:\s+(?P<year3>\d{{4}}))?|(?P<year4>(?:19|20)\d\d)"
    r"|(?P<near>today|yesterday|(?:this|last)\s+(?:week|month|year))"
    rf"|(?:last\s+)?(?P<weekday>{'|'.join(_DAYS)})"
)
_TIME = re.compile(
    rf"\b(?:(?P<how>since|after|from|before|until|till|by|in|on|during)\s+)?(?:{_POINT})(?!\w)", re.IGNORECASE
)

LONG_AGO = timedelta(days=31)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Days, inclusive; None is open."""

    since: date | None
    until: date | None

    def holds(self, day: date, *, late: timedelta = timedelta()) -> bool:
        """Tell whether a day lies inside, or as much as `late` after the end."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until + late)


def stretch_of(question: str, *, now: datetime, timezone: ZoneInfo) -> Stretch | None:
    """Give the stretch the first time in a question means; None where it names none.

    A month without a year is the last one that has begun; a weekday is the last one.
    """
    for match in _TIME.finditer(question):
        if match["month3"] and match["month3"].lower() in ("may", "march", "mar") and not match["how"]:
            continue  # a verb more often than a month
        try:
            first, last = _days(match, now.astimezone(timezone).date())
        except ValueError:
            continue  # Nov 31
        how = (match["how"] or "").lower()
        if how in ("since", "from"):
            return Stretch(since=first, until=None)
        if how == "after":
            return Stretch(since=last + timedelta(days=1), until=None)
        if how == "before":
            return Stretch(since=None, until=first - timedelta(days=1))
        if how in ("until", "till", "by"):
            return Stretch(since=None, until=last)
        return Stretch(since=first, until=last)
    return None


def day_meant(question: str, *, now: datetime, timezone: ZoneInfo) -> date | None:
    """Give the day that fresh reports are fresh on, that of asking; None where a question is about a time long ago."""
    today = now.astimezone(timezone).date()
    stretch = stretch_of(question, now=now, timezone=timezone)
    past = stretch is not None and stretch.until is not None and stretch.until < today - LONG_AGO
    return None if past else today


def narrowed(scope: Scope, stretch: Stretch | None) -> Scope:
    """Narrow a scope to reports of a stretch. What was said on one day is reported on that day or in the two after."""
    if stretch is None:
        return scope
    since, until = stretch.since, stretch.until
    if since is not None and since == until:
        until = since + timedelta(days=2)
    return replace(
        scope,
        since=_later(scope.since, since),
        until=_earlier(scope.until, until),
    )


def _later(bound: When | None, day: date | None) -> When | None:
    if bound is None or day is None:
        return day if bound is None else bound
    return bound if _day(bound) >= day else day


def _earlier(bound: When | None, day: date | None) -> When | None:
    if bound is None or day is None:
        return day if bound is None else bound
    return bound if _day(bound) <= day else day


def _day(when: When) -> date:
    return when.date() if isinstance(when, datetime) else when


def _days(match: re.Match[str], today: date) -> tuple[date, date]:
    if match["iso"]:
        day = date.fromisoformat(match["iso"])
        return day, day
    for form in "12":
        if match[f"month{form}"]:
            month, number = _month(match[f"month{form}"]), int(match[f"day{form}"])
            year = int(match[f"year{form}"] or today.year)
            day = date(year, month, number)
            if not match[f"year{form}"] and day > today:
                day = date(year - 1, month, number)
            return day, day
    if match["month3"]:
        month = _month(match["month3"])
        year = int(match["year3"] or (today.year if month <= today.month else today.year - 1))
        return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])
    if match["year4"]:
        return date(int(match["year4"]), 1, 1), date(int(match["year4"]), 12, 31)
    if match["weekday"]:
        back = (today.weekday() - _DAYS.index(match["weekday"].lower())) % 7
        day = today - timedelta(days=back)
        return day, day
    return _near(" ".join(match["near"].lower().split()), today)


def _near(words: str, today: date) -> tuple[date, date]:
    monday = today - timedelta(days=today.weekday())
    first = today.replace(day=1)
    before = (first - timedelta(days=1)).replace(day=1)
    return {
        "today": (today, today),
        "yesterday": (today - timedelta(days=1), today - timedelta(days=1)),
        "this week": (monday, today),
        "last week": (monday - timedelta(days=7), monday - timedelta(days=1)),
        "this month": (first, today),
        "last month": (before, first - timedelta(days=1)),
        "this year": (today.replace(month=1, day=1), today),
        "last year": (date(today.year - 1, 1, 1), date(today.year - 1, 12, 31)),
    }[words]


def _month(word: str) -> int:
    return _MONTHS.index(word[:3].lower()) + 1
