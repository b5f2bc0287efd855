"""The HTTP API of the contract: asking, searching, listing, adding and removing, for programs and the widget.

Owns routes, parameters and statuses. The JSON is `assistant.wire`'s, the work is `Footnote`'s, the reader comes from
`auth`; errors are raised, and `problem` writes them. `server` includes `routes`.
"""

from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Query, Request, Response
from starlette.datastructures import UploadFile
from starlette.responses import JSONResponse, StreamingResponse

from assistant.audit import Entry
from assistant.domain import Answered, Question
from assistant.errors import QuestionUnusable
from assistant.settings import Settings
from assistant.web.auth import Reader
from assistant.web.bodies import json_lines, json_object, json_value
from assistant.web.edge import request_id_of
from assistant.web.intake import Intake, Upload
from assistant.web.markup import Markup
from assistant.web.metrics import metrics_of
from assistant.web.openapi import gives, takes
from assistant.web.opening import Opening
from assistant.web.passes import answer_with_passes, event_with_passes
from assistant.web.problem import RequestRefused, log_problem, problem_json
from assistant.web.render import Surface
from assistant.web.shapes import (
    MOST,
    AnswerBody,
    ArticleBody,
    ArticleRecord,
    ArticlesBody,
    ArticlesQuery,
    AskRequest,
    HitsBody,
    ListFilters,
    QuotesBody,
    QuotesQuery,
    RefusedBody,
    RemovedBody,
    SearchRequest,
)
from assistant.web.streaming import stream
from assistant.web.words import words_of
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
from index.ingest import IngestReport

if TYPE_CHECKING:
    from assistant.application import Footnote

HEARTBEAT_SECONDS = 10.0


