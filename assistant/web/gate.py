"""The gate: every request passes it, and nothing is served behind it that the table does not name.

Owns the order of the questions: where does the request come from, is this route served, who is asking, may they. It
puts the `Reader` into `scope["state"]["reader"]`; handlers, Gradio's queued events included, find it there. Pure ASGI.
`server` puts it around the whole application.
"""

from collections.abc import Callable

from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from assistant.errors import AssistantError
from assistant.web.access import Row, is_known, path_of, row_of
from assistant.web.auth import Gatekeeper
from assistant.web.problem import RequestRefused
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
    ) -> None:
        """`answer` makes the response to a refused request: a page for people, JSON for programs."""
        self._app = app
        self._keeper = keeper
        self._sessions = sessions
        self._answer = answer

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
        await self._app(scope, receive, send)

    async def _admit(self, scope: Scope) -> Row:
        path = path_of(scope)
        row = row_of(scope["method"], path)
        if row is not None and row.role is None:
            return row
        reader = await self._keeper.admit(HTTPConnection(scope))
        scope["state"]["reader"] = reader
        if row is None and is_known(path):
            raise RequestRefused("This method is not served here.", status=405, code="method_not_allowed")
        if row is None or row.role is None:
            raise RequestRefused("There is no such route.", status=404, code="not_found")
        reader.must_be(row.role)
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
