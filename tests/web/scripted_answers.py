"""Two small articles, and the answers, statements and citations that a script or a test makes of them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from urllib.parse import quote

from assistant.domain import Answer, Citation, Searched, Statement, Timings
from index.article import Article

MACRON = """PARIS – French President Emmanuel Macron welcomed the effort on Tuesday, with a reservation.

“We want peace, but we don’t want a peace that would be a capitulation,” Mr Macron told RTL radio.

He added that only Ukrainians could decide which territorial concessions they would make."""
ACCENTS = """Fête 🎉 à l’île 👩‍👩‍👧‍👦 — the x̂-ray of a dance 🇫🇷

The choreographer Zoë Ç\u0327elik, 70, smiled 😀 at the door.

“Nous dansons 💃🏽 jusqu’à l’aube, même sans ẍ̂,” Ms Ç\u0327elik said.

The hall was full & <b>loud</b>."""


def article(article_id: str, text: str, **changes: object) -> Article:
    made = Article(
        id=article_id,
        revision="r1",
        revisions=("r1",),
        title=article_id.replace("-", " ").title(),
        text=text,
        source="Harbour Wire",
        author="Lena Marchetti",
        published=date(2025, 11, 25),
        updated=None,
        url=f"https://harbourwire.example/{article_id}",
        language="en",
        groups=frozenset(),
        visible_from=None,
        state="current",
        origin="test",
        metadata={},
    )
    return replace(made, **changes)  # type: ignore[arg-type]  # tests name real fields


def citation(number: int | None, of: Article, words: str, **changes: object) -> Citation:
    start = of.text.index(words)
    end = start + len(words)
    link = f"/articles/{quote(of.id, safe='')}?revision={of.revision}&span={start}-{end}#s"
    made = Citation(
        number=number,
        article_id=of.id,
        revision=of.revision,
        title=of.title,
        source=of.source,
        author=of.author,
        published=of.published,
        url=of.url,
        page=of.page_of(start),
        state=of.state,
        start=start,
        end=end,
        quote=words,
        link=link,
    )
    return replace(made, **changes)  # type: ignore[arg-type]  # tests name real fields


def answer(
    question: str, statements: Sequence[Statement] = (), citations: Sequence[Citation] = (), **changes: object
) -> Answer:
    made = Answer(
        id="a1",
        question=question,
        standalone_question=question,
        outcome="answered" if statements else "unanswered",
        missing=None,
        text=" ".join(f"{s.text} {''.join(f'[{n}]' for n in s.citations)}" for s in statements),
        mode="extractive",
        model=None,
        statements=tuple(statements),
        citations=tuple(citations),
        withheld=(),
        near_misses=(),
        packed=(),
        searched=Searched(articles=2, sources=1, since=None, until=None),
        notices=(),
        as_of=datetime(2025, 11, 25, 18, 0, tzinfo=UTC),
        timings_ms=Timings(),
        pairs=0,
    )
    return replace(made, **changes)  # type: ignore[arg-type]  # tests name real fields


def said(text: str, *numbers: int) -> Statement:
    return Statement(text=text, citations=numbers, support="verbatim")
