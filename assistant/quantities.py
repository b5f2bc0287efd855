"""Numbers in running text, compared by value: `six`, `6` and `6.0` are one; `28-point` holds 28.

Owns reading numbers out of English text. Used by `verification`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

_UNITS = {
    word: value
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen".split()
    )
}
_TENS = {word: 10 * at for at, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)}
_SCALES = {"hundred": 100, "thousand": 1_000, "million": 10**6, "billion": 10**9, "trillion": 10**12, "dozen": 12}
_SCALES |= {"m": 10**6, "bn": 10**9, "tn": 10**12, "k": 1_000, "mn": 10**6}
_ORDINALS = {
    word: value
    for value, word in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
        "fifteenth sixteenth seventeenth eighteenth nineteenth twentieth".split(),
        1,
    )
}
_TOKEN = re.compile(r"\d{1,3}(?:[,\u00a0\u202f\u2009 ]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|[A-Za-z]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """A number as it stands in a text, from `start` to `end`.

    `exact` is False for words that often are none (`one`, `second`). `other` is what it may mean instead: `720m` are
    720 million, or 720 metres.
    """

    value: Decimal
    words: str
    exact: bool
    start: int
    end: int
    other: Decimal | None = None

    @property
    def readings(self) -> tuple[Decimal, ...]:
        """Every value it may have, in the form in which equal values are alike."""
        return tuple(one.normalize() for one in (self.value, self.other) if one is not None)


def quantities(text: str) -> Iterator[Quantity]:
    """Read the numbers of a text in order: digits with separators, number words, and scales after either."""
    tokens = list(_TOKEN.finditer(text))
    at = 0
    while at < len(tokens):
        word = tokens[at].group().lower()
        if word[0].isdigit():
            value, other = _digits(word), None
            end = at
            if value is not None:
                follows = tokens[at + 1].group().lower() if at + 1 < len(tokens) else ""
                close = at + 1 < len(tokens) and tokens[at + 1].start() - tokens[at].end() <= 1
                if close and follows in _SCALES and not (follows == "k" and tokens[at + 1].group() == "K"):
                    other = value if follows == "m" else None
                    value *= _SCALES[follows]
                    end = at + 1
                if end == at:
                    other = _scaled_with_the_next(value, [token.group().lower() for token in tokens[at + 1 : at + 4]])
                first, last = tokens[at].start(), tokens[end].end()
                yield Quantity(value=value, words=text[first:last], exact=True, start=first, end=last, other=other)
            at = end + 1
        elif word in _UNITS or word in _TENS:
            value, end = _spelt([token.group().lower() for token in tokens[at : at + 12]])
            first, last = tokens[at].start(), tokens[at + end - 1].end()
            exact = not (end == 1 and word in {"one", "zero"})
            yield Quantity(value=value, words=text[first:last], exact=exact, start=first, end=last)
            at += end
        else:
            if word in _ORDINALS:
                first, last = tokens[at].span()
                value = Decimal(_ORDINALS[word])
                yield Quantity(value=value, words=text[first:last], exact=False, start=first, end=last)
            at += 1


def _scaled_with_the_next(value: Decimal, following: list[str]) -> Decimal | None:
    """Read `1.05` of `1.05 to 1.1 billion` as billions too."""
    match following:
        case ["to" | "and" | "or", number, scale] if number[0].isdigit() and scale in _SCALES:
            return value * _SCALES[scale]
        case [number, scale, *_] if number[0].isdigit() and scale in _SCALES:
            return value * _SCALES[scale]
    return None


def _digits(word: str) -> Decimal | None:
    try:
        return Decimal(re.sub(r"[,\u00a0\u202f\u2009 ]", "", word))
    except InvalidOperation:
        return None


def _spelt(words: list[str]) -> tuple[Decimal, int]:
    total, current, end = 0, 0, 0
    for at, word in enumerate(words):
        if word in _UNITS and (current % 10 == 0 or not end) and not (0 < current % 100 < 20):
            current += _UNITS[word]
        elif word in _TENS and current % 100 == 0:
            current += _TENS[word]
        elif word in _SCALES and len(word) > 2 and end:
            scale = _SCALES[word]
            if scale <= 100:
                current = max(1, current) * scale
            else:
                total, current = total + max(1, current) * scale, 0
        elif (
            word == "and"
            and current % 100 == 0
            and current
            and at + 1 < len(words)
            and words[at + 1] in (_UNITS | _TENS)
        ):
            continue
        else:
            break
        end = at + 1
    return Decimal(total + current), end


def values(text: str) -> frozenset[Decimal]:
    """Give every number value that stands in a text."""
    return frozenset(reading for quantity in quantities(text) for reading in quantity.readings)
