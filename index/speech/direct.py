"""Whose a direct quotation is, inside one parsed sentence: the cue beside it and the phrase naming the speaker.

Owns the choice among the verbs around a quotation. Quotations that have no cue in their sentence are `turns`' task.
Called by `reader`.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.speech.clauses import child, is_verb, passive, subject
from index.speech.cues import PLAIN, cues

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """The cue's tokens and the head of the phrase that names the speaker. `near`: they stand right at the quotation."""

    cue: tuple[int, int]
    verb: int
    speaker: int | None
    near: bool


def voice(doc: "Doc", start: int, end: int, quoted: frozenset[int]) -> Voice | None:
    """Find the cue of the quotation that fills tokens `start` to `end`."""
    labelled = _label(doc, start)
    if labelled is not None:
        return labelled
    verbs = cues()
    best: tuple[float, Token] | None = None
    outside = [t for t in doc[start:end] if not start <= t.head.i < end]
    root = next((t for t in outside if not t.is_punct), outside[0] if outside else None)
    above = root.head if root is not None else None
    for token in doc:
        if token.i in quoted:
            continue
        if token.lower_ == "according" and token.i + 1 < len(doc) and doc[token.i + 1].lower_ == "to":
            score = 2.0 - 0.1 * _gap(token.i, start, end) - 1.5 * _verbs_between(doc, token.i, start, end, quoted)
        elif is_verb(token) and token.tag_ != "MD" and token.dep_ not in ("aux", "auxpass"):
            if token.i and token.text[0].isupper() and token.lower_ not in verbs:
                continue
            cue = verbs.get(token.lower_)
            score = _score(doc, token, start, end, quoted, above)
            if cue is None:
                score -= 2.5 if _touches(token, start, end) else 4.0
            elif not cue.clause:
                score -= 1.0
            elif cue.soft:
                score -= 0.5
        else:
            continue
        if best is None or score > best[0]:
            best = score, token
    if best is None or best[0] < -0.5:
        return (
            _tail(doc, end, quoted) or _signature(doc, end) or _named_list(doc, start) or _announced(doc, start, quoted)
        )
    token = best[1]
    if token.lower_ in _COPULAS | {"’s", "'s"} and (told := _announced(doc, start, quoted)) is not None:
        return told  # "…, Holm said, there is one reason: “…”"
    if token.lower_ == "according":
        to = doc[token.i + 1]
        who = child(to, "pobj") or child(token, "pobj")
        return Voice(cue=(token.i, token.i + 2), verb=token.i, speaker=who.i if who is not None else None, near=True)
    who = subject(token)
    if who is not None and (who.i in quoted or who.tag_ == "EX"):
        who = None
    own = child(token, "nsubj", "csubj") is not None
    if (who is None or not own) and end <= token.i <= end + 1 and token.i + 1 < len(doc) and not passive(token):
        who = _inverted(token, quoted) or who
    elif who is None and end <= token.i <= end + 2 and not passive(token):
        who = _inverted(token, quoted)
    if who is None and (plain := _tail(doc, end, quoted)) is not None:
        return plain
    if who is None and not passive(token):
        who = _beside(doc, end, token)
    return Voice(cue=(token.i, token.i + 1), verb=token.i, speaker=who.i if who is not None else None, near=True)


def _tail(doc: "Doc", end: int, quoted: frozenset[int]) -> Voice | None:
    """ "…,” the sailors cried": a noun phrase and a verb of saying right after the quotation, however parsed."""
    known = cues()
    at = end
    while at < len(doc) and at - end < 9 and at not in quoted:
        cue = known.get(doc[at].lower_)
        if cue is not None and (cue.clause or cue.manner) and at > end and doc[at].tag_ != "VBG":
            return Voice(cue=(at, at + 1), verb=at, speaker=at - 1, near=True) if doc[at - 1].is_alpha else None
        if doc[at].tag_ not in _NOMINAL:
            return None
        at += 1
    return None


