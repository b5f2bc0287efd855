"""Which known speakers a person means by the words of a question: `Zelenskiy`, `Mr Macron`, `Dan Driscoll`.

Owns the comparison of names. It never joins two people: every known name that fits is given, and answers keep them
apart. Called by `drafting`.
"""

import unicodedata
from collections.abc import Sequence
from difflib import SequenceMatcher

_TITLES = frozenset(
    "mr mrs ms mx miss dr prof professor sir dame lord lady president prime minister chancellor secretary senator "
    "governor mayor general colonel captain judge justice king queen prince princess pope bishop archbishop foreign "
    "defence defense finance interior us american british french german russian ukrainian former the a an vice deputy "
    "chief spokesman spokeswoman spokesperson ambassador commissioner director chairman chairwoman chair head coach "
    "army lieutenant lt col gen sen rep gov state".split()
)


def folded_words(name: str) -> list[str]:
    """Fold a name to lower-case words without accents, possessives or punctuation."""
    bare = "".join(c for c in unicodedata.normalize("NFD", name.casefold()) if not unicodedata.combining(c))
    bare = bare.replace("’s", " ").replace("'s", " ").translate(str.maketrans("’'.,“”\"()-", "          "))
    return bare.split()


def who_is_meant(asked: str, known: Sequence[str]) -> tuple[str, ...]:
    """Give the known names that `asked` may mean, in the order given; exact spellings before near ones."""
    words = folded_words(asked)
    named = [word for word in words if word not in _TITLES]
    wanted = named or words
    if not wanted:
        return ()
    split = [(name, folded_words(name)) for name in known]
    exact = tuple(name for name, parts in split if _fits(wanted, words, parts, exact=True))
    return exact or tuple(name for name, parts in split if named and _fits(wanted, words, parts, exact=False))


def _fits(wanted: Sequence[str], words: Sequence[str], parts: Sequence[str], *, exact: bool) -> bool:
    if not parts:
        return False
    if all(part in _TITLES or part in words for part in parts) and list(parts) == list(words):
        return True
    matched = [any(_same(word, part, exact=exact) for part in parts) for word in wanted]
    if not all(matched):
        return False
    # One word must be more than a given name or a title that many share: the surname, or the whole name asked.
    own = [part for part in parts if part not in _TITLES] or list(parts)
    return any(_same(word, own[-1], exact=exact) for word in wanted) or len(wanted) >= len(own) or len(wanted) == 1


def _same(one: str, other: str, *, exact: bool) -> bool:
    if one == other:
        return True
    if exact or min(len(one), len(other)) < 5 or one[0] != other[0]:
        return False
    return SequenceMatcher(None, one, other, autojunk=False).ratio() >= 0.84
