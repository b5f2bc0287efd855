"""Whether the names of a statement stand in its evidence, and together as they do there.

Owns what counts as a name: a word with a capital that is no date and no plain word beginning a sentence. Whether the
named person is the one who spoke is `speaking`'s business.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from assistant.days import days
from assistant.quantities import quantities
from assistant.verification.evidence import Evidence
from assistant.verification.plain_words import starts_plainly, stem
from index.folding import fold

NAME = re.compile(r"(?<![^\W_])[^\W\d_]*[A-ZÀ-ÞĀ-Ž][^\W_]*(?:[’'-][^\W_]+)*")
_WORD = re.compile(r"[^\W_]+(?:[’'-][^\W_]+)*")
_BEGINS = re.compile(r"(?:^|[.!?:]\s+|[.!?:]?\s*[\"']|\n)$")
_GERUND = re.compile(
    r"[A-Z][a-z]{3,}ing\s+(?:(?:out|up|off|down|over)\s+)?(?:the|an?|its|their|his|her|this|these|every)\b"
)
_CALENDAR = re.compile(
    r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|"
    r"Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?"
)
_COURTESIES = frozenset(("Mr", "Mrs", "Ms", "Dr", "I"))


def wrong_name(text: str, evidence: Evidence) -> str | None:
    """Say which name of a statement is not in its evidence, or not with that other name; None where all stand."""
    folded = fold(text)
    for day in days(folded):
        folded = folded.replace(day.words, " " * len(day.words), 1)
    known = _words(evidence.folded)
    lower: set[str] | None = None
    for match in NAME.finditer(folded):
        name = _bare(match.group())
        if name in known or name in _COURTESIES or _CALENDAR.fullmatch(name):
            continue
        if name.lower() in known and _beside_a_name(folded, match):
            continue  # `Fire Chief Dahl` where the passage has `fire chief Sunniva Dahl`
        parts = [part for part in name.split("-") if part]
        if len(parts) > 1 and all(part in known or part.islower() for part in parts):
            continue
        if any(quantities(name.lower())):
            continue  # `Seventy-one nurses`
        if _BEGINS.search(folded[: match.start()]) and name[1:] == name[1:].lower():
            if starts_plainly(name) or _GERUND.match(folded, match.start()):
                continue
            if lower is None:
                around = fold("\n".join(one.around for one in evidence.cited))
                lower = {stem(word) for word in _words(f"{evidence.folded}\n{around}") if word.islower()}
            if stem(name) in lower:
                continue
        return f"The name “{name}” is not in the passage."
    return _torn_apart(folded, evidence.folded) or _other_title(folded, evidence.folded)


def _beside_a_name(text: str, match: re.Match[str]) -> bool:
    return re.match(r" [A-ZÀ-ÞĀ-Ž]", text[match.end() : match.end() + 2]) is not None


def _bare(name: str) -> str:
    return name.removesuffix("'s").removesuffix("'").removesuffix("s'")


def _words(text: str) -> set[str]:
    words = set(_WORD.findall(text))
    return words | {_bare(word) for word in words} | {part for word in words for part in word.split("-") if part}


def _other_title(text: str, known: str) -> str | None:
    """Tell of `Mr Halloran` where the passage has only `Ms Halloran`, who is somebody else."""
    given = {(name, title != "Mr") for title, name in _TITLED.findall(known)}
    for title, name in _TITLED.findall(text):
        if (name, title == "Mr") in given and (name, title != "Mr") not in given:
            return f"The passage does not have the name “{title} {name}”."
    return None


_TITLED = re.compile(r"\b(Mr|Mrs|Ms|Miss)\.? (?:[A-ZÀ-ÞĀ-Ž][\w'’-]* )*?([A-ZÀ-ÞĀ-Ž][\w’-]+)(?![\w’-]| [A-ZÀ-ÞĀ-Ž])")


def _torn_apart(text: str, known: str) -> str | None:
    """Tell of two names side by side that the passage has only with others: `Helen Dahl` of two different people."""
    runs = list(_runs(known))
    for run in _runs(text):
        for one, other in pairwise(run):
            if one in _COURTESIES or other in _COURTESIES or any(one in r and other in r for r in runs):
                continue
            follows = any(one in r and r.index(one) < len(r) - 1 for r in runs)
            precedes = any(other in r and r.index(other) > 0 for r in runs)
            if follows or precedes:
                return f"The passage does not have the name “{one} {other}”."
    return None


def _runs(text: str) -> Iterator[list[str]]:
    """Give the names that stand side by side, each run as its words; a possessive ends one."""
    run: list[str] = []
    end = -1
    for match in NAME.finditer(text):
        gap = text[end : match.start()] if run else ""
        if run and gap not in (" ", ". "):
            yield run
            run = []
        end = match.end()
        if starts_plainly(match.group()):  # `The Tarn`, `On Tuesday`
            continue
        run.append(_bare(match.group()))
        if match.group().endswith(("'s", "'")):
            yield run
            run = []
    if run:
        yield run
