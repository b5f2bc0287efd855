"""Whom a pronoun of a question means: the names that the conversation offers, and which of them fits “he” or “she”.

Owns the reading of names and of titles: “he” is never Ms Brandt. It searches nothing and knows no article. Called by
`condense`.
"""

import re
from collections.abc import Sequence

from index.lexical import STOP_WORDS
from index.speech.names import ORGANISATION

_PART = r"[^\W\d_a-zß-ÿ][\w’'.-]*\w|[^\W\d_a-zß-ÿ]"
_NAME = re.compile(rf"(?:{_PART})(?:\s+(?:(?:de|del|van|von|der|of|the|bin|al)\s+)*(?:{_PART}))*")
_OPENERS = frozenset(
    "and but so what how why when where who whom whose which really since did does do has have is are was were will "
    "can could would should tell show give list in on the a an if".split()
)
_HERS = rf"her(?=\s+(?!(?:{'|'.join(sorted(STOP_WORDS))})\b)\w)"
_PERSON = re.compile(rf"\b(?:(?P<owner>his|{_HERS})|he|she|him|her)\b", re.IGNORECASE)
_MAN = frozenset(("he", "him", "his"))
_TITLES_OF_MEN = frozenset("mr sir lord king prince father".split())
_TITLES_OF_WOMEN = frozenset("ms mrs miss dame lady queen princess sister".split())


def has_person(question: str) -> bool:
    """Tell whether a pronoun stands for a person."""
    return _PERSON.search(question) is not None


def without_person(question: str) -> str:
    """Leave the pronouns that stand for a person out."""
    return _PERSON.sub("", question)


def with_name(question: str, name: str) -> str:
    """Put a name in the place of the first pronoun."""
    return _PERSON.sub(lambda match: f"{name}’s" if match["owner"] else name, question, count=1)


def names_in(text: str) -> list[str]:
    """List the runs of capitalised words, the first word of a question left out where it is an ordinary one."""
    found = []
    for match in _NAME.finditer(text):
        words = match.group().removesuffix("’s").removesuffix("'s").split()
        while words and words[0].lower() in _OPENERS:
            words.pop(0)
        if words and words != ["I"]:
            found.append(" ".join(words))
    return list(dict.fromkeys(found))


def person_meant(question: str, who: str | None, last: str, told: str) -> str | None:
    """Give whom the first pronoun would mean, of those it fits.

    Whose words the last question was about (`who`), or whom that question or the answer to it names whole. Where the
    words are somebody's whom the pronoun cannot mean, the answer may name the other one.
    """
    pronoun = _first(question)
    if who is not None:
        names = names_in(who)
        if len(names) != 1:
            return None
        if _fits(names[0], pronoun):
            return names[0]
    whole = [name for name in [*names_in(last), *names_in(told)] if " " in name and not _is_body(name)]
    alone = [name for name in names_in(last) if not _is_body(name)]
    return next((name for name in [*whole, *alone] if _fits(name, pronoun)), None)


def other_person(pronoun: str, asked: str, heard: Sequence[str]) -> str | None:
    """Give whom “And her?” means after a question about `asked`: another one, of those `heard` of, newest first.

    Whose title agrees goes before whose title does not tell.
    """
    people = [name for text in heard for name in names_in(text) if " " in name and not _is_body(name)]
    others = [name for name in people if _fits(name, pronoun) and not _may_be_same(name, asked)]
    titled = [name for name in others if _sex(name) is not None]
    return next(iter([*titled, *others]), None)


def _first(question: str) -> str:
    match = _PERSON.search(question)
    return match.group() if match else ""


def _fits(name: str, pronoun: str) -> bool:
    return _sex(name) in (None, pronoun.lower() in _MAN)


def _sex(name: str) -> bool | None:
    """Tell by the title whether somebody is a man."""
    title = name.split()[0].lower().rstrip(".")
    return True if title in _TITLES_OF_MEN else False if title in _TITLES_OF_WOMEN else None


def _may_be_same(name: str, asked: str) -> bool:
    """Tell a name that may be another way to call the one who was asked about: one surname, no titles against it."""
    if name.split()[-1] != asked.split()[-1]:
        return False
    return _sex(name) is None or _sex(asked) is None or _sex(name) == _sex(asked)


def _is_body(name: str) -> bool:
    return any(word in ORGANISATION for word in name.lower().split())