def _touches(verb: "Token", start: int, end: int) -> bool:
    return 0 <= verb.i - end <= 4 or (0 <= start - verb.i <= 6 and verb.doc[start - 1].text in (",", ":"))


def _beside(doc: "Doc", end: int, verb: "Token") -> "Token | None":
    """ "…,” a clerk, who was not allowed to speak, told us": the phrase right after the quotation, hung elsewhere."""
    for token in doc[end : verb.i]:
        if token.tag_.startswith("NN") and token.left_edge.i == end and token.right_edge.i < verb.i:
            return token
    return None


def _signature(doc: "Doc", end: int) -> Voice | None:
    """ "“…” — Ida Solberg": a dash and a name, and nothing after it."""
    if end >= len(doc) or doc[end].text not in _DASHES or len(doc) - end > 12 or any(is_verb(t) for t in doc[end:]):
        return None
    head = _last_of_name(doc, end + 1)
    return None if head is None else Voice(cue=(end, end + 1), verb=end, speaker=head, near=True)


_DASHES = frozenset({"-", "–", "—", "―", "--"})


def _last_of_name(doc: "Doc", start: int) -> int | None:
    """Give the last token of the capitalised words that begin at `start`."""
    at = start
    while at < len(doc) and doc[at].text[:1].isupper():
        at += 1
    return at - 1 if at > start else None


def _label(doc: "Doc", start: int) -> Voice | None:
    """ "Solberg: “…”", "RATES RISE - Ida Solberg: “…”": nothing but a name before the colon."""
    while start > 2 and doc[start - 1].is_space:
        start -= 1
    if start < 2 or doc[start - 1].text not in (":", "):"):
        return None
    first = start - 1
    if doc[first].text == "):":
        first = next((i for i in range(first - 1, max(first - 8, 0), -1) if doc[i].text == "("), first)
    if doc[first - 1].text == ")":
        first = next((i for i in range(first - 1, max(first - 8, 0), -1) if doc[i].text == "("), first)
    last = first - 1
    while first > 0 and (doc[first - 1].text[:1].isupper() or doc[first - 1].lower_ in _JOINING):
        first -= 1
    opens = (
        first == 0
        or doc[first - 1].text in _DASHES
        or (first > 1 and doc[first - 2 : first].text.lower() == "more from")
    )
    if opens and 0 <= last - first < 8 and doc[last].text[:1].isupper() and not is_verb(doc[last]):
        return Voice(cue=(start - 1, start), verb=start - 1, speaker=last, near=True)
    return None


def _named_list(doc: "Doc", start: int) -> Voice | None:
    """ "Solberg, mayor of Ostrand: “…”": a short line of names and a colon."""
    if not 2 <= start <= 10 or doc[start - 1].text != ":" or any(is_verb(t) for t in doc[:start]):
        return None
    names = [t for t in doc[: start - 1] if t.text[:1].isupper() and t.is_alpha]
    if not names or len(names) < start // 2:
        return None
    head = next((t for t in names if t.i + 1 == start - 1 or doc[t.i + 1].text in (",", "(")), names[-1])
    return Voice(cue=(start - 1, start), verb=start - 1, speaker=head.i, near=True)


_JOINING = frozenset({"and", "of", "de", "van", "von", "al", "bin"})


def _announced(doc: "Doc", start: int, quoted: frozenset[int]) -> Voice | None:
    """ "She had a blunt message: “…”": what a colon announces is said by whoever the sentence is about."""
    return announcer(doc[:start], quoted) if start > 1 and doc[start - 1].text == ":" else None


def announcer(words: "Span", quoted: frozenset[int]) -> Voice | None:
    """Find who announces what comes next: the subject of the last verb of saying, else of the main verb."""
    verbs = [t for t in words if is_verb(t) and t.i not in quoted and t.dep_ not in ("aux", "auxpass")]
    saying = [t for t in verbs if (cue := cues().get(t.lower_)) is not None and (cue.clause or cue.manner)]
    for verb in (*reversed(saying), *(t for t in verbs if t.dep_ == "ROOT")):
        who = subject(verb)
        if who is not None and who.i not in quoted and who.i < words.end and who.tag_ in _SPEAKING:
            return Voice(cue=(verb.i, verb.i + 1), verb=verb.i, speaker=who.i, near=True)
    return None


