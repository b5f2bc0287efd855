"""Whether quoted words stand in the article as they are quoted.

Owns what counts as a quotation and how it is compared (docs: the contract's folding). Whose words they are is
`speaking`'s business.
"""

import re
from collections.abc import Sequence

from index.folding import fold
from index.quotemarks import quotations

_WORD = re.compile(r"[^\W_]+(?:[’'][^\W_]+)*")
LEAST_WORDS = 5
"""Fewer words stand in a quotation by chance."""
_SPLIT = re.compile(r"\[[^\[\]]*\]|\.\.\.|…")


def misquoted(text: str, spans: Sequence[str]) -> str | None:
    """Say which quotation of `text` stands in none of the cited spans; None where all do."""
    for quotation in outer_quotations(text):
        if not any(stands_in(quotation, span) for span in spans):
            return f"The article does not have the words “{quotation.strip()}”."
    return None


def cut_short(text: str, spans: Sequence[str]) -> str | None:
    """Say which quotation leaves out what turns its sense; None where none does.

    Said: "we don't want a peace that would be a capitulation". Cut off behind "peace", or begun behind "don't", it says
    something else. A cut at a mark, or of words that deny nothing, is the writer's right.
    """
    for quotation in outer_quotations(text):
        words = fold(quotation).strip(" ,.;:!?\"'")
        if len(_WORD.findall(words)) < LEAST_WORDS or _SPLIT.search(quotation):
            continue
        cuts = [_turns(words, at, span) for span in map(fold, spans) for at in [span.find(words)] if at >= 0]
        if cuts and all(cuts) and not _DENIES.search(fold(text).replace(words, " ")):
            return f"The quotation “{quotation.strip()}” is cut so that its sense turns."
    return None


def _turns(words: str, at: int, span: str) -> bool:
    before = re.split(r"[.,;:!?\"\n]|--", span[:at])[-1]
    goes_on = re.match(r"\s+[a-z]", span[at + len(words) :]) is not None
    return bool(_DENIES.search(before)) or (goes_on and bool(_DENIES.search(words)))


_DENIES = re.compile(r"\b(?:not|no|never|nobody|nothing|none|neither|cannot|if|unless)\b|n't\b", re.IGNORECASE)


def outer_quotations(text: str) -> list[str]:
    """Give the words between paired quotation marks that have two words or more."""
    return [
        text[quotation.inner_start : quotation.inner_end]
        for quotation in quotations(text)
        if quotation.depth == 0
        and quotation.closed
        and len(_WORD.findall(text[quotation.inner_start : quotation.inner_end])) >= 2
    ]


def disowned(text: str, spans: Sequence[str]) -> bool:
    """Tell whether a text without quotation marks is what somebody is quoted with, given as the article's own word."""
    bare = fold(text).strip().rstrip(".!?,;:").casefold()
    if len(_WORD.findall(bare)) < LEAST_WORDS or outer_quotations(text):
        return False
    inside = [quotation for span in spans for quotation in outer_quotations(span)]
    if not any(bare in fold(quotation).casefold() for quotation in inside):
        return False
    outside = "\n".join(spans)
    for quotation in inside:
        outside = outside.replace(quotation, " ")
    return bare not in fold(outside).casefold()


def stands_in(quotation: str, span: str) -> bool:
    """Tell whether a quotation stands in a span: its parts, cut at ellipses and brackets, in order."""
    if fold(quotation) in fold(span):
        return True
    folded, place = fold(span), 0
    parts = [fold(part).strip() for part in _SPLIT.split(quotation)]
    parts = [part.strip(" ,.;:") if at < len(parts) - 1 else part for at, part in enumerate(parts)]
    parts = [part for part in parts if part]
    if len(parts) < 2:
        return False
    for part in parts:
        found = folded.find(part, place)
        if found < 0:
            return False
        if place and re.search(r"[.!?][\"')]*\s+[\"'(]*[^\W\d_a-z]", folded[place : found + 1]):
            return False  # the parts stand in different sentences
        place = found + len(part)
    return True
