"""What somebody said, from the index of speech: every statement, not only the best few.

Owns finding whose words are meant and gathering them. Words of one person never come under another's name: the quotes
are taken by the speaker's full name as each article gives it. Called by `attributing`, and by `application` for lists.
"""

import re
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from assistant.people import folded_words, of_that_title, tells_sex, who_is_meant
from index.article import Article, Hit, Quote, Scope, Span
from index.catalogue import Catalogue
from index.errors import CursorUnusable
from index.rerank import Reranker

MOST = 300
"""Statements shown for one question."""
RANKED = 120
"""Statements the reranker reads for a topic; of more, those that share words with it come first, then the newest."""
ON_TOPIC = -6.0
"""Reranker's logit above which a statement is about the topic: those that are not stay below -9 on the samples."""

SpokenQuote: TypeAlias = tuple[Hit, Quote]


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """The people a question may mean, and what they said: by speaker, oldest article first, in reading order.

    `exactly`: the names are spelt as asked. `people`: how many bear them, as far as they are described. `voice` gives a
    statement's place among those who speak. `each`: where the question names several people ("Macron and Lavrov"), the
    words for each and what they said, nothing for who is not quoted.
    """

    names: tuple[str, ...]
    quotes: tuple[SpokenQuote, ...]
    exactly: bool = True
    people: int = 1
    voice: Callable[[SpokenQuote], tuple[int, int]] = lambda _: (0, 0)
    each: tuple[tuple[str, "Spoken"], ...] = ()


def spoken_by(catalogue: Catalogue, asked: str, scope: Scope) -> Spoken:
    """Gather everything said in the scope by whoever `asked` may mean."""
    known = [name for name, _ in catalogue.speakers(scope)]
    names = who_is_meant(asked, known)
    if not names:
        return Spoken(names=(), quotes=())
    if len(names) > 1 and tells_sex(asked):
        names = of_that_title(asked, names, [one.text for one in catalogue.articles_quoting(scope, names)])
    people = _people_of(catalogue, scope, names)
    wanted = {name.casefold() for name in names}
    gathered: list[SpokenQuote] = []
    for article in catalogue.articles_quoting(scope, [*names, *(name for _, name in people)]):
        gathered += [
            (_hit(article, quote), quote)
            for quote in catalogue.quotes_of(article)
            if quote.speaker.name is not None
            and (quote.speaker.name.casefold() in wanted or (article.id, quote.speaker.name) in people)
        ]
    order = {name.casefold(): at for at, name in enumerate(names)}

    def voice(one: SpokenQuote) -> tuple[int, int]:
        name = one[1].speaker.name or ""
        bearer = people.get((one[0].article.id, name))
        return (0 if bearer is None else bearer.number), order.get(name.casefold(), len(order))

    gathered.sort(key=voice)  # stable: articles stay in order
    exactly = any(word in folded_words(name) for name in names for word in folded_words(asked))
    told_apart = len({bearer.number for bearer in people.values() if bearer.described})
    return Spoken(names=names, quotes=tuple(gathered), exactly=exactly, people=told_apart, voice=voice)


@dataclass(frozen=True, slots=True)
class _Bearer:
    """One of the people who bear a name that is asked for; `described` where their articles tell who they are."""

    number: int
    described: bool


def _people_of(catalogue: Catalogue, scope: Scope, names: Sequence[str]) -> dict[tuple[str, str], _Bearer]:
    """Tell apart the people who bear one of the names: by article and name, also names an editor joined to theirs."""
    bearers = [person for person in catalogue.people(scope) if set(names).intersection(person.names)]
    return {
        (article_id, name): _Bearer(number, bool(person.roles))
        for number, person in enumerate(bearers)
        for article_id in person.articles
        for name in person.names
    }


def spoken_as(catalogue: Catalogue, asked: str, hits: Sequence[Hit]) -> tuple[SpokenQuote, ...]:
    """Gather what nobody named said who is called as `asked` at the cue ("the spokesman"), in the articles found."""
    wanted = [word for word in folded_words(asked) if word not in _SMALL]
    found: list[SpokenQuote] = []
    for article in _articles(hits):
        for quote in catalogue.quotes_of(article):
            called = folded_words(quote.speaker.mention or "")
            if wanted and quote.speaker.name is None and all(word in called for word in wanted):
                found.append((_hit(article, quote), quote))
    return tuple(found)


def spoken_in(catalogue: Catalogue, hits: Sequence[Hit], *, besides: Sequence[str] = ()) -> tuple[SpokenQuote, ...]:
    """Gather everything said by anybody with a name, but for those of `besides`, in the articles found."""
    left_out = {name.casefold() for name in besides}
    return tuple(
        (_hit(article, quote), quote)
        for article in _articles(hits)
        for quote in catalogue.quotes_of(article)
        if quote.speaker.name is not None and quote.speaker.name.casefold() not in left_out
    )


