"""Which words of a sentence a verb of saying introduces.

Owns one rule for each way a complement is built: clause, fronted clause, parenthesis, "as X noted", infinitive, order,
verdict, noun phrase, prepositional phrase. Each gives token stretches and the name of its frame. Called by `reported`.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, TypeAlias

from index.speech.clauses import child, edges, is_verb, passive, runs, trails
from index.speech.cues import ABOUT, Cue, cues

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

Stretches: TypeAlias = list[tuple[int, int]]


def complement(verb: "Token", cue: Cue, speaker: "Token | None") -> tuple[str, Stretches]:
    """Give the frame and the words of the first rule that fits; no words: none does."""
    for frame, found in _readings(verb, cue, speaker):
        if frame in ("thing", "about", "verdict"):
            found = [(start, _before_occasion(verb.doc, start, end)) for start, end in found]
        trimmed = [p for p in (trim(verb.doc, *_before_next(verb, *p)) for p in found) if p[0] < p[1]]
        if trimmed:
            return frame, trimmed
    return "", []


def _before_next(verb: "Token", start: int, end: int) -> tuple[int, int]:
    """End before ", adding that …" and ", while Holm said …": a statement of its own, by the same or another."""
    known = cues()
    for token in verb.doc[start:end]:
        cue = known.get(token.lower_)
        if token.i <= start + 1 or token.i == verb.i or cue is None or not cue.clause:
            continue
        if trails(token):
            return start, token.i - 1
        other = _another(token)
        if other is not None and verb.i < start < other:
            return start, other
    return start, end


def _before_occasion(doc: "Doc", start: int, end: int) -> int:
    """End before where it was said: "called the plan a lie | in an interview", "defended it | on his radio show"."""
    for token in doc[start + 1 : end]:
        if token.dep_ == "prep" and token.lower_ in ("in", "on", "at", "during"):
            where = child(token, "pobj")
            if where is not None and where.lower_ in _OCCASIONS and where.right_edge.i + 1 >= end - 3:
                return token.i
    return end


_OCCASIONS = frozenset(
    """interview speech debate letter email e-mail statement tweet video appearance rally show program programme
    conference testimony article column post radio television tv twitter facebook book op-ed remarks memo forum hearing
    broadcast monday tuesday wednesday thursday friday saturday sunday""".split()
)


def _another(verb: "Token") -> int | None:
    """Find where a clause of its own begins in which somebody says something: ", while Holm said …"."""
    who = child(verb, "nsubj")
    if who is None or who.tag_ not in _NOMINAL or who.i > verb.i or not is_verb(verb) or verb.tag_ == "VB":
        return None
    opens = verb.left_edge.i
    if opens > 1 and verb.doc[opens].lower_ in _CONTRAST and verb.doc[opens - 1].text == ",":
        return opens - 1
    if opens > 2 and verb.doc[opens - 1].lower_ in _CONTRAST and verb.doc[opens - 2].text == ",":
        return opens - 2
    return None


_NOMINAL = frozenset({"NNP", "NNPS", "NN", "NNS", "CD", "DT"})
_CONTRAST = frozenset({"while", "whereas", "but", "and"})


def _readings(verb: "Token", cue: Cue, speaker: "Token | None") -> Iterator[tuple[str, Stretches]]:
    content = child(verb, "ccomp") if cue.clause else None
    if cue.clause and verb.dep_ == "advcl" and _as(verb):
        yield "as", _beside(verb)
    if content is not None and content.i > verb.i and not (cue.order and _to(content)):
        yield "clause", _clause(verb, content)
    if cue.clause and speaker is not None and (beside := _parenthesis(verb, speaker)):
        yield "parenthesis", beside
    if content is not None and content.i < verb.i:
        yield "fronted", _clause(verb, content)
    if cue.infinitive or cue.order:
        yield from _to_do(verb, cue)
    if cue.clause and (other := _other_clause(verb)):
        yield "clause", other
    if cue.verdict and not passive(verb):
        yield "verdict", _verdict(verb)
    if cue.thing and not passive(verb):
        thing = child(verb, "dobj")
        if thing is not None and thing.i > verb.i:
            yield "thing", [(edges(thing)[0], _rest(verb, edges(thing)[1]))]
    if cue.clause and not cue.soft:
        yield "loose", _loose(verb)
    if cue.lemma in ABOUT and not passive(verb):
        yield "about", _about(verb, ABOUT[cue.lemma])


def _clause(verb: "Token", content: "Token") -> Stretches:
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


def _other_clause(verb: "Token") -> Stretches:
    """A complement that the parser labelled otherwise: "asked him if …", "said rowing it was …"."""
    for right in verb.rights:
        if right.dep_ == "advcl" and any(c.lower_ in ("if", "whether") and c.dep_ == "mark" for c in right.children):
            return [(right.left_edge.i, _rest(verb, right.right_edge.i + 1))] if verb.lower_ in _ASKING else []
        if right.dep_ == "xcomp" and right.tag_ == "VBG" and right.left_edge.i == verb.i + 1:
            return [(right.left_edge.i, _rest(verb, right.right_edge.i + 1))]
    return []


_ASKING = frozenset({"ask", "asks", "asked", "asking", "wonder", "wonders", "wondered", "wondering"})


def _rest(verb: "Token", end: int) -> int:
    """Extend over what the parser hung on the cue but which stands after the content: mostly part of it."""
    for right in verb.rights:
        if right.i < end:
            continue
        near = right.left_edge.i
        if right.dep_ == "conj" and any(c.lower_ == "that" and c.dep_ in ("mark", "nsubj") for c in right.lefts):
            end = right.right_edge.i + 1  # "said that … and that …"
        elif right.dep_ == "conj" and _same_tense(verb, right):
            end = right.right_edge.i + 1
        elif right.dep_ in ("cc", "punct"):
            continue
        elif (right.dep_ in ("prep", "advmod", "npadvmod") and near == end) or (
            right.dep_ == "advcl" and right.tag_ != "VBG" and near <= end + 1
        ):
            end = right.right_edge.i + 1
        else:
            break
    return end


def _same_tense(verb: "Token", joined: "Token") -> bool:
    """ "said the sea is calm, but the wind grows": a clause in the tense of what was said, not of "said"."""
    content = child(verb, "ccomp")
    if content is None or verb.tag_ != "VBD" or child(joined, "nsubj", "expl", "nsubjpass") is None:
        return False
    return _tense(content) == _tense(joined) != _tense(verb)


def _tense(verb: "Token") -> str:
    """Give the tag of the finite verb of a clause; one tag for all present forms."""
    finite = next((c for c in verb.lefts if c.dep_ in ("aux", "auxpass") and c.tag_ in _FINITE), verb)
    return {"VBP": "VBZ"}.get(finite.tag_, finite.tag_)


_FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})


_BREAKS = frozenset((",", "—", "–", "--", "-", ";", "”", ".", "?", "!", "“", ":"))
_AFTER_CUE = frozenset(
    {"prep", "npadvmod", "advmod", "dobj", "dative", "prt", "appos", "relcl", "acl", "punct", "advcl"}
)


def _parenthesis(verb: "Token", speaker: "Token") -> Stretches:
    """ ", he said," wherever it stands: all the sentence beside it."""
    doc = verb.doc
    if abs(speaker.i - verb.i) > 25 or (verb.dep_ == "relcl" and speaker.i == verb.head.i) or verb.tag_ == "VBG":
        return []  # "Holm came to Ostrand, telling us …" tells what stands behind it
    start = min(verb.i, speaker.left_edge.i if speaker.head.i == verb.i else speaker.i)
    own = {verb.i}
    for c in verb.children:
        if c.i == speaker.i or c.dep_ in ("aux", "neg", "auxpass") or (c.dep_ == "advmod" and abs(c.i - verb.i) < 3):
            own.update(t.i for t in c.subtree)
    if own:
        start = min(own)
    end = max(own) + 1
    if speaker.i > verb.i:
        end = max(end, speaker.right_edge.i + 1)
    for right in verb.rights:
        if right.left_edge.i == end and right.dep_ in _AFTER_CUE - {"punct"} and not _clausal(right):
            end = right.right_edge.i + 1
    if start > 0 and doc[start].text == "," and start < verb.i:
        start += 1
    before = doc[start - 1].text if start else ""
    after = doc[end].text if end < len(doc) else "."
    if doc[end - 1].text in _BREAKS:
        after = doc[end - 1].text
    if before not in (",", "—", "–", "--", "-", "”") or after not in _BREAKS:
        return []
    left, right_side = (0, start), (end, len(doc))
    if (
        start > 1
        and any(
            t.dep_ in ("advcl", "prep", "advmod", "npadvmod") and t.head.i == verb.i and t.right_edge.i >= start - 2
            for t in doc[0:start]
        )
        and (after != "," or not _sentence(doc, *trim(doc, *right_side)))
    ):
        return []  # "While it rained, he said …": only a circumstance stands before the cue
    if end >= len(doc) - 1 or before == "”":
        return [left]
    if after == ";" or doc[end].lower_ in ("and", "but"):
        return [left]
    return [left, right_side]


def _sentence(doc: "Doc", start: int, end: int) -> bool:
    """Tell whether the words can be a sentence: they begin as a subject does and hold a finite verb."""
    finite = any(t.tag_ in ("VBD", "VBZ", "VBP", "MD") for t in doc[start + 1 : end])
    return finite and doc[start].tag_ in _BEGINS


def _clausal(token: "Token") -> bool:
    return (token.dep_ == "advcl" and token.tag_ != "VBG") or token.dep_ in ("ccomp", "xcomp", "conj")


def _as(verb: "Token") -> bool:
    return any(c.lower_ == "as" and c.dep_ in ("mark", "advmod", "prep") for c in verb.lefts)


def _beside(verb: "Token") -> Stretches:
    """ "As X noted, …": the clause it is hung on."""
    own = {t.i for t in verb.subtree}
    head = verb.head
    if not is_verb(head) or child(verb, "ccomp", "dobj") is not None:
        return []
    return [r for r in runs(t.i for t in head.subtree if t.i not in own) if r[1] - r[0] > 2]


def _to(token: "Token") -> bool:
    return any(c.tag_ == "TO" for c in token.children)


def _to_do(verb: "Token", cue: Cue) -> Iterator[tuple[str, Stretches]]:
    """ "vowed to go", "urged him to go", where "him" may be the parser's object or its subject of a clause."""
    clause = child(verb, "xcomp", "ccomp")
    if clause is None or clause.i < verb.i or not _to(clause):
        return
    thing = child(verb, "dobj")
    start, end = clause.left_edge.i, _rest(verb, clause.right_edge.i + 1)
    if cue.order and thing is not None and thing.i < clause.i:
        yield "order", [(edges(thing)[0], end)]
    elif doc_word(verb.doc, start) != "to" and cue.order:
        yield "order", [(start, end)]
    elif cue.infinitive:
        yield "infinitive", [(start, end)]


