"""The HTTP API of the contract: asking, searching, listing, adding and removing, for programs and the widget.

Owns routes, parameters and statuses. The JSON is `assistant.wire`'s, the work is `Footnote`'s, the reader comes from
`auth`; errors are raised, and `problem` writes them. `server` includes `routes`.
"""

import json
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from fastapi import APIRouter, Request, Response
from starlette.datastructures import UploadFile
from starlette.responses import JSONResponse, StreamingResponse

from assistant.domain import Answered, Question, StatementVerified
from assistant.errors import QuestionUnusable
from assistant.settings import Settings
from assistant.web.auth import Reader
from assistant.web.edge import request_id_of
from assistant.web.intake import Intake, Upload
from assistant.web.opening import Opening
from assistant.web.problem import RequestRefused, log_problem, problem_json
from assistant.web.render import Shown, Surface, answer_html, cards_html, statement_html
from assistant.web.streaming import stream
from assistant.wire import (
    answer_json,
    article_head_json,
    article_json,
    event_json,
    hit_json,
    narrowed,
    parse_ask_line,
    parse_bounds,
    plain,
    question_of,
    quote_json,
)
from index.article import JSON, Scope
from index.errors import CorpusError

if TYPE_CHECKING:
    from assistant.application import Footnote
    from index.ingest import IngestReport

HEARTBEAT_SECONDS = 10.0
_MOST = 500
"""Items one page of a list may have, hits one search may ask for."""


def routes(opening: Opening, settings: Settings, intake: Intake) -> APIRouter:
    """Make the router of `/api`."""
    router = APIRouter(prefix="/api")
    surface = Surface(timezone=settings.timezone, base=settings.root_path)

    def asked(record: Mapping[str, JSON], request: Request) -> Question:
        now = datetime.now(settings.timezone)
        return question_of(parse_ask_line(record), groups=_reader(request).groups, timezone=settings.timezone, now=now)

    @router.post("/ask")
    async def ask(request: Request) -> Response:
        """Answer a question: the whole answer as JSON, or its events as they are verified."""
        record = await _record(request)
        question = asked(record, request)
        footnote = opening.footnote
        if "text/event-stream" not in request.headers.get("accept", ""):
            answer = answer_json(await footnote.answer(question))
            return JSONResponse({**answer, "id": record["id"]} if record.get("id") is not None else answer)
        markup = request.query_params.get("markup") == "1"
        events = _marked_up(footnote, question, surface) if markup else _named(footnote, question)

        def problem(error: Exception) -> Mapping[str, JSON]:
            log_problem(error, request_id_of(request.scope))
            return problem_json(error, request_id_of(request.scope))

        return StreamingResponse(
            stream(events, every=HEARTBEAT_SECONDS, problem=problem),
            media_type="text/event-stream",
            headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
        )

    @router.post("/search")
    async def search(request: Request) -> Response:
        """Find passages for a question, best first."""
        record = await _record(request)
        k = record.get("k", 10)
        if not isinstance(k, int) or isinstance(k, bool) or not 1 <= k <= _MOST:
            raise QuestionUnusable(f"k: a whole number from 1 to {_MOST} is meant.")
        hits = await opening.footnote.asearch(asked(record, request), k=k)
        return JSONResponse({"id": record.get("id"), "hits": [hit_json(hit) for hit in hits]})

    @router.get("/quotes")
    async def quotes(
        request: Request,
        speaker: str | None = None,
        about: str | None = None,
        article: str | None = None,
        limit: int = 50,
        cursor: str | None = None,
    ) -> Response:
        """List what people said."""
        footnote = opening.footnote
        scope = _scope(footnote, request, settings, articles=None if article is None else frozenset({article}))
        listing = partial(footnote.quotes, scope, speaker=speaker, about=about, limit=_bounded(limit), cursor=cursor)
        found, following = await footnote.run(listing)
        return JSONResponse({"items": [quote_json(where, quote) for where, quote in found], "next": following})

    @router.get("/articles")
    async def articles(
        request: Request, text: str | None = None, limit: int = 50, cursor: str | None = None
    ) -> Response:
        """List articles without their texts."""
        footnote = opening.footnote
        scope = _scope(footnote, request, settings, articles=None)
        page = await footnote.run(partial(footnote.articles, scope, text=text, limit=_bounded(limit), cursor=cursor))
        items = [article_head_json(item) for item in page.items]
        return JSONResponse({"items": items, "next": page.next, "total": page.total})

    @router.post("/articles")
    async def add(request: Request) -> Response:
        """Add articles: a JSON record, a list of them, JSON lines, or files as a form. 2xx is the acknowledgement."""
        _reader(request).must_be("editor")
        footnote = opening.footnote
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind == "multipart/form-data":
            async with request.form(max_files=1000, max_fields=20) as form:
                files = [value for _, value in form.multi_items() if isinstance(value, UploadFile)]
                if not files:
                    raise _nothing_sent()
                uploads = [Upload(name=file.filename or "article", content=file.file) for file in files]
                report = await footnote.run(partial(intake.add_files, footnote, uploads))
        else:
            records = await _records(request, lines=kind in ("application/x-ndjson", "application/jsonl"))
            report = await footnote.run(partial(intake.add_records, footnote, records))
        return _report_response(report, request)

    @router.get("/articles/{article_id:path}")
    async def article(request: Request, article_id: str, revision: str | None = None) -> Response:
        """Give one article with its text, passages and quotes."""
        footnote = opening.footnote
        groups = _reader(request).groups
        found = await footnote.run(partial(footnote.article, article_id, groups=groups, revision=revision))
        passages = await footnote.run(footnote.passages, found)
        said = await footnote.run(footnote.quotes_of, found)
        return JSONResponse(article_json(found, passages, said))

    @router.delete("/articles/{article_id:path}")
    async def remove(request: Request, article_id: str, erase: bool = False) -> Response:
        """Remove an article; with `erase`, every trace of its words."""
        _reader(request).must_be("editor")
        footnote = opening.footnote
        await footnote.run(partial(footnote.article, article_id, groups=_reader(request).groups))
        removed = await footnote.run(partial(footnote.remove, [article_id], erase=erase))
        return JSONResponse({"removed": removed})

    return router


