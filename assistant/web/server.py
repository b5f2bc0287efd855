"""The server: assembles pages, API and middleware into one ASGI application, and runs it.

Owns the order of things at start (routes at once, then the articles, then Gradio, which takes seconds to import) and at
the end, and which error becomes which response. Called by `app.py` and by the command line's `serve`.
"""

import asyncio
import errno
import logging
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from importlib.metadata import version
from typing import TYPE_CHECKING

import uvicorn
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Scope

from assistant.audit import Entry
from assistant.contradictions import is_loopback
from assistant.errors import AssistantError, Unidentified
from assistant.settings import Settings
from assistant.web import api, completions, feedback, openapi, pages, people, proving
from assistant.web.access import path_of
from assistant.web.article_page import missing_response, notice_response
from assistant.web.auth import gatekeeper
from assistant.web.edge import BodySizes, Edge, KnownHosts, Origins, request_id_of
from assistant.web.front import Front
from assistant.web.gate import Forwarded, Gate
from assistant.web.intake import Intake
from assistant.web.metrics import Measured, Metrics
from assistant.web.model_context import ModelContext
from assistant.web.opening import Opening
from assistant.web.problem import RequestRefused, problem_of, status_of
from assistant.web.rates import Rates
from assistant.web.render import Surface
from assistant.web.sessions import Sessions
from index.errors import ArticleErased, CorpusError

if TYPE_CHECKING:
    from assistant.application import Footnote

_GRACE_SECONDS = 3
_log = logging.getLogger("footnote.web")


class AddressTaken(AssistantError):
    """The address to listen on is in use or not ours."""

    code = "address_taken"


def create_app(
    source: "Footnote | Callable[[], Footnote]",
    settings: Settings,
    *,
    failed: Callable[[Exception], None] | None = None,
) -> ASGIApp:
    """Assemble the ASGI application around an open `Footnote`, or the function that opens one after the start.

    `failed` hears why opening failed. Raises SettingsContradict when the door would be open to other machines.
    """
    keeper = gatekeeper(settings)
    opening = Opening(source)
    intake = Intake(settings.data_dir)
    front = Front(opening, settings, intake)
    sessions = Sessions()
    context = ModelContext(opening, settings)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async def begin() -> None:
            await opening.open()
            if opening.ready:
                opening.footnote.forgetting.append(sessions.forget)
                intake.discard()
                await front.run()
            elif opening.failure is not None and failed is not None:
                failed(opening.failure)

        beginning = asyncio.create_task(begin())
        async with context.running():
            yield
        beginning.cancel()
        with suppress(asyncio.CancelledError):
            await beginning
        await opening.close()

    app = FastAPI(
        title="Footnote",
        version=version("footnote-chat"),
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
    )
    app.include_router(api.routes(opening, settings, intake))
    app.include_router(feedback.routes(opening, settings))
    app.include_router(people.routes(opening))
    app.include_router(completions.routes(opening, settings))
    app.include_router(proving.routes(opening, settings))
    app.include_router(pages.routes(opening, settings))
    app.router.routes.append(context.route())
    openapi.install(app)
    app.mount("/", front)
    # FastAPI builds included routes when the first request comes: by then a thread is importing Gradio, and pydantic
    # must not build types in two threads at once.
    for route in app.router.routes:
        route.matches({"type": "http", "method": "GET", "path": "/", "root_path": "", "headers": []})
    surface = Surface(timezone=settings.timezone, base=settings.root_path)

    async def answer_error(request: Request, error: Exception) -> Response:
        return _error_response(request, error, surface)

    # Starlette raises an unforeseen `Exception` again after this answer, up to `Edge`, which logs it.
    for kind in (CorpusError, AssistantError, HTTPException, RequestValidationError, Exception):
        app.add_exception_handler(kind, answer_error)

    def answer_refused(scope: Scope, error: Exception) -> Response:
        return _error_response(Request(scope), error, surface)

    async def note(entry: Entry) -> None:
        await opening.footnote.run(opening.footnote.note, entry)

    alone = settings.auth == "open" and is_loopback(settings.host) and not settings.proxy_addresses
    guarded: ASGIApp = Gate(
        app,
        keeper=keeper,
        sessions=sessions,
        answer=answer_refused,
        rates=Rates(0 if alone else settings.questions_per_minute),
        told_apart=settings.auth != "open",
        note=note,
    )
    guarded = BodySizes(guarded)
    guarded = Origins(guarded, allowed=frozenset(settings.allowed_origins))
    if alone:
        guarded = KnownHosts(guarded, hosts=frozenset({"localhost", "127.0.0.1", "::1", settings.host.strip("[]")}))
    guarded = Forwarded(guarded, proxies=settings.proxy_addresses)
    return Edge(Measured(guarded, Metrics()), root_path=settings.root_path, framed_by=settings.allowed_origins)


def _error_response(request: Request, error: Exception, surface: Surface) -> Response:
    """Answer any error: people on an article page get a page, everybody else the JSON of the contract."""
    if isinstance(error, HTTPException):
        error = RequestRefused(str(error.detail), status=error.status_code, code="http_error")
    elif isinstance(error, RequestValidationError):
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"][1:]) or "the request"
        error = RequestRefused(f"{where}: {first['msg']}", status=422, code="request_unusable")
    path = path_of(request.scope)
    if path != "/" and not path.startswith("/articles/"):
        return problem_of(error, request_id_of(request.scope))
    status = status_of(error)
    if isinstance(error, ArticleErased):
        said = "The article that was cited has been erased. Nothing of its words is kept."
        return notice_response("Erased", said, surface, status=status)
    if status == 404:
        return missing_response(surface)
    if isinstance(error, Unidentified):
        said = "A link from the chat opens its article for fifteen minutes. Go back to the chat, and open it again."
        return notice_response("We cannot tell who you are", said, surface, status=status)
    said = error.message if isinstance(error, AssistantError | CorpusError) else "Something failed on our side."
    return notice_response("This page cannot be shown now", said, surface, status=status)


def serve(settings: Settings, load: "Callable[[], Footnote]", *, started: Callable[[str], None] | None = None) -> None:
    """Serve until interrupted. `started` hears the address once the port answers.

    Raises SettingsContradict, AddressTaken, or whatever kept `load` from opening the articles.
    """
    failures: list[Exception] = []

    def fail(error: Exception) -> None:
        failures.append(error)
        server.should_exit = True

    config = uvicorn.Config(
        create_app(load, settings, failed=fail),
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=_GRACE_SECONDS,
        lifespan="on",
    )
    server = uvicorn.Server(config)
    listening = _listen(settings.host, settings.port)
    try:
        if started is not None:
            started(_address(settings, listening))
        with suppress(KeyboardInterrupt):
            server.run(sockets=[listening])
    finally:
        listening.close()
    if failures:
        raise failures[0]


def _listen(host: str, port: int) -> socket.socket:
    host = host.strip("[]")
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        return socket.create_server((host, port), family=family, backlog=256)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise AddressTaken(
                f"Port {port} on {host} is in use.", hint="Stop what uses it, or set FOOTNOTE_PORT to another one."
            ) from None
        raise AddressTaken(f"Cannot listen on {host}:{port}: {error.strerror or error}.") from None


def _address(settings: Settings, listening: socket.socket) -> str:
    port = listening.getsockname()[1]
    host = settings.host if not settings.host.startswith(("0.0.0.0", "::")) or settings.host == "::1" else "127.0.0.1"
    host = f"[{host}]" if ":" in host and not host.startswith("[") else host
    return f"http://{host}:{port}{settings.root_path}/"
