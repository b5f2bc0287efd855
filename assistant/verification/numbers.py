"""Whether the numbers of a statement stand in its evidence: by value, with their unit, and beside the same things.

Owns the comparison. `quantities` reads the numbers; those of dates are `dates`' business.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.days import days
from assistant.quantities import Quantity, quantities
from assistant.verification.dates import YEAR
from assistant.verification.evidence import Evidence
from assistant.verification.plain_words import content_stems

_UNITS = {
    word: unit
    for unit, words in {
        "per cent": "% percent percentage pc",
        "crown": "crown crowns",
        "euro": "€ euro euros eur",
        "dollar": "$ dollar dollars usd",
        "pound": "£ pound pounds gbp",
        "second": "second seconds",
        "minute": "minute minutes min mins",
        "hour": "hour hours",
        "day": "day days",
        "week": "week weeks",
        "month": "month months",
        "year": "year years",
        "decade": "decade decades",
        "metre": "metre metres meter meters m",
        "kilometre": "km kilometre kilometres kilometer kilometers",
        "millimetre": "mm millimetre millimetres millimeter millimeters",
        "centimetre": "cm centimetre centimetres centimeter centimeters",
        "mile": "mile miles",
        "foot": "foot feet ft",
        "gram": "g gram grams",
        "kilogram": "kg kilo kilos kilogram kilograms kilogramme kilogrammes",
        "tonne": "tonne tonnes ton tons",
        "hectare": "hectare hectares",
        "acre": "acre acres",
        "watt": "w watt watts",
        "kilowatt": "kw kilowatt kilowatts",
        "megawatt": "mw megawatt megawatts",
        "gigawatt": "gw gigawatt gigawatts",
        "kilovolt": "kv kilovolt kilovolts",
        "degree": "degree degrees",
        "a.m.": "am",
        "p.m.": "pm",
    }.items()
    for word in words.split()
}
_AFTER = re.compile(r"[\s-]*(?:(per\s+cent)|([%€$£])|([A-Za-z]+))")
_MAGNITUDES = frozenset("dozens scores hundreds thousands millions billions trillions half third quarter twice".split())
_WORD = re.compile(r"[^\W\d_]+")
_CUT = re.compile(r"[.;:,!?“”\"\n]|\b(?:of|to|from|in|by|at|for|on|and|or|than|as)\b")
_UNIT_STEMS = content_stems(" ".join([*_UNITS, "per cent points"]))
_NO_NUMBER = re.compile(
    r"\bone\s+(?:that|which|who|another|of)\b|\b(?:this|that|no|any|each|every)\s+one\b", re.IGNORECASE
)
_A_SINGLE = re.compile(
    r"\b(?:only|single|sole|once|alone|first|an?\s+(?:third|quarter|half|fifth|tenth))\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Numeral:
    quantity: Quantity
    unit: str | None
    beside: frozenset[str]


def wrong_number(text: str, evidence: Evidence) -> str | None:
    """Say which number of a statement its evidence does not bear out; None where all stand."""
    words = _without_dates(text)
    known = list(_numerals(_without_dates(evidence.words)))
    for one in _numerals(words):
        same = [other for other in known if _same(one.quantity, other.quantity)]
        said = one.quantity.words
        if not same:
            if said.lower() == "one" and (_NO_NUMBER.search(text) or _A_SINGLE.search(evidence.words)):
                continue
            if one.quantity.exact or not re.search(rf"\b{re.escape(said)}\b", evidence.words, re.IGNORECASE):
                return f"The number “{said}” is not in the passage."
            continue
        if one.unit and all(other.unit not in (None, one.unit) for other in same):
            return f"“{said}” stands in the passage with another unit than {one.unit}."
        if _beside_another(one, same, known):
            return f"The passage gives another number where the statement says “{said}”."
    given = {word.lower() for word in _WORD.findall(evidence.words)}
    for word in _WORD.findall(text):
        if word.lower() in _MAGNITUDES and word.lower() not in given:
            return f"The passage does not say “{word}”."
    return None


def _same(one: Quantity, other: Quantity) -> bool:
    return bool(set(one.readings) & set(other.readings))


def _beside_another(one: _Numeral, same: list[_Numeral], known: list[_Numeral]) -> bool:
    """Tell whether the words beside a number stand, in the passage, beside another number only."""
    others = [other for other in known if other not in same]
    if not one.beside or not others or any(one.beside & other.beside for other in same):
        return False
    return any(one.beside & other.beside for other in others)


def _numerals(text: str) -> Iterator[_Numeral]:
    found = list(quantities(text))
    for at, one in enumerate(found):
        right = found[at + 1].start if at + 1 < len(found) else len(text)
        after = _CUT.split(text[one.end : right])[0]
        counted = content_stems(" ".join(after.split()[:4])) - _UNIT_STEMS
        yield _Numeral(quantity=one, unit=_unit(text, one), beside=counted)


def _unit(text: str, one: Quantity) -> str | None:
    if one.start and text[one.start - 1] in "€$£":
        return _UNITS[text[one.start - 1]]
    match = _AFTER.match(text, one.end)
    if match is None:
        return None
    if match[1]:
        return "per cent"
    return _UNITS.get((match[2] or match[3]).lower())


def _without_dates(text: str) -> str:
    for day in days(text):
        text = text.replace(day.words, " ", 1)
    return YEAR.sub(" ", text)
