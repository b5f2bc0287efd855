"""Dates in running English text, compared by day: `Nov. 25`, `25 November` and `2025-11-25` are one.

Owns reading dates out of text. Used by `verification`. What relative words mean is not its business.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_MONTH = (
    r"(?P<{0}>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?)\.?"
)
_NUMBER = r"(?P<{0}>[12]?\d|3[01])(?:st|nd|rd|th)?"
_YEAR = r"(?P<{0}>(?:1[5-9]|20)\d\d)"
_DATE = re.compile(
    rf"\b(?:{_MONTH.format('m1')}\s+{_NUMBER.format('d1')}\b(?:,?\s+{_YEAR.format('y1')}\b)?"
    rf"|{_NUMBER.format('d2')}\s+(?:of\s+)?{_MONTH.format('m2')}(?![a-z])(?:,?\s+{_YEAR.format('y2')}\b)?"
    rf"|{_YEAR.format('y3')}-(?P<m3>0\d|1[0-2])-(?P<d3>0\d|[12]\d|3[01])\b)",
    re.IGNORECASE,
)
_ALSO_BEFORE = re.compile(r"(?<![\d.,])([12]?\d|3[01])(?:\s*[-–]\s*|\s+(?:and|to|or)\s+)$")
_ALSO_AFTER = re.compile(r"(?:\s*[-–]\s*|\s+(?:and|to|or)\s+)([12]?\d|3[01])(?![\w.,]*\d|\s*(?:per|%|[a-z]))")
"""A second day that shares its month: `24 and 25 November`, `Nov 24 and 25`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A day as it stands in a text; without a year where the text gives none."""

    month: int
    day: int
    year: int | None
    words: str

    def agrees(self, other: "Day") -> bool:
        """Tell whether both can be the same day."""
        same_year = self.year is None or other.year is None or self.year == other.year
        return (self.month, self.day) == (other.month, other.day) and same_year


def days(text: str) -> Iterator[Day]:
    """Read the dates of a text in order."""
    for match in _DATE.finditer(text):
        for form in "123":
            month = match[f"m{form}"]
            if month is not None:
                number = int(month) if form == "3" else _MONTHS.index(month[:3].lower()) + 1
                year = match[f"y{form}"]
                year_number = int(year) if year else None
                beside = _ALSO_BEFORE.search(text, 0, match.start()) if form == "2" else None
                beside = _ALSO_AFTER.match(text, match.end()) if form == "1" and not year else beside
                if beside is not None:
                    yield Day(month=number, day=int(beside[1]), year=year_number, words=beside[0])
                yield Day(month=number, day=int(match[f"d{form}"]), year=year_number, words=match.group())
                break
