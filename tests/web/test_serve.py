"""Starting and stopping the server itself."""

import socket
import threading
import urllib.request

import pytest
from scripted_footnote import ScriptedFootnote

from assistant.errors import SettingsContradict
from assistant.settings import Settings
from assistant.web.server import AddressTaken, serve
from index.errors import DataDirectoryBusy


def test_what_keeps_the_articles_from_opening_ends_the_server(settings: Settings) -> None:
    def load() -> ScriptedFootnote:
        raise DataDirectoryBusy("Another process has the articles open.")

    with pytest.raises(DataDirectoryBusy, match="Another process"):
        serve(settings.model_copy(update={"port": 0}), load)  # type: ignore[arg-type]


def test_a_port_in_use_is_said_before_anything_is_opened(settings: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(AddressTaken, match=f"Port {port}"):
            serve(settings.model_copy(update={"port": port}), pytest.fail)  # type: ignore[arg-type]


def test_an_open_door_is_refused_before_anything_is_opened(settings: Settings) -> None:
    with pytest.raises(SettingsContradict):
        serve(settings.model_copy(update={"host": "0.0.0.0"}), pytest.fail)  # type: ignore[arg-type]


def test_health_answers_while_the_articles_open_and_they_are_closed_at_the_end(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.web.front.Front._build", lambda self: pytest.fail("no page is needed here"))
    footnote = ScriptedFootnote(settings)
    opened, alive = threading.Event(), []
    address: list[str] = []

    def load() -> ScriptedFootnote:
        with urllib.request.urlopen(address[0] + "healthz", timeout=10) as response:
            alive.append(response.status)
        opened.set()
        raise DataDirectoryBusy("enough")

    with pytest.raises(DataDirectoryBusy):
        serve(settings.model_copy(update={"port": 0}), load, started=address.append)  # type: ignore[arg-type]
    assert alive == [200]
    assert opened.is_set()
    footnote.close()
