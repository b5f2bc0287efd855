"""The table of routes: who may use each, from which pages, how large a body it takes, whether its uses are counted.

Owns the table and how a request finds its row. `gate` keeps everybody else out and answers 404 for a route without a
row, Gradio's own included, so that nothing is served because somebody forgot it. A test walks every route there is.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from re import Pattern

from starlette.routing import compile_path
from starlette.types import Scope

from assistant.web.auth import Role

MEBIBYTE = 1024 * 1024
QUESTION_BYTES = MEBIBYTE
UPLOAD_BYTES = 256 * MEBIBYTE
QUESTION = 10
GLANCE = 1
"""What behind one route is now a question and now a look at a list counts as a look; its handlers count questions."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """What holds for one route.

    `role` None lets anybody in, known or not. `embedded`: a page of an allowed origin may call it. `cost`: how much of
    what one reader may ask in a minute a use takes, in tenths of a question. `session`: it names a session of the chat
    page, which belongs to whoever opened it. `article`: its path names an article, whose readers the audit log names.
    `path` is a pattern of Starlette's.
    """

    methods: frozenset[str]
    path: str
    role: Role | None
    embedded: bool = False
    cost: int = 0
    session: bool = False
    article: bool = False
    body: int = QUESTION_BYTES

    @cached_property
    def pattern(self) -> Pattern[str]:
        """The path as a regular expression."""
        return compile_path(self.path)[0]


def _row(
    methods: str,
    path: str,
    role: Role | None,
    *,
    embedded: bool = False,
    cost: int = 0,
    session: bool = False,
    article: bool = False,
    body: int = QUESTION_BYTES,
) -> Row:
    named = frozenset(methods.split())
    return Row(
        methods=named | {"HEAD"} if "GET" in named else named,
        path=path,
        role=role,
        embedded=embedded,
        cost=cost,
        session=session,
        article=article,
        body=body,
    )


ROWS: tuple[Row, ...] = (
    # what says nothing about articles
    _row("GET", "/healthz", None),
    _row("GET", "/readyz", None),
    _row("GET", "/static/{name}", None),
    _row("GET", "/widget.js", None),
    _row("GET", "/widget-demo", None),
    # asking
    _row("POST", "/api/ask", "reader", embedded=True, cost=QUESTION),
    _row("POST", "/api/search", "reader", embedded=True, cost=QUESTION),
    _row("POST", "/api/verify", "reader", cost=QUESTION),
    _row("GET", "/api/quotes", "reader", embedded=True),
    _row("GET", "/api/people", "reader"),
    _row("GET", "/api/people/joins", "editor"),
    _row("POST", "/api/people/joins", "editor"),
    _row("DELETE", "/api/people/joins/{number}", "editor"),
    _row("POST", "/api/people/partings", "editor"),
    _row("GET", "/api/people/{person}", "reader"),
    _row("GET", "/api/articles", "reader"),
    _row("GET", "/api/articles/{id:path}", "reader", embedded=True, article=True),
    _row("GET", "/articles/{id:path}", "reader", embedded=True, article=True),
    _row("GET", "/api/openapi.json", "reader"),
    _row("POST", "/api/feedback", "reader", embedded=True, cost=QUESTION),
    # asking, in other programs' words
    _row("GET", "/v1/models", "reader"),
    _row("GET", "/v1/models/{name}", "reader"),
    _row("POST", "/v1/chat/completions", "reader", cost=QUESTION),
    _row("GET POST DELETE", "/mcp", "reader", cost=GLANCE),
    # for whoever runs it
    _row("GET", "/api/feedback", "admin"),
    _row("GET", "/metrics", "admin"),
    # changing articles
    _row("POST", "/api/articles", "editor", cost=QUESTION, body=UPLOAD_BYTES),
    _row("DELETE", "/api/articles/{id:path}", "editor", article=True),
    # the chat page: what Gradio serves to everybody alike, then what belongs to one session
    _row("GET", "/", "reader"),
    _row("GET", "/config", "reader"),
    _row("GET", "/theme.css", None),
    _row("GET", "/gradio_api/theme.css", None),
    _row("GET", "/assets/{path:path}", None),
    _row("GET", "/svelte/{path:path}", None),
    _row("GET", "/static/{path:path}", None),
    _row("GET", "/favicon.ico", None),
    _row("GET", "/robots.txt", None),
    _row("GET", "/manifest.json", None),
    _row("GET", "/gradio_api/info", "reader"),
    _row("GET", "/gradio_api/app_id", "reader"),
    _row("GET", "/gradio_api/startup-events", "reader"),
    _row("GET", "/gradio_api/heartbeat/{session_hash}", "reader", session=True),
    _row("GET", "/gradio_api/queue/data", "reader", session=True),
    _row("POST", "/gradio_api/queue/join", "reader", session=True, cost=GLANCE),
    _row("POST", "/gradio_api/cancel", "reader", session=True),
    _row("POST", "/gradio_api/reset", "reader"),  # Gradio's page calls it after a cancel; it does nothing
    _row("GET", "/gradio_api/upload_progress", "editor", session=True),
    _row("POST", "/gradio_api/upload", "editor", session=True, cost=QUESTION, body=UPLOAD_BYTES),
)
"""The first row that fits holds. What is not here is not served."""


def path_of(scope: Scope) -> str:
    """Give the path below the root path, as the router will see it."""
    path: str = scope["path"]
    return path.removeprefix(scope.get("root_path", "")) or "/"


def row_of(method: str, path: str, rows: Iterable[Row] = ROWS) -> Row | None:
    """Find the row of a request; None where nothing is served."""
    return next((row for row in rows if method in row.methods and row.pattern.match(path)), None)


def is_known(path: str, rows: Iterable[Row] = ROWS) -> bool:
    """Tell whether the path is served at all, by whichever method."""
    return any(row.pattern.match(path) for row in rows)