def spoken_at(catalogue: Catalogue, hit: Hit) -> list[SpokenQuote]:
    """Gather everything said in the article of a hit, by anybody, in reading order."""
    quotes = catalogue.quotes_of(hit.article)
    return [(replace(_hit(hit.article, quote), copies=hit.copies), quote) for quote in quotes]


def _articles(hits: Sequence[Hit]) -> list[Article]:
    return list({hit.article.id: hit.article for hit in hits}.values())


def _hit(article: Article, quote: Quote) -> Hit:
    span = Span(start=quote.start, end=quote.end)
    return Hit(article=article, passage_id=0, start=quote.start, end=quote.end, span=span, score=0.0, ranks={})


def on_topic(
    topic: str,
    quotes: Sequence[SpokenQuote],
    *,
    reranker: Reranker,
    deadline: float | None,
    cancelled: threading.Event | None,
) -> tuple[tuple[SpokenQuote, ...], int]:
    """Keep the statements about `topic`, the best first, as the reranker reads them with their headline.

    What is said in one paragraph stays together: a quotation interrupted by its cue is two records. A paragraph that
    holds every word of the topic is about it.
    """
    wanted = telling_words(topic)
    quotes = _read_first(quotes, wanted)
    texts = [f"{hit.article.title or ''}. {_in_context(hit, quote)}" for hit, quote in quotes]
    # Without the speaker's name in the question: it stands in every statement and would lift them all.
    scores = reranker.score(f"What was said about {topic}?", texts, deadline=deadline, cancelled=cancelled)
    about: dict[tuple[str, int, str | None], float] = {}
    for (hit, quote), score in zip(quotes, scores, strict=True):
        if score >= ON_TOPIC or (wanted and wanted <= telling_words(_around(hit, quote))):
            place = _paragraph(hit, quote)
            about[place] = max(score, about.get(place, score))
    kept = [one for one in quotes if _paragraph(*one) in about]
    return tuple(sorted(kept, key=lambda one: -about[_paragraph(*one)])), len(texts)


def _read_first(quotes: Sequence[SpokenQuote], wanted: set[str]) -> Sequence[SpokenQuote]:
    if len(quotes) <= RANKED:
        return quotes
    shared = [len(wanted & {stem(word) for word in folded_words(_in_context(*one))}) for one in quotes]
    first = sorted(range(len(quotes)), key=lambda at: (-shared[at], -at))[:RANKED]
    return [quotes[at] for at in sorted(first)]


def _paragraph(hit: Hit, quote: Quote) -> tuple[str, int, str | None]:
    return hit.article.id, hit.article.text.rfind("\n\n", 0, quote.start), quote.speaker.name


def told_to(whom: str | None, one: SpokenQuote) -> bool:
    """Tell whether the paragraph of a statement, or the headline, names whom the question says it was told to."""
    wanted = telling_words(whom or "")
    hit, quote = one
    return bool(wanted) and wanted <= telling_words(f"{hit.article.title or ''} {_around(hit, quote)}")


def _around(hit: Hit, quote: Quote) -> str:
    """Give the paragraph of a statement: what “it” is often stands before it."""
    text = hit.article.text
    end = text.find("\n\n", quote.end)
    return text[max(text.rfind("\n\n", 0, quote.start), 0) : end if end > 0 else len(text)]


def _in_context(hit: Hit, quote: Quote) -> str:
    cue = quote.cue
    if cue is None or quote.kind == "direct":
        return quote.text
    return hit.article.text[min(cue.start, quote.start) : max(cue.end, quote.end)]


def telling_words(text: str) -> set[str]:
    """Give the stems of the words that tell what a text is about."""
    return {stem(word) for word in folded_words(text) if word not in _SMALL}


def stem(word: str) -> str:
    """Cut a word so that its forms meet."""
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
    wanted = telling_words(about or "")
    found = [
        (article, quote)
        for article in articles
        for quote in catalogue.quotes_of(article)
        if (speaker is None or (quote.speaker.name or "").casefold() in meant)
        and wanted <= {stem(word) for word in folded_words(quote.text)}
    ]
    if cursor is not None and not (cursor.isascii() and cursor.isdecimal() and len(cursor) < 10):
        raise CursorUnusable("This is no place in a list.", hint="Use the `next` of the page before, or none.")
    begin = int(cursor or 0)
    following = str(begin + limit) if begin + limit < len(found) else None
    return tuple(found[begin : begin + limit]), following