def routes(opening: Opening, settings: Settings, intake: Intake) -> APIRouter:
    """Make the router of `/api`."""
    router = APIRouter(prefix="/api", tags=["articles"])
    surface = Surface(timezone=settings.timezone, base=settings.root_path)

    def asked(record: Mapping[str, JSON], request: Request) -> Question:
        reader, now = _reader(request), datetime.now(settings.timezone)
        line = parse_ask_line(record)
        return question_of(line, groups=reader.groups, timezone=settings.timezone, now=now, user=reader.user)

    @router.post(
        "/ask",
        operation_id="ask",
        responses=gives(AnswerBody, "The answer; as events, the last but for failures.", stream=True),
        openapi_extra=takes(AskRequest),
    )
    async def ask(
        request: Request,
        markup_wanted: Annotated[bool, Query(alias="markup", description="Add our markup to the events.")] = False,
        language: Annotated[str | None, Query(description="Of the words around it: `en`, `fr`.")] = None,
    ) -> Response:
        """Answer a question: the whole answer as JSON, or its events as they are verified.

        With `Accept: text/event-stream` the events `searching`, `sources`, `statement` and `answer` come as they
        happen, `error` instead of what a failure keeps from coming, and comments in between: we are still here.
        """
        record = await json_object(request)
        question = asked(record, request)
        footnote, metrics = opening.footnote, metrics_of(request.state)
        if "text/event-stream" not in request.headers.get("accept", ""):
            answer = answer_with_passes(await footnote.answer(question), request.state)
            metrics.answered(answer.outcome)
            return JSONResponse(_named(answer_json(answer), record))
        footnote.see_room()  # Once a stream has begun, no status can say that there is none.
        markup = None
        if markup_wanted:
            markup = Markup(
                footnote,
                replace(surface, words=words_of(language)),
                groups=question.groups,
                turn=request_id_of(request.scope),
                host=f"{request.url.scheme}://{request.headers.get('host', '')}",
            )

        async def events() -> AsyncGenerator[tuple[str, Mapping[str, JSON]]]:
            async with aclosing(footnote.events(question)) as happening:
                async for happened in happening:
                    event = event_with_passes(happened, request.state)
                    name, data = event_json(event)
                    if isinstance(event, Answered):
                        metrics.answered(event.answer.outcome)
                        data = _named(data, record)
                    yield name, data if markup is None else {**data, **await markup.of(event)}

        def problem(error: Exception) -> Mapping[str, JSON]:
            log_problem(error, request_id_of(request.scope))
            return problem_json(error, request_id_of(request.scope))

        return StreamingResponse(
            stream(events(), every=HEARTBEAT_SECONDS, problem=problem),
            media_type="text/event-stream",
            headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
        )

    @router.post(
        "/search",
        operation_id="search",
        responses=gives(HitsBody, "Passages, best first."),
        openapi_extra=takes(SearchRequest),
    )
    async def search(request: Request) -> Response:
        """Find passages for a question, best first."""
        record = await json_object(request)
        k = record.get("k", 10)
        if not isinstance(k, int) or isinstance(k, bool) or not 1 <= k <= MOST:
            raise QuestionUnusable(f"k: a whole number from 1 to {MOST} is meant.")
        hits = await opening.footnote.asearch(asked(record, request), k=k)
        return JSONResponse({"id": record.get("id"), "hits": [hit_json(hit) for hit in hits]})

    @router.get("/quotes", operation_id="quotes", responses=gives(QuotesBody, "Speech, oldest article first."))
    async def quotes(request: Request, asked: Annotated[QuotesQuery, Query()]) -> Response:
        """List what people said."""
        footnote = opening.footnote
        scope = _scope(footnote, request, settings, asked, article=asked.article)
        listing = partial(footnote.quotes, scope, speaker=asked.speaker, about=asked.about)
        found, following = await footnote.run(partial(listing, limit=asked.limit, cursor=asked.cursor))
        shown = tuple(dict.fromkeys(where.id for where, _ in found))
        await footnote.run(footnote.note, Entry(user=_reader(request).user, action="search", articles=shown))
        return JSONResponse({"items": [quote_json(where, quote) for where, quote in found], "next": following})

    @router.get("/articles", operation_id="articles", responses=gives(ArticlesBody, "Articles, newest first."))
    async def articles(request: Request, asked: Annotated[ArticlesQuery, Query()]) -> Response:
        """List articles without their texts."""
        footnote = opening.footnote
        scope = _scope(footnote, request, settings, asked)
        page = await footnote.run(
            partial(footnote.articles, scope, text=asked.text, limit=asked.limit, cursor=asked.cursor)
        )
        items = [article_head_json(item) for item in page.items]
        return JSONResponse({"items": items, "next": page.next, "total": page.total})

    @router.post(
        "/articles",
        operation_id="add_articles",
        responses=gives(IngestReport, "Nothing new, or changed articles, stored.")
        | {201: {"model": IngestReport, "description": "New articles stored."}}
        | {422: {"model": RefusedBody, "description": "Every record was refused, or the request is none."}},
        openapi_extra=takes(ArticleRecord, several=True),
    )
    async def add(request: Request) -> Response:
        """Add articles: a JSON record, a list of them, JSON lines, or files as a form. 2xx is the acknowledgement.

        In a form, each field `group` names a group that may read the files; without one, every reader may.
        """
        editor = _reader(request).groups
        footnote = opening.footnote
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind == "multipart/form-data":
            async with request.form(max_files=1000, max_fields=20) as form:
                files = [value for _, value in form.multi_items() if isinstance(value, UploadFile)]
                if not files:
                    raise _nothing_sent()
                uploads = [Upload(name=file.filename or "article", content=file.file) for file in files]
                named = frozenset(str(group).strip() for group in form.getlist("group")) - {""}
                adding = partial(intake.add_files, footnote, uploads, editor=editor, groups=named)
                report = await footnote.run(adding)
        else:
            records = await _records(request, lines=kind in ("application/x-ndjson", "application/jsonl"))
            report = await footnote.run(partial(intake.add_records, footnote, records, editor=editor))
        return _report_response(report, request)

    @router.get("/articles/{article_id:path}", operation_id="article", responses=gives(ArticleBody, "The article."))
    async def article(request: Request, article_id: str, revision: str | None = None) -> Response:
        """Give one article with its text, passages and quotes."""
        footnote = opening.footnote
        groups = _reader(request).groups
        found = await footnote.run(partial(footnote.article, article_id, groups=groups, revision=revision))
        passages = await footnote.run(footnote.passages, found)
        said = await footnote.run(footnote.quotes_of, found)
        return JSONResponse(article_json(found, passages, said))

    @router.delete(
        "/articles/{article_id:path}", operation_id="remove_article", responses=gives(RemovedBody, "It is gone.")
    )
    async def remove(request: Request, article_id: str, erase: bool = False) -> Response:
        """Remove an article; with `erase`, every trace of its words."""
        footnote = opening.footnote
        await footnote.run(partial(footnote.article, article_id, groups=_reader(request).groups))
        removed = await footnote.run(partial(footnote.remove, [article_id], erase=erase))
        return JSONResponse({"removed": removed})

    return router


def _named(answer: Mapping[str, JSON], record: Mapping[str, JSON]) -> Mapping[str, JSON]:
    """Give the answer back under the name its question came with."""
    return answer if record.get("id") is None else {**answer, "id": record["id"]}


def _reader(request: Request) -> Reader:
    reader = request.state.reader
    assert isinstance(reader, Reader)
    return reader


def _scope(
    footnote: "Footnote", request: Request, settings: Settings, asked: ListFilters, *, article: str | None = None
) -> Scope:
    """Build what a listing may see from the query's filters, within what the reader may see."""
    since, until = parse_bounds(asked.since, asked.until, timezone=settings.timezone)
    return footnote.scope(
        groups=narrowed(_reader(request).groups, asked.groups),
        since=since,
        until=until,
        source=asked.source or None,
        author=asked.author or None,
        articles=None if article is None else frozenset({article}),
    )


async def _records(request: Request, *, lines: bool) -> list[JSON]:
    if lines:
        return await json_lines(request)
    parsed = await json_value(request)
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