def doc_word(doc: "Doc", at: int) -> str:
    """Give a token's lower-case form."""
    return doc[at].lower_


def _verdict(verb: "Token") -> Stretches:
    """ "called the plan a lie", "accused him of lying", "described it as": the object and all that follows it."""
    start = end = None
    told = False
    for right in verb.rights:
        if right.dep_ in ("dobj", "oprd", "ccomp", "dative", "xcomp"):
            start = right.left_edge.i if start is None else start
            end = right.right_edge.i + 1
            told = told or right.dep_ != "dobj"
        elif right.dep_ == "prep" and right.lower_ in ("of", "as", "for", "to", "with", "on") and start is not None:
            end = right.right_edge.i + 1
            told = True
        elif end is not None and right.dep_ not in ("punct", "advmod", "npadvmod"):
            break
    if start is None or end is None:
        return []
    inner = child(verb, "dobj")
    told = told or (inner is not None and any(c.dep_ in ("appos", "nmod", "dep") for c in inner.subtree))
    return [(start, end)] if told else []


def _loose(verb: "Token") -> Stretches:
    """Where the parser saw no complement: the words after "that"."""
    doc, known = verb.doc, cues()
    for i in range(verb.i + 1, min(verb.i + 12, len(doc))):
        relative = doc[i].tag_ == "WDT" and doc[i - 1].tag_.startswith("NN") and i > verb.i + 1
        if doc[i].lower_ == "that" and doc[i].tag_ in ("IN", "WDT", "DT") and i + 1 < len(doc) and not relative:
            return [(i + 1, len(doc))]
        if doc[i].text in (".", ";", "“") or (doc[i].lower_ in known and is_verb(doc[i])):
            break
    start = verb.i + 1
    if start < len(doc) and doc[start].tag_ in _BEGINS and child(verb, "dobj", "xcomp", "prep") is None:
        rest = doc[start:]
        if verb.tag_ in ("VBD", "VBZ", "VBP") and any(t.tag_ in ("VBD", "VBZ", "VBP", "MD") for t in rest[1:]):
            return [(start, len(doc))]
    return []


_BEGINS = frozenset({"DT", "PRP", "PRP$", "NNP", "NNPS", "NNS", "NN", "JJ", "JJS", "CD", "EX"})


def _about(verb: "Token", prepositions: frozenset[str]) -> Stretches:
    """ "called for a ban", "warned of floods": what stands after the preposition."""
    for right in verb.rights:
        if right.dep_ in ("prep", "prt") and right.lower_ in prepositions:
            thing = child(right, "pobj", "pcomp")
            if thing is not None:
                return [(edges(thing)[0], _rest(verb, edges(thing)[1]))]
    return []


_EDGE = frozenset(",;:–—―-.…?!") | {"--", "...", "and", "but"}


def trim(doc: "Doc", start: int, end: int) -> tuple[int, int]:
    """Drop punctuation at the edges and a leading "that"."""
    while start < end and (doc[start].lower_ in _EDGE or doc[start].is_space):
        start += 1
    if start < end and doc[start].lower_ == "that" and doc[start].tag_ == "IN":
        start += 1
    while start < end and (doc[start].text in _EDGE or doc[start].is_space):
        start += 1
    while start < end and (doc[end - 1].lower_ in _EDGE or doc[end - 1].is_space):
        end -= 1
    return start, end
