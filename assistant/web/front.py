"""The chat page's place at `/`: a small page that reloads itself until Gradio is imported, then Gradio.

Owns the wait and Gradio's life within ours; knows nothing of what the page shows (`chat` builds that). Importing Gradio
takes seconds, so it happens in a thread after the API is up. `server` mounts a `Front` and runs it.
"""

import asyncio
import logging
from typing import TYPE_CHECKING

from starlette.responses import HTMLResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.settings import Settings
from assistant.web.article_page import POLICY, notice_response
from assistant.web.intake import Intake
from assistant.web.opening import Opening
from assistant.web.problem import Starting
from assistant.web.render import Surface
from assistant.web.stubs import without_stub_files

if TYPE_CHECKING:
    from fastapi import FastAPI

_RELOAD_SECONDS = 1
_log = logging.getLogger("footnote.web")


class Front:
    """The ASGI application at `/`."""

    def __init__(self, opening: Opening, settings: Settings, intake: Intake) -> None:
        self._opening = opening
        self._intake = intake
        self._settings = settings
        self._surface = Surface(timezone=settings.timezone, base=settings.root_path)
        self._page: ASGIApp | None = None
        self._failed = False

    async def run(self) -> None:
        """Build the page in a thread and keep it alive until cancelled. Gradio's lifespan stays in this one task."""
        try:
            page = await asyncio.to_thread(self._build)
            async with page.router.lifespan_context(page):
                self._page = page
                try:
                    await asyncio.Event().wait()
                finally:
                    self._page = None
        except Exception:  # noqa: BLE001 - whatever Gradio raises, the API must go on
            self._failed = True
            _log.exception("the chat page could not be built; the API goes on without it")

    def _build(self) -> "FastAPI":
        async def build() -> "FastAPI":
            with without_stub_files():
                from assistant.web.chat import build_page

            return build_page(self._opening, self._settings, self._intake)

        # Inside a loop, because Gradio makes loops of its own, and leaves them open, where it finds none running.
        return asyncio.run(build())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand over to Gradio, or say that it is on its way."""
        if self._page is not None:
            await self._page(scope, receive, send)
        elif scope["type"] == "http":
            await self._waiting(scope)(scope, receive, send)

    def _waiting(self, scope: Scope) -> Response:
        failed = self._failed or self._opening.failure is not None
        if scope["path"].removeprefix(scope.get("root_path", "")) not in ("", "/"):
            raise Starting("The chat page is not up.", hint="Try again in a moment.")
        if failed:
            message = "The chat page could not be started. The server’s log says why."
            return notice_response("Footnote", message, self._surface, status=500)
        base = self._surface.base
        page = (
            '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Footnote is starting</title>'
            f'<meta http-equiv="refresh" content="{_RELOAD_SECONDS}">'
            '<meta name="viewport" content="width=device-width, initial-scale=1">'
            f'<link rel="stylesheet" href="{base}/static/article.css"></head>'
            '<body class="fn-starting"><main><h1>Footnote</h1><p role="status">Opening your articles…</p></main></body>'
            "</html>"
        )
        headers = {"Retry-After": str(_RELOAD_SECONDS), "Content-Security-Policy": POLICY, "Cache-Control": "no-store"}
        return HTMLResponse(page, status_code=503, headers=headers)
