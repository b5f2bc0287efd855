"""What the tests of the web share: the double, its routes without a server, and a browser, started once a file."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from scripted_footnote import ScriptedFootnote
from starlette.testclient import TestClient

from assistant.settings import Settings
from assistant.web.server import create_app

if TYPE_CHECKING:
    from playwright.sync_api import Browser

HOST = "http://127.0.0.1:7860"


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.chdir(tmp_path)
    return Settings.read(data_dir=tmp_path / "data", allowed_origins=("https://intranet.example",))


@pytest.fixture
def footnote(settings: Settings) -> Iterator[ScriptedFootnote]:
    scripted = ScriptedFootnote(settings)
    yield scripted
    scripted.close()


@pytest.fixture
def client(footnote: ScriptedFootnote, settings: Settings) -> TestClient:
    """A client of the routes alone: without a lifespan nothing imports Gradio."""
    app = create_app(footnote, settings)  # type: ignore[arg-type]  # the double has the same methods
    return TestClient(app, base_url=HOST, raise_server_exceptions=False)


@pytest.fixture
def served(footnote: ScriptedFootnote, settings: Settings) -> Callable[..., TestClient]:
    """Give the routes under other settings, to a client at `peer`."""

    def serve(*, peer: str = "127.0.0.1", **changes: object) -> TestClient:
        given = {"data_dir": settings.data_dir, "allowed_origins": settings.allowed_origins, **changes}
        app = create_app(footnote, Settings.read(**given))  # type: ignore[arg-type]
        return TestClient(app, base_url="http://127.0.0.1:7860", client=(peer, 5000), raise_server_exceptions=False)

    return serve


@pytest.fixture(scope="module")
def browser() -> Iterator["Browser"]:
    # Not once a session: while Playwright runs, no other test may run an event loop of its own.
    from live import start_browser
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = start_browser(playwright)
        yield started
        started.close()
