"""Whether a statement is surer than its evidence: what may be, is wanted, denied, claimed or conditional.

Owns the words that make a thing less than a fact, and how far they reach. Whether a thing is denied outright is
`polarity`'s business.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from assistant.verification.clauses import Sentence, Word, is_irregular_past, nearest, sentences
from assistant.verification.evidence import Evidence
from assistant.verification.plain_words import content_stems, stem
from assistant.verification.quotations import outer_quotations


def _stems(words: str) -> frozenset[str]:
    return frozenset(map(stem, words.split()))


_WEAK = frozenset("may might could".split())
_FUTURE = frozenset("will would shall should won't wouldn't".split())
_BE = frozenset("is are was were be been being".split())
_HAVE = frozenset("has have had having".split())
_SKIPPED = frozenset("also then now still soon be been have not only again even well already".split())

_POSSIBLE = frozenset(
    "may might could can possible possibly perhaps maybe likely probably potentially risk risks chance if unless "
    "whether provided should potential".split()
)
_OPEN = _stems(
    "expect expected hope hopes hoped plan plans planned intend intends intended consider considering considered "
    "propose proposes proposed proposal want wants wanted wish wishes ask asks asked seek seeks sought demand demands "
    "demanded urge urges urged call calls called request requested require required suggest suggests suggested "
    "recommend recommended forecast forecasts predict predicted aim aims goal thinking discuss discussed think thinks "
    "believe believes estimate estimated threaten threatened fear fears warn warned offer offered "
    "prepared due promise promised promises pledge pledged vow vowed draft bill ought"
)
"""Words that leave open whether a thing comes about."""

_EXPECTING = frozenset(
    "expect expects expected forecast forecasts predict predicts predicted intend intends intended promise promises "
    "promised pledge pledges pledged vowed".split()
)
_ASKING = frozenset(
    "want wants wanted demand demands demanded urge urges urged propose proposes proposed recommend recommends "
    "recommended consider considers considering".split()
)
_CALLED = frozenset(("called", "calls"))
_DENYING = frozenset(("deny", "denies", "denied"))
_CHARGING = frozenset("accuse accuses accused alleges alleged charged suspects suspected".split())
_CLAIMING = frozenset(
    "claim claims claimed argue argues argued suggest suggests suggested insist insists insisted contends "
    "contended".split()
)
_PROMISING = _stems("promise confirm say announce add report tell")
"""Verbs that do what they say: who could promise a thing has promised it."""
_OTHERS = frozenset("they some others critics opponents everybody everyone".split())
_OPERATORS = _EXPECTING | _ASKING | _DENYING | _CHARGING | _CLAIMING
_REPORTING = frozenset(map(stem, _CLAIMING | _CHARGING | _DENYING)) | _stems(
    "say says said saying tell tells told according add added describe described call called consider considered "
    "regard regarded see sees think thinks view word words opinion reject rejected dispute disputed report reported "
    "recall recalled remember remembered "
    "announce announced write wrote warn warned note noted explain explained state stated believe believes object "
    "objected criticise criticised complain complained testify testified"
)
_DISPUTING = frozenset(map(stem, _CHARGING | _DENYING)) | _stems(
    "claim claims claimed reject rejected dispute disputed refute refuted report reported plead pleaded trial "
    "question questioned rumour rumours innocent innocence contradict contradicted"
)
_CORRECTING = _stems("correct corrected correction earlier previous version wrong wrongly mistake error former")
_NOT = frozenset("not no never nobody none neither nor cannot without".split())
_CONDITION = frozenset("if unless".split())
_CONDITIONAL = frozenset(
    "if unless provided providing otherwise condition conditions conditional depends depend depending without until "
    "might may could should threaten threatened threatens threat case when once except only whether".split()
)
_ASKED_ABOUT = _stems("ask asked asking think thinks thinking talk talks talked")
_ASKED = _stems("ask asked wonder wondered see know knew sure clear question as even only find check say")
_AIMS = _stems("aim aims goal goals hope hopes hoped target plan plans planned want wants wanted")
_DUTY = frozenset("must need needs ought".split())
_ENDS = frozenset(".;:!?")
_TURNS = frozenset("but while whereas although though".split())

LEAST_SHARE = 0.6
"""Share of a statement's plain words that stand in the reach of such a word where the statement is about that."""
MOST_OUTSIDE = 0.25
"""Share of them that the passage says itself, where the rest is somebody's."""


