"""Whether those who do and those it is done to, causes and effects, and things compared keep their places.

Owns the comparison by word order: it knows passives, a few small words and which words two sentences share, no grammar
beyond that. It only speaks up where two things stand in each other's place; one that is merely elsewhere is another
way to say it.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import combinations

from assistant.verification.clauses import Sentence, nearest, sentences
from assistant.verification.evidence import Evidence
from assistant.verification.plain_words import starts_plainly, stem

_BE = frozenset("is are was were be been being get gets got".split())
_AUXILIARIES = frozenset("has have had will would shall should could may might must can".split())
_IRREGULAR = frozenset(
    "sold bought paid gave given told took taken won beat beaten led saw seen hit left sent held struck wrote written "
    "brought caught taught drove driven threw thrown built lent lost made put found asks pays buys sells gives tells "
    "takes wins beats leads sees hits leaves sends holds strikes thanks owns owes forecast set cut".split()
)
_EITHER_WAY = frozenset(
    stem(word)
    for word in (
        "met married agreed argued talked settled discussed signed opened closed started ended stopped moved increased "
        "dropped changed reopened finished joined compared included based expected related needed happened resulted"
    ).split()
)
"""Verbs that mean the same, or something as true, with their two sides exchanged."""
_PREPOSITIONS = frozenset(
    "in on at of for to from with by into over after before since until during under about through against between "
    "near off per than as because amid towards beyond outside inside above below despite without among around".split()
)
_LINKS = frozenset("for to of into by".split())
_BREAKS = frozenset(
    "that which who whom whose because if unless when while whereas although though but and or".split()
    + list('.;:!?,"()')
)
_CALENDAR = frozenset(
    stem(word)
    for word in (
        "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august "
        "september october november december nov dec oct sept jan feb today yesterday tomorrow week month year last "
        "next"
    ).split()
)
_CAUSE = frozenset(("because", "since"))
_CONTRAST = frozenset("while whereas but ;".split())
_MARK = re.compile(r"[.;:!?,\"()]")
_DEGREES = frozenset("higher lower dearer cheaper bigger smaller larger greater more less".split())
"""Words that say in front of a thing what another says behind it: `dearer cocoa`, `cocoa became dearer`."""
WINDOW = 3
"""Content words on either side of `than` that are compared."""
LEAST_KEPT = 3
"""Shared words that keep their order, for two others to be seen to have changed places among them."""


def exchanged(text: str, evidence: Evidence) -> str | None:
    """Say which two things of a statement stand in each other's place; None where none do."""
    given = sentences(evidence.spans)
    for said in sentences((text,)):
        near = nearest(said, given)
        found = near and (_sides(said, near) or _causes(said, near) or _compared(said, near) or _places(said, near))
        if found:
            return f"It exchanges {found} of the passage."
        other = near and (_another_name(said, near) or _another_subject(said, near))
        if other:
            return other
    return None


def _sides(said: Sentence, near: Sentence) -> str | None:
    """Find a verb whose doer and object are exchanged."""
    for own, verb in enumerate(said.words):
        if not _is_verb(said, own) or verb.stem in _EITHER_WAY:
            continue
        for at, other in enumerate(near.words):
            if other.stem != verb.stem or not _is_verb(near, at):
                continue
            doers, objects = _around(said, own)
            its_doers, its_objects = _around(near, at)
            taken, put = (doers - its_doers) & its_objects, (objects - its_objects) & its_doers
            if taken and put and not taken & put:
                return f"who “{verb.text}” and whom"
    return None


def _is_verb(sentence: Sentence, at: int) -> bool:
    word = sentence.words[at]
    if not word.stem or word.name or not at:
        return False
    if word.text in _IRREGULAR or (word.text.endswith("ed") and len(word.text) > 4):
        return sentence.lower[at - 1] not in ("the", "a", "an", "its", "his", "her", "their")
    return word.carries and sentence.lower[at - 1] in _AUXILIARIES


def _around(sentence: Sentence, at: int) -> tuple[frozenset[str], frozenset[str]]:
    """Give the stems of who does what the verb at `at` says, and of whom it is done to."""
    left: list[str] = []
    place = _before_apposition(sentence, at)
    while place >= 0 and sentence.lower[place] not in _BREAKS:
        if sentence.lower[place] in _PREPOSITIONS:
            left.clear()  # what stood between it and the verb was no subject
        elif sentence.words[place].carries:
            left.append(sentence.words[place].stem)
        place -= 1
    right: list[str] = []
    by: list[str] = []
    into = right
    for place in range(at + 1, len(sentence.words)):
        word = sentence.lower[place]
        if word in _BREAKS or (word in _PREPOSITIONS and word not in _LINKS):
            break
        if word == "by":
            into = by
        elif word in _PREPOSITIONS and into is by:
            break
        elif sentence.words[place].carries:
            into.append(sentence.words[place].stem)
    passive = bool(_BE.intersection(sentence.lower[max(0, at - 3) : at]))
    doers, objects = (by, left) if passive else (left, right)
    return frozenset(doers) - _CALENDAR, frozenset(objects) - _CALENDAR


