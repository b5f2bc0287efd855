"""Questions for the figure of now: `How many have died so far?`, `What is the latest toll?`

Owns their phrasings, and the order that puts the newest report first. Figures that count the same are `disagreeing`'s.
Called by `drafting`.
"""

import re
from collections.abc import Sequence
from datetime import date, datetime

from assistant.clues import Asked
from assistant.offering import figures_of
from assistant.ranking import Ranked
from index.article import When

BELOW_FIRST = 3.0
"""A newer sentence that answers worse than the first by more than this (logits) stays behind it."""
_NOW = re.compile(r"\b(?:now|currently|so\s+far|to\s+date|at\s+present|at\s+the\s+moment|by\s+now)\b", re.IGNORECASE)
_FIGURE_OF_NOW = re.compile(
    r"\b(?:latest|newest|current|most\s+recent)\s+(?:[\w-]+\s+)?"
    r"(?:toll|number|count|figures?|rate|price|total|estimate|level|cost|share)\b",
    re.IGNORECASE,
)


def asks_for_now(asked: Asked) -> bool:
    """Tell whether a question asks for a figure as it stands when it is asked."""
    if _FIGURE_OF_NOW.search(asked.text):
        return True
    return asked.kind in ("number", "percent", "money") and _NOW.search(asked.text) is not None


def newest_first(shown: Sequence[Ranked]) -> list[Ranked]:
    """Put the newest report before the others that answer about as well; one without a day stays behind."""
    if not shown:
        return []
    least = shown[0].mean - BELOW_FIRST
    close = [one for one in shown if one.mean >= least and figures_of("number", one.candidate.text)]
    order = sorted(close, key=lambda one: _day(one.candidate.article.published), reverse=True)
    return [*order, *(one for one in shown if one not in close)]


def _day(when: When | None) -> date:
    if when is None:
        return date.min
    return when.date() if isinstance(when, datetime) else when