def too_certain(text: str, evidence: Evidence) -> str | None:
    """Say what a statement tells as a fact that its evidence does not; None where it is no surer than that."""
    given = sentences(evidence.spans)
    for said in sentences((text,)):
        near = nearest(said, given)
        wrong = near and (
            _modal_dropped(said, near, given) or _scope_left(said, near, given) or _condition_dropped(said, near)
        )
        if wrong:
            return wrong
    return None


def unattributed(text: str, evidence: Evidence) -> bool:
    """Tell whether a text gives in other words, as a fact, what somebody is quoted with, and says nowhere who said it.

    The same in the very words is `quotations.disowned`.
    """
    own = content_stems(text)
    if outer_quotations(text) or any(not one.stems.isdisjoint(_REPORTING) for one in sentences((text,))):
        return False
    quoted = [one for span in evidence.spans for one in outer_quotations(span)]
    outside = "\n".join(evidence.spans)
    for one in quoted:
        outside = outside.replace(one, " ")
    inside = content_stems("\n".join(quoted))
    if len(own & inside) < max(2, LEAST_SHARE * len(own)):
        return False
    return len((own & content_stems(outside)) - inside) <= MOST_OUTSIDE * len(own)


def _modal_dropped(said: Sentence, near: Sentence, given: Sequence[Sentence]) -> str | None:
    """Find a verb that the passage has after `may` or `could`, and the statement without any such word."""
    possible, open_ = said.has(_POSSIBLE), said.stems & _OPEN
    for at, modal in enumerate(near.lower):
        future = modal in _FUTURE or (modal == "to" and near.lower[at - 1 : at] and near.lower[at - 1] in _BE)
        unreal = modal == "would" and near.lower[at + 1 : at + 2] == ("have",)
        weak = (
            modal in _WEAK
            or (unreal and not said.has(_FUTURE))
            or (modal == "about" and near.words[at - 1].stem in _ASKED_ABOUT)
        )
        if not weak and not future:
            continue
        verb = _next(near, at)
        if verb is None or _plainly_elsewhere(near.words[verb].stem, verb, given, near):
            continue
        for own, word in enumerate(said.words):
            if not _same_verb(word, near.words[verb]) or word.name:
                continue
            soft = possible or open_ - {word.stem}
            if weak and not soft and word.stem not in _PROMISING and not _negated(near, at):
                return f"The passage says “{modal} {near.lower[verb]}”; the statement is surer than that."
            if _passive(said, own) != _passive(near, verb):
                continue
            if future and not soft and not said.has(_FUTURE) and _is_past(said, own):
                return f"The passage says “{modal} {near.lower[verb]}”; the statement tells it as done."
    return None


def _same_verb(one: Word, other: Word) -> bool:
    """Tell whether two words are forms of one verb: `confer` and `conferred` have no stem in common."""
    short, long = sorted((one.text, other.text), key=len)
    return one.stem == other.stem or (len(short) > 3 and long.startswith(short) and long[len(short) :] in _DOUBLED)


_DOUBLED = frozenset(f"{letter}{ending}" for letter in "bdglmnprt" for ending in ("ed", "ing"))


def _negated(sentence: Sentence, at: int) -> bool:
    return any(word in _NOT or word.endswith("n't") for word in sentence.lower[at : at + 3])


def _next(sentence: Sentence, at: int) -> int | None:
    """Give the place of the verb that a modal governs."""
    for place in range(at + 1, min(at + 5, len(sentence.words))):
        word = sentence.words[place]
        if not word.stem:
            return None
        if word.carries and word.text not in _SKIPPED and not word.text.endswith("ly"):
            return place
    return None


def _plainly_elsewhere(verb: str, at: int, given: Sequence[Sentence], near: Sentence) -> bool:
    return any(
        word.stem == verb and (one is not near or place != at) for one in given for place, word in enumerate(one.words)
    )


def _passive(sentence: Sentence, at: int) -> bool:
    return not _BE.isdisjoint(sentence.lower[max(0, at - 2) : at]) and sentence.lower[at - 1] != "to"


def _is_past(said: Sentence, at: int) -> bool:
    before = said.lower[max(0, at - 3) : at]
    if _HAVE.intersection(before) or {"was", "were"}.intersection(before):
        return "to" not in before
    past = said.lower[at].endswith("ed") or is_irregular_past(said.lower[at])
    return past and _BE.isdisjoint(before) and "to" not in before


