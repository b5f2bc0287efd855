"""A running server and a real browser for tests: nothing in them is allowed to ask another host for anything."""

import os
import shutil
import socket
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlsplit

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, Playwright
from starlette.types import ASGIApp

BROWSER_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
GRADIOS_OWN = (  # complaints about the pandas it brings
    pytest.mark.filterwarnings("ignore:.*no_silent_downcasting"),
    pytest.mark.filterwarnings("ignore:The copy keyword is deprecated"),
)
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
_MAC = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
_ON_LEAVING = ("AbortError: signal is aborted", "Connection errored out")
"""What Gradio says when its page is left or reloaded with a request under way."""
_START_SECONDS = 90


@contextmanager
def running(app: ASGIApp, *, until: str = "/") -> Iterator[str]:
    """Serve an application on a free port, give its address once `until` answers 200, and stop it."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=1))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        try:
            _wait(address + until)
            yield address
        finally:
            server.should_exit = True
            thread.join()


GUIDELINES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]


def serious(page: Page, *, within: str = "html") -> list[tuple[str, str]]:
    """Give what axe-core finds serious or worse, as (rule, element)."""
    found = Axe().run(page, context=within, options={"runOnly": GUIDELINES}).response["violations"]
    return [
        (violation["id"], node["html"])
        for violation in found
        if violation["impact"] in ("serious", "critical")
        for node in violation["nodes"]
    ]


def _wait(address: str) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except HTTPError as error:
            if error.code != 503:
                raise
        except OSError:
            pass
        time.sleep(0.1)
    raise TimeoutError(f"{address} did not come up")


def start_browser(playwright: Playwright) -> Browser:
    """Start the browser of this machine; a machine without one fails the test."""
    named = os.environ.get("FOOTNOTE_TEST_BROWSER")
    path = named or next((found for name in _NAMES if (found := shutil.which(name))), None)
    path = path or next((place for place in _MAC if Path(place).exists()), None)
    if path is None:
        pytest.fail("there is no browser here: install chromium (make test does), or set FOOTNOTE_TEST_BROWSER")
    return playwright.chromium.launch(executable_path=path, args=BROWSER_FLAGS)


@contextmanager
def watched_page(browser: Browser, *allowed: str, errors: bool = True, **context: object) -> Iterator[Page]:
    """Open a page; afterwards fail if it asked a host that is not `allowed`, or complained on its console."""
    hosts = {urlsplit(address).netloc for address in allowed}
    opened = browser.new_context(**context)  # type: ignore[arg-type]  # playwright's own options
    foreign: list[str] = []
    complaints: list[str] = []
    under_way: dict[str, str] = {}
    opened.on(
        "request",
        lambda request: (
            foreign.append(request.url)
            if urlsplit(request.url).scheme in ("http", "https", "ws", "wss")
            and urlsplit(request.url).netloc not in hosts
            else None
        ),
    )

    def listen(message: ConsoleMessage) -> None:
        if message.type == "error" and not any(words in message.text for words in _ON_LEAVING):
            complaints.append(f"{message.text} {message.location}")

    opened.on("console", listen)
    opened.on("weberror", lambda error: complaints.append(str(error.error)))
    opened.on("request", lambda request: under_way.update({request.url: "no answer"}))
    opened.on("requestfailed", lambda request: under_way.update({request.url: str(request.failure)}))
    opened.on("requestfinished", lambda request: under_way.pop(request.url, None))
    page = opened.new_page()
    try:
        try:
            yield page
        except Exception as error:
            error.add_note(f"the page complained: {complaints}; of its requests: {under_way}; now at {page.url}")
            raise
        assert not foreign, f"the page asked another host: {foreign}"
        if errors:
            assert not complaints, f"the page complained on its console: {complaints}"
    finally:
        opened.close()
