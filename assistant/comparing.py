"""Comparisons: `Compare X and Y on Z`, `What is the difference between X and Y?`, `X or Y: who ran faster?`

Owns their phrasings and the sentences that speak for one side. What a side has no sentence for is said to be missing;
who is ahead it does not decide. Called by `in_turn` (the phrasings) and `drafters` (the sentences).
"""

import re
import threading
from collections.abc import Sequence
from datetime import datetime

from assistant.candidates import Candidate, candidates_of
from assistant.clues import read_question
from assistant.drafting import Drafted, distinct, near_misses, sentence_draft
from assistant.ranking import rank
from assistant.several_questions import Asking
from assistant.telling_words import content
from index.rerank import Reranker
from index.search import Found

MOST_EACH = 2
"""Sentences for a side."""
LEAST_LOGIT = -3.0
"""A sentence that answers worse than this (in logits) does not speak for a side."""
BELOW_BEST = 2.5
"""A second one so far below the first (in logits) says something else."""
LONG_TOPIC = 3
"""Words; a shorter topic (`in cost`) is put to the passages without its preposition."""
LONGEST_SIDE = 8
"""Words."""

_SIDE = r"(?:[^\s?,:;]+\s+){0,7}?[^\s?,:;]+"
_TOPIC = r"(?:\s+(?P<how>on|in\s+terms\s+of|regarding|concerning|about|over|in|by|for|at)\s+(?P<topic>[^?]+?))?"
_END = r"\s*[?.!]*$"
_ASKING = (
    r"(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|who|what|which|how|when|where|why)\s"
)
_WITH = r"(?:and|with|to|against|versus|vs\.?)"
_PATTERNS = tuple(
    re.compile(rf"^\W*(?:please\s+|can\s+you\s+|could\s+you\s+)*{pattern}{_END}", re.IGNORECASE)
    for pattern in (
        rf"(?:compare|contrast)\s+(?P<one>{_SIDE})\s+{_WITH}\s+(?P<two>{_SIDE}){_TOPIC}",
        rf"(?:what\s+(?:is|are|was|were)|what[’']s|name|explain|describe)\s+the\s+(?:main\s+|key\s+|big\s+)?"
        rf"(?:difference|differences|contrast)\s+between\s+(?P<one>{_SIDE})\s+and\s+(?P<two>{_SIDE}){_TOPIC}",
        rf"how\s+(?:do|does|did)\s+(?P<one>{_SIDE})\s+(?:and\s+(?P<two>{_SIDE})\s+(?:differ|compare)|"
        rf"(?:differ\s+from|compare\s+(?:to|with))\s+(?P<three>{_SIDE})){_TOPIC}",
        rf"(?!{_ASKING})(?P<one>{_SIDE})\s+(?:or|versus|vs\.?)\s+(?P<two>{_SIDE})\s*[:,–—-]\s*(?:who|which(?:\s+(?:one|of\s+them))?|what)\s+"
        r"(?P<topic>[^?]+?)",
        rf"(?:who|which(?:\s+(?:one|of\s+(?:them|the\s+two)))?)\s+(?P<topic>[^?,:]+?)\s*[:,–—]\s*(?P<one>{_SIDE})\s+or\s+"
        rf"(?P<two>{_SIDE})",
    )
)
_OWNED = re.compile(r"[’']s$|(?<=s)[’']$")
_HEAD = re.compile(r"^(?P<name>.*?(?:[’']s|s[’']))\s+(?P<head>.+)$")
_NAMED = re.compile(r"^(?P<name>(?:[A-ZÀ-Þ][\w’'.-]*\s+)+)(?P<head>[a-z].*)$")
_PLACE = re.compile(r"^the\s+(?:first|second|third|fourth|last|old|new|former|earlier|later|previous|original)$")
_KIND = re.compile(
    r"^(?P<kind>the\s+[a-z]+|(?!(?:an?|the|its|his|her|their|our|this|that)\b)[a-z]+)\s+(?P<head>[a-z].*)$"
)
_SPEAKS = frozenset(("on", "about", "over", "regarding", "concerning"))


def sides_compared(question: str) -> tuple[Asking, ...]:
    """Give the two sides of a comparison; none for another question."""
    whole = " ".join(question.split())
    match = next((found for one in _PATTERNS if len(whole) <= 300 and (found := one.match(whole))), None)
    if match is None:
        return ()
    told = match.groupdict()
    names = [told["one"].strip(" ,"), (told["two"] or told.get("three") or "").strip(" ,")]
    names[0] = re.sub(r"^both\s+", "", names[0], flags=re.IGNORECASE)
    topic, how = (told.get("topic") or "").strip(" ,"), (told.get("how") or "").lower()
    names, shared = _shared(names)
    tail = f"{how} {topic}" if len(topic.split()) >= LONG_TOPIC else topic
    tail = f"{shared} {tail}".strip() if shared else tail.strip()
    if not all(content(name) and len(name.split()) <= LONGEST_SIDE for name in names):
        return ()
    return tuple(
        Asking(
            asked=f"{name} {tail}".strip(),
            words=name,
            side=name,
            other=other,
            said=f"What did {name} say about {topic}?" if topic and how in _SPEAKS and name[:1].isupper() else None,
        )
        for name, other in (names, reversed(names))
    )


def _shared(names: Sequence[str]) -> tuple[list[str], str]:
    """Take off what both sides share: `the insurers’ and the county’s estimate`, `Sundlink and Nimbora losses`,
    `temporary and permanent changes`."""
    one, two = names
    if _OWNED.search(one) and (owned := _HEAD.match(two)):
        return [_OWNED.sub("", one), _OWNED.sub("", owned["name"])], owned["head"]
    if one.istitle() and (named := _NAMED.match(two)):
        return [one, named["name"].strip()], named["head"]
    kind = _KIND.match(two)
    if kind and (_PLACE.match(one) if _PLACE.match(kind["kind"]) else " " not in one and one.islower()):
        return [one, kind["kind"]], kind["head"]
    return [one, two], ""


def draft_side(
    asking: Asking,
    found: Found,
    *,
    now: datetime,
    reranker: Reranker,
    deadline: float | None = None,
    cancelled: threading.Event | None = None,
) -> Drafted:
    """Choose the sentences that speak for one side: they, or the title above them, name it."""
    naming = [one for one in candidates_of(found) if _names(one, asking.side or "", asking.other or "")]
    if not naming:
        return Drafted()
    asked = read_question(asking.asked, now=now)
    ranked = rank(asked, naming, reranker=reranker, deadline=deadline, cancelled=cancelled)
    good = [one for one in ranked if one.mean >= LEAST_LOGIT]
    near = [one.candidate for one in good if one.mean >= good[0].mean - BELOW_BEST]
    shown = distinct(near)[:MOST_EACH]
    return Drafted(
        drafts=tuple(sentence_draft(one, score=None, signed=False) for one in shown),
        near=() if shown else near_misses([one.candidate for one in ranked]),
        pairs=len(ranked),
    )


def _names(one: Candidate, name: str, other: str) -> bool:
    mine, theirs, said = _stems(name) - _stems(other), _stems(other) - _stems(name), set(one.stems)
    if not mine:
        return False
    return mine <= said or (mine <= said | set(content(one.article.title or "")) and not theirs & said)


def _stems(name: str) -> set[str]:
    return set(content(name))
