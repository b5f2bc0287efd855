"""The OpenAI-compatible endpoint: whatever speaks Chat Completions (`openai`, LangChain, Open WebUI) can ask us.

Owns how messages become a question and an answer becomes a completion; every `[n]` in it is an annotation, and the
whole answer stands under `footnote`. What asks for another model, temperature or tools is heard and ignored: the line
is ours, and what a system message says is no instruction to it. Included by `server`.
"""

import json
import time
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Literal, TypeAlias

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.datastructures import State
from starlette.responses import JSONResponse, StreamingResponse

from assistant.domain import Answer, Answered, Citation, Question, StatementVerified
from assistant.errors import QuestionUnusable
from assistant.settings import Settings
from assistant.web import wording
from assistant.web.auth import Reader
from assistant.web.bodies import json_object
from assistant.web.edge import request_id_of
from assistant.web.metrics import metrics_of
from assistant.web.openapi import gives, takes
from assistant.web.opening import Opening
from assistant.web.passes import answer_with_passes, event_with_passes
from assistant.web.problem import RequestRefused, log_problem, problem_json
from assistant.web.shapes import CompletionBody, CompletionRequest, ModelBody, ModelsBody
from assistant.web.streaming import HEARTBEAT, pumped
from assistant.wire import answer_json, parse_ask_line, question_of
from index.article import JSON
from index.tokens import TokenCounter

if TYPE_CHECKING:
    from assistant.application import Footnote

MODEL = "footnote"
HEARTBEAT_SECONDS = 10.0
_LONGEST_CONVERSATION = 2_000
"""Messages."""
_BETWEEN = "\n"
Object: TypeAlias = Mapping[str, JSON]


class _Part(BaseModel):
    model_config = ConfigDict(extra="ignore")

    type: str = "text"
    text: str = ""


class _Message(BaseModel):
    model_config = ConfigDict(extra="ignore")

    role: str
    content: str | list[_Part] | None = None

    @property
    def text(self) -> str:
        """What is said, pictures and the like left out."""
        if isinstance(self.content, list):
            return "\n".join(part.text for part in self.content if part.type in ("text", "input_text", "output_text"))
        return self.content or ""


class _StreamOptions(BaseModel):
    model_config = ConfigDict(extra="ignore")

    include_usage: bool | None = None


class _Asked(BaseModel):
    model_config = ConfigDict(extra="ignore")

    messages: list[_Message] = Field(min_length=1, max_length=_LONGEST_CONVERSATION)
    stream: bool | None = None
    stream_options: _StreamOptions | None = None
    footnote: dict[str, object] | None = None


def routes(opening: Opening, settings: Settings) -> APIRouter:
    """Make the router of `/v1`."""
    router = APIRouter(prefix="/v1", tags=["openai"])
    began = int(time.time())
    count = cache(TokenCounter)  # made with the first completion: it reads a vocabulary of a megabyte

    @router.get("/models", operation_id="models", responses=gives(ModelsBody, "The one model there is."))
    async def models() -> Response:
        """List the models: there is one."""
        return JSONResponse({"object": "list", "data": [_model(began)]})

    @router.get("/models/{name}", operation_id="model", responses=gives(ModelBody, "The model."))
    async def model(name: str) -> Response:
        """Describe the model."""
        if name != MODEL:
            raise RequestRefused(
                f"There is no model “{name[:80]}”.", status=404, code="model_not_found", hint=f"Use “{MODEL}”."
            )
        return JSONResponse(_model(began))

    @router.post(
        "/chat/completions",
        operation_id="chat_completion",
        responses=gives(CompletionBody, "The answer; with `stream`, its chunks.", stream=True),
        openapi_extra=takes(CompletionRequest),
    )
    async def complete(request: Request) -> Response:
        """Answer the last user message, in the light of those before it."""
        asked = _checked(await json_object(request))
        reader: Reader = request.state.reader
        question = _question(asked, reader, settings)
        footnote, metrics = opening.footnote, metrics_of(request.state)
        completion = _Completion(
            id=f"chatcmpl-{request_id_of(request.scope)}",
            created=int(time.time()),
            host=f"{request.url.scheme}://{request.headers.get('host', '')}{settings.root_path}",
            settings=settings,
        )

        def usage(answer: Answer) -> Object:
            sent = sum(count().count(message.text) for message in asked.messages)
            written = count().count(answer.text)
            return {"prompt_tokens": sent, "completion_tokens": written, "total_tokens": sent + written}

        if not asked.stream:
            answer = answer_with_passes(await footnote.answer(question), request.state)
            metrics.answered(answer.outcome)
            return JSONResponse(completion.whole(answer, await footnote.run(usage, answer)))
        footnote.see_room()  # Once a stream has begun, no status can say that there is none.
        options = asked.stream_options
        counted = usage if options is not None and options.include_usage else None
        chunks = _chunks(footnote, question, completion, counted, request.state)

        async def written() -> AsyncGenerator[bytes]:
            try:
                async with aclosing(pumped(chunks, every=HEARTBEAT_SECONDS)) as items:
                    async for item in items:
                        yield HEARTBEAT if item is None else _data(json.dumps(item, ensure_ascii=False))
            except Exception as error:  # noqa: BLE001 - the status is sent already: the stream itself has to say it
                log_problem(error, request_id_of(request.scope))
                yield _data(json.dumps(problem_json(error, request_id_of(request.scope)), ensure_ascii=False))
            yield _data("[DONE]")

        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        return StreamingResponse(written(), media_type="text/event-stream", headers=headers)

    return router


