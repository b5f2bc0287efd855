"""The stretch of time a question asks about, read against the moment it is asked.

Owns `since October`, `last week`, `on Nov 24` and their like, as days. Used by `chain` for questions about speech,
where the day of the report bounds what is meant. Of other questions only some times are the reports' (`reported`):
`the Jan. 6 committee` and `in 2019` are facts to find.
"""

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
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
    rf"|(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<month2>{_MONTH})(?:\s+(?P<year2>\d{{4}}))?"
    rf"|(?P<month3>{_MONTH})(?:\s+(?P<year3>\d{{4}}))?|(?P<year4>(?:19|20)\d\d)"
    r"|(?P<near>today|yesterday|(?:this|last)\s+(?:week|month|year))"
    rf"|(?:last\s+)?(?P<weekday>{'|'.join(_DAYS)})"
)
_TIME = re.compile(
    rf"\b(?:(?P<how>since|after|from|before|until|till|by|in|on|during)\s+(?:the\s+)?)?(?:{_POINT})(?!\w)",
    re.IGNORECASE,
)

_TO_COME = re.compile(r"\b(?:will|going\s+to|next|upcoming|due|scheduled|planned|expected)\b", re.IGNORECASE)

_OF_REPORTS = ("in", "on", "during", "since", "after", "before")

AROUND_TODAY = timedelta(days=10)
"""`This week` is said of what was news in the days before, too."""
LONG_AGO = timedelta(days=31)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Days, inclusive; None is open."""

    since: date | None
    until: date | None
    words: str = field(default="", compare=False)
    """What the question calls it."""
    yearless: bool = field(default=False, compare=False)
    """A day or a month without its year: taken for the last one, and it may be that of a year before."""

    def years_before(self, years: int) -> "Stretch":
        """Give the same days so many years before."""
        since, until = (None if day is None else back(day, years) for day in (self.since, self.until))
        return replace(self, since=since, until=until)

    def holds(self, day: date, *, late: timedelta = timedelta()) -> bool:
        """Tell whether a day lies inside, or as much as `late` after the end."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until + late)


def stretch_of(question: str, *, now: datetime, timezone: ZoneInfo) -> Stretch | None:
    """Give the stretch the first time in a question means; None where it names none.

    A month without a year is the last one that has begun; a weekday is the last one.
    """
    return next((stretch for stretch, _ in _stretches(question, now.astimezone(timezone).date())), None)


def reported(question: str, *, now: datetime, timezone: ZoneInfo) -> Stretch | None:
    """Give the stretch whose reports a question asks for; None where it names none, or where it is a fact to find.

    `the Jan. 6 committee` and `in 2019` are facts; `on December 3`, asked in November, may be to come.
    """
    today = now.astimezone(timezone).date()
    for stretch, match in _stretches(question, today):
        near = bool(match["near"] and not match["near"].lower().endswith("year")) or bool(match["weekday"])
        told = (match["how"] or "").lower() in _OF_REPORTS and not match["year4"]
        may_come = stretch.yearless and _nearer_ahead(stretch, today)
        if not (near or told) or may_come or _TO_COME.search(question):
            return None
        if match["near"] and stretch.since is not None and stretch.until is not None and stretch.until >= today:
            return replace(stretch, since=min(stretch.since, today - AROUND_TODAY), until=None)
        return stretch
    return None


def day_meant(question: str, *, now: datetime, timezone: ZoneInfo) -> date | None:
    """Give the day that fresh reports are fresh on: that of asking, or the first after the time asked about.

    None where a question names a time long ago, as a fact.
    """
    today = now.astimezone(timezone).date()
    asked = reported(question, now=now, timezone=timezone)
    if asked is not None:
        return today if asked.until is None else min(today, asked.until + timedelta(days=1))
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


def _stretches(question: str, today: date) -> Iterator[tuple[Stretch, re.Match[str]]]:
    for match in _TIME.finditer(question):
        if match["month3"] and match["month3"].lower() in ("may", "march", "mar") and not match["how"]:
            continue  # a verb more often than a month
        try:
            first, last = _days(match, today)
        except ValueError:
            continue  # Nov 31
        how = (match["how"] or "").lower()
        since = last + timedelta(days=1) if how == "after" else first
        until = first - timedelta(days=1) if how == "before" else last
        stretch = Stretch(
            since=None if how in ("before", "until", "till", "by") else since,
            until=None if how in ("since", "from", "after") else until,
            words=match.group(),
            yearless=not match["near"] and not match["weekday"] and not _has_year(match),
        )
        yield stretch, match


def _has_year(match: re.Match[str]) -> bool:
    return bool(match["iso"]) or any(match[f"year{form}"] for form in "1234")


def _nearer_ahead(stretch: Stretch, today: date) -> bool:
    """Tell whether the same day or month of the year to come is nearer than the one gone by."""
    day = stretch.since or stretch.until or today
    return (today - day).days > 366 / 2


def back(day: date, years: int) -> date:
    """Give the same day so many years before."""
    return day.replace(year=day.year - years, day=28 if (day.month, day.day) == (2, 29) and years else day.day)


def _later(bound: When | None, day: date | None) -> When | None:
    if bound is None or day is None:
        return day if bound is None else bound
    return bound if day_of_report(bound) >= day else day


def _earlier(bound: When | None, day: date | None) -> When | None:
    if bound is None or day is None:
        return day if bound is None else bound
    return bound if day_of_report(bound) <= day else day


def day_of_report(when: When) -> date:
    """Give the day of a time that may be a day already."""
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
