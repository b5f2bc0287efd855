"""The gate: every request passes it, and nothing is served behind it that the table does not name.

Owns the order of the questions: where does the request come from, is this route served, who is asking, may they. It
puts the `Reader` into `scope["state"]["reader"]`; handlers, Gradio's queued events included, find it there. Pure ASGI.
`server` puts it around the whole application.
"""

from collections.abc import Awaitable, Callable
from functools import partial

from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from assistant.audit import Action, Entry
from assistant.errors import AccessRefused, AssistantError, Unidentified
from assistant.web.access import Row, is_known, path_of, row_of
from assistant.web.auth import Gatekeeper
from assistant.web.peers import client_of
from assistant.web.problem import RequestRefused
from assistant.web.rates import Rates
from assistant.web.sessions import Sessions


class Gate:
    """Lets a request through to its route when the table and the gatekeeper say so."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        keeper: Gatekeeper,
        sessions: Sessions,
        answer: Callable[[Scope, AssistantError], Response],
        rates: Rates,
        told_apart: bool = True,
        note: Callable[[Entry], Awaitable[None]] | None = None,
    ) -> None:
        """`answer` makes the response to a refused request: a page for people, JSON for programs.

        `told_apart`: whether the gatekeeper tells one reader from another. `note` hears whose article was read, or
        removed.
        """
        self._app = app
        self._keeper = keeper
        self._sessions = sessions
        self._answer = answer
        self._rates = rates
        self._told_apart = told_apart
        self._note = note

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse, or go on."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":  # Nothing here speaks over web sockets.
            await send({"type": "websocket.close", "code": 1008})
            return
        try:
            row = await self._admit(scope)
            if row.session:
                receive = await self._sessions.claim(scope, receive, row, scope["state"]["reader"].user)
        except AssistantError as error:
            await self._answer(scope, error)(scope, receive, send)
            return
        if row.article and self._note is not None:
            await self._app(scope, receive, self._noting(row, scope, send, self._note))
        else:
            await self._app(scope, receive, send)

    def _noting(self, row: Row, scope: Scope, send: Send, note: Callable[[Entry], Awaitable[None]]) -> Send:
        """Have it noted, before the first byte goes out, that a reader got an article."""
        found = row.pattern.match(path_of(scope))
        action: Action = "remove" if scope["method"] == "DELETE" else "read"

        async def noted(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == 200 and found is not None:
                await note(Entry(user=scope["state"]["reader"].user, action=action, articles=(found["id"],)))
            await send(message)

        return noted

    async def _admit(self, scope: Scope) -> Row:
        path = path_of(scope)
        row = row_of(scope["method"], path)
        if row is not None and row.role is None:
            return row
        try:
            reader = await self._keeper.admit(HTTPConnection(scope))
        except (Unidentified, AccessRefused):
            self._rates.refused(client_of(scope))
            raise
        scope["state"]["reader"] = reader
        if row is None and is_known(path):
            raise RequestRefused("This method is not served here.", status=405, code="method_not_allowed")
        if row is None or row.role is None:
            raise RequestRefused("There is no such route.", status=404, code="not_found")
        reader.must_be(row.role)
        if row.cost:
            user, address = reader.user if self._told_apart else None, client_of(scope)
            self._rates.asks(user, address, row.cost)
            scope["state"]["count_question"] = partial(self._rates.asks, user, address)
        return row


class Forwarded:
    """Notes who is at the other end of the socket, then believes trusted proxies about whom they speak for."""

    def __init__(self, app: ASGIApp, *, proxies: tuple[str, ...]) -> None:
        believing = ProxyHeadersMiddleware(app, trusted_hosts=list(proxies))  # type: ignore[arg-type]  # see below
        self._app = believing if proxies else app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Note, then go on."""
        client = scope.get("client")
        if scope["type"] in ("http", "websocket"):
            scope.setdefault("state", {})["peer"] = client[0] if client else None
        await self._app(scope, receive, send)  # type: ignore[arg-type]  # uvicorn's own types of the same protocol
