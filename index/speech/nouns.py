"""Reported speech in a noun: "Holm’s call for a ban", "made a promise to rebuild it", "Quist’s claim that …".

Owns the nouns of saying, what stands behind them and whose they are. Called by `reported`, and by `reader` to gate.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from index.speech.clauses import child, edges, is_verb, subject

if TYPE_CHECKING:
    from spacy.tokens import Token

_ABOUT = {
    lemma: frozenset(prepositions.split())
    for lemma, prepositions in {
        "call": "for on", "claim": "of about", "comment": "about", "question": "about", "remark": "about",
        "criticism": "of", "warning": "of about", "complaint": "about", "demand": "for", "statement": "about on",
        "praise": "of for", "denunciation": "of", "condemnation": "of", "description": "of", "accusation": "of",
        "allegation": "of", "promise": "of", "pledge": "of", "characterization": "of", "endorsement": "of",
        "defense": "of", "defence": "of",
    }.items()
}  # fmt: skip
"""Nouns of saying whose matter stands after a preposition, with the prepositions."""
_CLAUSE = frozenset(
    """claim promise pledge vow assertion argument contention statement suggestion warning allegation accusation
    admission announcement declaration belief insistence prediction threat demand call offer request proposal refusal
    assurance complaint observation""".split()
)
"""Nouns of saying that take "that …" or "to …"."""
_MAKING = frozenset(
    """make makes made making raise raises raised raising issue issues issued issuing repeat repeats repeated repeating
    renew renews renewed renewing reiterate reiterates reiterated deliver delivers delivered delivering offer offers
    offered offering voice voices voiced voicing express expresses expressed expressing give gives gave given giving
    level leveled levelled""".split()
)
"""Verbs whose subject says what their object is: "raised questions about"."""


_FORMS = frozenset(form for lemma in _CLAUSE | _ABOUT.keys() for form in (lemma, lemma + "s"))
_BEHIND = frozenset({"for", "to", "that", "of", "about", "on"})
_OWNED, _MADE = 4, 5
"""Words after an owner, or a verb, among which its noun can stand: "Holm’s first public call"."""


def holds_noun(words: Iterable[str]) -> bool:
    """Tell whether a sentence's words may hold speech in a noun, and are worth parsing for it."""
    left, noun = 0, False
    for word in words:
        if noun and word in _BEHIND:
            return True
        noun = left > 0 and word in _FORMS
        if word.endswith(("’s", "'s")):
            left = _OWNED
        elif word in _MAKING:
            left = _MADE
        else:
            left -= 1
    return False


def matter(noun: "Token") -> tuple[int, int] | None:
    """Give the words behind a noun of saying that tell what was said."""
    lemma = noun.lower_.removesuffix("s") if noun.tag_ == "NNS" else noun.lower_
    for right in noun.rights:
        if lemma in _CLAUSE and right.dep_ in ("acl", "ccomp", "relcl") and right.i > noun.i:
            opens = right.left_edge
            if (opens.lower_ == "to" and opens.tag_ == "TO") or (opens.lower_ == "that" and opens.tag_ == "IN"):
                return edges(right)
        if lemma in _ABOUT and right.dep_ == "prep" and right.lower_ in _ABOUT[lemma]:
            thing = child(right, "pobj", "pcomp")
            if thing is not None:
                return edges(thing)
    return None


def sayer(noun: "Token") -> "Token | None":
    """Find whose saying a noun tells: its owner, or the subject of "made a promise"."""
    owner = child(noun, "poss")
    if owner is not None and owner.tag_ != "PRP$":
        return owner
    verb = noun.head
    if noun.dep_ == "dobj" and is_verb(verb) and verb.lower_ in _MAKING:
        return subject(verb)
    return None
