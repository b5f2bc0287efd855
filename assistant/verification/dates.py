"""Whether the days, months, years and times of day of a statement are those of its evidence.

Owns the comparison; `days` reads full dates. A stored date counts only where the cited words name none of their own: an
article of Tuesday that says `on Monday` is no evidence for `on Tuesday`.
"""

import re

from assistant.days import days
from assistant.verification.evidence import Evidence

YEAR = re.compile(r"(?<![\d.,:])(?:1[5-9]|20)\d\d(?!\d|[,.:]\d)")

_MONTHS = {
    name: at
    for at, names in enumerate(
        "jan january/feb february/mar march/apr april/may/jun june/jul july/aug august/sep sept september/oct october/"
        "nov november/dec december".split("/"),
        1,
    )
    for name in names.split()
}
_MONTH = re.compile(r"\b(?:" + "|".join(name.capitalize() for name in _MONTHS) + r")\b(?!\s+(?:be|not|have)\b)")
_WEEKDAY = re.compile(r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day")
_GROUPS = tuple(
    re.compile(rf"\b(?:{words})\b", re.IGNORECASE)
    for words in (
        "yesterday|today|tomorrow|tonight",
        "dawn|morning|noon|midday|afternoon|evening|midnight",
        "spring|summer|autumn|winter",
        "last week|this week|next week",
        "last month|this month|next month",
        "last year|this year|next year",
        "daily|weekly|monthly|yearly|annually",
    )
)


def wrong_date(text: str, evidence: Evidence) -> str | None:
    """Say which date or time of a statement its evidence does not have; None where all stand."""
    named = list(days(evidence.words))
    for day in days(text):
        known = named or list(days(evidence.about))
        if not any(day.agrees(other) for other in known):
            return f"The date “{day.words}” is not in the passage."
    for read in (_years, _weekdays, _months):
        given = read(evidence.words) or read(evidence.about)
        for key, said in read(text).items():
            if key not in given:
                return f"The passage does not say “{said}”."
    for group in _GROUPS:
        there = {match.lower() for match in group.findall(evidence.words)}
        for said in group.findall(text):
            if there and said.lower() not in there:
                return f"The passage does not say “{said}”."
    return None


def _years(text: str) -> dict[object, str]:
    return {match: match for match in YEAR.findall(text)}


def _weekdays(text: str) -> dict[object, str]:
    return {match: match for match in _WEEKDAY.findall(text)}


def _months(text: str) -> dict[object, str]:
    return {_MONTHS[match.lower()]: match for match in _MONTH.findall(text)}
