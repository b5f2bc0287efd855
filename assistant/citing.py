"""Citations: numbers by first appearance, exact spans, links to the marked words.

Owns the step from verified drafts to statements and citations. Called by `chain`.
"""

from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import quote as percent

from assistant.domain import Citation, Draft, DraftCitation, Evidence, Statement, Support
from index.article import Article, Copy, Hit, Span


class Numbering:
    """Gives each cited span its number, in the order statements are shown."""

    def __init__(self) -> None:
        self._citations: list[Citation] = []
        self._numbers: dict[tuple[str, str, int, int], int] = {}

    @property
    def citations(self) -> tuple[Citation, ...]:
        """All citations so far, by number."""
        return tuple(self._citations)

    def cite(self, draft: Draft, support: Support) -> tuple[Statement, tuple[Citation, ...]]:
        """Make the statement of a draft that holds, and the citations it is the first to use."""
        numbers: list[int] = []
        new: list[Citation] = []
        for cited in draft.citations:
            article = cited.hit.article
            key = (article.id, article.revision, cited.span.start, cited.span.end)
            number = self._numbers.get(key)
            if number is None:
                number = self._numbers[key] = len(self._citations) + 1
                made = citation_of(cited, number=number)
                self._citations.append(made)
                new.append(made)
            else:
                self._widen(number, cited)
            if number not in numbers:
                numbers.append(number)
        statement = Statement(
            text=draft.text, citations=tuple(numbers), support=support, score=draft.score, speaker=draft.speaker
        )
        return statement, tuple(new)

    def _widen(self, number: int, cited: DraftCitation) -> None:
        before = self._citations[number - 1]
        more = [one for one in _context(cited.hit.article, cited.context) if one not in before.context]
        if more:
            self._citations[number - 1] = replace(before, context=(*before.context, *more))


def citation_of(cited: DraftCitation, *, number: int | None) -> Citation:
    """Make a citation of a span; without a number it is a near miss."""
    article, span = cited.hit.article, cited.span
    return Citation(
        number=number,
        article_id=article.id,
        revision=article.revision,
        title=article.title,
        source=article.source,
        author=article.author,
        published=article.published,
        url=article.url,
        page=article.page_of(span.start),
        state=article.state,
        start=span.start,
        end=span.end,
        quote=article.text[span.start : span.end],
        link=link_to(article, span),
        context=_context(article, cited.context),
        copies=_copies(cited.hit),
    )


def _context(article: Article, spans: Sequence[Span]) -> tuple[Evidence, ...]:
    return tuple(Evidence(start=span.start, end=span.end, quote=article.text[span.start : span.end]) for span in spans)


def _copies(hit: Hit) -> tuple[Copy, ...]:
    return hit.copies


def link_to(article: Article, span: Span) -> str:
    """Give the address of the article page with the span marked, relative to the server's root."""
    where = percent(article.id, safe="")
    return f"/articles/{where}?revision={percent(article.revision, safe='')}&span={span.start}-{span.end}#s"


def answer_text(statements: Sequence[Statement], *, separator: str) -> str:
    """Write statements with their numbers, as the answer's plain text."""
    return separator.join(
        statement.text + " " + "".join(f"[{number}]" for number in statement.citations) for statement in statements
    )
