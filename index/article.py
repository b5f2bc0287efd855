"""The nouns of the package: what flows from a file to a hit.

Owns the shapes only: no reading, no storage. Every offset is a Python string index (code points) into the canonical
text of one revision, and `text[start:end]` is always the exact words. Everything in `index` imports this module; it
imports nothing but the standard library.

    Document (sources) -> CanonicalText (canonical) -> Article, Passage, Quote (catalogue) -> Hit (search)
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal, TypeAlias

JSON: TypeAlias = "bool | int | float | str | Sequence[JSON] | Mapping[str, JSON] | None"
State: TypeAlias = Literal["current", "superseded", "corrected", "retracted", "erased"]
QuoteKind: TypeAlias = Literal["direct", "mixed", "indirect"]
When: TypeAlias = date | datetime
"""A day, or an aware moment. (`datetime` is a `date` to Python: test for `datetime` first.)"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A stretch of canonical text, end exclusive."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"not a span: {self.start}-{self.end}")

    def holds(self, other: "Span") -> bool:
        """Tell whether `other` lies wholly inside."""
        return self.start <= other.start and other.end <= self.end

    def touches(self, other: "Span") -> bool:
        """Tell whether the two share at least one character."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """An article as a source read it: raw text and what the input itself records. Nothing is guessed.

    `text` may hold form feeds (`\\f`) where one page of a PDF ends and the next begins; `canonical` turns them into
    page starts. `input` is where it came from (resolved path, URL, `file.zip!member`, `file.jsonl:12`): the article's
    origin, and the name in messages. A record that `export` wrote has the origin it had.
    """

    id: str
    text: str
    input: str
    raw_sha256: str
    title: str | None = None
    source: str | None = None
    author: str | None = None
    published: When | None = None
    updated: When | None = None
    url: str | None = None
    language: str | None = None
    groups: frozenset[str] = frozenset()
    visible_from: When | None = None
    metadata: Mapping[str, JSON] = field(default_factory=dict)
    revision: str | None = None
    """Set only by a record that `export` wrote, together with `earlier` and `state`."""
    earlier: tuple["EarlierRevision", ...] = ()
    state: State = "current"


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierRevision:
    """A former text of an article, as an export carries it."""

    revision: str
    text: str
    stored_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """One input that became no article, and the reason in words for a person."""

    input: str
    reason: str
    hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RemovedLine:
    """A boilerplate line that canonical text leaves out, kept so that nothing disappears silently."""

    line: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CanonicalText:
    """The one text that every offset refers to. `page_starts[i]` is where page i+1 begins, empty without pages."""

    text: str
    removed: tuple[RemovedLine, ...] = ()
    page_starts: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """A stored article at one revision."""

    id: str
    revision: str
    revisions: tuple[str, ...]
    title: str | None
    text: str
    source: str | None
    author: str | None
    published: When | None
    updated: When | None
    url: str | None
    language: str
    groups: frozenset[str]
    visible_from: When | None
    state: State
    origin: str
    metadata: Mapping[str, JSON]
    page_starts: tuple[int, ...] = ()

    def page_of(self, offset: int) -> int | None:
        """Give the page (from 1) that `offset` lies on, None where the input has no pages."""
        return sum(1 for start in self.page_starts if start <= offset) or None if self.page_starts else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A retrievable stretch of one revision. `id` is the catalogue's row number, never used twice."""

    id: int
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """Who spoke: the fullest name the article gives, and the words at the cue; null where it leaves that open."""

    name: str | None = None
    mention: str | None = None
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """The words that introduce speech (`said`, `told RTL radio`)."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """One stretch of speech. `start`, `end` include the quotation marks where they are balanced."""

    start: int
    end: int
    text: str
    kind: QuoteKind
    speaker: Speaker
    cue: Cue | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What one search may see. Every search takes one, and no field has a default that means everything.

    `groups` None is the operator, who sees all; a set (even empty) is a reader in those groups. `article_ids` None does
    not narrow; an empty set sees nothing. `since`, `until` are inclusive; an article without a date is outside both.
    `at` is the moment that embargoes (`visible_from`) are held against: the real present, never the question's `now`.
    """

    groups: frozenset[str] | None
    since: When | None
    until: When | None
    source: str | None
    author: str | None
    article_ids: frozenset[str] | None
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """Words said before a question, for a search to lean on; `weight` is against the question's own 1."""

    text: str
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What a search is for.

    `text` stands alone: it is what passages are read against. `words` are what is looked for (None: the text),
    `earlier` what was said before them. `today` is the day that fresh reports are measured against (None: a report's
    age does not count).
    """

    text: str
    words: str | None = None
    earlier: tuple[Earlier, ...] = ()
    today: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """Another article with the same text."""

    article_id: str
    source: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A passage that a search found, its text read from the catalogue after the access check.

    `start`, `end` are the passage's own. `span` is the part that matters, inside or equal to it. `ranks` holds the
    1-based place in each engine that found it. `score` orders one answer's hits and compares with no other answer's.
    """

    article: Article
    passage_id: int
    start: int
    end: int
    span: Span
    score: float
    ranks: Mapping[str, int]
    copies: tuple[Copy, ...] = ()

    @property
    def text(self) -> str:
        """The passage's words."""
        return self.article.text[self.start : self.end]
