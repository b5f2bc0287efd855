"""Sentences of the time that a question asks about: `Which minister resigned in October?` is answered by October.

Owns telling whether a sentence is of that time: its article appeared then, or it names the time. How a time is read is
`times`'. Called by `drafting`, and by `chain` for the passages that are shown and packed.
"""

import calendar
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from assistant.candidates import Candidate
from assistant.clues import Asked
from assistant.days import days
from assistant.telling_words import WORD
from assistant.time_words import back
from assistant.times import Stretch, day_of_report
from index.article import When
from index.search import Found

LATE = timedelta(days=3)
"""Later than this a report of a time is not expected."""
YEARS = 4
"""How far back a day without its year is looked for."""
_AT = re.compile(r"^(?:in|on|during)\s+(?:the\s+)?", re.IGNORECASE)


def in_its_year(asked: Asked, candidates: Sequence[Candidate]) -> Asked:
    """Settle a day or a month without its year: where nothing is of the last one, on an earlier that has something."""
    meant = asked.reported
    if meant is None or not meant.yearless:
        return asked
    for years in range(YEARS):
        then = meant.years_before(years)
        if of_the_time(candidates, then):
            return replace(asked, reported=then, day=back(asked.day, years))
    return asked


def by_time(candidates: Sequence[Candidate], asked: Stretch | None) -> list[list[Candidate]]:
    """Give what is read one after the other until something answers: what is of the time asked about, then all."""
    timely = of_the_time(candidates, asked)
    return [list(candidates)] if len(timely) in (0, len(candidates)) else [timely, list(candidates)]


def timely_first(found: Found, asked: Stretch | None) -> Found:
    """Put passages of articles that appeared at the time asked about before the others."""
    if asked is None:
        return found
    timely = [hit for hit in found.hits if _appeared(hit.article.published, asked)]
    return replace(found, hits=(*timely, *(hit for hit in found.hits if hit not in timely)))


def of_another_time(shown: Sequence[Candidate], asked: Stretch | None) -> str | None:
    """Give the time asked about, in the question's words, where nothing that is shown is of it."""
    if asked is None or not shown or of_the_time(shown, asked):
        return None
    return _AT.sub("", asked.words)


def of_the_time(candidates: Sequence[Candidate], asked: Stretch | None) -> list[Candidate]:
    """Give the candidates that are of the time asked about; all of them where none is asked about."""
    if asked is None:
        return list(candidates)
    return [one for one in candidates if _is_of(one, asked)]


def _is_of(one: Candidate, asked: Stretch) -> bool:
    """Tell it by the days that a sentence names, where one day is asked about, and by the day of its article."""
    if asked.since is not None and asked.since == asked.until:
        named = [(day.month, day.day) for day in days(one.text)]
        if named:
            return (asked.since.month, asked.since.day) in named
    return _appeared(one.article.published, asked) or _names_a_month_of(one.text, asked)


def _appeared(published: When | None, asked: Stretch) -> bool:
    return published is None or asked.holds(day_of_report(published), late=LATE)  # undated, it may be of any time


def _names_a_month_of(sentence: str, asked: Stretch) -> bool:
    """Tell whether a sentence names a month of the time: a later report may look back."""
    if asked.since is None or asked.until is None or asked.until - asked.since > timedelta(days=31):
        return False
    months = {calendar.month_name[asked.since.month], calendar.month_name[asked.until.month]}
    return asked.since != asked.until and not months.isdisjoint(WORD.findall(sentence))
