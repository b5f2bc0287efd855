"""Which known speakers a person means by the words of a question: `Zelenskiy`, `Mr Macron`, `Dan Driscoll`.

Owns the comparison of names. It never joins two people: every known name that fits is given, and answers keep them
apart. Called by `drafting` and `speech`.
"""

import re
from collections.abc import Sequence

from rapidfuzz import fuzz

from index.folding import without_accents

_TITLES = frozenset(
    "mr mrs ms mx miss dr prof professor sir dame lord lady president prime minister chancellor secretary senator "
    "governor mayor general colonel captain judge justice king queen prince princess pope bishop archbishop foreign "
    "defence defense finance interior us american british french german russian ukrainian former the a an vice deputy "
    "chief spokesman spokeswoman spokesperson ambassador commissioner director chairman chairwoman chair head coach "
    "army lieutenant lt col gen sen rep gov state".split()
)


ALIKE = 84.0
"""Likeness (0 to 100) of two spellings of a name; of nine letters one may be another."""

_OTHER_ALPHABETS = str.maketrans("wyj", "vii")
"""Letters that one sound of another alphabet is written with: Lavrow, Lavrov; Sergey, Sergei; Jermak, Yermak."""
_MEN = frozenset("mr sir lord king prince".split())
_WOMEN = frozenset("mrs ms miss dame lady queen princess".split())

_POSSESSIVE = re.compile(r"[’']s?\s")


def folded_words(name: str) -> list[str]:
    """Fold a name to lower-case words without accents, possessives or punctuation."""
    bare = without_accents(name.casefold())
    bare = bare.replace("’s", " ").replace("'s", " ").translate(str.maketrans("’'.,“”\"()-", "          "))
    return bare.split()


def who_is_meant(asked: str, known: Sequence[str]) -> tuple[str, ...]:
    """Give the known names that `asked` may mean, in the order given; exact spellings before near ones."""
    words = folded_words(asked)
    named = [word for word in words if word not in _TITLES]
    wanted = named or words
    if not wanted:
        return ()
    exact = tuple(name for name in known if _fits(wanted, words, name, exact=True))
    # A slip is looked for in names of people, not in "officials".
    people = [name for name in known if name.rpartition(" ")[2][:1].isupper()]
    return exact or tuple(name for name in people if named and _fits(wanted, words, name, exact=False))


def _fits(wanted: Sequence[str], words: Sequence[str], name: str, *, exact: bool) -> bool:
    # "A and B" speak together: whoever asks for one of them is shown what they said.
    return any(_fits_one(wanted, words, one, exact=exact) for one in re.split(r"\s+(?:and|&)\s+", name))


def _fits_one(wanted: Sequence[str], words: Sequence[str], name: str, *, exact: bool) -> bool:
    parts = folded_words(name)
    if not parts:
        return False
    if parts == list(words):
        return True
    own = [part for part in parts if part not in _TITLES] or parts
    if not all(any(_same(word, part, exact=exact) for part in parts) for word in wanted):
        return False
    if any(_same(word, own[-1], exact=exact) for word in wanted):
        return True  # the surname
    # Another word is enough only where it is somebody's given name: "Sanders" is not "Sanders' campaign".
    return len(wanted) >= len(own) or (_same(wanted[0], own[0], exact=exact) and _POSSESSIVE.search(name) is None)


def _same(one: str, other: str, *, exact: bool) -> bool:
    if one == other:
        return True
    if exact or min(len(one), len(other)) < 4:
        return False
    one, other = one.translate(_OTHER_ALPHABETS), other.translate(_OTHER_ALPHABETS)
    return one[0] == other[0] and fuzz.ratio(one, other) >= ALIKE


def of_that_title(asked: str, names: Sequence[str], texts: Sequence[str]) -> tuple[str, ...]:
    """Leave out who cannot be meant by the title in `asked` ("Ms Brandt"), as `texts` call them ("Mr Otto Brandt")."""
    woman = _woman(asked)
    return tuple(name for name in names if _called(name, texts) in (None, woman)) or tuple(names)


def tells_sex(asked: str) -> bool:
    """Tell whether a name begins with a title that only men or only women bear."""
    return _woman(asked) is not None


def _woman(name: str) -> bool | None:
    first = next(iter(folded_words(name)), "")
    return True if first in _WOMEN else False if first in _MEN else None


def _called(name: str, texts: Sequence[str]) -> bool | None:
    titled = re.compile(rf"\b((?:{'|'.join(sorted(_MEN | _WOMEN))})\.?)\s+{re.escape(name)}(?!\w)", re.IGNORECASE)
    found = {_woman(match[1]) for text in texts for match in titled.finditer(text)}
    return found.pop() if len(found) == 1 else None
