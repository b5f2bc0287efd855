"""What a statement may stand on: cited words, their context, and what is stored about their article.

Owns the plain form in which every check gets its evidence, so that the checks work on any text and know no index. Made
of a draft's citations here; `footnote verify` and benchmarks make it of whatever they hold.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from assistant.domain import DraftCitation
from index.article import Article, Span, When
from index.folding import fold


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A stretch of speech in or around the cited words. `speaker` is None where nobody is named."""

    words: str
    speaker: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """One citation: its words, its context, stored outlet, author and dates (`about`), and whose speech is in it.

    `around` is the rest of the article: never evidence, only a witness that a word is a plain word of English.
    """

    words: str
    context: tuple[str, ...] = ()
    about: tuple[str, ...] = ()
    speech: tuple[Said, ...] = ()
    around: str = ""


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """Everything that one statement may draw on."""

    cited: tuple[Cited, ...] = field(default=())

    @cached_property
    def words(self) -> str:
        """The cited words and their context."""
        return "\n".join(part for one in self.cited for part in (one.words, *one.context))

    @cached_property
    def about(self) -> str:
        """What is stored about the cited articles."""
        return "\n".join(part for one in self.cited for part in one.about)

    @cached_property
    def all(self) -> str:
        """Both, as the contract counts them."""
        return f"{self.words}\n{self.about}"

    @cached_property
    def folded(self) -> str:
        """Both, with marks, dashes and spaces made alike."""
        return fold(self.all)

    @property
    def spans(self) -> tuple[str, ...]:
        """The cited words of each citation."""
        return tuple(one.words for one in self.cited)

    @property
    def speech(self) -> tuple[Said, ...]:
        """All speech in the cited words."""
        return tuple(said for one in self.cited for said in one.speech)


def evidence_of(citations: Sequence[DraftCitation]) -> Evidence:
    """Gather what a draft cites."""
    return Evidence(cited=tuple(_cited(one) for one in citations))


def _cited(citation: DraftCitation) -> Cited:
    article = citation.hit.article
    return Cited(
        words=_words(article, citation.span),
        context=tuple(_words(article, span) for span in citation.context),
        about=about_article(article.source, article.author, article.published, article.updated),
        speech=tuple(Said(words=quote.text, speaker=quote.speaker.name) for quote in citation.speech),
        around=article.text,
    )


def _words(article: Article, span: Span) -> str:
    return article.text[span.start : span.end]


def about_article(source: str | None, author: str | None, *dates: When | None) -> tuple[str, ...]:
    """Write what is stored about an article as words."""
    return (source or "", author or "", *(words for when in dates for words in date_words(when)))


def date_words(when: When | None) -> tuple[str, ...]:
    """Write a stored date the ways a statement may name it."""
    if when is None:
        return ()
    day = f"{when.day}"
    return (f"{when:%A}, {day} {when:%B} {when.year}", f"{when:%b} {day}")
