"""Two questions in one: `How many people died in the flood and who won the cup?`

Owns where such a sentence comes apart. A question about two things (`bread and butter`), one that asks twice about the
same (`when and where`), and one whose second half leans on the first (`and who replaced him?`) stay whole. Called by
`in_turn`.
"""

import re
from dataclasses import dataclass

from assistant.telling_words import content

MOST = 4
LEAST_FIRST = 3
"""Telling words, or a name, that the first question has: with fewer, what follows may say what it is about."""
LEAST_NEXT = 2

_AUXILIARY = r"(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|may|might|must)(?:n[’']t)?"
_ASKED = (
    r"(?:(?:who|whom)\s+\w|(?:whose|which|how\s+many|how\s+much)\s+\w+\s+\w|"
    rf"(?:what|when|where|why|how(?:\s+(?:old|long|far|much|often|deep|high|tall|big|soon|fast))?)\s+{_AUXILIARY}\s|"
    rf"what\s+(?:\w+\s+){{1,2}}{_AUXILIARY}\s|what\s+(?:became|\w{{2,}}ed)\s)"
)
_BLUNT = rf"{_AUXILIARY}\s+(?:the|an?|there|any|[A-ZÀ-Þ]\w*)\s"
_SEAM = re.compile(
    rf"(?:\?\s+(?:(?i:and|also|but)\s+)*|,?\s+(?:and|but)\s+(?:also\s+)?|;\s+(?:and\s+)?)(?=(?i:{_ASKED})|{_BLUNT})"
)
_ASKS = re.compile(
    rf"^\W*(?:(?:so|and|please|tell\s+me|do\s+you\s+know)\s+)*(?:\w+\s+){{0,6}}?(?:who|whom|whose|which|what|"
    rf"when|where|why|how)\b|^\W*(?:{_AUXILIARY}|compare|contrast)\s",
    re.IGNORECASE,
)
_LEANS = re.compile(r"\b(?:he|she|they|him|her|his|it|its|them|their|that|this|those|these|there)\b", re.IGNORECASE)
_NAME = re.compile(r"(?<!^)(?<![.?!]\s)\b[A-ZÀ-Þ][\w’'-]+")
_SAYS = re.compile(
    r"\b(?:say|says|said|tell|told|think|know|explain|describe|ask(?:ed)?|about)\b.*\b(?:who|what|which|how|why|when|where|"
    r"whether|if|that)\b",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"[“”\"«»]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """One of the things that a question asks for in turn: `asked` stands alone, `words` name it where nothing answers.

    `before`: the question before it in the same breath.
    Of a comparison: `side` is what every sentence has to be about and `other` what it is held against; `said` asks what
    that side, if it is somebody, said.
    """

    asked: str
    words: str
    before: str | None = None
    side: str | None = None
    other: str | None = None
    said: str | None = None


def questions_in(question: str) -> tuple[str, ...]:
    """Give the questions that one sentence, or two, ask in turn; one alone comes back as it is."""
    whole = " ".join(question.split())
    if len(whole) > 300 or _QUOTED.search(whole):
        return (question,)
    parts: list[str] = []
    begin = 0
    for seam in _SEAM.finditer(whole):
        first, rest = whole[begin : seam.start()], whole[seam.end() :]
        if _stands(first, least=LEAST_NEXT if parts else LEAST_FIRST) and _is_new(rest) and not _embeds(first, rest):
            parts.append(first)
            begin = seam.end()
    parts.append(whole[begin:])
    if not 1 < len(parts) <= MOST:
        return (question,)
    return tuple(f"{part.rstrip(' ?.!,;')[0].upper()}{part.rstrip(' ?.!,;')[1:]}?" for part in parts)


def _stands(first: str, *, least: int) -> bool:
    return bool(_ASKS.match(first)) and (len(content(first)) >= least or _NAME.search(first) is not None)


def _is_new(rest: str) -> bool:
    following = _SEAM.search(rest)
    own = rest[: following.start()] if following else rest
    return not _LEANS.search(own) and len(content(own)) >= LEAST_NEXT


def _embeds(first: str, rest: str) -> bool:
    """Tell whether `rest` may be what somebody said or knows: `say why it fell and who was to blame`."""
    if re.search(
        r"\b(?:say|said|told)$", first, re.IGNORECASE
    ):  # “What did A say and what did B say?”: `intent` reads it
        return re.match(r"what\b", rest, re.IGNORECASE) is not None
    return _SAYS.search(first) is not None and re.match(r"(?i:who|which|how\s+many|how\s+much)\b", rest) is not None
