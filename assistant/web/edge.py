"""What every request passes before a route sees it, and what every response carries.

Owns: the request id, the root path, which Host names and origins may talk to us, body sizes, security headers. Pure
ASGI, so that streams and Gradio's routes pass too. `server` stacks them around the `gate`.
"""

import uuid
from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.web.access import MEBIBYTE, QUESTION_BYTES, path_of, row_of
from assistant.web.problem import RequestRefused, is_ours, log_problem, problem_of

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})

_HEADERS: Mapping[str, str] = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "SAMEORIGIN",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
PAGE_POLICY = (
    "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline';"
    " img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; frame-src 'self'; manifest-src 'self';"
    " worker-src 'self' blob:; base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
)
"""Gradio's own page needs inline script and style. Other hosts are out of reach all the same."""


def request_id_of(scope: Scope) -> str:
    """Give the id this request got at the edge."""
    return str(scope.get("state", {}).get("request_id", ""))


class Edge:
    """The outermost layer: request id, root path, headers of every response, and errors raised before any route."""

    def __init__(self, app: ASGIApp, *, root_path: str, framed_by: Sequence[str] = ()) -> None:
        """`framed_by`: the origins whose pages may show ours in a frame."""
        self._app = app
        self._framed_by = tuple(framed_by)
        self._root = root_path.rstrip("/")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Prepare the scope, go on, and complete the response's headers."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        scope = {**scope, "state": {**scope.get("state", {}), "request_id": uuid.uuid4().hex[:16]}}
        self._place(scope)
        started = False

        async def complete(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
                headers.setdefault("Content-Security-Policy", PAGE_POLICY)
                if self._framed_by:
                    ours = "frame-ancestors 'self'"
                    policy = headers["Content-Security-Policy"]
                    headers["Content-Security-Policy"] = policy.replace(ours, " ".join((ours, *self._framed_by)))
                    del headers["X-Frame-Options"]  # which knows no other origins, and would win in old browsers
                if message["status"] == 401:
                    headers.setdefault("WWW-Authenticate", "Bearer")
                headers["X-Request-Id"] = request_id_of(scope)
            await send(message)

        try:
            await self._app(scope, receive, complete)
        except Exception as error:  # noqa: BLE001 - nothing is above this layer but the socket
            if started or not is_ours(error):
                log_problem(error, request_id_of(scope))
            if not started:  # Else it is too late for a status: the connection breaks, which says that much.
                await problem_of(error, request_id_of(scope))(scope, receive, complete)

    def _place(self, scope: Scope) -> None:
        """Let a prefix arrive stripped or kept: afterwards path and root_path agree, as ASGI wants it."""
        if not self._root:
            return
        path: str = scope["path"]
        if path != self._root and not path.startswith(self._root + "/"):
            scope["path"] = self._root + path
            scope["raw_path"] = self._root.encode() + scope.get("raw_path", path.encode())
        scope["root_path"] = self._root


class KnownHosts:
    """Refuse Host names that are not ours: a foreign page could have its own name point at this machine."""

    def __init__(self, app: ASGIApp, *, hosts: frozenset[str]) -> None:
        self._app = app
        self._hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Check, then go on."""
        if scope["type"] in ("http", "websocket"):
            host = urlsplit("//" + Headers(scope=scope).get("host", "")).hostname
            if host not in self._hosts:
                raise RequestRefused(
                    "This address is not served here.",
                    status=421,
                    code="host_unknown",
                    hint="Use the address Footnote printed when it started.",
                )
        await self._app(scope, receive, send)


class Origins:
    """Decide what pages of other origins may do: allowed ones may ask (CORS), no other may change anything."""

    def __init__(self, app: ASGIApp, *, allowed: frozenset[str]) -> None:
        self._app = app
        self._allowed = allowed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer preflights, refuse foreign changes, and mark responses for allowed origins."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        origin = headers.get("origin")
        wanted = headers.get("access-control-request-method") if scope["method"] == "OPTIONS" else None
        row = row_of(wanted or scope["method"], path_of(scope))
        foreign = self._is_foreign(headers, origin)
        welcome = origin is not None and origin in self._allowed and row is not None and row.embedded
        if wanted:
            await self._preflight(origin, welcome)(scope, receive, send)
            return
        if scope["method"] not in _SAFE and foreign and not welcome:
            raise RequestRefused(
                "A page of another origin may not do this.",
                status=403,
                code="origin_refused",
                hint="To embed the chat there, add the page's origin to FOOTNOTE_ALLOWED_ORIGINS.",
            )

        async def marked(message: Message) -> None:
            if message["type"] == "http.response.start" and row is not None and row.embedded:
                response = MutableHeaders(scope=message)
                response.add_vary_header("Origin")
                if welcome and origin:
                    response["Access-Control-Allow-Origin"] = origin
                    response["Access-Control-Expose-Headers"] = "Retry-After, X-Request-Id"
            await send(message)

        await self._app(scope, receive, marked)

    def _is_foreign(self, headers: Headers, origin: str | None) -> bool:
        """Programs send neither header; browsers send at least one with every request that changes something."""
        if headers.get("sec-fetch-site") in ("cross-site", "same-site"):
            return True
        return origin is not None and urlsplit(origin).netloc != headers.get("host", "")

    def _preflight(self, origin: str | None, welcome: bool) -> Response:
        if not welcome or origin is None:
            return Response(status_code=403, headers={"Vary": "Origin"})
        return Response(
            status_code=204,
            headers={
                "Access-Control-Allow-Origin": origin,
                "Access-Control-Allow-Methods": "GET, POST",
                "Access-Control-Allow-Headers": "Accept, Authorization, Content-Type",
                "Access-Control-Allow-Private-Network": "true",
                "Access-Control-Max-Age": "600",
                "Vary": "Origin",
            },
        )


class BodySizes:
    """Refuse bodies that are too large, by their announced length or while they arrive."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Count what is received."""
        if scope["type"] != "http" or scope["method"] in _SAFE:
            await self._app(scope, receive, send)
            return
        row = row_of(scope["method"], path_of(scope))
        limit = QUESTION_BYTES if row is None else row.body
        announced = Headers(scope=scope).get("content-length", "")
        if announced.isdigit() and int(announced) > limit:
            # Answered here, not raised: the page of an allowed origin has to be able to read it.
            await problem_of(self._too_large(limit), request_id_of(scope))(scope, receive, send)
            return
        received = 0

        async def counted() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > limit:
                raise self._too_large(limit)
            return message

        await self._app(scope, counted, send)

    def _too_large(self, limit: int) -> RequestRefused:
        return RequestRefused(
            f"The request is larger than {limit // MEBIBYTE} MiB.",
            status=413,
            code="body_too_large",
            hint="Send the articles in several requests.",
        )
