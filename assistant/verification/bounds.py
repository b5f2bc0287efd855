"""Whether a statement says `all`, `more than` or `at most` where its evidence does not.

Owns the words before a number that bound it, words for the whole of something, and parts of a counted whole (`26 of the
140`). The numbers themselves are `numbers`' business.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from assistant.quantities import Quantity, quantities
from assistant.verification.evidence import Evidence
from assistant.verification.plain_words import content_stems


def _words(words: str) -> str:
    return "|".join(one.replace(" ", r"\s+") for one in words.split("/"))


_ABOVE = _words(
    "at least/no fewer than/no less than/not fewer than/not less than/more than/over/above/exceeds/exceeded/exceeding/"
    "a minimum of/upwards of/heavier than/longer than/older than/larger than/greater than/higher than"
)
_BELOW = _words(
    "at most/at the most/no more than/not more than/less than/fewer than/under/below/up to/a maximum of/as many as/"
    "as much as/as deep as/as long as/as high as/as far as/lighter than/shorter than/younger than/smaller than/"
    "lower than"
)
_BEFORE = re.compile(
    rf"\b(?:(?P<above>{_ABOVE})|(?P<below>{_BELOW}))\s+(?:(?:about|around|some|the|a|an|age|aged|of)\s+)*$",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"^(?:\s*[\w%]+){0,2}?\s+or\s+(?:(?P<above>more|over|older|above)|(?P<below>less|fewer|under|younger))\b"
)
_NEGATION = re.compile(r"\b(?:not|never|no)\b|n't\b", re.IGNORECASE)

_OWNED = r"(?:(?:the|its|his|her|their|these|those)\s+)?(?:[^\W\d]+['’]s\s+)?"
_NO_WHOLE = _words("but/the more/the same/right/along/over")
_WHOLE = re.compile(
    rf"(?:(?<!after )(?<!not )(?<!\bat )(?<!above )(?<!of )\ball(?!\s+(?:{_NO_WHOLE})|[.,;]|$)"
    r"|\bevery(?=\s+(?:one|single|\w+s?\s+of)\b)|\beveryone|\beverybody|\balways|\bentire(?:ly)?|\bunanimous(?:ly)?)\b",
    re.IGNORECASE,
)
_WHOLE_GIVEN = re.compile(
    r"\b(?:all|every|everyone|everybody|everything|each|entire(?:ly)?|whole|always|both|any|anyone|none|nobody|nothing|"
    r"unanimous(?:ly)?|complete(?:ly)?|full|total|throughout)\b",
    re.IGNORECASE,
)
_PART_GIVEN = re.compile(
    r"\b(?:some|many|several|most|mostly|few|part|partly|half|often|sometimes|usually|generally)\b", re.IGNORECASE
)
_MOST = re.compile(r"\b(?:most(?=\s+(?:of|[a-z]+s)\b)|mostly|(?:the|a)\s+majority)\b", re.IGNORECASE)
_MOST_GIVEN = re.compile(
    r"\b(?:most|mostly|majority|mainly|largely|chiefly|all|every|nearly|half|thirds|quarters)\b|\d", re.IGNORECASE
)
_PART = re.compile(rf"^\s+(?:out\s+)?of\s+{_OWNED}(?:(?:few|some|last|first)\s+)?$", re.IGNORECASE)
_IN_WHOLE = re.compile(rf"\b(?:of|one\s+in)\s+{_OWNED}$", re.IGNORECASE)
_ALL = re.compile(rf"\ball\s+(?:of\s+)?{_OWNED}$", re.IGNORECASE)


def wrong_bound(text: str, evidence: Evidence) -> str | None:
    """Say what a statement widens: a number's bound, the whole for a part; None where nothing is."""
    return (
        _bound(text, evidence)
        or _whole(text, evidence)
        or _another_whole(text, evidence)
        or _part_as_whole(text, evidence)
        or _topmost(text, evidence)
    )


def _bound(text: str, evidence: Evidence) -> str | None:
    given = list(_bounded(evidence.words))
    for one, bound, words in _bounded(text):
        if bound is None or not one.exact:
            continue
        same = [(other, its) for other, its, _ in given if set(one.readings) & set(other.readings)]
        if same and all(its != bound for _, its in same):
            return f"The passage does not say “{words} {one.words}”."
    return None


def _bounded(text: str) -> Iterator[tuple[Quantity, str | None, str]]:
    """Give the numbers of a text with `above`, `below` or nothing, and the words that say so."""
    for one in quantities(text):
        before = _BEFORE.search(text[max(0, one.start - 40) : one.start])
        after = _AFTER.search(text[one.end : one.end + 40])
        found = before or after
        if found is None:
            yield one, None, ""
            continue
        above = bool(found["above"])
        denied = found is before and _NEGATION.search(text[max(0, one.start - 60) : one.start - len(before.group())])
        yield one, "above" if above != bool(denied) else "below", " ".join(found.group().split())


def _whole(text: str, evidence: Evidence) -> str | None:
    match = _WHOLE.search(text)
    denied = match and _NEGATION.search(" ".join(text[: match.start()].split()[-3:]))
    if match and not denied and not _WHOLE_GIVEN.search(evidence.words):
        return f"The passage does not say “{match.group()}”."
    match = _MOST.search(text)
    if match and not _MOST_GIVEN.search(evidence.words) and _PART_GIVEN.search(evidence.words):
        return f"The passage does not say “{match.group()}”."
    return None


def _another_whole(text: str, evidence: Evidence) -> str | None:
    """Find `all cars` where the passage has cars, and all of something else."""
    given = [content_stems(after) for after in _ALL_OF.findall(evidence.words)]
    for after in _ALL_OF.findall(text):
        counted = content_stems(after)
        if not given or not counted or any(counted & other or not other for other in given):
            continue
        if counted <= content_stems(evidence.words):
            return f"The passage does not say “all {after.strip()}”."
    return None


_ALL_OF = re.compile(r"\ball\s+(?:of\s+)?((?:[\w'’-]+\s*){1,3})", re.IGNORECASE)


def _topmost(text: str, evidence: Evidence) -> str | None:
    """Find `the highest` where the passage has the third-highest."""
    for order, topmost in _ORDERED.findall(evidence.words):
        plain = re.compile(rf"(?<!{order}-)(?<!{order} )\b{topmost}\b", re.IGNORECASE)
        if plain.search(text) and not plain.search(evidence.words) and not _ORDERED.search(text):
            return f"The passage says “{order}-{topmost}”."
    return None


_ORDERED = re.compile(r"\b(second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth)[- ](\w{2,}est)\b", re.IGNORECASE)


def _part_as_whole(text: str, evidence: Evidence) -> str | None:
    """Find `140 hangers` in a statement about the `26 of the 140` that the passage counts."""
    said = list(quantities(text))
    for span in evidence.spans:
        given = list(quantities(span))
        for part, whole in pairwise(given):
            between = span[part.end : whole.start]
            one_in = part.value == 1 and between.strip() == "in"
            if not one_in and (part.value == 1 or not _PART.match(between)):
                continue
            if any(set(part.readings) & set(one.readings) for one in said):
                continue
            for one in said:
                before = text[: one.start]
                if not set(one.readings) & set(whole.readings):
                    continue
                if _IN_WHOLE.search(before) and not _ALL.search(before):
                    continue
                if len(content_stems(text) & content_stems(span)) >= 2:
                    return f"The passage counts “{span[part.start : whole.end]}”, not all {whole.words}."
    return None