async def _named(footnote: "Footnote", question: Question) -> AsyncGenerator[tuple[str, Mapping[str, JSON]]]:
    async with aclosing(footnote.events(question)) as events:
        async for event in events:
            yield event_json(event)


async def _marked_up(
    footnote: "Footnote", question: Question, surface: Surface
) -> AsyncGenerator[tuple[str, Mapping[str, JSON]]]:
    """Add to statements and the answer the markup that the page shows, so that a widget needs no renderer."""
    shown = Shown(turn="w")
    async with aclosing(footnote.events(question)) as events:
        async for event in events:
            name, data = event_json(event)
            match event:
                case StatementVerified(statement=statement, new_citations=citations):
                    data = {**data, "html": statement_html(statement, citations, shown)}
                case Answered(answer=answer):
                    cards = cards_html(answer.citations, shown, surface)
                    data = {**data, "html": answer_html(answer, shown, surface), "cards_html": cards}
            yield name, data


def _reader(request: Request) -> Reader:
    reader = request.state.reader
    assert isinstance(reader, Reader)
    return reader


def _scope(footnote: "Footnote", request: Request, settings: Settings, *, articles: frozenset[str] | None) -> Scope:
    """Build what a listing may see from the query's filters, within what the reader may see."""
    query = request.query_params
    since, until = parse_bounds(query.get("since"), query.get("until"), timezone=settings.timezone)
    return footnote.scope(
        groups=narrowed(_reader(request).groups, query.getlist("groups") or None),
        since=since,
        until=until,
        source=query.get("source") or None,
        author=query.get("author") or None,
        articles=articles,
    )


def _bounded(limit: int) -> int:
    if not 1 <= limit <= _MOST:
        raise RequestRefused(f"limit: a number from 1 to {_MOST} is meant.", status=422, code="limit_unusable")
    return limit


async def _json(request: Request) -> JSON:
    try:
        parsed: JSON = json.loads(await request.body())
    except (ValueError, RecursionError):
        raise RequestRefused(
            "The body is no JSON.",
            status=400,
            code="body_unreadable",
            hint='Send {"question": "What did Macron say?"}.',
        ) from None
    return parsed


async def _record(request: Request) -> Mapping[str, JSON]:
    record = await _json(request)
    if not isinstance(record, Mapping):
        raise QuestionUnusable("The body is no JSON object.", hint='Send {"question": "What did Macron say?"}.')
    return record


async def _records(request: Request, *, lines: bool) -> list[JSON]:
    if lines:
        try:
            return [json.loads(line) for line in (await request.body()).splitlines() if line.strip()]
        except (ValueError, RecursionError):
            raise RequestRefused("A line is no JSON.", status=400, code="body_unreadable") from None
    parsed = await _json(request)
    records = list(parsed) if isinstance(parsed, list) else [parsed]
    if not records:
        raise _nothing_sent()
    return records


def _nothing_sent() -> RequestRefused:
    hint = 'Send {"text": "..."} as JSON, or files as multipart/form-data.'
    return RequestRefused("The request holds no article.", status=422, code="nothing_sent", hint=hint)


def _report_response(report: "IngestReport", request: Request) -> Response:
    """Acknowledge what is stored. When nothing is, because all was refused, that is the client's error."""
    body = plain(report)
    stored = report.added + report.updated + report.unchanged
    if report.refused and not stored:
        first = report.refused[0]
        error = CorpusError(f"{first.input}: {first.reason}", hint=first.hint)
        problem = problem_json(error, request_id_of(request.scope))["error"]
        assert isinstance(problem, Mapping)
        return JSONResponse({"error": {**problem, "code": "input_refused"}, "report": body}, status_code=422)
    return JSONResponse(body, status_code=201 if report.added else 200)
