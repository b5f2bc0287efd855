"""The JSON of the public contract: what comes in is checked here, what goes out is written here, and nowhere else.

Owns field names and their order. Used by the command line, the HTTP API and the local socket. It knows no storage.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.domain import (
    LONGEST_QUESTION,
    Answer,
    Answered,
    Event,
    Question,
    Searching,
    SourcesFound,
    StatementVerified,
    Turn,
)
from assistant.errors import QuestionUnusable
from index.article import JSON, Article, Hit, Passage, Quote, When


def plain(value: object) -> JSON:
    """Write any of our dataclasses as JSON values: dates ISO 8601, tuples as lists, sets sorted."""
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float):
        return round(value, 6)
    if isinstance(value, date):  # datetime is a date
        return value.isoformat()
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, frozenset | set):
        return [plain(item) for item in sorted(value)]
    if isinstance(value, Sequence):
        return [plain(item) for item in value]
    raise TypeError(f"{type(value).__name__} has no JSON shape")


def json_line(value: Mapping[str, JSON]) -> str:
    """Write one object on one line, its end included.

    The three characters that JSON leaves bare and many readers take for the end of a line are escaped.
    """
    line = json.dumps(value, ensure_ascii=False)
    return line.replace("\x85", "\\u0085").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029") + "\n"


def answer_json(answer: Answer) -> Mapping[str, JSON]:
    """Write an answer in the contract's shape."""
    written = plain(answer)
    assert isinstance(written, dict)
    return written


def hit_json(hit: Hit) -> Mapping[str, JSON]:
    """Write a search hit in the contract's shape."""
    article = hit.article
    return {
        "article_id": article.id,
        "revision": article.revision,
        "passage_id": hit.passage_id,
        "start": hit.start,
        "end": hit.end,
        "text": hit.text,
        "title": article.title,
        "source": article.source,
        "published": plain(article.published),
        "score": round(hit.score, 6),
        "ranks": plain(hit.ranks),
        "span": [hit.span.start, hit.span.end],
        "copies": plain(hit.copies),
    }


def article_head_json(article: Article) -> dict[str, JSON]:
    """Write an article without its text, as `list` shows it."""
    return {
        "id": article.id,
        "revision": article.revision,
        "revisions": list(article.revisions),
        "title": article.title,
        "source": article.source,
        "author": article.author,
        "published": plain(article.published),
        "updated": plain(article.updated),
        "url": article.url,
        "language": article.language,
        "groups": plain(article.groups),
        "visible_from": plain(article.visible_from),
        "state": article.state,
        "origin": article.origin,
        "metadata": plain(article.metadata),
    }


def article_json(article: Article, passages: Sequence[Passage], quotes: Sequence[Quote]) -> dict[str, JSON]:
    """Write an article with its text, passages and quotes, as `article` and `export` show it."""
    return article_head_json(article) | {
        "text": article.text,
        "passages": plain(passages),
        "quotes": [quote_json(article, quote) for quote in quotes],
    }


def quote_json(article: Article, quote: Quote) -> dict[str, JSON]:
    """Write one stretch of speech in the contract's shape."""
    return {
        "article_id": article.id,
        "revision": article.revision,
        "start": quote.start,
        "end": quote.end,
        "text": quote.text,
        "kind": quote.kind,
        "speaker": plain(quote.speaker),
        "cue": plain(quote.cue),
        "published": plain(article.published),
        "title": article.title,
        "source": article.source,
    }


def event_json(event: Event) -> tuple[str, Mapping[str, JSON]]:
    """Give the name and the data of a stream event."""
    match event:
        case Searching(standalone_question=question):
            return "searching", {"standalone_question": question}
        case SourcesFound(hits=hits):
            return "sources", {"hits": [hit_json(hit) for hit in hits]}
        case StatementVerified(statement=statement, new_citations=citations):
            return "statement", {"statement": plain(statement), "citations": plain(citations)}
        case Answered(answer=answer):
            return "answer", answer_json(answer)


