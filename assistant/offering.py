"""What a sentence offers as an answer of the kind that a question expects.

Owns the shapes of figures, dates and names in news English. It judges no truth: a sentence that offers a number need
not offer the right one. Called by `clues` and `abstaining`.
"""

import re
from collections.abc import Container
from dataclasses import dataclass

from assistant.answer_type import AnswerType
from assistant.days import days
from assistant.quantities import quantities, values
from assistant.telling_words import CALENDAR, SMALL, WORD

_MONTH = (
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|"
    r"aug|sept?|oct|nov|dec)\.?"
)
_DATE = re.compile(
    rf"\b(?:{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?(?:,?\s+\d{{4}})?|\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH}(?:,?\s+\d{{4}})?|"
    rf"\d{{1,2}}/\d{{1,2}}/\d{{2,4}}|\d{{4}}-\d\d-\d\d)(?!\w)",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d\b")
_LOOSE_DATE = re.compile(
    rf"\b(?:{_MONTH}(?=\s|[,.;]|$)(?<!may)|(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:next|last|this)\s+(?:week|month|year|spring|"
    r"summer|autumn|fall|winter)|yesterday|today|tomorrow|\d{1,2}(?:[.:]\d\d)?\s?[ap]\.?m\.?)(?!\w)",
    re.IGNORECASE,
)
_DAY_OF_WEEK = re.compile(
    r"\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|yesterday|today|tonight)(?!\w)", re.IGNORECASE
)
_CLOCK = re.compile(r"\b\d{1,2}(?:[.:]\d\d)?\s?[ap]\.?m\b\.?", re.IGNORECASE)
_SPELT = (
    r"two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|"
    r"nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million|billion|dozen|half|third"
)
_FIGURE = rf"(?:\d[\d,.]*\d|\d|\b(?:{_SPELT})(?:[ -](?:{_SPELT}))*)"
_NUMBER = re.compile(_FIGURE, re.IGNORECASE)
_PERCENT = re.compile(rf"{_FIGURE}\s*(?:%|per\s?cent\b|percentage points?)|\b(?:half|third|quarter)\b", re.IGNORECASE)
_MONEY = re.compile(
    rf"[$£€¥]\s?\d[\d,.]*(?:\s?(?:million|billion|trillion|m|bn|k)\b)?|{_FIGURE}\s*(?:(?:million|billion|trillion|m|bn)\s+)?"
    r"(?:dollars|pounds|euros|crowns|cents|pence|rubles|roubles|yen|yuan|rupees)\b",
    re.IGNORECASE,
)
_AGE = re.compile(
    rf"{_FIGURE}[- ]years?[- ]old|\baged?\s+{_FIGURE}|,\s(?:[1-9]\d|1[01]\d),|"
    r"\b(?:was|is|turns|turned|at)\s+(?:[1-9]\d|1[01]\d)\b",
    re.IGNORECASE,
)
_DURATION = re.compile(
    rf"{_FIGURE}[- ](?:more\s+)?(?:years?|months?|weeks?|days?|hours?|minutes?|seconds?|decades?)\b", re.IGNORECASE
)
_REASON = re.compile(
    r"\b(?:because|due to|owing to|thanks to|since|caused? by|cause[ds]?|after|as a result|in order to|so that|blam\w+|"
    r"amid|over|following|led to|reason\w*|prompted|in response)\b",
    re.IGNORECASE,
)
_NAME = re.compile(r"[A-ZÀ-ÖØ-ÞĀ-Ž][\w’'&.-]*(?:\s+(?:(?:of|the|de|la|von|van|&)\s+){0,2}[A-ZÀ-ÖØ-ÞĀ-Ž0-9][\w’'&.-]*)*")
_QUOTED = re.compile(r"[“\"‘']([A-Z0-9][^“”\"’]{1,60}?)[,.]?[”\"’']")
_PATTERNS: dict[str, tuple[re.Pattern[str], ...]] = {
    "number": (_NUMBER,),
    "percent": (_PERCENT,),
    "money": (_MONEY,),
    "age": (_AGE,),
    "duration": (_DURATION,),
    "date": (_DATE,),
    "year": (_YEAR,),
    "reason": (_REASON,),
}
_LOOSER: dict[str, tuple[re.Pattern[str], ...]] = {
    "percent": (_NUMBER,),
    "money": (_NUMBER,),
    "age": (_NUMBER,),
    "duration": (_NUMBER,),
    "date": (_LOOSE_DATE, _YEAR),
}
_NAMED = frozenset(("person", "place", "organisation", "work", "name", "thing"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What a sentence offers as an answer: of the kind that is expected, or at least of a kindred one."""

    exact: frozenset[str] = frozenset()
    loose: frozenset[str] = frozenset()


def offered(
    kind: AnswerType, sentence: str, *, asked: frozenset[str], lower: Container[str], dated: bool = False
) -> Offer:
    """Find what `sentence` offers that the question does not say itself.

    `asked`: the question's words, lower case. `lower`: words that the article also writes in lower case: a capital at
    the beginning of a sentence does not make them names. `dated`: the article has a day, so `on Tuesday` is one.
    """
    if kind == "number":
        sentence = _without_times(sentence)
    if kind in _PATTERNS:
        also = (_DAY_OF_WEEK,) if dated and kind == "date" else ()
        exact = _found((*_PATTERNS[kind], *also), sentence, asked)
        return Offer(exact=exact, loose=exact or _found(_LOOSER.get(kind, ()), sentence, asked))
    if kind in _NAMED:
        names = frozenset(names_of(sentence, asked=asked, lower=lower))
        titles = frozenset(
            one.group(1).lower()
            for one in _QUOTED.finditer(sentence)
            if not set(WORD.findall(one.group(1).lower())) <= asked
        )
        if kind == "work":
            return Offer(exact=titles, loose=titles | names)
        if kind == "person":
            return Offer(exact=frozenset(one for one in names if _could_be_a_person(one, asked)), loose=names)
        if kind == "thing":
            return Offer(loose=names | titles)
        return Offer(exact=names, loose=names | titles)
    return Offer()


def _could_be_a_person(name: str, asked: frozenset[str]) -> bool:
    """Tell whether a name may be somebody's: two to four words, none of them a figure, a month or the question's."""
    words = name.split()
    return 2 <= len(words) <= 4 and not any(
        word in asked or word in SMALL or not word.replace("-", "").isalpha() or _is_calendar(word) for word in words
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A figure in a text, by value; `end` is where its words end."""

    value: str
    end: int


def figures_of(kind: AnswerType, text: str) -> list[Figure]:
    """Give the figures of a kind in a text, in order; days, years and times of day are none."""
    found: list[Figure] = []
    for pattern in _PATTERNS[kind]:
        for match in pattern.finditer(_without_times(text)):
            value = next((str(one.value.normalize()) for one in quantities(match.group())), None)
            if value is not None:
                found.append(Figure(value=value, end=match.end()))
    return found


def _without_times(text: str) -> str:
    """Blank out days, years and times of day, keeping every offset."""
    for pattern in (_DATE, _YEAR, _CLOCK):
        text = pattern.sub(lambda match: " " * len(match.group()), text)
    return text


def facts(kind: AnswerType, offer: Offer) -> frozenset[str]:
    """Cut what is offered so that two wordings of one fact meet: surnames, month and day, numbers by value."""
    found: set[str] = set()
    for what in offer.exact or offer.loose:
        if kind == "date":
            found |= {f"{day.month}-{day.day}" for day in days(what)} or {what}
        elif kind in _PATTERNS:
            found |= {str(one) for one in values(what)} or {what}
        else:
            found |= {word for word in WORD.findall(what) if word not in SMALL and len(word) > 2}
    return frozenset(found)


def _found(patterns: tuple[re.Pattern[str], ...], sentence: str, asked: frozenset[str]) -> frozenset[str]:
    kept: set[str] = set()
    for pattern in patterns:
        for match in pattern.finditer(sentence):
            words = set(WORD.findall(match.group().lower()))
            if not words <= asked:
                kept.add(" ".join(match.group().lower().split()))
    return frozenset(kept)


def names_of(sentence: str, *, asked: frozenset[str], lower: Container[str]) -> list[str]:
    """Give the names in a sentence, lower case, that hold a word the question does not have."""
    kept: list[str] = []
    for match in _NAME.finditer(sentence):
        words = [word.lower().removesuffix("’s").removesuffix("'s") for word in WORD.findall(match.group())]
        if _begins(sentence, match.start()):
            while words and (words[0] in SMALL or (words[0] in lower)):
                words.pop(0)
        words = [word for at, word in enumerate(words) if at or word not in SMALL]
        if words and not all(word in asked or word in SMALL or _is_calendar(word) for word in words):
            kept.append(" ".join(words))
    return kept


def _is_calendar(word: str) -> bool:
    return word.isdigit() or word in CALENDAR


def _begins(sentence: str, at: int) -> bool:
    before = sentence[:at].rstrip(" “\"‘'(")
    return not before or before[-1] in ".?!:;—–"
