"""Reported speech in one parsed sentence: "He added that …", "…, she said", "according to …", "called it a …".

Owns the rules that turn a verb of saying into a candidate: which words are its content, whose they are. It does not
decide which candidates are speech (`filtering`) nor who "he" is (`people`). Called by `reader`.
"""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from index.speech.clauses import child, edges, is_verb, passive, runs, subject
from index.speech.cues import Cue, cues

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
    features: dict[str, float] = field(default_factory=dict)


def reports(doc: "Doc", quoted: frozenset[int]) -> list[Report]:
    """Find every candidate of a sentence; no cue is looked for among `quoted`, the tokens inside quotation marks."""
    verbs = cues()
    out: list[Report] = []
    for token in doc:
        if token.i in quoted:
            continue
        if token.lower_ == "according":
            found = _according(token)
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
    pieces: list[tuple[int, int]] = []
    frame = ""
    content = next((c for c in verb.children if c.dep_ == "ccomp"), None) if cue.clause else None
    if content is not None:
        pieces, frame = _clause(verb, content), "clause" if content.i > verb.i else "fronted"
    elif cue.clause and _parenthetical(verb):
        pieces, frame = _around(verb), "parenthetical"
    elif (to := child(verb, "xcomp")) is not None and (cue.infinitive or cue.order) and _marked_to(to):
        pieces, frame = [(to.left_edge.i, to.right_edge.i + 1)], "infinitive"
        thing = child(verb, "dobj")
        if thing is not None and cue.order and thing.i < to.i:
            pieces = [(edges(thing)[0], to.right_edge.i + 1)]
            frame = "order"
    if not pieces and cue.order and (order := _order(verb)):
        pieces, frame = [order], "order"
    if not pieces and cue.verdict and (verdict := _verdict(verb)):
        pieces, frame = [verdict], "verdict"
    if (
        not pieces
        and cue.thing
        and not passive(verb)
        and (thing := child(verb, "dobj")) is not None
        and thing.i > verb.i
    ):
        pieces, frame = [(edges(thing)[0], _rest(verb, edges(thing)[1]))], "thing"
    if not pieces and cue.clause and not cue.soft and (loose := _loose(verb)):
        pieces, frame = [loose], "loose"
    pieces = [p for p in (_trim(verb.doc, *p) for p in pieces) if p[0] < p[1]]
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


def _clause(verb: "Token", content: "Token") -> list[tuple[int, int]]:
    """The words of a complement clause; a cue set inside it is cut out."""
    start, end = edges(content)
    if start < verb.i < end:
        own = {verb.i}
        for c in verb.children:
            if c.i != content.i:
                own.update(t.i for t in c.subtree)
        return runs(t.i for t in content.subtree if t.i not in own)
    if content.i > verb.i:
        return [(start, _rest(verb, end))]
    return [(start, end)]


def _rest(verb: "Token", end: int) -> int:
    """Extend over what the parser hung on the cue but which stands after the content: mostly part of it."""
    for right in verb.rights:
        if right.i < end:
            continue
        if (right.dep_ in ("prep", "advmod", "npadvmod") and right.left_edge.i == end) or (
            right.dep_ == "advcl" and right.tag_ != "VBG" and right.left_edge.i <= end + 1
        ):
            end = right.right_edge.i + 1
        else:
            break
    return end


def _parenthetical(verb: "Token") -> bool:
    """Tell whether the verb is a clause set beside another: ", he said,"."""
    return verb.dep_ in ("parataxis", "ccomp", "advcl") and is_verb(verb.head) and _set_off(verb)


def _set_off(verb: "Token") -> bool:
    start, end = edges(verb)
    doc = verb.doc
    before = doc[start].dep_ == "punct" or (start > 0 and doc[start - 1].text in (",", "—", "–", "-", "”"))
    after = end >= len(doc) or doc[end - 1].dep_ == "punct" or doc[end].text in (",", ".", "—", "–", "-", ";", "“")
    short = end - start <= 14
    return before and after and short and child(verb, "nsubj") is not None and child(verb, "ccomp", "dobj") is None


def _around(verb: "Token") -> list[tuple[int, int]]:
    own = {t.i for t in verb.subtree}
    head = verb.head
    while head.dep_ in ("ccomp", "conj") and is_verb(head.head) and head.head.i not in own and head.head.i != head.i:
        head = head.head
    return [r for r in runs(t.i for t in head.subtree if t.i not in own) if r[1] - r[0] > 1]


def _marked_to(token: "Token") -> bool:
    return any(c.tag_ == "TO" for c in token.children)


def _order(verb: "Token") -> tuple[int, int] | None:
    """ "urged him to go": the parser makes "him" the subject of a clause."""
    clause = child(verb, "ccomp", "xcomp")
    if clause is None or clause.i < verb.i or not _marked_to(clause):
        return None
    return clause.left_edge.i, clause.right_edge.i + 1


def _verdict(verb: "Token") -> tuple[int, int] | None:
    """ "called the plan a lie", "accused him of lying", "described it as": the object and all that follows it."""
    if passive(verb):
        return None
    start = end = None
    for right in verb.rights:
        if right.dep_ in ("dobj", "oprd", "ccomp", "dative"):
            start = right.left_edge.i if start is None else start
            end = right.right_edge.i + 1
        elif right.dep_ == "prep" and right.lower_ in ("of", "as", "for", "to", "with") and start is not None:
            end = right.right_edge.i + 1
        elif end is not None and right.dep_ != "punct":
            break
    if start is None or end is None:
        return None
    told = any(
        r.dep_ in ("oprd", "ccomp") or (r.dep_ == "prep" and r.lower_ in ("of", "as", "for")) for r in verb.rights
    )
    if verb.lower_.startswith("call") and not told:
        whole = child(verb, "dobj")
        if whole is None or not any(c.dep_ in ("appos", "nmod", "dep") for c in whole.subtree):
            return None
    return start, end


def _loose(verb: "Token") -> tuple[int, int] | None:
    """Where the parser saw no complement: the words after "that"."""
    doc = verb.doc
    for i in range(verb.i + 1, min(verb.i + 12, len(doc))):
        if doc[i].lower_ == "that" and doc[i].tag_ in ("IN", "WDT", "DT"):
            return i, doc[verb.i].sent.end if verb.sent.end else len(doc)
        if doc[i].text in (".", ";", "“"):
            break
    return None


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
        whole = [(0, start), (end, len(doc))] if before in (",", "”") and len(doc) - end <= 2 else runs(clause)
        whole = [r for r in whole if r[1] - r[0] > 2]
    pieces = [p for p in (_trim(doc, *p) for p in whole) if p[0] < p[1]]
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


_EDGE = frozenset(",;:–—-.…")


def _trim(doc: "Doc", start: int, end: int) -> tuple[int, int]:
    """Drop punctuation at the edges and a leading "that"."""
    while start < end and (doc[start].text in _EDGE or doc[start].is_space):
        start += 1
    if (
        start < end
        and doc[start].lower_ == "that"
        and doc[start].dep_ in ("mark", "dobj", "det")
        and doc[start].tag_ == "IN"
    ):
        start += 1
    while start < end and (doc[start].text in _EDGE or doc[start].is_space):
        start += 1
    while start < end and (doc[end - 1].text in _EDGE or doc[end - 1].is_space):
        end -= 1
    return start, end
