"""Reported speech in one parsed sentence: "He added that …", "…, she said", "according to …", "called it a …".

Owns the rules that turn a verb of saying into a candidate: which words are its content, whose they are. It does not
decide which candidates are speech (`filtering`) nor who "he" is (`people`). Called by `reader`.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.speech.clauses import child, edges, is_verb, runs, subject
from index.speech.complements import complement, trim
from index.speech.cues import Cue, cues
from index.speech.nouns import matter, sayer

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A candidate: token stretches of what was said, the cue's tokens, the head of the phrase naming the speaker."""

    pieces: tuple[tuple[int, int], ...]
    cue: tuple[int, int]
    verb: int
    speaker: int | None
    frame: str
    lemma: str


def reports(doc: "Doc", quoted: frozenset[int]) -> list[Report]:
    """Find every candidate of a sentence; no cue is looked for among `quoted`, the tokens inside quotation marks."""
    verbs = cues()
    out: list[Report] = []
    for token in doc:
        if token.i in quoted or token.dep_ == "amod":
            continue  # "a written statement" reports nothing
        if token.lower_ == "according":
            found = _according(token)
            if found:
                out.append(found)
            continue
        if token.tag_ in ("NN", "NNS"):
            found = _noun(token)
            if found:
                out.append(found)
            continue
        cue = verbs.get(token.lower_)
        if cue is not None and is_verb(token):
            found = _verb(token, cue)
            if found:
                out.append(found)
    return out


def _verb(verb: "Token", cue: Cue) -> Report | None:
    speaker = subject(verb)
    frame, pieces = complement(verb, cue, speaker)
    if not pieces:
        return None
    return Report(
        pieces=tuple(pieces),
        cue=_cue_words(verb),
        verb=verb.i,
        speaker=speaker.i if speaker is not None else None,
        frame=frame,
        lemma=cue.lemma,
    )


def _noun(noun: "Token") -> Report | None:
    said = matter(noun)
    speaker = None if said is None else sayer(noun)
    if said is None or speaker is None or not (piece := trim(noun.doc, *said))[0] < piece[1]:
        return None
    return Report(
        pieces=(piece,), cue=(noun.i, noun.i + 1), verb=noun.i, speaker=speaker.i, frame="noun", lemma=noun.lower_
    )


def _according(token: "Token") -> Report | None:
    doc = token.doc
    to = next((c for c in token.children if c.lower_ == "to"), None)
    if to is None and token.i + 1 < len(doc) and doc[token.i + 1].lower_ == "to":
        to = doc[token.i + 1]
    if to is None:
        return None
    who = child(to, "pobj") or child(token, "pobj")
    if who is None:
        return None
    start, end = token.i, max(edges(token)[1], edges(to)[1], edges(who)[1])
    before = doc[start - 1].text if start else ""
    own = set(range(start, end))
    if start <= 1:
        whole = [(end, len(doc))]
    else:
        head = next((a for a in token.ancestors if is_verb(a)), token.head)
        clause = {t.i for t in head.subtree} - own
        set_off = before in (",", "”", "—", "–") and (end >= len(doc) - 2 or doc[end].text in (",", "—", "–"))
        whole = [(0, start), (end, len(doc))] if set_off else runs(clause)
        whole = [r for r in whole if r[1] - r[0] > 2]
    pieces = [p for p in (trim(doc, *p) for p in whole) if p[0] < p[1]]
    if not pieces:
        return None
    return Report(
        pieces=tuple(pieces), cue=(start, to.i + 1), verb=start, speaker=who.i, frame="according", lemma="according"
    )


def _cue_words(verb: "Token") -> tuple[int, int]:
    """The verb, and the addressee where it follows at once ("told RTL radio")."""
    addressee = child(verb, "dobj", "dative")
    if verb.lower_ in ("told", "tell", "tells", "telling") and addressee is not None:
        start, end = edges(addressee)
        if start == verb.i + 1 and end - start <= 8 and not any(t.tag_.startswith("V") for t in addressee.subtree):
            return verb.i, end
    return verb.i, verb.i + 1
