"""Walks on a sentence's tree: the subject of a verb, the words of a clause.

Owns grammar only (Universal-style labels of the parser's English scheme); knows nothing of quotations or names.
Called by `reported` and `direct`.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Token

SUBJECTS = frozenset({"nsubj", "csubj"})
_RELATIVE = frozenset({"who", "that", "which", "whom"})


def is_verb(token: "Token") -> bool:
    """Tell whether the tagger took the word for a verb."""
    return token.tag_.startswith("VB") or token.tag_ == "MD"


def child(token: "Token", *labels: str) -> "Token | None":
    """Give the first dependent with one of `labels`."""
    return next((c for c in token.children if c.dep_ in labels), None)


def passive(verb: "Token") -> bool:
    """Tell whether the verb is in the passive."""
    if (
        verb.tag_ == "VBN"
        and verb.dep_ in ("acl", "relcl")
        and not any(c.dep_ in ("aux", "nsubj") for c in verb.children)
        and not _finite(verb)
    ):
        return True  # "a fleet known as …"
    if verb.tag_ == "VBN" and child(verb, "agent") is not None:
        return True  # "as reported by …"
    return any(c.dep_ in ("auxpass", "nsubjpass") for c in verb.children)


def _is_finite(verb: "Token") -> bool:
    if verb.tag_ == "VBN":  # "had said", and "called" at the root of a sentence that is no passive
        return verb.dep_ == "ROOT" or any(c.dep_ == "aux" and c.lower_ in _HAVE for c in verb.lefts)
    return verb.tag_ in ("VBD", "VBZ", "VBP")


_HAVE = frozenset({"has", "have", "had", "’ve", "'ve", "’d", "'d"})


def _finite(verb: "Token") -> bool:
    """ "Holm, the mayor, tweeted": a sentence without any other verb, where the parser saw a participle."""
    head = verb.head
    return (
        verb.tag_ in ("VBN", "VBD")
        and verb.dep_ == "acl"
        and head.dep_ == "ROOT"
        and head.tag_ in ("NNP", "NN", "NNS")
        and verb.i > 0
        and verb.doc[verb.i - 1].text == ","
    )


def subject(verb: "Token", depth: int = 0) -> "Token | None":
    """Find who does what the verb says, through participles, co-ordination and relative clauses."""
    if depth > 6:
        return None
    if passive(verb):
        by = child(verb, "agent")
        if by is not None:
            return child(by, "pobj")
        if any(c.lower_ == "as" and child(c, "pcomp") is not None for c in verb.rights):
            return child(verb, "nsubjpass")  # "is quoted as saying"
        return child(verb, "nsubjpass") if depth else None
    own = next((c for c in reversed(list(verb.lefts)) if c.dep_ == "nsubj"), None)  # of two, the nearer
    own = own or child(verb, "nsubj") or child(verb, "csubj", "expl")
    head = verb.head
    if own is None and _is_finite(verb) and (named := _named_after(verb)) is not None:
        return named
    if own is None and _is_finite(verb) and (named := _named_before(verb)) is not None:
        return named
    if own is None and trails(verb):
        return subject(_outermost(head), depth + 1)
    if own is not None:
        if own.lower_ in _RELATIVE and own.tag_ in ("WP", "WDT"):
            if verb.dep_ == "relcl":
                return _issuer(head, depth) or head
            up: Token = verb
            while up.dep_ in ("conj", "ccomp") and up.head.i != up.i:
                up = up.head
            return up.head if up.dep_ == "relcl" else None
        return own
    if verb.dep_ == "conj" and is_verb(head):
        if passive(head) and (done_to := child(head, "nsubjpass")) is not None:
            return done_to  # "Holm was joined by Quist and joked"
        inner = child(head, "nsubj", "expl")
        if head.dep_ == "ccomp" and is_verb(head.head) and inner is not None and inner.lower_ in _EMPTY:
            return subject(head.head, depth + 1)  # "said it was late but added"
        return subject(head, depth + 1)
    if verb.dep_ == "xcomp" and head.lower_ in _MAKING and (led := child(head, "dobj")) is not None and led.i < verb.i:
        return led  # "led the owners to say"
    if verb.dep_ in ("advcl", "xcomp", "parataxis", "dep", "ccomp") and is_verb(head):
        return subject(head, depth + 1)
    if _finite(verb):
        return head
    if verb.dep_ in ("acl", "relcl") and not is_verb(head):
        if verb.tag_ == "VBG":
            return _issuer(head, depth) or head
        return _noun_subject(head, depth)
    if verb.dep_ in ("pcomp", "xcomp", "ccomp", "advcl", "aux"):
        up = head
        if up.dep_ in ("prep", "mark", "advmod", "agent") and up.head.i != up.i:
            up = up.head
        if is_verb(up) and up.i != verb.i:
            return subject(up, depth + 1)
        if not is_verb(up):
            return _noun_subject(up, depth)
    return None


def _outermost(verb: "Token") -> "Token":
    """Climb from a verb to the clause that is nobody's content: "Holm denied that it would rain, saying …"."""
    top = verb
    for up in verb.ancestors:
        own = child(top, "nsubj")
        if up.i > top.i or (top.dep_ == "relcl" and own is not None and own.lower_ not in ("that", "which")):
            break
        if is_verb(up):
            top = up
    return top


