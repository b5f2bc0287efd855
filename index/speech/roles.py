"""What an article calls a person besides their name: "French President Emmanuel Macron", "Nadia Ferrer, a baker".

Owns the words before and after a name that tell who is meant, for telling namesakes apart. Linear time. Called by the
catalogue, which joins people across articles.
"""

import re

from index.speech.names import FUNCTION_WORDS, HE_TITLES, SHE_TITLES, TITLES

_TELLING = frozenset(
    """congressman congresswoman councilman councilwoman chairman chairwoman assemblyman assemblywoman spokesman
    spokeswoman pope king queen prince princess""".split()
)
_POLITE = HE_TITLES | SHE_TITLES | frozenset("dr sir mx miss former vice prime deputy first hon honourable".split())
_HONORIFICS = _POLITE - _TELLING
_BEFORE = re.compile(r"(?:[^\W\d_][\w’'-]*\.?[ \u00a0]){1,5}\Z")
_AHEAD = re.compile(
    r"((?:[^\W\d_][\w’'-]*\.?[ \u00a0]){0,5}[^\W\d_][\w’'-]*),[ \u00a0](?:[A-Z][\w’'-]*\.?[ \u00a0])?\Z"
)
"""What a name is added to: “The governor, Ms Ida Holm, …”."""
_AFTER = re.compile(
    r", (?:\d{1,3}, ?)?(?P<article>(?:(?:who is|then|now|an?|the|his|her|its|their) )*)"
    r"(?P<words>(?:[^\W\d_][\w’'-]*[ ]?){1,8})"
)
FIRST_WORDS = 3
"""Words of what is added without an article among which a title stands; else it is the rest of the clause."""
MOST_ADDED = 3
"""Words of what is added that can be a trade: "a retired harbour pilot"; what follows is a clause."""
_MENTIONS = 20
_REACH = 80


def roles_of(text: str, name: str) -> frozenset[str]:
    """Give the words, lower case, by which `text` says who bears `name`: titles before it, what is added after it."""
    found: set[str] = set()
    at = -1
    for _ in range(_MENTIONS):
        at = text.find(name, at + 1)
        if at < 0:
            break
        before = _BEFORE.search(text, max(0, at - _REACH), at)
        if before:
            found.update(word for word in _words(before.group()) if word in TITLES)
        ahead = _AHEAD.search(text, max(0, at - _REACH), at) if text.startswith(",", at + len(name)) else None
        if ahead:
            found.update(word for word in _words(ahead[1]) if word in TITLES)
        after = _AFTER.match(text, at + len(name), at + len(name) + _REACH)
        if after and (after["article"] or _is_office(after["words"])):
            found.update(word for word in _lower_words(after["words"]) if word not in FUNCTION_WORDS)
    return frozenset(found - _HONORIFICS)


def _is_office(added: str) -> bool:
    """Tell "director of the office" and "the county’s fire chief" from "wants the sale declared void"."""
    first = _words(added)[:FIRST_WORDS]
    return any(word in TITLES for word in first) or any(re.search(r"[’']s$|s[’']$", word) for word in first[:2])


def _words(text: str) -> list[str]:
    return [word.lower().rstrip(".") for word in text.replace("\u00a0", " ").split()]


def _lower_words(text: str) -> list[str]:
    """Give what is added up to its first verb of saying or place: only words that are no names tell a trade."""
    words: list[str] = []
    for word in text.split():
        if word in _STOPS:
            break
        if word[0].islower() and len(word) > 3 and not word.endswith(("ed", "ing")):
            words.append(word)
    return words[:MOST_ADDED]


_STOPS = frozenset(
    "said says told added wrote was is has had of for in at on as by to from with during after before since until who "
    "whose which and but".split()
)
