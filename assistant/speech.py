"""What somebody said, from the index of speech: every statement, not only the best few.

Owns finding whose words are meant and gathering them. Words of one person never come under another's name: the quotes
are taken by the speaker's full name as each article gives it. Called by `chain`.
"""

import re
import threading
from dataclasses import dataclass
from typing import TypeAlias

from assistant.people import folded_words, who_is_meant
from index.article import Article, Hit, Quote, Scope, Span
from index.catalogue import Catalogue
from index.errors import CursorUnusable
from index.rerank import Reranker

MOST = 60
"""Statements shown for one question."""
ON_TOPIC = -6.0
"""Reranker's logit above which a statement is about the topic: those that are not stay below -9 on the samples."""

SpokenQuote: TypeAlias = tuple[Hit, Quote]


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """The people a question may mean, and what they said, oldest article first, in reading order."""

    names: tuple[str, ...]
    quotes: tuple[SpokenQuote, ...]


def spoken_by(catalogue: Catalogue, asked: str, scope: Scope) -> Spoken:
    """Gather everything said in the scope by whoever `asked` may mean."""
    known = [name for name, _ in catalogue.speakers(scope)]
    names = who_is_meant(asked, known)
    if not names:
        return Spoken(names=(), quotes=())
    wanted = {name.casefold() for name in names}
    gathered: list[SpokenQuote] = []
    seen: set[str] = set()
    for name in names:
        for article in catalogue.articles_quoting(scope, [name]):
            if article.id in seen:
                continue
            seen.add(article.id)
            gathered += [
                (_hit(article, quote), quote)
                for quote in catalogue.quotes_of(article)
                if quote.speaker.name is not None and quote.speaker.name.casefold() in wanted
            ]
    order = {name.casefold(): at for at, name in enumerate(names)}
    gathered.sort(key=lambda one: order[(one[1].speaker.name or "").casefold()])  # stable: articles stay in order
    return Spoken(names=names, quotes=tuple(gathered[:MOST]))


def _hit(article: Article, quote: Quote) -> Hit:
    span = Span(start=quote.start, end=quote.end)
    return Hit(article=article, passage_id=0, start=quote.start, end=quote.end, span=span, score=0.0, ranks={})


def on_topic(
    topic: str,
    spoken: Spoken,
    *,
    reranker: Reranker,
    deadline: float | None,
    cancelled: threading.Event | None,
) -> tuple[tuple[SpokenQuote, ...], int]:
    """Keep the statements about `topic`, as the reranker reads them with their headline."""
    texts = [f"{hit.article.title or ''}. {_in_context(hit, quote)}" for hit, quote in spoken.quotes]
    # Without the speaker's name in the question: it stands in every statement and would lift them all.
    scores = reranker.score(f"What was said about {topic}?", texts, deadline=deadline, cancelled=cancelled)
    wanted = {_stem(word) for word in folded_words(topic) if word not in _SMALL}
    about = {
        _paragraph(hit, quote)
        for (hit, quote), score in zip(spoken.quotes, scores, strict=True)
        if score >= ON_TOPIC or (wanted and wanted <= {_stem(word) for word in folded_words(quote.text)})
    }
    # A quotation interrupted by its cue is two records: what is said on in the same paragraph belongs to it.
    kept = tuple((hit, quote) for hit, quote in spoken.quotes if _paragraph(hit, quote) in about)
    return kept, len(texts)


def _paragraph(hit: Hit, quote: Quote) -> tuple[str, int, str | None]:
    return hit.article.id, hit.article.text.rfind("\n\n", 0, quote.start), quote.speaker.name


def _in_context(hit: Hit, quote: Quote) -> str:
    cue = quote.cue
    if cue is None or quote.kind == "direct":
        return quote.text
    return hit.article.text[min(cue.start, quote.start) : max(cue.end, quote.end)]


def _stem(word: str) -> str:
    return re.sub(r"(?:ies|es|s|ing|ed)$", "", word) if len(word) > 4 else word


_SMALL = frozenset("the a an of in on at to for and or his her their its this that it about by with from".split())


def list_quotes(
    catalogue: Catalogue, scope: Scope, *, speaker: str | None, about: str | None, limit: int, cursor: str | None
) -> tuple[tuple[tuple[Article, Quote], ...], str | None]:
    """List speech in the scope by whoever `speaker` may mean, holding the words of `about`; oldest article first.

    `cursor` is the place the page before ended at, as this function gave it.
    """
    if speaker is None:
        articles = catalogue.articles_quoting(scope, None)
    else:
        names = who_is_meant(speaker, [name for name, _ in catalogue.speakers(scope)])
        articles = catalogue.articles_quoting(scope, names)
        meant = {name.casefold() for name in names}
    wanted = {_stem(word) for word in folded_words(about or "") if word not in _SMALL}
    found = [
        (article, quote)
        for article in articles
        for quote in catalogue.quotes_of(article)
        if (speaker is None or (quote.speaker.name or "").casefold() in meant)
        and wanted <= {_stem(word) for word in folded_words(quote.text)}
    ]
    if cursor is not None and not (cursor.isascii() and cursor.isdecimal() and len(cursor) < 10):
        raise CursorUnusable("This is no place in a list.", hint="Use the `next` of the page before, or none.")
    begin = int(cursor or 0)
    following = str(begin + limit) if begin + limit < len(found) else None
    return tuple(found[begin : begin + limit]), following