_EMPTY = frozenset({"it", "there", "that", "this"})


def _named_after(verb: "Token") -> "Token | None":
    """ "…,” said Holm, explaining": the name after a verb that follows a quotation, whatever the parser made of it."""
    doc, at = verb.doc, verb.i + 1
    if at >= len(doc) or verb.i == 0 or doc[verb.i - 1].text not in _CLOSING or not _capital(doc[at]):
        return None
    while at + 1 < len(doc) and _capital(doc[at + 1]):
        at += 1
    return doc[at]


_UTTERANCES = frozenset(
    """statement response letter tweet email e-mail message memo post release speech remark reply video ad advert
    article piece story op-ed editorial column essay report note warning notice""".split()
)
"""Nouns for what is said: "issued a statement saying" is said by who issued it."""
ISSUING = frozenset(
    """issue issues issued issuing release releases released releasing publish publishes published publishing write
    writes wrote written writing run runs ran running send sends sent sending post posts posted posting put puts putting
    make makes made making deliver delivers delivered delivering give gives gave given giving air airs aired airing
    produce produced producing file filed filing launch launches launched launching plant planted planting email
    emailed tweet tweeted tweeting pen penned circulate circulated circulating distribute distributed distributing
    leave left offer offered offering conduct conducted compile compiled prepare
    prepared sign signed signing author authored draft drafted drafting""".split()
)
"""Verbs whose subject speaks through their object; who receives or reads a letter says nothing by it."""


def _issuer(noun: "Token", depth: int) -> "Token | None":
    """Find who issued what is said: "released a video that accuses" accuses by the mouth of who released it."""
    if noun.lower_.removesuffix("s") not in _UTTERANCES:
        return None
    verb = noun.head
    if noun.dep_ == "pobj" and verb.lower_ in ("in", "with") and is_verb(verb.head) and verb.head.i < verb.i:
        return subject(verb.head, depth + 1)  # "hit back in a letter saying"
    thrown = any(c.dep_ == "prt" and c.lower_ in ("back", "off", "out") for c in verb.children)
    if noun.dep_ != "dobj" or (verb.lower_ not in ISSUING and not thrown):
        return None
    return subject(verb, depth + 1)


def _named_before(verb: "Token") -> "Token | None":
    """ "Brandt, the minister, said", "Ida Holm (Left) said": the name before the verb, hung elsewhere by the parser."""
    doc = verb.doc
    i = verb.i - 1
    while i >= 0 and (doc[i].tag_ in ("RB", "MD") or doc[i].dep_ in ("aux", "neg")) and not _capital(doc[i]):
        i -= 1
    if i < 1:
        alone = verb.i == 1 and doc[0].tag_ == "RB" and doc[0].lower_ not in _FIRST_ADVERBS
        return doc[0] if alone or (i == 0 and _capital(doc[0])) else None
    if doc[i].text == "," and doc[i - 1].text == ")":
        i -= 1
    if doc[i].text == ")":
        i = next((k - 1 for k in range(i, max(i - 8, 1), -1) if doc[k].text == "("), i)
    if _capital(doc[i]) and (doc[i].dep_ in _LOST or doc[i].tag_ == "RB" or _after_comma(doc[i])):
        return doc[i]
    if doc[i].text not in (",", "—", "–", "-", "--"):
        return None
    if doc[i - 1].tag_ == "NNP" and _after_comma(doc[i - 1]) and doc[i - 1].dep_ == "appos":
        return doc[i - 1] if doc[i - 1].head.tag_ == "NN" else None  # "the mayor, Ida Holm, said"
    end = i
    while i > 1 and end - i < 30:
        i -= 1
        if doc[i].text == doc[end].text and doc[i - 1].tag_ in ("NNP", "NNPS") and _adds(doc[i + 1]):
            aside = doc[i - 1].dep_ == "pobj" and doc[i - 1].head.lower_ not in _CONJUNCTIONS
            return None if aside else doc[i - 1]  # "In addition to Holm, two members, …, said"
    return None


