"""Whether a statement says yes where the passage says no, or up where it says down.

Owns negation and opposites, word by word: what is denied on one side only, and which of two opposites stands where.
"""

import re
from collections.abc import Sequence, Set
from itertools import pairwise

from assistant.verification.evidence import Evidence
from assistant.verification.opposites import OPPOSITES
from assistant.verification.plain_words import FUNCTION_WORDS, content_stems, stem
from index.sentences import split_sentences

_TOKEN = re.compile(r"[^\W\d_]+(?:[’'][^\W\d_]+)*|[.;:!?]")
_NOT = frozenset("not never cannot neither nor without nobody none nothing no nowhere unless".split())
_DENYING = frozenset(
    stem(word)
    for word in (
        "fail failed fails refuse refused refuses reject rejected rejects deny denied denies lack lacked unable "
        "unlikely exempt avoid avoided prevent prevented stop stopped stops halt halted hardly barely scarcely too "
        "rather instead except exclude excluded excluding declined decline ban banned bans forbid forbids forbidden "
        "kept keeps abandoned"
    ).split()
)
"""Words that deny what follows them without being a `not`."""
_SOFT = _DENYING | frozenset(
    stem(word)
    for word in (
        "rule ruled absent few only missed miss free spare spared oppose opposed unclear unknown unchanged "
        "impossible shut closed away empty drop dropped object objected"
    ).split()
)
"""Words that may say without a `not` what another sentence says with one."""
REACH = 4
"""Content words after a negation that it may deny."""


def wrong_way_round(text: str, evidence: Evidence) -> str | None:
    """Say what a statement denies or reverses against its evidence; None where both point the same way."""
    said, given = _tokens(text), _tokens(evidence.words)
    return (
        _denies(said, given) or _affirms(said, given) or _reversed(said, given) or _against_the_nearest(text, evidence)
    )


def _against_the_nearest(text: str, evidence: Evidence) -> str | None:
    """Hold a statement against the one sentence it is made of: what other cited sentences say excuses nothing."""
    spans = [span[one.start : one.end] for span in evidence.spans for one in split_sentences(span)]
    if len(spans) < 2:
        return None
    wanted = content_stems(text)
    near = max(spans, key=lambda one: len(wanted & content_stems(one)))
    if len(wanted & content_stems(near)) < MADE_OF * len(wanted):
        return None
    said, given = _tokens(text), _tokens(near)
    return _affirms(said, given) or _reversed(said, given)


MADE_OF = 0.7
"""Share of a statement's content that one sentence has where the statement is made of it."""


def _denies(said: Sequence[str], given: Sequence[str]) -> str | None:
    """Find what the statement denies and the passage affirms."""
    own = [at for at, token in enumerate(said) if _is_not(token)]
    if not own:
        return None
    if _denies_twice(said) and not _denies_twice(given):
        return "It denies what the passage denies."
    heard = {stem(token) for token in said}
    if any(_raised(said, at) for at in own):
        for at, token in enumerate(given):
            part = _part_denied(given, at) if _is_not(token) else set()
            if part and part.isdisjoint(heard):
                return "It denies the whole of what the passage denies in part."
    if not any(_is_not(token) or (stem(token) in _SOFT and stem(token) not in heard) for token in given):
        return "It says “not” where the passage does not."
    denied, plain = _denied(given), _affirmed(given)
    if any(map(_is_not, given)) and not denied & heard and not any(stem(token) in _SOFT for token in given):
        return "It denies something that the passage does not deny."
    for at in own:
        following = said[at + 1 : at + 2 + REACH]
        if said[at] == "unless" and "if" in given:
            continue
        if "other" in following[:2] or not {"until", "beforeday"}.isdisjoint(
            said[at:]
        ):  # `no other bidder`, `not until noon`
            continue
        for word in _reach(said, at, most=1):
            if word in plain and word not in denied:
                return f"It denies “{_whole(word, said)}”, the passage does not."
    return None


