"""What speaks for and against a candidate being speech: a few dozen plain facts about its grammar.

Owns the features, no weights (`weights`) and no words but the closed classes of English grammar. Called by `records`.
"""

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from index.speech.clauses import is_verb, passive
from index.speech.cues import PLAIN, cues
from index.speech.reported import Report

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_MODALS = frozenset(
    {"can", "could", "may", "might", "must", "shall", "should", "will", "would", "’ll", "'ll", "’d", "'d"}
)
_HE = frozenset({"he", "she"})
_PRONOUNS = frozenset({"i", "we", "they", "you"})
_THINGS = frozenset({"it", "this", "that", "which", "what", "these", "those", "there"})
_QUESTION = frozenset({"if", "whether", "when", "unless", "because", "until", "before", "after", "although", "though"})


def report_features(report: Report, doc: "Doc", quoted: frozenset[int], human: int, closed: bool) -> dict[str, float]:
    """Describe a candidate. `human`: what `people` knows of the speaker; `closed`: the sentence ends with a stop."""
    verb = doc[report.verb]
    out: dict[str, float] = {"always": 1.0, f"frame {report.frame}": 1.0}
    if report.frame != "according":
        out |= _of_the_cue(verb, report)
    out |= _of_the_speaker(doc, report, human)
    out |= _of_the_content(doc, report, quoted)
    if not closed:
        out["no full stop"] = 1.0
    return out


def _of_the_cue(verb: "Token", report: Report) -> dict[str, float]:
    out: dict[str, float] = {}
    cue = cues().get(verb.lower_)
    if cue is not None:
        for flag in ("soft", "thing", "verdict", "order", "infinitive", "manner"):
            if getattr(cue, flag):
                out[f"cue {flag}"] = 1.0
        if not cue.clause:
            out["cue takes no clause"] = 1.0
    if report.lemma in PLAIN:
        out["cue plain"] = 1.0
        if report.frame in ("thing", "about", "verdict", "order", "infinitive", "loose"):
            out["cue plain, odd frame"] = 1.0
    out[f"tag {verb.tag_}"] = 1.0
    out[f"place {verb.dep_ if verb.dep_ in _PLACES else 'other'}"] = 1.0
    for c in verb.children:
        if c.dep_ == "neg":
            out["negated"] = 1.0
        elif c.dep_ == "aux" and c.lower_ in _MODALS:
            out["modal"] = 1.0
        elif c.dep_ == "aux" and c.tag_ == "TO":
            out["to before cue"] = 1.0
        elif c.dep_ == "mark" and c.lower_ in _QUESTION:
            out["inside a condition"] = 1.0
    if passive(verb):
        out["passive"] = 1.0
    if verb.doc[-1].text == "?" or (len(verb.doc) > 1 and verb.doc[-2].text == "?"):
        out["question"] = 1.0
    return out


_PLACES = frozenset({"ROOT", "conj", "advcl", "relcl", "acl", "xcomp", "ccomp", "pcomp", "parataxis"})


def _of_the_speaker(doc: "Doc", report: Report, human: int) -> dict[str, float]:
    if report.speaker is None:
        return {"no speaker": 1.0}
    head = doc[report.speaker]
    out: dict[str, float] = {}
    word = head.lower_
    if word in _HE:
        out["speaker he or she"] = 1.0
    elif word in _PRONOUNS:
        out["speaker I, we, they"] = 1.0
    elif word in _THINGS:
        out["speaker a thing"] = 1.0
    elif head.tag_ in ("NNP", "NNPS"):
        out["speaker a name"] = 1.0
    elif head.tag_ == "NNS":
        out["speaker a plural"] = 1.0
    else:
        out["speaker a noun"] = 1.0
    if human > 0:
        out["speaker a known person"] = 1.0
    if human < 0:
        out["speaker an organisation"] = 1.0
    apart = abs(report.speaker - report.verb)
    out["speaker far"] = min(apart, 20) / 10
    if report.speaker > report.verb:
        out["speaker after cue"] = 1.0
    if head.head.i != report.verb and report.frame != "according":
        out["speaker of another verb"] = 1.0
    if any(a <= report.speaker < b for a, b in report.pieces):
        out["speaker inside content"] = 1.0
    return out