def _scope_left(said: Sentence, near: Sentence, given: Sequence[Sentence]) -> str | None:
    """Find what the passage has only after `asked`, `denied` or `claimed`, told as a fact."""
    own = frozenset(
        word.stem
        for at, word in enumerate(said.words)
        if word.carries and (not word.name or (at == 0 and word.stem in near.content))
    )
    if len(own) < 2:
        return None
    soft = said.has(_POSSIBLE | _DUTY) or not said.stems.isdisjoint(_OPEN)
    negative = any(word in _NOT or word.endswith("n't") for word in said.lower)
    for at in _operators(near):
        word = near.lower[at]
        if near.words[at].stem in said.stems or any(
            len(own & one.content) >= len(own & near.content) for one in given if one is not near
        ):
            continue
        reach = frozenset(_reach(near, at))
        if len(own & reach) < max(2, LEAST_SHARE * len(own)):
            continue
        if word in ("say", "version"):
            if not said.has(_OTHERS) and said.stems.isdisjoint(_CORRECTING):
                return "The passage says this of an earlier version, or of what others say."
        elif word in _DENYING | _CHARGING:
            if not negative and said.stems.isdisjoint(_DISPUTING):
                return f"The passage has “{word}” before this; the statement tells it as a fact."
        elif word in _CLAIMING or (word in _CALLED and near.lower[at + 1 : at + 2] != ("for",)):
            if said.stems.isdisjoint(_REPORTING) and not soft:
                return f"In the passage somebody “{word}” this; the statement tells it as a fact."
        elif not soft and not (word in _EXPECTING and _to_come(said)):
            return f"The passage has “{word}” before this; the statement tells it as a fact."
    return None


def _to_come(said: Sentence) -> bool:
    return said.has(_FUTURE) or any(one in _BE and other == "to" for one, other in pairwise(said.lower))


def _operators(sentence: Sentence) -> Iterator[int]:
    """Give the places of the words in whose reach nothing is a fact."""
    for at, word in enumerate(sentence.lower):
        noun = bool(_DETERMINERS.intersection(sentence.lower[max(0, at - 2) : at]))  # `its profit forecast`
        if (
            (word in _OPERATORS and not noun and not sentence.words[at].name)
            or (word in ("asked", "asks") and "to" in sentence.lower[at + 1 : at + 10])
            or (word == "possible" and not _BE.isdisjoint(sentence.lower[max(0, at - 2) : at]))
            or (word == "say" and sentence.lower[at - 1 : at] and sentence.lower[at - 1] in _OTHERS)
            or (word == "version" and sentence.lower[at - 1 : at] in (("earlier",), ("previous",)))
            or (word in _CALLED and _BE.isdisjoint(sentence.lower[max(0, at - 2) : at]))
        ):
            yield at


_DETERMINERS = frozenset("a an the its his her their this that these".split())


def _reach(sentence: Sentence, at: int) -> Iterator[str]:
    """Give the content after a word up to the end of its clause, and before it where it is passive (`was expected`)."""
    for place in range(at + 1, len(sentence.words)):
        if sentence.lower[place] in _ENDS or sentence.lower[place] in _TURNS:
            break
        if sentence.words[place].carries:
            yield sentence.words[place].stem
    if _BE.intersection(sentence.lower[max(0, at - 2) : at]):
        for place in range(at - 1, -1, -1):
            if sentence.lower[place] in _ENDS or sentence.lower[place] in _TURNS:
                break
            if sentence.words[place].carries:
                yield sentence.words[place].stem


def _condition_dropped(said: Sentence, near: Sentence) -> str | None:
    """Find what the passage says only for a case that the statement leaves out."""
    if said.has(_CONDITIONAL) or not said.stems.isdisjoint(_AIMS):
        return None
    for at, word in enumerate(near.lower):
        if word not in _CONDITION or (at and near.words[at - 1].stem in _ASKED):
            continue
        comma = next((k for k in range(at, len(near.lower)) if near.lower[k] in (",", *_ENDS)), len(near.lower))
        end = comma if not any(one.carries for one in near.words[:at]) else len(near.lower)
        case = frozenset(one.stem for one in near.words[at + 1 : end] if one.carries)
        main = frozenset(one.stem for one in (*near.words[:at], *near.words[end:]) if one.carries)
        own = said.content & near.content
        if case and not own & (case - main) and len(own & main) >= max(2, LEAST_SHARE * len(said.content)):
            return f"The passage says this only for a case (“{word} …”) that the statement leaves out."
    return None
