"""Our own pages and files: the article, the widget and its demo, style sheets, health.

Owns these routes only; the markup is `article_page`'s and `static/`'s. Included by `server`.
"""

from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from fastapi import APIRouter, Request, Response
from starlette.responses import FileResponse, JSONResponse

from assistant.settings import Settings
from assistant.web.article_page import article_response
from assistant.web.auth import Reader
from assistant.web.metrics import CONTENT_TYPE, metrics_of
from assistant.web.opening import Opening
from assistant.web.problem import RequestRefused
from assistant.web.render import Surface
from assistant.web.widget import bundle

if TYPE_CHECKING:
    from assistant.application import Footnote

STATIC = Path(__file__).parent / "static"
_READING = ["GET", "HEAD"]
_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".html": "text/html"}
_DEMO_POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'"


def routes(opening: Opening, settings: Settings) -> APIRouter:
    """Make the router of everything that is neither the API nor the chat page."""
    router = APIRouter(include_in_schema=False)
    surface = Surface(timezone=settings.timezone, base=settings.root_path)
    chat = cache(bundle)

    @router.api_route("/articles/{article_id:path}", methods=_READING)
    async def article(
        request: Request, article_id: str, revision: str | None = None, span: str | None = None
    ) -> Response:
        reader: Reader = request.state.reader
        footnote = opening.footnote
        read = partial(footnote.article, article_id, groups=reader.groups)
        shown = await footnote.run(partial(read, revision=revision))
        newest = await footnote.run(read) if revision and len(shown.revisions) > 1 else None
        if newest is not None and newest.revision == shown.revision:
            newest = None
        return article_response(shown, span, surface, newest=newest)

    @router.api_route("/static/{name}", methods=_READING)
    async def static(name: str) -> Response:
        return _file(name)

    @router.api_route("/widget.js", methods=_READING)
    async def widget(request: Request) -> Response:
        made = chat()
        headers = {
            "Access-Control-Allow-Origin": "*",  # a page that pins the file by its hash may load it only so
            "Cache-Control": "no-cache",
            "Cross-Origin-Resource-Policy": "cross-origin",
            "ETag": made.tag,
            "Vary": "Accept-Encoding",
        }
        if made.tag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        if "gzip" in request.headers.get("accept-encoding", ""):
            return Response(made.compressed, media_type=_TYPES[".js"], headers={**headers, "Content-Encoding": "gzip"})
        return Response(made.script, media_type=_TYPES[".js"], headers=headers)

    @router.api_route("/widget-demo", methods=_READING)
    async def widget_demo() -> Response:
        return _file("widget-demo.html", {"Content-Security-Policy": _DEMO_POLICY})

    @router.api_route("/healthz", methods=_READING)
    async def healthz() -> Response:
        return JSONResponse({"alive": True})

    @router.api_route("/readyz", methods=_READING)
    async def readyz() -> Response:
        _ = opening.footnote
        return JSONResponse({"ready": True})

    @router.api_route("/metrics", methods=_READING)
    async def metrics(request: Request) -> Response:
        """Tell what the server counts, before the articles are open as well."""
        inside = await opening.footnote.run(_stored, opening.footnote) if opening.ready else {}
        return Response(metrics_of(request.state).text(inside), media_type=CONTENT_TYPE)

    return router


def _stored(footnote: "Footnote") -> dict[str, int]:
    return {name: count for name, count in footnote.status().items() if type(count) is int}


def _file(name: str, headers: dict[str, str] | None = None) -> Response:
    """Serve a file of ours. Any page may load it (that is what the widget is for), and nothing in it is secret."""
    path = STATIC / name
    if "/" in name or "\\" in name or path.suffix not in _TYPES or not path.is_file():
        raise RequestRefused("There is no such file.", status=404, code="not_found")
    both = {"Cache-Control": "no-cache", "Cross-Origin-Resource-Policy": "cross-origin", **(headers or {})}
    return FileResponse(path, media_type=_TYPES[path.suffix], headers=both)