_FIRST_ADVERBS = frozenset("so then thus there here also now later once still not never too again".split())
"""Adverbs that may stand before a verb whose subject follows; another before it is a name ("Early said")."""

_CONJUNCTIONS = frozenset({"after", "before", "since", "until", "as"})
"""Prepositions for the parser where it lost the clause they open: "after Holm, asked about it, had said"."""


_LOST = frozenset({"appos", "conj", "npadvmod", "compound", "dep", "dobj"})


def _capital(token: "Token") -> bool:
    """Tell whether a word is a name by its tag, or by a capital that no first word of a sentence needs."""
    return token.tag_ in ("NNP", "NNPS") or (
        token.i > 0 and token.text[0].isupper() and token.tag_ in ("RB", "JJ", "NN")
    )


def _after_comma(token: "Token") -> bool:
    """Tell whether a name stands right after a comma, with what is compounded with it."""
    first = token.left_edge.i
    return first > 0 and token.doc[first - 1].text == ","


def _adds(token: "Token") -> bool:
    """Tell whether a word can open what is added about a name between two commas."""
    return token.tag_ in ("DT", "PRP$", "WP", "JJ", "NN", "WP$", "VBN", "VBG", "CD", "IN", "RB")


_MAKING = frozenset(
    """lead leads led leading prompt prompts prompted prompting cause causes caused causing force forces forced forcing
    push pushed allow allows allowed want wants wanted expect expects expected ask asked get got drive drove driven
    inspire inspired compel compelled""".split()
)
"""Verbs whose object does what the infinitive after it says."""


def trails(verb: "Token") -> bool:
    """Tell whether the verb is a participle after a comma (", adding that …"): its subject is the sentence's."""
    if verb.tag_ != "VBG" or verb.dep_ != "advcl" or verb.head.i > verb.i:
        return False
    at = verb.i - 1
    while at > 0 and (verb.doc[at].text in _CLOSING or verb.doc[at].dep_ == "advmod" or verb.doc[at].lower_ == "while"):
        at -= 1
    return at >= 0 and (verb.doc[at].text in (",", "—", "–") or verb.doc[at + 1].lower_ == "while")


_CLOSING = frozenset({"”", '"', "''"})


def _noun_subject(noun: "Token", depth: int) -> "Token | None":
    """An act in a noun ("his decision to say") belongs to its owner, else to the subject of the verb above."""
    owner = child(noun, "poss")
    if owner is not None:
        return owner
    for up in noun.ancestors:
        if is_verb(up):
            return subject(up, depth + 1)
    return None


def edges(token: "Token") -> tuple[int, int]:
    """Give the first and the last-plus-one token of the word's subtree."""
    return token.left_edge.i, token.right_edge.i + 1


def runs(numbers: Iterable[int]) -> list[tuple[int, int]]:
    """Join token numbers into stretches without gaps."""
    out: list[tuple[int, int]] = []
    for i in sorted(numbers):
        if out and out[-1][1] == i:
            out[-1] = (out[-1][0], i + 1)
        else:
            out.append((i, i + 1))
    return out


_NOT_MENTION = frozenset({"relcl", "acl", "appos", "advcl", "parataxis", "punct", "dep"})


def mention(head: "Token") -> tuple[int, int]:
    """Bound the words of a noun phrase around `head`, without what is only added to it."""
    start, end = head.i, head.i + 1
    for left in head.lefts:
        if left.dep_ not in ("punct", "relcl", "advcl", "cc", "preconj", "dep", "parataxis", "ccomp", "advmod"):
            start = min(start, left.left_edge.i)
    for right in head.rights:
        if right.dep_ in _NOT_MENTION:
            break
        if right.dep_ in ("prep", "cc", "conj", "case", "nummod", "compound", "flat", "npadvmod"):
            if right.dep_ == "prep" and right.lower_ not in ("of", "for", "with", "from", "at"):
                break
            end = max(end, right.right_edge.i + 1)
        else:
            break
    return start, end
