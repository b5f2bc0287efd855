"""Whether words and names stand where the passage has them, in a sentence that is otherwise much like one of its own.

Owns three comparisons: two words that changed places, another name in the same place, another direction (`from` for
`to`). One word that is merely elsewhere is another way to say it. Who does what to whom is `roles`' business.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import combinations

from assistant.verification.clauses import Sentence, nearest, sentences
from assistant.verification.evidence import Evidence
from assistant.verification.plain_words import starts_plainly
from assistant.verification.roles import PREPOSITIONS, is_passive, is_verb

_MARK = re.compile(r"[.;:!?,\"()]")
_DEGREES = frozenset("higher lower dearer cheaper bigger smaller larger greater more less".split())
"""Words that say in front of a thing what another says behind it: `dearer cocoa`, `cocoa became dearer`."""
LEAST_KEPT = 3
"""Shared words that keep their order, for two others to be seen to have changed places among them."""


def displaced(text: str, evidence: Evidence) -> str | None:
    """Say what a statement puts in the place of something else; None where nothing is."""
    given = sentences(evidence.spans)
    for said in sentences((text,)):
        near = nearest(said, given)
        if near is None:
            continue
        wrong = (
            _directions(said, near) or _places(said, near) or _another_name(said, near) or _another_subject(said, near)
        )
        if wrong:
            return wrong
    return None


def _directions(said: Sentence, near: Sentence) -> str | None:
    """Find `sent to Northgate` where the passage has `sent from Northgate`."""
    its = _led_by(near)
    for what, led in _led_by(said).items():
        for own, before in led:
            others = [(other, its_before) for other, its_before in its.get(what, ()) if before & its_before]
            if own == "by" and not is_passive(said):
                continue
            if own == "from" and is_passive(near):
                others = [one for one in others if one[0] != "by"]
            if others and all(other in _AGAINST[own] for other, _ in others):
                return f"The passage says “{others[0][0]}”, not “{own}”."
    return None


_AGAINST = {
    "from": frozenset(("to", "until", "by")),
    "since": frozenset(("until",)),
    "until": frozenset(("from", "since")),
    "to": frozenset(("from",)),
    "by": frozenset(("from", "to")),
}


def _led_by(sentence: Sentence) -> dict[str, list[tuple[str, frozenset[str]]]]:
    """Give, for each word right behind a preposition, the preposition and the two words of content before it."""
    found: dict[str, list[tuple[str, frozenset[str]]]] = {}
    for at, word in enumerate(sentence.lower):
        if word not in _AGAINST:
            continue
        before = frozenset([one.stem for one in sentence.words[:at] if one.carries][-2:])
        for after in sentence.words[at + 1 : at + 4]:
            if after.carries:
                found.setdefault(after.stem, []).append((word, before))
            if after.carries or not after.stem or after.text in PREPOSITIONS:
                break
    return found


def _places(said: Sentence, near: Sentence) -> str | None:
    """Find two words that changed places in a sentence that otherwise has the passage's words in their order."""
    mine = [(at, word.stem) for at, word in enumerate(said.words) if word.carries]
    its = {word.stem: at for at, word in enumerate(near.words) if word.carries}
    counts = [word.stem for word in near.words if word.carries]
    shared = [(at, its[one]) for at, one in mine if one in its and counts.count(one) == 1]
    if _fronted(said) != _fronted(near):
        return None
    if len(shared) < 0.8 * len(mine) or len({there for _, there in shared}) < len(shared):
        return None
    shared = [pair for pair in shared if said.lower[pair[0]] not in _DEGREES]
    plain = [pair for pair in shared if not said.words[pair[0]].name and not said.words[pair[0]].text[0].isdigit()]
    kept = _longest_rising(plain)
    if len(kept) < LEAST_KEPT:
        return None
    moved = [pair for pair in shared if pair not in kept]
    own, theirs = [at for at, _ in kept], [there for _, there in kept]
    for (at, there), (another, elsewhere) in combinations(moved, 2):
        here, gap = sum(k < at for k in own), sum(k < there for k in theirs)
        here_too, gap_too = sum(k < another for k in own), sum(k < elsewhere for k in theirs)
        if here == gap_too and gap == here_too and here != gap:
            if _carried(said, at, near, there) or _carried(said, another, near, elsewhere):
                continue
            if is_passive(said) != is_passive(near) or (is_verb(said, at) and is_verb(said, another)):
                continue
            return f"The passage has {_shown(said, at)} and {_shown(said, another)} the other way round."
    return None


def _fronted(sentence: Sentence) -> bool:
    """Tell whether a sentence begins with a clause that could as well end it."""
    return sentence.lower[0] in (
        "if",
        "unless",
        "when",
        "while",
        "after",
        "before",
        "because",
        "since",
        "although",
        "as",
    )


def _another_name(said: Sentence, near: Sentence) -> str | None:
    """Find a name between the same two words as another name in the passage: `asked NATO to` for `asked Kyiv to`."""
    slots: dict[tuple[str, str], str] = {}
    for before, name, after in _slots(near):
        slots[before, after] = name
    for before, name, after in _slots(said):
        its = slots.get((before, after), name)
        if its != name and name in near.stems and its not in said.stems:
            return "The passage has another name in that place."
    return None


def _slots(sentence: Sentence) -> Iterator[tuple[str, str, str]]:
    """Give each single name with the plain words of content on either side."""
    content = [word for word in sentence.words if word.carries]
    for before, word, after in zip(content, content[1:], content[2:], strict=False):
        if word.name and not before.name and not after.name:
            yield before.stem, word.stem, after.stem


def _another_subject(said: Sentence, near: Sentence) -> str | None:
    """Find a sentence of the passage that begins with somebody, told of somebody else."""
    mine, its = _first_name(said), _first_name(near)
    plain = [word.stem for word in said.words if word.carries and not word.name]
    if mine & its:
        if len(mine) != 2 or len(its) != 2 or mine == its:  # two of one family; else it is one person, named otherwise
            return None
    elif mine & near.stems or its & said.stems:
        return None
    if not mine or not its or len(plain) < LEAST_KEPT:
        return None
    if sum(one in near.stems for one in plain) < 0.75 * len(plain):
        return None
    return "The passage says this of somebody else."


def _first_name(sentence: Sentence) -> frozenset[str]:
    """Give the words of the name that a sentence begins with; none where it begins with anything else."""
    found: list[str] = []
    for word in sentence.words:
        if word.text in ("mr", "mrs", "ms", "dr", "the"):
            continue
        if not word.name or starts_plainly(word.text) or word.text.endswith("ing"):
            break
        found.append(word.stem)
    return frozenset(found)


def _shown(sentence: Sentence, at: int) -> str:
    word = sentence.words[at]
    return f"“{word.text.capitalize() if word.name and at else word.text}”"


def _carried(said: Sentence, at: int, near: Sentence, there: int) -> bool:
    """Tell whether a word took its preposition along: `since 2021` says the same in front and at the end."""
    return _led(said, at) is not None and _led(said, at) == _led(near, there)


def _led(sentence: Sentence, at: int) -> str | None:
    for place in range(at - 1, max(-1, at - 5), -1):
        if _MARK.match(sentence.lower[place]):
            return None
        if sentence.lower[place] in PREPOSITIONS:
            return sentence.lower[place]
    return None


def _longest_rising(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Give the most pairs whose second places rise with their first."""
    best: list[list[tuple[int, int]]] = []
    for pair in pairs:
        before = max((run for run in best if run[-1][1] < pair[1]), key=len, default=[])
        best.append([*before, pair])
    return max(best, key=len, default=[])
