"""Sentences of the time that a question asks about: `Which minister resigned in October?` is answered by October.

Owns telling whether a sentence is of that time: its article appeared then, or it names the time. How a time is read is
`times`'. Called by `drafting`, and by `chain` for the passages that are shown and packed.
"""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from assistant.candidates import Candidate
from assistant.clues import Asked
from assistant.ranking import Ranked
from assistant.time_words import back, begins_with_a_time, times_named
from assistant.times import TO_COME, Stretch, day_of_report, narrowed
from index.article import Scope, When
from index.catalogue import Catalogue
from index.search import Found

LATE = timedelta(days=3)
"""Later than this a report of a time is not expected."""
FEW_DAYS = timedelta(days=2)
"""Of such a time a sentence names the very days: `on Tuesday`, `yesterday`."""
BELOW_BEST = 4.0
"""Logits."""
YEARS = 4
"""How far back a day without its year is looked for."""
_AT = re.compile(r"^(?:in|on|during)\s+(?:the\s+)?", re.IGNORECASE)


def in_its_year(asked: Asked, candidates: Sequence[Candidate]) -> Asked:
    """Settle a day or a month without its year: where nothing is of the last one, on an earlier that has something."""
    meant = asked.reported
    if meant is None or not meant.yearless:
        return asked
    dated = [one for one in candidates if one.article.published is not None]
    for years in range(YEARS):
        then = meant.years_before(years)
        if of_the_time(dated, then):
            return replace(asked, reported=then, day=back(asked.day, years))
    return asked


def within_time(catalogue: Catalogue, scope: Scope, asked: Stretch | None) -> Scope:
    """Narrow a scope to the articles of the time asked about; a day or month without its year as `in_its_year` does."""
    within = narrowed(scope, asked)
    if asked is None or not asked.yearless:
        return within
    earlier = (narrowed(scope, asked.years_before(years)) for years in range(1, YEARS))
    return next((one for one in (within, *earlier) if catalogue.extent(one)[0]), within)


def by_time(candidates: Sequence[Candidate], asked: Stretch | None) -> list[list[Candidate]]:
    """Give what is read one after the other until something answers: what is of the time asked about, then all.

    Of that first what names no other time: a report of November may say what was in August.
    """
    if asked is None:
        return [list(candidates)]
    timely = of_the_time(candidates, asked)
    plainly = timely if asked.vague else [one for one in timely if _names_no_other_time(one, asked)]
    stages = {len(stage): stage for stage in (plainly, timely)}
    return [*(stage for stage in stages.values() if 0 < len(stage) < len(candidates)), list(candidates)]


def answer_as_well(timely: Sequence[Ranked], everything: Sequence[Ranked]) -> bool:
    """Tell whether what is of the time asked about answers about as well as the best of all.

    The odds of an answer cannot tell: they hold for all that was found, and a few poor sentences agree easily.
    """
    best, best_of_all = (max((one.mean for one in ranked), default=-math.inf) for ranked in (timely, everything))
    return best >= best_of_all - BELOW_BEST


def as_good_as_the_first(shown: Sequence[Ranked]) -> list[Candidate]:
    """Give those of what is shown that answer about as well as the first."""
    return [one.candidate for one in shown if one.mean >= shown[0].mean - BELOW_BEST]


def timely_first(found: Found, asked: Stretch | None) -> Found:
    """Put passages of articles that appeared at the time asked about before the others."""
    if asked is None:
        return found
    timely = [hit for hit in found.hits if _appeared(hit.article.published, asked)]
    return replace(found, hits=(*timely, *(hit for hit in found.hits if hit not in timely)))


def of_another_time(answering: Sequence[Candidate], asked: Stretch | None) -> str | None:
    """Give the time asked about, in the question's words, where nothing that answers is of it."""
    if asked is None or of_the_time(answering, asked):
        return None
    return _AT.sub("", asked.words)


def of_the_time(candidates: Sequence[Candidate], asked: Stretch | None) -> list[Candidate]:
    """Give the candidates that are of the time asked about; all of them where none is asked about."""
    if asked is None:
        return list(candidates)
    return [one for one in candidates if _is_of(one, asked)]


def _is_of(one: Candidate, asked: Stretch) -> bool:
    """Tell it by the times that a sentence names, else by the day of its article.

    A sentence may name others beside its own (`who took over in March`), but of a few days it names its own, and what
    it begins with is its own.
    """
    named = list(_times_of(one, asked))
    if _meets(named, asked):
        return True
    of_days = (asked.until or date.max) - (asked.since or date.min) <= FEW_DAYS
    if named and (of_days or begins_with_a_time(one.text)):
        return False
    return _appeared(one.article.published, asked, late=timedelta() if named else LATE)


def _appeared(published: When | None, asked: Stretch, *, late: timedelta = LATE) -> bool:
    return published is None or asked.holds(published, late=late)  # undated, it may be of any time


def _names_no_other_time(one: Candidate, asked: Stretch) -> bool:
    named = list(_times_of(one, asked))
    return not named or _meets(named, asked)


def _meets(named: Sequence[tuple[date, date]], asked: Stretch) -> bool:
    return any(first <= (asked.until or date.max) and (asked.since or date.min) <= last for first, last in named)


def _times_of(one: Candidate, asked: Stretch) -> Iterator[tuple[date, date]]:
    """Give the times that a sentence names, read against the day of its article; of an undated one, its dates."""
    published = one.article.published
    day = asked.until or asked.since if published is None else day_of_report(published, asked.zone)
    if day is None:
        return
    for named in times_named(one.text, day):
        if named.year or (named.near and published is None):
            continue
        first, last = named.first, named.last
        to_come = TO_COME.search(one.text, 0, named.start) is not None
        if to_come and named.near and first == last:
            first = last = first + timedelta(days=7)  # “will resign on Monday”
        if named.how in ("since", "after"):
            last = day
        elif named.how in ("before", "until", "till", "by"):
            first = date.min
        yield first, last
