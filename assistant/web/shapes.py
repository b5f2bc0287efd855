"""The contract's shapes for the OpenAPI document: what a program may send and what it gets.

Owns descriptions only. Nothing is validated or written with these: `wire` does both, and tests hold every response of a
real server against the document. Parts that are plain dataclasses of ours stand in them as they are.
"""

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, Field

from assistant.differences import Piece
from assistant.domain import (
    LONGEST_QUESTION,
    Citation,
    Mode,
    Notice,
    Outcome,
    PackedSource,
    Searched,
    Statement,
    Timings,
    Withheld,
    Writing,
)
from assistant.feedback import Rating
from assistant.proofing import Finding, SavedAnswer
from assistant.wire import AskLine
from index.article import Copy, Cue, Passage, Speaker, State
from index.ingest import IngestReport

MOST = 500
"""Items one page of a list may have, hits one search may ask for."""


class AskRequest(AskLine):
    """A question with what narrows it. Only `question` is required."""

    question: str = Field(
        min_length=1, max_length=LONGEST_QUESTION, description="What is asked, after the earlier turns of `history`."
    )
    id: str | int | None = Field(None, description="Comes back as the answer's `id`.")
    now: str | None = Field(None, description="What “today” means. It hides nothing; `until` hides.")
    since: str | None = Field(None, description="The first day (or moment) an article may be from.")
    until: str | None = Field(None, description="The last day (or moment) an article may be from.")
    source: str | None = Field(None, description="Only this outlet.")
    author: str | None = Field(None, description="Only this author.")
    articles: list[str] | None = Field(None, description="Only these articles, by id.")
    groups: list[str] | None = Field(None, description="Only narrows what the reader may see.")


class SearchRequest(AskRequest):
    """A question to find passages for, as `POST /api/ask` takes it, and how many."""

    k: int = Field(10, ge=1, le=MOST)


class VerifyRequest(BaseModel):
    """A text of up to 20,000 characters, or an answer as `POST /api/ask` gave it; `groups` only narrows."""

    text: str | None = Field(None, max_length=20_000)
    answer: SavedAnswer | None = None
    since: str | None = None
    until: str | None = None
    source: str | None = None
    author: str | None = None
    articles: list[str] | None = None
    groups: list[str] | None = None


class ProofBody(BaseModel):
    """One sentence, its place in the text, and what the articles say to it."""

    text: str
    start: int
    end: int
    verdict: Finding
    score: float | None
    reason: str
    citations: list[Citation]
    differences: list[Piece]


class ProofsBody(BaseModel):
    """Every sentence of a text."""

    items: list[ProofBody]


class ListFilters(BaseModel):
    """What narrows a list. Dates are whole days, inclusive; an article without a date is outside every date bound."""

    since: str | None = None
    until: str | None = None
    source: str | None = None
    author: str | None = None
    groups: list[str] | None = None
    limit: int = Field(50, ge=1, le=MOST)
    cursor: str | None = Field(None, description="The `next` of the page before.")


class ArticlesQuery(ListFilters):
    """Which articles to list."""

    text: str | None = Field(None, description="Words of the title or the text.")


class QuotesQuery(ListFilters):
    """Which speech to list."""

    speaker: str | None = None
    about: str | None = None
    article: str | None = None


class AnswerBody(BaseModel):
    """An answer. Every statement has a citation; `article.text[start:end] == quote`, always."""

    id: str | int
    question: str
    standalone_question: str
    outcome: Outcome
    missing: str | None
    text: str
    mode: Mode
    model: str | None
    statements: list[Statement]
    citations: list[Citation]
    withheld: list[Withheld]
    near_misses: list[Citation]
    packed: list[PackedSource]
    searched: Searched
    notices: list[Notice]
    as_of: datetime
    timings_ms: Timings
    pairs: int
    writing: Writing | None = None


class HitBody(BaseModel):
    """A passage that matches. `start`, `end` are the passage's own; `span` is the part that matters."""

    article_id: str
    revision: str
    passage_id: int
    start: int
    end: int
    text: str
    title: str | None
    source: str | None
    published: date | datetime | None
    score: float
    ranks: dict[str, int]
    span: list[int] = Field(min_length=2, max_length=2)
    copies: list[Copy]


class HitsBody(BaseModel):
    """Passages, best first."""

    id: str | int | None
    hits: list[HitBody]


