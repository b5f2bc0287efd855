"""Who is asked for by an office and not by name: “the transport minister”, “the choirmaster”, “the fire chief”.

Owns the reading of what stands beside a speaker's name in the articles found. An office is believed only where it ends
what a name is called, before it or after: “Kremlin spokesman Dmitry Peskov” is no Kremlin. Called by `attributing`.
"""

import re
from collections.abc import Iterator, Sequence

from assistant.people import folded_words
from assistant.speech import Spoken, SpokenQuote, spoken_in
from index.article import Hit
from index.catalogue import Catalogue

_SMALL = frozenset("the a an of s".split())
_COURTESY = frozenset("mr mrs ms miss mx dr prof professor sir dame lord lady".split())
_GOES_ON = frozenset("for at in on who which whose and since until from to".split())
_BEFORE = re.compile(r"[^.,;:!?“”\"\n]{0,80}(?:,[ \u00a0])?[^.,;:!?“”\"\n]{0,20}\Z")
_AFTER = re.compile(r",[ \u00a0](?:\d{1,3},[ \u00a0])?(?:who is )?(?P<what>[^.,;:!?“”\"\n]{1,80})")
_REACH = 110
_MENTIONS = 20


def spoken_in_office(catalogue: Catalogue, asked: str, hits: Sequence[Hit]) -> Spoken | None:
    """Gather what whoever is called `asked` says in the articles found; None where `asked` is a name, or nobody is."""
    words = _office(asked)
    if not words:
        return None
    quotes = [one for one in spoken_in(catalogue, hits) if _holds(words, one)]
    if not quotes:
        return None
    names = tuple(dict.fromkeys(quote.speaker.name or "" for _, quote in quotes))

    def voice(one: SpokenQuote) -> tuple[int, int]:
        return 0, names.index(one[1].speaker.name or "")

    quotes.sort(key=voice)
    return Spoken(names=names, quotes=tuple(quotes), voice=voice)


def _office(asked: str) -> list[str]:
    """Give the telling words of an office, none where a name is asked for: its noun is written small, after “the”."""
    before = re.split(r"\sof\s", asked, maxsplit=1)[0].split()
    if len(before) < 2 or before[0].lower() != "the" or not before[-1].islower():
        return []
    return [word for word in folded_words(asked) if word not in _SMALL]


def _holds(words: list[str], one: SpokenQuote) -> bool:
    hit, quote = one
    return any(_ends_with(words, called) for called in _called(hit.article.text, quote.speaker.name or ""))


def _called(text: str, name: str) -> Iterator[list[str]]:
    """Give what stands before and after each mention of a name, in folded words."""
    at = -1
    for _ in range(_MENTIONS):
        at = text.find(name, at + 1)
        if at < 0:
            return
        before = _BEFORE.search(text, max(0, at - _REACH), at)
        if before:
            called = folded_words(before.group())
            while called and called[-1] in _COURTESY:
                called.pop()
            yield called
        after = _AFTER.match(text, at + len(name), at + len(name) + _REACH)
        if after:
            called = folded_words(after["what"])
            yield called[: next((i for i, word in enumerate(called) if word in _GOES_ON), len(called))]


def _ends_with(words: list[str], called: list[str]) -> bool:
    told = [word for word in called if word not in _SMALL]
    return told[-len(words) :] == words or _ends_before_of(words, called)


def _ends_before_of(words: list[str], called: list[str]) -> bool:
    """Tell whether “the director” is meant by “director of the National Weather Office”."""
    if "of" not in called:
        return False
    head = [word for word in called[: called.index("of")] if word not in _SMALL]
    return head[-len(words) :] == words
