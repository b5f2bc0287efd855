"""What a phrase that is no person's name names: a body, a group, or who issued a document that speaks.

Owns the naming rules for phrases at a cue; the words are `names`'. Called by `cast`, which knows the people.
"""

import re
from typing import TYPE_CHECKING

from index.speech.clauses import ISSUING, child
from index.speech.names import BODIES, DOCUMENTS, GROUPS, NOT_NAMES, PEOPLES

if TYPE_CHECKING:
    from spacy.tokens import Token

_DETERMINER = re.compile(r"^(?:the|a|an|some|many|several|other|two) ", re.IGNORECASE)
_ARTICLE = re.compile(r"^(?:the|a|an) ", re.IGNORECASE)


def proper(words: str) -> str | None:
    """Give a phrase that is one long proper name ("the Northern Joint Fisheries Command"), without its article."""
    bare = _ARTICLE.sub("", words)
    parts = bare.split()
    return bare if len(parts) > 2 and all(p[:1].isupper() or p in ("of", "and", "for") for p in parts) else None


def body(head: "Token", words: str, persons: frozenset[str]) -> str | None:
    """Give the name of an organisation or a group that is a common noun with a name before it.

    A group is not called after a person: "Brandt’s aides" are nobody in particular.
    """
    group = head.lower_ in GROUPS
    if not group and head.lower_ not in BODIES:
        return None
    owners = [t for t in head.lefts if t.dep_ == "poss" and t.text[:1].isupper() and t.tag_ != "PRP$"]
    named = [t for t in head.lefts if t.tag_ in ("NNP", "NNPS")]
    named += [
        t
        for t in head.lefts
        if t.text[:1].isupper() and t.dep_ in ("compound", "amod", "nmod") and (t.i or t.lower_ in PEOPLES)
    ]
    if group and not owners and not named:
        named = _of_a_name(head)
    if group and (owners or any(t.text in persons for t in named)):
        return None
    return _DETERMINER.sub("", words) if named or owners else None


def _of_a_name(group: "Token") -> "list[Token]":
    """ "members of the Harbour Council": the name a group is called after, behind it."""
    for right in group.rights:
        if right.dep_ == "prep" and right.lower_ in ("of", "from", "at", "with"):
            named = child(right, "pobj")
            if named is not None and named.tag_ in ("NNP", "NNPS"):
                return [named]
    return []


def issuer(head: "Token") -> "Token | None":
    """Find who speaks by a document: "Holm’s letter", "a study by Ostrand University", "a report released by …"."""
    if head.lower_ not in DOCUMENTS:
        return None
    owner = child(head, "poss")
    if owner is not None:
        return owner if owner.tag_ in ("NNP", "NNPS") and owner.lower_ not in NOT_NAMES else None
    for right in head.rights:
        by: Token | None = None
        if right.dep_ == "prep" and right.lower_ in ("by", "from"):
            by = right
        elif right.dep_ == "acl" and right.lower_ in ISSUING:
            by = child(right, "agent") or next((c for c in right.children if c.lower_ == "by"), None)
        named = None if by is None else child(by, "pobj")
        if named is not None:
            return named
    return None