_SPEAKING = frozenset({"NNP", "NNPS", "NN", "NNS", "PRP", "WP"})


_COPULAS = frozenset(
    {
        "be",
        "is",
        "are",
        "was",
        "were",
        "been",
        "am",
        "become",
        "becomes",
        "became",
        "seem",
        "seems",
        "seemed",
        "has",
        "have",
        "had",
    }
)


def governor(doc: "Doc", start: int, end: int, quoted: frozenset[int]) -> Voice | None:
    """Find the verb above a quoted fragment and its subject: a verb of saying if one is near, else the nearest."""
    root = next((t for t in doc[start:end] if not start <= t.head.i < end and not t.is_punct), None)
    if root is None:
        return None
    verbs = cues()
    above = [t for t in root.ancestors if is_verb(t) and t.i not in quoted and t.dep_ not in ("aux", "auxpass")][:3]
    if root.i not in quoted and is_verb(root):
        above.insert(0, root)
    saying = next((t for t in above if t.lower_ in verbs and not verbs[t.lower_].manner), None)
    verb = saying or next((t for t in above if t.lower_ not in _COPULAS), None)
    if verb is None:
        return None
    who = subject(verb)
    if who is not None and (start <= who.i < end or who.tag_ == "EX"):
        who = None
    return Voice(
        cue=(verb.i, verb.i + 1), verb=verb.i, speaker=who.i if who is not None else None, near=saying is not None
    )


def _inverted(verb: "Token", quoted: frozenset[int]) -> "Token | None":
    """ "said Solberg" where the parser saw no subject: the noun or the capitalised words after the verb."""
    doc = verb.doc
    at, found = verb.i + 1, None
    while at < len(doc) and at not in quoted and (doc[at].tag_ in _NOMINAL or doc[at].text[:1].isupper()):
        if doc[at].tag_.startswith("NN") or doc[at].tag_ == "PRP" or doc[at].text[:1].isupper():
            found = doc[at]
        at += 1
    return found


_NOMINAL = frozenset({"DT", "JJ", "JJR", "JJS", "VBN", "NN", "NNS", "NNP", "NNPS", "CD", "POS", "HYPH", "PRP", "PRP$"})


def _score(doc: "Doc", verb: "Token", start: int, end: int, quoted: frozenset[int], above: "Token | None") -> float:
    score = 1.5 - 0.12 * _gap(verb.i, start, end)
    if above is not None and above.i == verb.i:
        score += 2.0
    score -= 1.0 * _verbs_between(doc, verb.i, start, end, quoted)
    if subject(verb) is None:
        score -= 0.6
    if end <= verb.i and verb.i - end <= 8 and doc[end - 1].text in "”\"'’" and _comma_inside(doc, end):
        score += 2.5 if _tagged(verb, end) else 1.0
    if verb.i < start and doc[start - 1].text in ",:":
        score += 0.5
    return score


def _tagged(verb: "Token", end: int) -> bool:
    """ "…,” Solberg said": nothing but who it is stands between the quotation and a verb of plain saying."""
    cue = cues().get(verb.lower_)
    return cue is not None and cue.lemma in PLAIN and all(t.tag_ in _NOMINAL for t in verb.doc[end : verb.i])


def _comma_inside(doc: "Doc", end: int) -> bool:
    return end >= 2 and doc[end - 2].text in (",", "?", "!", "…")


def _gap(at: int, start: int, end: int) -> int:
    return start - at - 1 if at < start else at - end


def _verbs_between(doc: "Doc", at: int, start: int, end: int, quoted: frozenset[int]) -> int:
    a, b = (at + 1, start) if at < start else (end, at)
    return sum(
        1
        for t in doc[a:b]
        if t.i not in quoted and is_verb(t) and t.dep_ not in ("aux", "auxpass") and t.tag_ not in ("VBG", "VBN", "MD")
    )
