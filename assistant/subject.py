"""What a question is about, as a phrase that may stand before the next one: “the flood in the Tarn Valley”.

Owns where that phrase ends: before the verb that the question turned round (“How much will *the repairs* cost?”).
Where that cannot be told there is none. Called by `condense`.
"""

import re

LONGEST_SUBJECT = 7
"""Words; what is longer is a clause, not the name of a subject."""

_PHRASE = re.compile(r"\b(?:the|these|those)\s+(?P<what>[^?.!,;:]+?)[\s?.!]*$", re.IGNORECASE)
_VERB_FOLLOWS = re.compile(
    r"\b(?:do|does|did|will|would|wo|can|ca|could|should|may|might|must)(?:n['’]?t)?\s+$", re.IGNORECASE
)
_TURNED_ROUND = re.compile(
    r"(?:^|\b(?:when|where|why|how)\s+(?:\w+\s+)?)(?:is|are|was|were|has|have|had)(?:n['’]?t)?\s+$", re.IGNORECASE
)
_VERBS = frozenset(
    "accept affect agree announce ask become begin break bring build burst buy carry cause change close come continue "
    "cost cover cut decide die earn end expect fail fall find get give go grow happen help hit hurt include join keep "
    "kill last lead leave live lose make mean meet need open pay propose publish reach reject rise run save say see "
    "sell send show spend start stay stop take tell think turn want win work".split()
)
"""As they stand after “did” and “will”."""
_DONE = re.compile(
    r"\w{2,}ed|(?:brought|bought|born|broken|built|caught|chosen|cut|driven|found|given|held|hit|hurt|kept|"
    r"known|laid|led|left|lost|made|met|open|over|paid|put|read|said|seen|sent|set|shot|shut|sold|spent|stolen|struck|"
    r"taken|thrown|told|won|written)",
    re.IGNORECASE,
)
_LEFT_OVER = frozenset("about for from of like to in on at with again earlier now yet already next then".split())


def subject_of(question: str) -> str | None:
    """Give what a question is about, where it ends with it; None where that is nothing or not plain."""
    phrase = _PHRASE.search(question)
    if phrase is None:
        return None
    before, words = question[: phrase.start()], phrase["what"].split()
    if _VERB_FOLLOWS.search(before):
        verb = next((at for at, word in enumerate(words) if at and word in _VERBS), None)
        if verb is None:
            return None  # a verb stands somewhere in it
        words = words[:verb]
    elif _TURNED_ROUND.search(before):
        verb = next((at for at, word in enumerate(words) if at and _DONE.fullmatch(word)), len(words))
        words = words[:verb]
    while words and words[-1].lower() in _LEFT_OVER:
        words.pop()
    if not words or len(words) > LONGEST_SUBJECT:
        return None
    return f"{phrase.group().split()[0]} {' '.join(words)}"