class QuoteBody(BaseModel):
    """One stretch of speech and who spoke."""

    article_id: str
    revision: str
    start: int
    end: int
    text: str
    kind: Literal["direct", "mixed", "indirect"]
    speaker: Speaker
    cue: Cue | None
    published: date | datetime | None
    title: str | None
    source: str | None


class QuotesBody(BaseModel):
    """A page of speech; `next` is the cursor of the following one."""

    items: list[QuoteBody]
    next: str | None


class ArticleHead(BaseModel):
    """An article without its text."""

    id: str
    revision: str
    revisions: list[str]
    title: str | None
    source: str | None
    author: str | None
    published: date | datetime | None
    updated: date | datetime | None
    url: str | None
    language: str
    groups: list[str]
    visible_from: date | datetime | None
    state: State
    origin: str
    metadata: dict[str, object]


class ArticleBody(ArticleHead):
    """An article with its text, passages and quotes."""

    text: str
    passages: list[Passage]
    quotes: list[QuoteBody]


class ArticlesBody(BaseModel):
    """A page of articles, newest first, and how many there are in all."""

    items: list[ArticleHead]
    next: str | None
    total: int


class ArticleRecord(BaseModel):
    """An article to add. Unknown fields are kept under `metadata`."""

    text: str
    id: str | None = None
    title: str | None = None
    source: str | None = None
    author: str | None = None
    published: str | None = None
    updated: str | None = None
    url: str | None = None
    language: str | None = None
    groups: list[str] | None = Field(None, description="Empty: visible to every reader. Several: to members of any.")
    visible_from: str | None = None


class RemovedBody(BaseModel):
    """How many articles were removed."""

    removed: int


class FeedbackRequest(BaseModel):
    """A reader's word on an answer."""

    answer_id: str = Field(min_length=1, max_length=200, description="The answer's `id`.")
    rating: Rating
    reason: str | None = Field(None, max_length=100, description="A short word, such as `wrong` or `incomplete`.")
    comment: str | None = Field(None, max_length=4000)
    question: str | None = Field(None, max_length=LONGEST_QUESTION, description="Stored only if it is sent.")


class FeedbackStored(BaseModel):
    """The acknowledgement: the feedback is on disk."""

    stored: bool


class FeedbackLine(FeedbackRequest):
    """What a reader said, with who and when."""

    user: str
    at: datetime


class FeedbackBody(BaseModel):
    """What readers said, newest first."""

    items: list[FeedbackLine]


class Problem(BaseModel):
    """What went wrong, and what to do."""

    code: str
    message: str
    hint: str
    request_id: str


class ProblemBody(BaseModel):
    """The body of every error."""

    error: Problem


class RefusedBody(ProblemBody):
    """The body of an error of `POST /api/articles`; `report` where every record was refused."""

    report: IngestReport | None = None


class ChatMessage(BaseModel):
    """A message; a system's or developer's is heard and ignored."""

    role: str
    content: str | list[dict[str, object]] | None = None


class CompletionRequest(BaseModel):
    """A conversation, as OpenAI's Chat Completions take it. What is not named here is ignored."""

    messages: list[ChatMessage] = Field(min_length=1)
    model: str | None = None
    stream: bool | None = None
    stream_options: dict[str, object] | None = None
    footnote: dict[str, object] | None = Field(
        None, description="What narrows the question: `now since until source author articles groups`."
    )


class ChatAnswer(BaseModel):
    """The answer as a message: its text, every `[n]` annotated, and the whole of it under `footnote`."""

    role: Literal["assistant"]
    content: str
    refusal: None
    annotations: list[dict[str, object]]
    footnote: AnswerBody


class Choice(BaseModel):
    """The one choice there is."""

    index: int
    message: ChatAnswer
    logprobs: None
    finish_reason: Literal["stop"]


class Usage(BaseModel):
    """Tokens of the messages and of the answer."""

    prompt_tokens: int
    completion_tokens: int
    total_tokens: int


class CompletionBody(BaseModel):
    """A completion as OpenAI writes it."""

    id: str
    object: Literal["chat.completion"]
    created: int
    model: str
    system_fingerprint: str | None
    choices: list[Choice]
    usage: Usage


class ModelBody(BaseModel):
    """A model."""

    id: str
    object: Literal["model"]
    created: int
    owned_by: str


class ModelsBody(BaseModel):
    """The models there are."""

    object: Literal["list"]
    data: list[ModelBody]
