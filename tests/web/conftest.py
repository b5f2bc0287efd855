from collections.abc import Iterator
from pathlib import Path

import pytest
from scripted_footnote import ScriptedFootnote
from starlette.testclient import TestClient

from assistant.settings import Settings
from assistant.web.server import create_app

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