def _affirms(said: Sequence[str], given: Sequence[str]) -> str | None:
    """Find what the passage denies and the statement affirms."""
    denied, plain, elsewhere = _denied(said) | _denied_before(said), _affirmed(said), _affirmed(given)
    soft = any(stem(token) in _SOFT for token in said)
    for at, token in enumerate(given):
        raised = _raised(given, at) if _is_not(token) else []
        hardly = token in _HARDLY and not soft and _SELDOM.isdisjoint(said)
        unless = "unless" in said and "if" in given  # `if it is not open`, `unless it is open`
        if (
            unless
            or not (_is_not(token) or hardly)
            or given[at + 1 : at + 2] == ["else"]
            or not denied.isdisjoint(raised)
        ):
            continue
        short = [] if soft else _short(given, at)
        for word in (*_reach(given, at, most=2), *raised[-1:], *short):
            if word in plain and word not in denied and word not in elsewhere:
                return f"The passage denies “{_whole(word, given)}”, the statement does not."
    return None


_HARDLY = frozenset(("hardly", "barely", "scarcely"))
_SELDOM = frozenset("seldom rarely little few almost nearly only".split())


def _raised(tokens: Sequence[str], at: int) -> list[str]:
    """Give the stems that a `not` before a verb of wanting or thinking denies in truth: the rest of its clause.

    "Did not want peace to become a trap" wants peace, and no trap.
    """
    if not any(stem(token) in _RAISING for token in tokens[at + 1 : at + 3]):
        return []
    end = next((k for k in range(at, len(tokens)) if not tokens[k][0].isalpha()), len(tokens))
    stems = [stem(token) for token in tokens[at + 1 : end] if token not in FUNCTION_WORDS]
    return [word for word in stems if word not in _RAISING]


def _part_denied(tokens: Sequence[str], at: int) -> set[str]:
    """Give the stems of what narrows a denied wish or thought: `that would be a trap`, `to become a trap`."""
    if not _raised(tokens, at):
        return set()
    end = next((k for k in range(at, len(tokens)) if not tokens[k][0].isalpha()), len(tokens))
    nouns = [k for k in range(at + 2, end) if stem(tokens[k]) not in _RAISING and tokens[k] not in FUNCTION_WORDS]
    cut = next((k for k in range(nouns[0], end) if tokens[k] in ("that", "which", "to")), end) if nouns else end
    return {stem(token) for token in tokens[cut:end] if token not in FUNCTION_WORDS and token != "become"}


_RAISING = frozenset(map(stem, "want wants wanted wish wishes think thought believe believed expect expected".split()))


def _reversed(said: Sequence[str], given: Sequence[str]) -> str | None:
    """Find which of two opposites stands in the statement, and the other in the passage."""
    here = {stem(word) for word in said}
    if any(map(_is_not, said)):
        return None if not any(map(_is_not, given)) else _opposite(said, here, given)
    return _opposite(said, here, [word for part in _parts(given) if not any(map(_is_not, part)) for word in part])


def _opposite(said: Sequence[str], here: Set[str], given: Sequence[str]) -> str | None:
    there = {stem(word) for word in given}
    for one, other in OPPOSITES:
        for own, opposite in ((one, other), (other, one)):
            if here & own and not here & opposite and there & opposite and not there & own:
                word, against = next(iter(here & own)), next(iter(there & opposite))
                return f"It says “{_whole(word, said)}” where the passage says “{_whole(against, given)}”."
    return None


def _parts(tokens: Sequence[str]) -> list[list[str]]:
    """Cut at the marks that end a clause: `did not fall` for `rose` is no reversal, and is no matter of the next."""
    parts: list[list[str]] = [[]]
    for token in tokens:
        if token[0].isalpha():
            parts[-1].append(token)
        else:
            parts.append([])
    return parts


def _tokens(text: str) -> list[str]:
    text = _CLOCK.sub(" oclock ", _YEAR.sub(" anno ", _LAST_NOT.sub(r"\1;", text)))
    tokens = [token.lower().replace("’", "'") for token in _TOKEN.findall(text)]
    for at, (one, other) in enumerate(pairwise(tokens)):
        if other in ("up", "down") and (one in _GOES or tokens[at + 2 : at + 3] == ["from"]):
            tokens[at + 1] = "rose" if other == "up" else "fell"
        if one in _SWITCHES and other in ("on", "off"):
            tokens[at + 1] = f"switched{other}"
        day = next((word for word in tokens[at + 1 : at + 4] if word not in ("the", "end", "of")), "")
        if day in _CALENDAR and one in ("by", "until", "till", "before", "after", "beyond"):
            tokens[at] = "afterday" if one in ("after", "beyond") else "beforeday"
    return tokens