def _model(began: int) -> dict[str, JSON]:
    return {"id": MODEL, "object": "model", "created": began, "owned_by": "footnote"}


def _data(line: str) -> bytes:
    return f"data: {line}\n\n".encode()


def _checked(record: Object) -> _Asked:
    try:
        return _Asked.model_validate(record)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "the body"
        hint = 'Send {"messages": [{"role": "user", "content": "What did Macron say?"}]}.'
        raise QuestionUnusable(f"{where}: {first['msg']}", hint=hint) from None


def _question(asked: _Asked, reader: Reader, settings: Settings) -> Question:
    """Take the last user message as the question and what was said before as its history; the rest is ignored."""
    said = [message for message in asked.messages if message.role in ("user", "assistant")]
    while said and said[-1].role != "user":
        said.pop()
    if not said:
        raise QuestionUnusable("The messages hold none of a user.", hint='The last needs "role": "user".')
    filters = asked.footnote or {}
    record: dict[str, object] = {
        **{name: filters[name] for name in _FILTERS if name in filters},
        "question": said[-1].text,
        "history": [{"role": message.role, "content": message.text} for message in said[:-1]],
    }
    now = datetime.now(settings.timezone)
    return question_of(
        parse_ask_line(record), groups=reader.groups, timezone=settings.timezone, now=now, user=reader.user
    )


_FILTERS = ("now", "since", "until", "source", "author", "articles", "groups")


async def _chunks(
    footnote: "Footnote",
    question: Question,
    completion: "_Completion",
    usage: Callable[[Answer], Object] | None,
    state: State,
) -> AsyncGenerator[Object]:
    """Give the chunks of a stream: a statement is one, the last carries annotations and the whole answer."""
    yield completion.chunk({"role": "assistant", "content": ""})
    written = ""
    async with aclosing(footnote.events(question)) as events:
        async for event in events:
            match event_with_passes(event, state):
                case StatementVerified(statement=statement):
                    numbers = "".join(f"[{number}]" for number in statement.citations)
                    piece = f"{_BETWEEN if written else ''}{statement.text} {numbers}"
                    written += piece
                    yield completion.chunk({"content": piece})
                case Answered(answer=answer):
                    metrics_of(state).answered(answer.outcome)
                    rest = completion.rest(answer)
                    if rest:
                        piece = f"\n\n{rest}" if written else rest
                        written += piece
                        yield completion.chunk({"content": piece})
                    marks: Object = {"annotations": completion.annotations(written, answer)}
                    whole: Object = {"footnote": answer_json(answer)}
                    if usage is None:
                        yield {**completion.chunk(marks, ended=True), **whole}
                        return
                    yield {**completion.chunk(marks, ended=True), "usage": None, **whole}
                    counted = await footnote.run(usage, answer)
                    yield {**completion.chunk(None), "usage": counted, **whole}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Completion:
    """Writes one completion. `host` is what makes the link to an article page absolute."""

    id: str
    created: int
    host: str
    settings: Settings

    def whole(self, answer: Answer, usage: Object) -> Object:
        """Write the answer as one object."""
        content = "\n\n".join(part for part in (answer.text, self.rest(answer)) if part)
        message: Object = {
            "role": "assistant",
            "content": content,
            "refusal": None,
            "annotations": self.annotations(content, answer),
            "footnote": answer_json(answer),
        }
        choice: Object = {"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}
        return {**self._head("chat.completion"), "choices": [choice], "usage": usage}

    def chunk(self, delta: Object | None, *, ended: bool = False) -> Object:
        """Write one piece of a stream; without a delta it has no choice, as the one that carries the usage."""
        reason: Literal["stop"] | None = "stop" if ended else None
        choice: Object = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": reason}
        return {**self._head("chat.completion.chunk"), "choices": [] if delta is None else [choice]}

    def rest(self, answer: Answer) -> str:
        """Say what statements do not: notices, what is missing, that there is no answer, and what comes close."""
        lines = [notice.message for notice in answer.notices]
        if answer.outcome == "unanswered" and not wording.small_talk(answer):
            searched = wording.searched_line(answer.searched, self.settings.timezone)
            lines.append(f"The articles do not answer this. {searched}")
            if answer.near_misses:
                lines.append("Closest passages. They do not answer the question:")
                lines += [f"- {self._near(miss)}" for miss in answer.near_misses]
        elif answer.missing:
            lines.append(f"Not found in the articles: {answer.missing}")
        return "\n".join(lines)

    def annotations(self, content: str, answer: Answer) -> list[JSON]:
        """Annotate every `[n]` that a statement ends with; indices are code points, the end exclusive."""
        cited = {citation.number: citation for citation in answer.citations}
        found: list[JSON] = []
        at = 0
        for statement in answer.statements:
            found_at = content.find(statement.text, at)
            if found_at < 0:  # it was not streamed: the line decided otherwise at its end
                continue
            at = found_at + len(statement.text) + 1
            for number in statement.citations:
                end = at + len(f"[{number}]")
                place: Object = {
                    "url": self.host + cited[number].link,
                    "title": wording.titled(cited[number].title),
                    "start_index": at,
                    "end_index": end,
                }
                found.append({"type": "url_citation", "url_citation": place})
                at = end
        return found

    def _near(self, miss: Citation) -> str:
        line = wording.source_line(miss, self.settings.timezone)
        return wording.titled(miss.title) + (f" ({line})" if line else "") + f": {self.host}{miss.link}"

    def _head(self, kind: str) -> dict[str, JSON]:
        return {
            "id": self.id,
            "object": kind,
            "created": self.created,
            "model": MODEL,
            "system_fingerprint": None,
        }
