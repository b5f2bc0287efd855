"""The parts that a question names, and which of them an answer leaves without evidence.

Owns the reading of `when and where` and of names joined by `and`. It looks for no evidence beyond the sentences it is
given. Called by `drafting`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answer_type import AnswerType, expected
from assistant.offering import offered
from assistant.ranking import Ranked
from assistant.telling_words import CALENDAR, SMALL, WORD, stem

_TWO_ASKED = re.compile(
    r"^\W*(?P<one>when|where|why|how|who|how many|how much)\s*(?:,\s*(?P<two>when|where|why|how|who)\s*)?,?\s+and\s+"
    r"(?P<last>when|where|why|how|who|how many|how much|at what cost)\b(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
_TELLING: frozenset[AnswerType] = frozenset(("date", "place", "number", "money", "person"))
_NAME = r"[A-ZÀ-ÖØ-ÞĀ-Ž][\w’'-]+(?:\s+[A-ZÀ-ÖØ-ÞĀ-Ž][\w’'-]+){0,3}"
_JOINED = re.compile(rf"(?P<names>{_NAME}(?:,\s+{_NAME})*,?\s+(?:and|or)\s+{_NAME})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of a question in its own words, and what would answer it: a kind of thing, or a name that is there."""

    words: str
    kind: AnswerType | None = None
    name: str | None = None


def parts_of(question: str) -> tuple[Part, ...]:
    """Give the parts of a question that has several; none for a question that is one."""
    asked = _TWO_ASKED.match(question)
    if asked:
        words = [one.lower() for one in (asked["one"], asked["two"], asked["last"]) if one]
        parts = [Part(words=f"{one}{asked['rest']}".strip(" ?.!"), kind=expected(f"{one} x?")) for one in words]
        return tuple(part for part in parts if part.kind in _TELLING)
    joined = _JOINED.search(question)
    if joined is None:
        return ()
    names = re.split(r",?\s+(?:and|or)\s+|,\s+", joined["names"])
    if joined.start() == 0:
        names = [name for at, name in enumerate(names) if at or name.split()[0].lower() not in SMALL]
    if len(names) < 2 or all(name.split()[-1].lower() in CALENDAR for name in names):  # “September and October”
        return ()
    return tuple(Part(words=name, name=name) for name in names)


def without_evidence(parts: Sequence[Part], shown: Sequence[str], asked: frozenset[str]) -> list[Part]:
    """Give the parts that none of the sentences answers; `asked` are the question's words, lower case."""
    return [part for part in parts if not any(_answers(part, text, asked) for text in shown)]


def filling(parts: Sequence[Part], ranked: Sequence[Ranked], asked: frozenset[str]) -> list[Ranked]:
    """Give for each part the best sentence that answers it, where there is one."""
    found: list[Ranked] = []
    for part in parts:
        best = next((one for one in ranked if _answers(part, one.candidate.text, asked)), None)
        if best is not None and best not in found:
            found.append(best)
    return found


def _answers(part: Part, text: str, asked: frozenset[str]) -> bool:
    if part.name is not None:
        said = {stem(word) for word in WORD.findall(text.lower())}
        return any(stem(word) in said for word in WORD.findall(part.name.lower()))
    kind = part.kind or "open"
    offer = offered(kind, text, asked=asked, lower=frozenset())
    return bool(offer.exact) or (kind == "date" and bool(offer.loose))
