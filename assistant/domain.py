"""The nouns of an answer: what flows from a question to what a person reads.

Owns the shapes of docs' public contract as frozen dataclasses: no behaviour beyond what the shapes promise. The stages
(`condense`, `packing`, `drafting`, `quoting`, `verification`, `citing`) turn one into the next, `wire.py` writes them
as JSON.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, TypeAlias

from index.article import Copy, Hit, Quote, Span, State, When

Outcome: TypeAlias = Literal["answered", "partly", "unanswered"]
Support: TypeAlias = Literal["verbatim", "supported"]
Mode: TypeAlias = Literal["extractive", "llm"]

LONGEST_QUESTION = 4_000
"""Characters; longer ones are refused before any work is done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One earlier message of the conversation."""

    role: Literal["user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What a person asks, when, and what they may and want to see.

    `now` sets what relative times mean and hides nothing; `until` hides. `groups` None is the operator. `user` is who
    asks, for the audit log; None leaves no trace there.
    """

    text: str
    now: datetime
    groups: frozenset[str] | None
    history: tuple[Turn, ...] = ()
    since: When | None = None
    until: When | None = None
    source: str | None = None
    author: str | None = None
    articles: frozenset[str] | None = None
    user: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Words of an article: `article.text[start:end] == quote`, always."""

    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """Where a statement stands. `number` is None only in near misses. `context`: naming mentions, date lines."""

    number: int | None
    article_id: str
    revision: str
    title: str | None
    source: str | None
    author: str | None
    published: When | None
    url: str | None
    page: int | None
    state: State
    start: int
    end: int
    quote: str
    link: str
    context: tuple[Evidence, ...] = ()
    copies: tuple[Copy, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One sentence of an answer with the numbers of its citations."""

    text: str
    citations: tuple[int, ...]
    support: Support
    score: float | None = None
    speaker: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Withheld:
    """A drafted statement that did not hold, and why, in words a person understands."""

    text: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Something the reader should know about the answer (`greeting`, `model_unreachable` ...)."""

    code: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """What a language model was asked with. `form`: how it was to reply; `prompt_hash`: of the prompt's file."""

    model: str
    prompt: str
    prompt_version: int
    prompt_hash: str
    form: Literal["schema", "lines"]
    temperature: float
    reply_tokens: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PackedSource:
    """A stretch of an article that a language model was or would be given."""

    article_id: str
    revision: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Searched:
    """What was looked through: so that "no answer" can say where there is none."""

    articles: int
    sources: int
    since: When | None
    until: When | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Timings:
    """Milliseconds per stage."""

    condense: float = 0
    search: float = 0
    rerank: float = 0
    draft: float = 0
    verify: float = 0
    total: float = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a person gets. Invariants: docs/contract.md, checked by `verification.broken_invariants`."""

    id: str
    question: str
    standalone_question: str
    outcome: Outcome
    missing: str | None
    text: str
    mode: Mode
    model: str | None
    statements: tuple[Statement, ...]
    citations: tuple[Citation, ...]
    withheld: tuple[Withheld, ...]
    near_misses: tuple[Citation, ...]
    packed: tuple[PackedSource, ...]
    searched: Searched
    notices: tuple[Notice, ...]
    as_of: datetime
    timings_ms: Timings
    pairs: int
    writing: Writing | None = None


# --- between the stages -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftCitation:
    """Evidence a drafter names for a statement: a span of one hit's article, the context it needs, the speech in it."""

    hit: Hit
    span: Span
    context: tuple[Span, ...] = ()
    speech: tuple[Quote, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A statement before verification. `score` is a calibrated probability, None where nothing is calibrated."""

    text: str
    citations: tuple[DraftCitation, ...]
    speaker: str | None = None
    score: float | None = None


# --- events of a stream -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Searching:
    """The search has begun, with this question."""

    standalone_question: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SourcesFound:
    """The articles that the answer may draw on, best first."""

    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementVerified:
    """A statement that may be shown, with the citations it is the first to use."""

    statement: Statement
    new_citations: tuple[Citation, ...] = field(default=())


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """The whole answer: the last event of every stream that did not fail."""

    answer: Answer


Event: TypeAlias = Searching | SourcesFound | StatementVerified | Answered
