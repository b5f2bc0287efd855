"""What kind of answer a question expects, read from its words.

Owns general vocabulary of English questions, nothing of any corpus. Called by `clues`.
"""

import re
from typing import Literal, TypeAlias

from assistant.telling_words import SMALL, WORD
from index.sentences import split_sentences

AnswerType: TypeAlias = Literal[
    "number", "percent", "money", "age", "duration", "date", "year", "person", "place", "organisation", "work", "name",
    "reason", "manner", "thing", "yes or no", "open",
]  # fmt: skip


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_PEOPLE = _words(
    """actor actress star singer rapper musician artist band player golfer driver quarterback pitcher striker athlete
    champion coach manager owner president minister leader politician senator governor mayor congressman congresswoman
    lawmaker representative candidate nominee judge justice chancellor king queen prince princess pope director producer
    author writer novelist poet journalist host comedian celebrity billionaire founder ceo executive chief chairman
    chairwoman chair official secretary member person man woman boy girl pupil scientist winner runner-up designer
    model rider racer cyclist swimmer sprinter character superhero activist lawyer doctor spokesman spokeswoman general
    cricketer footballer boxer wrestler figure figures royal adviser architect engineer captain teacher victim suspect
    guest laureate composer lead replacement successor predecessor siblings brother sister philanthropist popstar"""
)
_PLACES = _words(
    """country countries nation nations city cities town village state states continent region province county island
    capital place location venue airport river lake mountain park museum stadium street planet territory district
    border sea ocean beach bridge site destination property gallery borough attraction area region"""
)
_BODIES = _words(
    """company companies airline airlines brand retailer retailers store chain manufacturer carmaker automaker bank team
    teams club clubs party network organisation organization agency university college school schools union league
    group publication newspaper magazine studio platform service site website app broadcaster supermarket supermarkets
    firm startup conglomerate employer department institution church army outlet channel carrier"""
)
_WORKS = _words(
    """movie film show series song album podcast book novel novels play musical game documentary single sitcom drama
    title franchise musical poem painting"""
)
_DAYS = _words("year month day date weekday")
_COUNTS = _words(
    """percentage percent share number amount rate score total proportion many height length distance toll count size
    population turnout temperature magnitude speed weight depth width capacity"""
)
_SUMS = _words("price cost revenue profit fine salary wage fee income sum budget loss losses debt earnings turnover")

_NOT_RELATIVE = re.compile(
    r"(?:^|[,;:—–]\s+|\b(?:and|so|but|or|to|in|on|at|of|from|for|by|with|over|than|since|after)\s+)$"
)
_ASKING = re.compile(
    r"\b(how\s+(?:many|much|old|long|far|deep|high|tall|wide|big|large|heavy|fast|often|soon|well|hot|cold)|how come|"
    r"how|when|where|whom|whose|who|why|which|what)\b",
    re.IGNORECASE,
)
_YES_NO = re.compile(
    r"^\W*(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|may|might|must)(?:n[’']t)?\s",
    re.IGNORECASE,
)
_HOW: dict[str, AnswerType] = {
    "how many": "number", "how old": "age", "how long": "duration", "how soon": "date", "how far": "number",
    "how deep": "number", "how high": "number", "how tall": "number", "how wide": "number", "how big": "number",
    "how large": "number", "how heavy": "number", "how fast": "number", "how often": "number", "how hot": "number",
    "how cold": "number", "how well": "number", "how come": "reason", "how": "manner", "why": "reason",
    "when": "date", "where": "place", "who": "person", "whom": "person", "whose": "person",
}  # fmt: skip
_KEYWORDS: tuple[tuple[str, AnswerType], ...] = (
    (r"\b(?:release|premiere|start|opening|launch)?\s*dates?\b", "date"),
    (r"\b(?:locations?|venue|whereabouts)\b", "place"),
    (r"\b(?:price|cost|revenue)\b", "money"),
    (r"\b(?:number of|death toll|casualties)\b", "number"),
    (r"\b(?:winners?|director|author|president|ceo)\b", "person"),
)


def focus_of(question: str) -> str:
    """Give the sentence of a question that asks; the sentences around it only tell the story."""
    parts = [question[span.start : span.end] for span in split_sentences(question)]
    asking = [part for part in parts if part.rstrip('”" ').endswith("?")]
    return " ".join((asking or parts or [""])[-1].split())


def expected(question: str) -> AnswerType:
    """Read what kind of answer a question expects; `open` where its words do not say."""
    focus = focus_of(question)
    found = list(_ASKING.finditer(focus))
    if _YES_NO.match(focus) and not any(_after_preposition(focus, one) for one in found):
        return "yes or no"
    if not found:
        return next((kind for pattern, kind in _KEYWORDS if re.search(pattern, focus, re.IGNORECASE)), "open")
    # The first that no clause hangs on ("the man who …, which city"), else the last.
    asks = next((one for one in found if _NOT_RELATIVE.search(focus[: one.start()])), found[-1])
    word = " ".join(asks.group().lower().split())
    rest = WORD.findall(focus[asks.end() :].lower())
    if word == "how much":
        return _how_much(rest)
    if word in _HOW:
        kind = _HOW[word]
        if kind == "number" and word == "how many" and rest[:1] and rest[0] in ("years", "months", "weeks", "days"):
            return "duration"
        return kind
    return _by_noun(word, rest)


def _after_preposition(focus: str, asks: re.Match[str]) -> bool:
    return asks.group().lower() in ("which", "what", "whom") and _NOT_RELATIVE.search(focus[: asks.start()]) is not None


def _how_much(rest: list[str]) -> AnswerType:
    if {"percent", "percentage"} & set(rest):
        return "percent"
    if {
        "cost",
        "costs",
        "pay",
        "paid",
        "worth",
        "raised",
        "raise",
        "spend",
        "spent",
        "fined",
        "charge",
        "money",
        "sold",
    } & set(rest):
        return "money"
    return "number"


def _by_noun(word: str, rest: list[str]) -> AnswerType:
    """Read `which country`, `what is the name of the actor`: by the last telling noun before the verb."""
    start = 0
    while start < len(rest) and rest[start] in (
        "is",
        "was",
        "are",
        "were",
        "will",
        "be",
        "the",
        "s",
        "of",
        "a",
        "these",
        "following",
    ):
        start += 1
    copula = start > 0 and any(one in rest[:start] for one in ("is", "was", "are", "were"))
    told: AnswerType | None = None
    for at, one in enumerate(rest[start : start + 8]):
        bare = one.removesuffix("’s").removesuffix("'s")
        kind = _noun(bare)
        if kind is not None:
            told = kind
            if copula and kind != "name":
                break
        elif at and ((one in SMALL and one not in _BEFORE_NOUN) or one.endswith("ed")) and not copula:
            break
    if told is not None:
        return told
    return "thing" if word in ("which", "what") else "open"


_BEFORE_NOUN = _words("of new most us well first last known one major")


def _noun(word: str) -> AnswerType | None:
    singular = word.removesuffix("s")
    for nouns, kind in _NOUNS:
        if word in nouns or singular in nouns:
            return kind
    return None


_NOUNS: tuple[tuple[frozenset[str], AnswerType], ...] = (
    (_words("percentage percent proportion share"), "percent"),
    (_words("year decade"), "year"),
    (_DAYS, "date"),
    (_words("age"), "age"),
    (_SUMS, "money"),
    (_COUNTS, "number"),
    (_PEOPLE, "person"),
    (_PLACES, "place"),
    (_BODIES, "organisation"),
    (_WORKS, "work"),
    (_words("name"), "name"),
    (_words("reason cause"), "reason"),
)
