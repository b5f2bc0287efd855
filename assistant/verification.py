"""Whether a drafted statement stands in the passage it cites: nothing is shown that does not pass here.

Owns the contract's invariants as code: quotations verbatim, numbers by value, names, and whose words they are. It
generates nothing and searches nothing. Called by `chain` on every draft, and by tests on every answer
(`broken_invariants`).
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.days import days
from assistant.domain import Answer, Draft, DraftCitation, Evidence, Support
from assistant.quantities import quantities, values
from index.article import Article, Span, When
from index.quotemarks import fold, quotations

_WORD = re.compile(r"[^\W_]+(?:[’'][^\W_]+)*")
_NAME = re.compile(r"[^\W\d_]*[A-ZÀ-ÞĀ-Ž][^\W_]*(?:[’'-][^\W_]+)*")
_INSERTED = re.compile(r"\s?\[[^\[\]]*\]")
_SPLIT = re.compile(r"\[[^\[\]]*\]|\.\.\.|…")


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What verification found. `reason` is for people; empty when the statement holds."""

    support: Support | None
    reason: str = ""

    @property
    def holds(self) -> bool:
        """Tell whether the statement may be shown."""
        return self.support is not None


def verify(draft: Draft) -> Verdict:
    """Hold one draft against its evidence: cited spans, their context, and the cited articles' stored metadata."""
    if not draft.citations:
        return Verdict(support=None, reason="It cites nothing.")
    for citation in draft.citations:
        for span in (citation.span, *citation.context):
            if not 0 <= span.start < span.end <= len(citation.hit.article.text):
                return Verdict(support=None, reason="It cites words that are not in the article.")
    spans = [_words(citation.hit.article, citation.span) for citation in draft.citations]
    evidence = evidence_of(draft.citations)
    return (
        _quotations_stand(draft.text, spans)
        or _numbers_stand(draft.text, evidence)
        or _days_stand(draft.text, evidence)
        or _names_stand(draft.text, evidence)
        or _words_stand(draft.text, spans, evidence)
    )


def evidence_of(citations: Sequence[DraftCitation]) -> str:
    """Join everything a statement may draw on."""
    parts: list[str] = []
    for citation in citations:
        article = citation.hit.article
        parts.append(_words(article, citation.span))
        parts += [_words(article, span) for span in citation.context]
        parts += [
            article.source or "",
            article.author or "",
            *date_words(article.published),
            *date_words(article.updated),
        ]
    return "\n".join(parts)


def date_words(when: When | None) -> tuple[str, ...]:
    """Write a stored date the ways a statement may name it."""
    if when is None:
        return ()
    day = f"{when.day}"
    return (f"{when:%A}, {day} {when:%B} {when.year}", f"{when:%b} {day}")


def _words(article: Article, span: Span) -> str:
    return article.text[span.start : span.end]


def _quotations_stand(text: str, spans: Sequence[str]) -> Verdict | None:
    for quotation in outer_quotations(text):
        if not any(stands_in(quotation, span) for span in spans):
            return Verdict(support=None, reason=f"The article does not have the words “{quotation.strip()}”.")
    return None


def outer_quotations(text: str) -> list[str]:
    """Give the words between paired quotation marks that have two words or more."""
    return [
        text[quotation.inner_start : quotation.inner_end]
        for quotation in quotations(text)
        if quotation.depth == 0
        and quotation.closed
        and len(_WORD.findall(text[quotation.inner_start : quotation.inner_end])) >= 2
    ]


def stands_in(quotation: str, span: str) -> bool:
    """Tell whether a quotation stands in a span: its parts, cut at ellipses and brackets, in order."""
    if fold(quotation) in fold(span):
        return True
    folded, place = fold(span), 0
    parts = [fold(part).strip() for part in _SPLIT.split(quotation)]
    parts = [part.strip(" ,.;:") if at < len(parts) - 1 else part for at, part in enumerate(parts)]
    parts = [part for part in parts if part]
    if len(parts) < 2:
        return False
    for part in parts:
        found = folded.find(part, place)
        if found < 0:
            return False
        if place and re.search(r"[.!?][\"')]*\s+[\"'(]*[^\W\d_a-z]", folded[place : found + 1]):
            return False  # the parts stand in different sentences
        place = found + len(part)
    return True


