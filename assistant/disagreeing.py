"""Articles that give different figures for what is asked: revised since, or at odds.

Owns finding them among the ranked sentences, their order and what the reader is told. Which figure is true it does not
decide. Called by `drafting`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from assistant.clues import Asked
from assistant.domain import Notice
from assistant.offering import figures_of
from assistant.ranking import Ranked
from assistant.telling_words import WORD
from index.article import When

MOST_SIDES = 3
LEAST_LOGIT = 2.0
"""A sentence that answers worse than this gives no other figure for what is asked: it counts something else."""
BELOW_FIRST = 5.0
"""The same, against the sentence that leads (logits)."""

REVISED = Notice(code="revised", message="Reports give different figures; the newest comes first, with its day.")
AT_ODDS = Notice(code="disagreeing", message="The articles give different figures.")
_COUNTED = re.compile(
    r"\bhow\s+many\s+(?:[\w-]+\s+){0,2}?(?P<noun>[a-z]{3,}s|people|children|men|women)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sides:
    """The sentences that give different figures, in the order they are shown, and what to say about them."""

    shown: tuple[Ranked, ...]
    notice: Notice


def sides_of(asked: Asked, ranked: Sequence[Ranked]) -> Sides | None:
    """Find the sentences of different articles that answer with different figures; None where all agree."""
    if asked.kind not in ("number", "percent", "money") or asked.time is not None or not ranked:
        return None
    first = ranked[0]
    given: list[tuple[Ranked, str]] = []
    for one in ranked:
        figure = _figure(asked, one.candidate.text)
        close = one.mean >= max(LEAST_LOGIT, first.mean - BELOW_FIRST)
        if figure is None or not close or not _counts_the_same(first, one):
            continue
        if all(figure != other for _, other in given) and one.candidate.article.id not in {
            other.candidate.article.id for other, _ in given
        }:
            given.append((one, figure))
    if len(given) < 2 or given[0][0] is not first:
        return None
    sides = [one for one, _ in given[:MOST_SIDES]]
    days = [_day(one.candidate.article.published) for one in sides]
    if None in days or len(set(days)) < len(days):
        return Sides(shown=tuple(sides), notice=AT_ODDS)
    newest_first = sorted(sides, key=lambda one: _day(one.candidate.article.published) or date.min, reverse=True)
    return Sides(shown=tuple(newest_first), notice=REVISED)


def _counts_the_same(first: Ranked, other: Ranked) -> bool:
    """Tell whether a sentence has about as much of the question as the one that leads."""
    return other.clues["asking words in sentence"] >= first.clues["asking words in sentence"] - 0.21


def _figure(asked: Asked, text: str) -> str | None:
    """Read the figure that a sentence answers with: the one before what is counted, else the first."""
    figures = figures_of(asked.kind, text)
    counted = _COUNTED.search(asked.text)
    if counted is not None:
        for figure in figures:
            after = WORD.findall(text[figure.end : figure.end + 40].lower())[:3]
            if counted["noun"].lower() in after:
                return figure.value
    return figures[0].value if figures else None


def _day(when: When | None) -> date | None:
    return when.date() if isinstance(when, datetime) else when
