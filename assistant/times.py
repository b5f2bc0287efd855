"""The stretch of time a question asks about, read against the moment it is asked.

Owns what a time bounds; reading it is `time_words`'. Used by `chain` for questions about speech, where the day of the
report bounds what is meant. Of other questions only some times are the reports' (`reported`): `the Jan. 6 committee`
and `in 2019` are facts to find.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta, tzinfo

from assistant.time_words import NamedTime, back, times_named
from index.article import Scope, When

TO_COME = re.compile(
    r"\b(?:(?-i:will)|going\s+to|next|upcoming|due(?!\s+to\b)|scheduled|planned|expected)\b|^\W*will\b", re.IGNORECASE
)
_NOWADAYS = re.compile(r"\b(?:is|are|do|does)\b", re.IGNORECASE)
"""With these, `today` is as often these days as this day."""

_PAST = re.compile(
    r"\b(?:did|was|were|had|\w{3,}ed|won|lost|fell|rose|led|met|went|came|began|left|took|broke|struck|hit|sold|said)\b",
    re.IGNORECASE,
)
"""With these, a day or month without its year is one gone by."""
_OF_REPORTS = tuple("in on during since after before throughout between around at".split())
_OF_NEAR = (*_OF_REPORTS, "over", "within", "of", "from", "")

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
    vague: bool = field(default=False, compare=False)
    """`This week`, which reaches back."""
    zone: tzinfo = field(default=UTC, compare=False)
    """Whose days these are: the reader's."""

    def years_before(self, years: int) -> "Stretch":
        """Give the same days so many years before."""
        since, until = (None if day is None else back(day, years) for day in (self.since, self.until))
        if until is not None and since != until and (until + timedelta(days=1)).day == 29:
            until += timedelta(days=1)  # the whole of a February
        return replace(self, since=since, until=until)

    def holds(self, when: When, *, late: timedelta = timedelta()) -> bool:
        """Tell whether a day or a moment lies inside, or as much as `late` after the end."""
        day = day_of_report(when, self.zone)
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until + late)


def stretch_of(question: str, *, now: datetime, timezone: tzinfo) -> Stretch | None:
    """Give the stretch the first time in a question means; None where it names none.

    A month without a year is the last one that has begun; a weekday is the last one.
    """
    return next((stretch for stretch, _ in _stretches(question, now.astimezone(timezone))), None)


def reported(question: str, *, now: datetime, timezone: tzinfo) -> Stretch | None:
    """Give the stretch whose reports a question asks for; None where it names none, or where it is a fact to find.

    `the Jan. 6 committee` and `in 2019` are facts; `on December 3`, asked in November, may be to come.
    """
    today = now.astimezone(timezone).date()
    if TO_COME.search(question):
        return None
    for stretch, named in _stretches(question, now.astimezone(timezone)):
        ends = named.day and not named.how and not question[named.end :].strip(" ?.!")  # “Who resigned October 14?”
        told = ends or named.how in (_OF_NEAR if named.near else _OF_REPORTS)
        gone = named.how in ("in", "on", "during") and _PAST.search(question)
        may_come = stretch.yearless and _nearer_ahead(stretch, today) and not gone
        nowadays = named.words.lower() == "today" and _NOWADAYS.search(question)
        if named.year or not told or may_come or nowadays:
            continue
        if named.current and stretch.since is not None and stretch.until is not None:
            return replace(stretch, since=min(stretch.since, today - AROUND_TODAY), until=None, vague=True)
        return stretch
    return None


def day_meant(question: str, *, now: datetime, timezone: tzinfo) -> date | None:
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
    """Narrow a scope to reports of a stretch. What was said on a day or two may be reported two days later."""
    if stretch is None:
        return scope
    since, until = stretch.since, stretch.until
    if since is not None and until is not None and until - since <= timedelta(days=1):
        until += timedelta(days=2)
    return replace(
        scope,
        since=_later(scope.since, since, stretch.zone),
        until=_earlier(scope.until, until, stretch.zone),
    )


def _stretches(question: str, now: datetime) -> Iterator[tuple[Stretch, NamedTime]]:
    for named in times_named(question, now.date()):
        since = named.last + timedelta(days=1) if named.how == "after" else named.first
        until = named.first - timedelta(days=1) if named.how == "before" else named.last
        stretch = Stretch(
            since=None if named.how in ("before", "until", "till", "by") else since,
            until=None if named.how in ("since", "after") or (named.how == "from" and not named.past) else until,
            words=named.words,
            yearless=named.yearless,
            zone=now.tzinfo or UTC,
        )
        yield stretch, named


def _nearer_ahead(stretch: Stretch, today: date) -> bool:
    """Tell whether the same day or month of the year to come is nearer than the one gone by."""
    day = stretch.since or stretch.until or today
    return (today - day).days > 366 / 2


def _later(bound: When | None, day: date | None, zone: tzinfo) -> When | None:
    if bound is None or day is None:
        return day if bound is None else bound
    return bound if day_of_report(bound, zone) >= day else day


def _earlier(bound: When | None, day: date | None, zone: tzinfo) -> When | None:
    if bound is None or day is None:
        return day if bound is None else bound
    return bound if day_of_report(bound, zone) <= day else day


def day_of_report(when: When, zone: tzinfo) -> date:
    """Give the day of a moment by the reader's clock; a day stays what it is."""
    return when.astimezone(zone).date() if isinstance(when, datetime) else when
