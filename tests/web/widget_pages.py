"""Pages that the widget stands on: a guest of another origin, and how a test asks there and hears."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from live import running
from playwright.sync_api import Page
from scripted_footnote import ScriptedFootnote
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route

from assistant.settings import Settings
from assistant.web.front import Front
from assistant.web.server import create_app
from assistant.web.widget import bundle

GUEST_PAGE = """<!doctype html><html lang="{lang}" dir="{dir}"><head><title>Intranet</title>
<meta name="viewport" content="width=device-width"></head>
<body><main><h1>Intranet</h1><footnote-chat {attributes}></footnote-chat></main>
<script src="{host}/widget.js" integrity="{integrity}" crossorigin="anonymous" defer></script></body></html>"""


async def no_page(_: Front) -> None:
    """Leave Gradio out: the widget does without."""


@contextmanager
def guest_page() -> Iterator[str]:
    """Serve a page of another origin that allows nothing but our host, and pins the script by its hash."""

    def page(request: Request) -> HTMLResponse:
        asked = {"lang": "en", "dir": "ltr", "attributes": "", **request.query_params}
        host = asked["host"]
        policy = f"default-src 'none'; script-src {host}; style-src {host}; connect-src {host}"
        filled = GUEST_PAGE.format(integrity=bundle().integrity, **asked)
        trusting = "; require-trusted-types-for 'script'; trusted-types footnote"
        return HTMLResponse(filled, headers={"Content-Security-Policy": policy + trusting})

    with running(Starlette(routes=[Route("/", page)]), until="/?host=x") as address:
        yield address


@contextmanager
def serving_widget(data_dir: Path, *origins: str) -> Iterator[tuple[str, ScriptedFootnote]]:
    """Serve the double to pages of these origins, and give its address with it."""
    settings = Settings.read(data_dir=data_dir, allowed_origins=origins)
    footnote = ScriptedFootnote(settings)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Front, "run", no_page)
        with running(create_app(footnote, settings), until="/readyz") as address:  # type: ignore[arg-type]  # the double
            yield address, footnote
    footnote.close()


def ask(page: Page, question: str) -> None:
    box = page.locator("footnote-chat #box")
    box.fill(question)
    box.press("Enter")


def told(page: Page, name: str) -> None:
    """Have the page write down the details of an event of the widget."""
    page.evaluate(
        """name => {
            window.told ??= {};
            addEventListener(`footnote:${name}`, event => (window.told[name] ??= []).push(event.detail));
        }""",
        name,
    )