def _before_apposition(sentence: Sentence, at: int) -> int:
    """Give the last place of a verb's subject: in front of `, the company's director,` where one stands between."""
    if sentence.lower[at - 1] != ",":
        return at - 1
    return next((k - 1 for k in range(at - 2, 0, -1) if sentence.lower[k] == ","), at - 1)


def _causes(said: Sentence, near: Sentence) -> str | None:
    mine, its = _halves(said, _CAUSE), _halves(near, _CAUSE)
    if mine is None or its is None:
        return None
    (effect, cause), (its_effect, its_cause) = mine, its
    straight = len(effect & its_effect) + len(cause & its_cause)
    if effect & its_cause and cause & its_effect and len(effect & its_cause) + len(cause & its_effect) > straight:
        return "cause and effect"
    return None


def _halves(sentence: Sentence, marks: frozenset[str]) -> tuple[frozenset[str], frozenset[str]] | None:
    """Cut a sentence at the one word of `marks` in it: the stems before and after; the reverse where it begins so."""
    cuts = [at for at, word in enumerate(sentence.lower) if word in marks and not _is_date(sentence, word, at)]
    if len(cuts) != 1:
        return None
    at = cuts[0]
    if any(word.carries for word in sentence.words[:at]):
        return _content(sentence, 0, at), _content(sentence, at, len(sentence.words))
    comma = next((k for k in range(at, len(sentence.lower)) if sentence.lower[k] == ","), None)
    if comma is None:
        return None
    return _content(sentence, comma, len(sentence.words)), _content(sentence, at, comma)


def _is_date(sentence: Sentence, word: str, at: int) -> bool:
    """Tell whether a `since` tells a time."""
    after = sentence.words[at + 1 : at + 2]
    return word == "since" and (not after or after[0].text[0].isdigit() or after[0].stem in _CALENDAR)


def _content(sentence: Sentence, start: int, end: int) -> frozenset[str]:
    """Give the stems of the content between two places; `not` is content here."""
    return frozenset(
        word.stem or word.text
        for word in sentence.words[start:end]
        if word.carries or word.text in ("not", "no") or word.text.endswith("n't")
    )


def _compared(said: Sentence, near: Sentence) -> str | None:
    """Find the two sides of a `than`, or of a `while`, exchanged."""
    for own in _thans(said):
        for its in _thans(near):
            if own[0] & its[1] - its[0] and own[1] & its[0] - its[1]:
                return "what is more and what is less"
    mine, its_two = _halves(said, _CONTRAST), _halves(near, _CONTRAST)
    if mine is None or its_two is None:
        return None
    one, other = its_two[0] - its_two[1], its_two[1] - its_two[0]
    if all(half & one and half & other for half in mine):
        return "the two sides of a contrast"
    return None


def _thans(sentence: Sentence) -> Iterator[tuple[frozenset[str], frozenset[str]]]:
    for at, word in enumerate(sentence.lower):
        if word == "than":
            before = [one.stem for one in sentence.words[:at] if one.carries][-WINDOW:]
            after = [one.stem for one in sentence.words[at:] if one.carries][:WINDOW]
            yield frozenset(before), frozenset(after)


def _places(said: Sentence, near: Sentence) -> str | None:
    """Find two words that changed places in a sentence that otherwise has the passage's words in their order."""
    mine = [(at, word.stem) for at, word in enumerate(said.words) if word.carries]
    its = {word.stem: at for at, word in enumerate(near.words) if word.carries}
    counts = [word.stem for word in near.words if word.carries]
    shared = [(at, its[one]) for at, one in mine if one in its and counts.count(one) == 1]
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
            if _passive(said) != _passive(near) or (_is_verb(said, at) and _is_verb(said, another)):
                continue
            return f"“{said.words[at].text}” and “{said.words[another].text}”"
    return None


def _another_name(said: Sentence, near: Sentence) -> str | None:
    """Find a name between the same two words as another name in the passage: `asked NATO to` for `asked Kyiv to`."""
    slots: dict[tuple[str, str], str] = {}
    for before, name, after in _slots(near):
        slots[before, after] = name
    for before, name, after in _slots(said):
        its = slots.get((before, after), name)
        if its != name and name in near.stems and its not in said.stems:
            return f"Where the statement has “{name}”, the passage has “{its}”."
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


def _carried(said: Sentence, at: int, near: Sentence, there: int) -> bool:
    """Tell whether a word took its preposition along: `since 2021` says the same in front and at the end."""
    return _led(said, at) is not None and _led(said, at) == _led(near, there)


def _led(sentence: Sentence, at: int) -> str | None:
    for place in range(at - 1, max(-1, at - 5), -1):
        if _MARK.match(sentence.lower[place]):
            return None
        if sentence.lower[place] in _PREPOSITIONS:
            return sentence.lower[place]
    return None


def _passive(sentence: Sentence) -> bool:
    return any(
        word in _BE and any(_is_verb(sentence, at + k) for k in (1, 2) if at + k < len(sentence.words))
        for at, word in enumerate(sentence.lower)
    )


def _longest_rising(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Give the most pairs whose second places rise with their first."""
    best: list[list[tuple[int, int]]] = []
    for pair in pairs:
        before = max((run for run in best if run[-1][1] < pair[1]), key=len, default=[])
        best.append([*before, pair])
    return max(best, key=len, default=[])
