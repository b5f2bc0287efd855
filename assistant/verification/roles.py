"""Whether those who do and those it is done to, causes and effects, and things compared keep their parts.

Owns the comparison by word order: it knows passives, a few small words and which words two sentences share, no grammar
beyond that. It only speaks up where two things have each other's part. What changed places otherwise is `places`'
business.
"""

from collections.abc import Iterator, Sequence

from assistant.verification.clauses import Sentence, nearest, sentences
from assistant.verification.evidence import Evidence
from assistant.verification.plain_words import stem

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
PREPOSITIONS = frozenset(
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
WINDOW = 3
"""Content words on either side of `than` that are compared."""


def exchanged(text: str, evidence: Evidence) -> str | None:
    """Say which two things of a statement stand in each other's place; None where none do."""
    given = sentences(evidence.spans)
    for said in sentences((text,)):
        near = nearest(said, given)
        found = near and (_sides(said, near) or _causes(said, near) or _compared(said, near, given))
        if found:
            return f"The passage has it the other way round: {found}."
    return None


def _sides(said: Sentence, near: Sentence) -> str | None:
    """Find a verb whose doer and object are exchanged."""
    for own, verb in enumerate(said.words):
        if not is_verb(said, own) or verb.stem in _EITHER_WAY:
            continue
        for at, other in enumerate(near.words):
            if other.stem != verb.stem or not is_verb(near, at):
                continue
            doers, objects = _around(said, own)
            its_doers, its_objects = _around(near, at)
            taken, put = (doers - its_doers) & its_objects, (objects - its_objects) & its_doers
            if taken and objects - its_objects and _SOMEBODY in its_doers:
                put = objects - its_objects
            if taken and put and not taken & put:
                return f"who “{verb.text}” whom"
    return None


def is_verb(sentence: Sentence, at: int) -> bool:
    """Tell whether a word looks like a verb: by its ending, its list, or the word before."""
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
    while place >= 0 and _SOMEBODY not in left and sentence.lower[place] not in _BREAKS:
        if sentence.lower[place] in PREPOSITIONS:
            left.clear()  # what stood between it and the verb was no subject
        else:
            left += _who(sentence, place)
        place -= 1
    right: list[str] = []
    by: list[str] = []
    into = right
    for place in range(at + 1, len(sentence.words)):
        word = sentence.lower[place]
        if word in _BREAKS or (word in PREPOSITIONS and word not in _LINKS):
            break
        if word == "by":
            into = by
        elif word in PREPOSITIONS and into is by:
            break
        else:
            into += _who(sentence, place)
    passive = bool(_BE.intersection(sentence.lower[max(0, at - 3) : at]))
    doers, objects = (by, left) if passive else (left, right)
    return frozenset(doers) - _CALENDAR, frozenset(objects) - _CALENDAR


def _who(sentence: Sentence, at: int) -> list[str]:
    """Give the stem of a word of content, or that a pronoun stands for somebody; nothing for other words."""
    word = sentence.words[at]
    if word.carries:
        return [word.stem]
    owns = word.text in ("her", "his", "its") and at + 1 < len(sentence.words) and sentence.words[at + 1].carries
    return [_SOMEBODY] if word.text in _PRONOUNS and not owns else []


_PRONOUNS = frozenset("he she they him her them".split())
_SOMEBODY = "@"


def _before_apposition(sentence: Sentence, at: int) -> int:
    """Give the last place of a verb's subject: in front of `, the company's director,` where one stands between."""
    place = at - 1
    while place > 0 and sentence.lower[place] in _AUXILIARIES | _BE:
        place -= 1
    if sentence.lower[place] != ",":
        return at - 1
    return next((k - 1 for k in range(place - 1, 0, -1) if sentence.lower[k] == ","), at - 1)


def _causes(said: Sentence, near: Sentence) -> str | None:
    mine, its = _halves(said, _CAUSE), _halves(near, _CAUSE)
    if mine is None or its is None:
        return None
    (effect, cause), (its_effect, its_cause) = mine, its
    straight = len(effect & its_effect) + len(cause & its_cause)
    if effect & its_cause and cause & its_effect and len(effect & its_cause) + len(cause & its_effect) > straight:
        return "what is the cause and what the effect"
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
    after = [one for one in sentence.words[at + 1 : at + 3] if one.text != "the"]
    return word == "since" and (not after or after[0].text[:1].isdigit() or after[0].stem in _CALENDAR)


def _content(sentence: Sentence, start: int, end: int) -> frozenset[str]:
    """Give the stems of the content between two places; `not` is content here."""
    return frozenset(
        word.stem or word.text
        for word in sentence.words[start:end]
        if word.carries or word.text in ("not", "no") or word.text.endswith("n't")
    )


def _compared(said: Sentence, near: Sentence, given: Sequence[Sentence]) -> str | None:
    """Find the two sides of a `than`, or of a `while`, exchanged."""
    for own in _thans(said):
        for its in _thans(near):
            if own[0] & its[1] - its[0] and own[1] & its[0] - its[1]:
                return "what is more and what less"
    mine, its_two = _halves(said, _CONTRAST), _halves(near, _CONTRAST)
    if its_two is None and len(given) > 1:  # the passage says it in two sentences
        second = max((one for one in given if one is not near), key=lambda one: len(one.content & said.content))
        its_two = _content(near, 0, len(near.words)), _content(second, 0, len(second.words))
    if mine is None or its_two is None:
        return None
    one, other = its_two[0] - its_two[1], its_two[1] - its_two[0]
    if all(half & one and half & other for half in mine):
        return "which is said of which"
    return None


def _thans(sentence: Sentence) -> Iterator[tuple[frozenset[str], frozenset[str]]]:
    for at, word in enumerate(sentence.lower):
        if word == "than":
            before = [one.stem for one in sentence.words[:at] if one.carries][-WINDOW:]
            after = [one.stem for one in sentence.words[at:] if one.carries][:WINDOW]
            yield frozenset(before), frozenset(after)


def is_passive(sentence: Sentence) -> bool:
    """Tell whether a sentence has a passive."""
    return any(
        word in _BE and any(is_verb(sentence, at + k) for k in (1, 2) if at + k < len(sentence.words))
        for at, word in enumerate(sentence.lower)
    )
