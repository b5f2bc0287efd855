"""The contract's promises about an answer, as code: what every answer keeps, whatever a model did.

Owns the reading of a finished answer against the store. Called by tests and benchmarks, and on saved answers.
"""

from collections.abc import Callable

from assistant.domain import Answer, Citation
from assistant.domain import Evidence as Words
from assistant.verification.dates import wrong_date
from assistant.verification.evidence import Cited, Evidence, about_article
from assistant.verification.names import wrong_name
from assistant.verification.numbers import wrong_number
from assistant.verification.quotations import outer_quotations, stands_in


def broken_invariants(answer: Answer, text_of: Callable[[str, str], str]) -> list[str]:
    """List what in an answer breaks the contract; empty for every answer we give.

    `text_of(article_id, revision)` reads canonical text from the store.
    """
    broken: list[str] = []
    numbers = {citation.number: citation for citation in answer.citations}
    for citation in (*answer.citations, *answer.near_misses):
        text = text_of(citation.article_id, citation.revision)
        own = Words(start=citation.start, end=citation.end, quote=citation.quote)
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
        evidence = Evidence(cited=tuple(_cited(one, text_of(one.article_id, one.revision)) for one in cited))
        for check in (wrong_number, wrong_date, wrong_name):
            wrong = check(statement.text, evidence)
            if wrong is not None:
                broken.append(f"{wrong} ({statement.text})")
    if appeared != list(range(1, len(answer.citations) + 1)):
        broken.append(f"citations are numbered {appeared}, there are {len(answer.citations)}")
    if answer.outcome == "unanswered" and (answer.statements or answer.citations):
        broken.append("unanswered, yet with statements or citations")
    if answer.outcome != "unanswered" and not answer.statements:
        broken.append(f"{answer.outcome} without statements")
    return broken


def _cited(citation: Citation, text: str) -> Cited:
    return Cited(
        words=citation.quote,
        context=tuple(one.quote for one in citation.context),
        about=about_article(citation.source, citation.author, citation.published),
        around=text,
    )