def _of_the_content(doc: "Doc", report: Report, quoted: frozenset[int]) -> dict[str, float]:
    tokens = [t for a, b in report.pieces for t in doc[a:b]]
    out = {"words": math.log(len(tokens) + 1) / 3}
    if len(tokens) < 4:
        out["under four words"] = 1.0
    if any(t.i in quoted for t in tokens):
        out["holds a quotation"] = 1.0
        if report.frame in ("thing", "verdict", "about"):
            out["holds a quotation, no clause"] = 1.0
    if any(is_verb(t) and t.tag_ in ("VBD", "VBZ", "VBP", "MD") for t in tokens):
        out["holds a finite verb"] = 1.0
    first = doc[report.pieces[0][0]]
    if first.i > 0 and doc[first.i - 1].lower_ == "that":
        out["after that"] = 1.0
    if first.tag_ in ("WP", "WDT", "WRB") or first.lower_ in ("if", "whether"):
        out["begins with a question word"] = 1.0
    if first.lower_ in ("him", "her", "them", "me", "us", "himself", "herself", "themselves"):
        out["begins with an object pronoun"] = 1.0
    if first.tag_ in ("CD", "PRP$"):
        out["begins with a number or owner"] = 1.0
    if len(report.pieces) > 1:
        out["in pieces"] = 1.0
    if report.pieces[0][0] > report.verb and report.pieces[0][0] - report.verb > 4:
        out["content far"] = 1.0
    return out


_NAMING = frozenset(
    {
        "called",
        "named",
        "titled",
        "dubbed",
        "entitled",
        "labeled",
        "labelled",
        "known",
        "nicknamed",
        "so-called",
        "slogan",
    }
)


def fragment_features(
    doc: "Doc", start: int, end: int, quoted: frozenset[int], verb: int | None, speaker: int | None
) -> dict[str, float]:
    """Describe a quotation that is no clause and in no report: someone's words, or a title, a slogan, irony."""
    inner: Sequence[Token] = [t for t in doc[start:end] if not t.is_quote and not t.is_punct]
    words = len(inner)
    out: dict[str, float] = {"always": 1.0, "words": math.log(words + 1)}
    if words < 3:
        out["under three words"] = 1.0
    longer = [t for t in inner if len(t.text) > 3]
    if words > 1 and longer and sum(t.text[0].isupper() for t in longer) > 0.7 * len(longer):
        out["capitals"] = 1.0
    elif inner and inner[0].text[:1].isupper():
        out["begins with a capital"] = 1.0
    if any(is_verb(t) for t in inner):
        out["holds a verb"] = 1.0
    if any(t.tag_ in ("PRP", "PRP$") for t in inner):
        out["holds a pronoun"] = 1.0
    before = doc[start - 1] if start else None
    after = doc[end] if end < len(doc) else None
    if before is None:
        out["opens the sentence"] = 1.0
    else:
        if before.lower_ in _NAMING:
            out["after a word of naming"] = 1.0
        if before.tag_ in ("DT", "PRP$", "POS"):
            out["after an article or owner"] = 1.0
        if before.tag_ == "JJ" or before.tag_.startswith("NN"):
            out["after a noun or adjective"] = 1.0
        if before.tag_ in ("IN", "TO"):
            out["after a preposition"] = 1.0
        if before.lower_ == "as":
            out["after as"] = 1.0
        if is_verb(before):
            out["after a verb"] = 1.0
        if before.text in (",", ":"):
            out["after a comma or colon"] = 1.0
        if before.text == "(":
            out["in brackets"] = 1.0
    if after is not None and after.tag_.startswith(("NN", "JJ")):
        out["before a noun"] = 1.0
    if end - 2 >= start and doc[end - 2].text in (",", ".", "!", "?"):
        out["stop inside"] = 1.0
    if verb is None:
        out["no verb above"] = 1.0
    else:
        cue = cues().get(doc[verb].lower_)
        out["cue of saying" if cue is not None and (cue.clause or cue.verdict or cue.thing) else "other verb"] = 1.0
        if cue is not None and cue.clause and not cue.soft:
            out["cue of plain saying"] = 1.0
        if cue is not None and cue.verdict:
            out["cue of verdict"] = 1.0
        gap = start - verb if verb < start else verb - end
        out["verb far"] = min(max(gap, 0), 20) / 10
    if speaker is None:
        out["no speaker"] = 1.0
    else:
        head = doc[speaker]
        if head.lower_ in _HE or head.lower_ in _PRONOUNS:
            out["speaker a pronoun"] = 1.0
        elif head.tag_ in ("NNP", "NNPS"):
            out["speaker a name"] = 1.0
        elif head.lower_ in _THINGS:
            out["speaker a thing"] = 1.0
    return out