def _numbers_stand(text: str, evidence: str) -> Verdict | None:
    known = values(evidence)
    for quantity in quantities(text):
        if quantity.value.normalize() not in known and (quantity.exact or not _has_word(quantity.words, evidence)):
            return Verdict(support=None, reason=f"The number “{quantity.words}” is not in the passage.")
    return None


def _days_stand(text: str, evidence: str) -> Verdict | None:
    known = list(days(evidence))
    for day in days(text):
        if not any(day.agrees(other) for other in known):
            return Verdict(support=None, reason=f"The date “{day.words}” is not in the passage.")
    return None


def _names_stand(text: str, evidence: str) -> Verdict | None:
    folded = fold(evidence)
    known = set(_WORD.findall(folded))
    known |= {word.removesuffix("'s") for word in known}
    for name in _NAME.findall(fold(text)):
        plain = name.removesuffix("'s")
        if plain in known or (plain.lower() in known and _starts_sentence(plain, fold(text))):
            continue
        if plain not in folded:
            return Verdict(support=None, reason=f"The name “{plain}” is not in the passage.")
    return None


def _starts_sentence(word: str, text: str) -> bool:
    return re.search(rf"(?:^|[.!?:\"']\s*){re.escape(word)}\b", text) is not None


def _has_word(word: str, text: str) -> bool:
    return re.search(rf"\b{re.escape(word)}\b", text, re.IGNORECASE) is not None


def _words_stand(text: str, spans: Sequence[str], evidence: str) -> Verdict:
    bare = fold(_INSERTED.sub("", text)).strip()
    if any(bare in fold(span) for span in spans):
        return Verdict(support="verbatim")
    without = bare
    for quotation in outer_quotations(text):
        without = without.replace(fold(quotation), " ")
    known = {word.lower() for word in _WORD.findall(fold(evidence))} | _ATTRIBUTING
    # Numbers and dates were compared by value: how they are written does not matter.
    for words in [*(day.words for day in days(without)), *(number.words for number in quantities(without))]:
        without = without.replace(words, " ", 1)
    strange = [word for word in _WORD.findall(without) if word.lower() not in known]
    if not strange:
        return Verdict(support="verbatim" if outer_quotations(text) else "supported")
    return Verdict(support=None, reason=f"The passage does not say “{strange[0]}”.")


_ATTRIBUTING = frozenset("said says told added wrote that the a an of to in on at by and according".split())
"""Words a statement may use to say whose words it quotes; none of them carries a fact."""


def broken_invariants(answer: Answer, text_of: Callable[[str, str], str]) -> list[str]:
    """List what in an answer breaks the contract; empty for every answer we give.

    `text_of(article_id, revision)` reads canonical text from the store.
    """
    broken: list[str] = []
    numbers = {citation.number: citation for citation in answer.citations}
    for citation in (*answer.citations, *answer.near_misses):
        text = text_of(citation.article_id, citation.revision)
        own = Evidence(start=citation.start, end=citation.end, quote=citation.quote)
        for piece in (own, *citation.context):
            if text[piece.start : piece.end] != piece.quote:
                broken.append(f"{citation.article_id} {piece.start}-{piece.end} is not “{piece.quote}”")
    appeared: list[int] = []
    for statement in answer.statements:
        if not statement.citations:
            broken.append(f"no citation: {statement.text}")
        appeared += [number for number in statement.citations if number not in appeared]
        cited = [numbers[number] for number in statement.citations if number in numbers]
        for quotation in outer_quotations(statement.text):
            if not any(stands_in(quotation, citation.quote) for citation in cited):
                broken.append(f"not in a cited span: “{quotation}”")
        evidence = "\n".join(
            "\n".join(
                [
                    citation.quote,
                    *(context.quote for context in citation.context),
                    citation.source or "",
                    citation.author or "",
                    *date_words(citation.published),
                ]
            )
            for citation in cited
        )
        for check in (_numbers_stand, _days_stand, _names_stand):
            verdict = check(statement.text, evidence)
            if verdict is not None:
                broken.append(f"{verdict.reason} ({statement.text})")
    if appeared != list(range(1, len(answer.citations) + 1)):
        broken.append(f"citations are numbered {appeared}, there are {len(answer.citations)}")
    if answer.outcome == "unanswered" and (answer.statements or answer.citations):
        broken.append("unanswered, yet with statements or citations")
    if answer.outcome != "unanswered" and not answer.statements:
        broken.append(f"{answer.outcome} without statements")
    return broken


__all__ = ["Verdict", "broken_invariants", "evidence_of", "outer_quotations", "stands_in", "verify"]