_SWITCHES = frozenset("switch switches switched switching turn turns turned turning".split())
_CALENDAR = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august "
    "september october november december jan feb mar apr jun jul aug sep sept oct nov dec spring summer autumn winter "
    "christmas easter midnight noon dawn oclock anno".split()
)
_LAST_NOT = re.compile(r"\b(not),")
"""A comma after `not` ends what it denies."""
_CLOCK = re.compile(r"\b\d{1,2}(?:[.:]\d\d)?\s?[ap]\.?m\b\.?|\b\d{1,2}:\d\d\b")
_YEAR = re.compile(r"(?<![\d.,:])(?:1[5-9]|20)\d\d(?!\d|[,.:]\d)")
_GOES = frozenset("go goes going gone went is are was were be been moved".split())


def _is_not(word: str) -> bool:
    return word in _NOT or word.endswith("n't")


def _is_denying(tokens: Sequence[str], at: int) -> bool:
    return stem(tokens[at]) in _DENYING or tokens[at : at + 2] == ["out", "of"]


def _denies_twice(tokens: Sequence[str]) -> bool:
    return any(
        _is_not(token)
        and token != "neither"
        and any(_is_not(tokens[near]) or _is_denying(tokens, near) for near in _next_two(tokens, at))
        for at, token in enumerate(tokens)
    )


def _next_two(tokens: Sequence[str], at: int) -> range:
    return range(at + 1, min(at + 3, len(tokens)))


def _reach(tokens: Sequence[str], at: int, *, most: int = REACH) -> list[str]:
    """Give the stems of the content words that a negation may deny: the next few of its clause."""
    reached: list[str] = []
    for word in tokens[at + 1 : at + 4 + REACH]:
        if not word[0].isalpha() or word == "but":
            break
        if word not in FUNCTION_WORDS and word != "longer":
            reached.append(stem(word))
        if len(reached) >= most:
            break
    return reached


def _denied(tokens: Sequence[str]) -> set[str]:
    return {
        word
        for at, token in enumerate(tokens)
        if _is_not(token) or _is_denying(tokens, at)
        for word in (*_reach(tokens, at), *_raised(tokens, at)[-1:], *_short(tokens, at))
    }


def _short(tokens: Sequence[str], at: int) -> list[str]:
    """Give the stem of what a `not` at the end of its clause denies: its subject (`; clothes are not`).

    Nothing where the `not` stands elsewhere, or the clause is long.
    """
    after = tokens[at + 1] if at + 1 < len(tokens) else "."
    if not _is_not(tokens[at]) or (after[0].isalpha() and after not in _CLAUSE):
        return []
    start = next((k for k in range(at - 1, -1, -1) if not tokens[k][0].isalpha() or tokens[k] in _TURNS), None)
    if start is None or tokens[at - 1] not in _ELLIPTICAL:
        return []
    carried = [stem(word) for word in tokens[start + 1 : at] if word not in FUNCTION_WORDS]
    return carried[:1] if len(carried) <= REACH else []


_ELLIPTICAL = frozenset("is are was were does did has have had will would can could should may must".split())
_TURNS = frozenset("but while whereas".split())


def _denied_before(tokens: Sequence[str]) -> set[str]:
    """Give the stems before a negation in its clause: its subject is denied with it (`a date was not set`)."""
    before: set[str] = set()
    for at, token in enumerate(tokens):
        if _is_not(token):
            for word in reversed(tokens[:at]):
                if not word[0].isalpha() or word in _CLAUSE:
                    break
                before.add(stem(word))
    return before


_CLAUSE = frozenset(
    "because since while although though if when that which who and but so as after before until".split()
)


def _affirmed(tokens: Sequence[str]) -> set[str]:
    """Give the stems of words that stand at least once outside the reach of a negation."""
    counts: dict[str, int] = {}
    for token in tokens:
        if token[0].isalpha() and token not in FUNCTION_WORDS:
            counts[stem(token)] = counts.get(stem(token), 0) + 1
    for at, token in enumerate(tokens):
        if _is_not(token) or _is_denying(tokens, at):
            for word in {*_reach(tokens, at), *_raised(tokens, at)[-1:], *_short(tokens, at)}:
                counts[word] = counts.get(word, 0) - 1
    return {word for word, count in counts.items() if count > 0}


def _whole(cut: str, tokens: Sequence[str]) -> str:
    return next((token for token in tokens if stem(token) == cut), cut)