class _Line(BaseModel):
    model_config = ConfigDict(strict=True, extra="ignore", frozen=True)


class TurnLine(_Line):
    """One message of `history`."""

    role: str = Field(pattern="^(user|assistant)$")
    content: str


class AskLine(_Line):
    """One question as a program sends it (batch line, `POST /api/ask`, local socket)."""

    id: str | int | None = None
    question: str
    history: list[TurnLine] = []
    now: str | None = None
    since: str | None = None
    until: str | None = None
    source: str | None = None
    author: str | None = None
    articles: list[str] | None = None
    groups: list[str] | None = None


def parse_ask_line(record: object) -> AskLine:
    """Check the types of one question record. Raises QuestionUnusable naming the first bad field."""
    try:
        return AskLine.model_validate(record)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "the line"
        raise QuestionUnusable(f"{where}: {first['msg']}", hint='Only "id" and "question" are required.') from None


def parse_when(text: str | None, *, field: str, timezone: ZoneInfo) -> When | None:
    """Read a day or a moment; a moment without an offset is meant in `timezone`. Empty is None."""
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        pass
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        hint = "Write 2025-11-25 or 2025-11-25T14:30:00+01:00."
        raise QuestionUnusable(f"{field}: “{text[:40]}” is no date.", hint=hint) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=timezone)


def parse_bounds(since: str | None, until: str | None, *, timezone: ZoneInfo) -> tuple[When | None, When | None]:
    """Read the two bounds of a search; bounds that no moment can be between are refused."""
    first = parse_when(since, field="since", timezone=timezone)
    last = parse_when(until, field="until", timezone=timezone)
    if (
        first is not None
        and last is not None
        and _moment(first, time.min, timezone) > _moment(last, time.max, timezone)
    ):
        raise QuestionUnusable(f"since ({since}) is after until ({until}).", hint="Exchange them, or leave one out.")
    return first, last


def _moment(when: When, edge: time, timezone: ZoneInfo) -> datetime:
    return when if isinstance(when, datetime) else datetime.combine(when, edge, tzinfo=timezone)


def question_of(
    line: AskLine, *, groups: frozenset[str] | None, timezone: ZoneInfo, now: datetime, user: str | None = None
) -> Question:
    """Build the question a line asks, for the reader `user` in `groups` (None: the operator).

    `line.groups` only narrows: a group the reader is not in is ignored.
    """
    text = line.question.strip()
    if not text:
        raise QuestionUnusable("The question is empty.", hint="Ask something, for example: What did Macron say?")
    if len(line.question) > LONGEST_QUESTION:
        raise QuestionUnusable(
            f"The question has {len(line.question):,} characters; {LONGEST_QUESTION:,} are the most.",
            hint="Ask in fewer words, or ingest the long text and ask about it.",
        )
    try:
        text.encode()
    except UnicodeEncodeError:
        broken = "The question holds half a character (a lone surrogate)."
        raise QuestionUnusable(broken, hint="Send valid UTF-8.") from None
    asked = parse_when(line.now, field="now", timezone=timezone)
    if asked is None:
        asked = now
    elif not isinstance(asked, datetime):
        asked = datetime(asked.year, asked.month, asked.day, 23, 59, 59, tzinfo=timezone)
    since, until = parse_bounds(line.since, line.until, timezone=timezone)
    return Question(
        text=text,
        now=asked,
        groups=narrowed(groups, line.groups),
        history=tuple(Turn(role="user" if t.role == "user" else "assistant", content=t.content) for t in line.history),
        since=since,
        until=until,
        source=line.source or None,
        author=line.author or None,
        articles=None if line.articles is None else frozenset(line.articles),
        user=user,
    )


def narrowed(groups: frozenset[str] | None, wanted: Sequence[str] | None) -> frozenset[str] | None:
    """Narrow a reader's groups to the wanted ones; the operator (None) becomes a reader in exactly those."""
    if wanted is None:
        return groups
    return frozenset(wanted) if groups is None else groups & frozenset(wanted)
