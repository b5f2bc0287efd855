"""A small data directory that the command line filled, what to ask of it, and the command line in this process."""

import io
import json
import logging
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from assistant.cli import main

ARTICLES = {
    "harbour.md": """---
title: Harbour master resigns
source: Quay Gazette
author: Ines Okafor
published: 2025-10-03
---
Harbour master Jonas Vell resigned on Friday after a ferry struck the pier at Ostrand.

“I should have closed the harbour an hour earlier,” Vell said. He added that nobody had been hurt.

The repairs will cost 340,000 euros, the port authority estimated.
""",
    "bees.md": """---
title: City bees outlive their country cousins
---
Bees kept on the roofs of Lindholm live 12 days longer than those in the fields, a study found.

“We did not expect the city to win,” biologist Petra Sand said.
""",
    "records.jsonl": '{"id": "council-1", "text": "The council of Ostrand voted to buy three electric ferries.", '
    '"title": "Council buys ferries", "source": "Quay Gazette", "published": "2025-10-06", "groups": ["staff"]}\n',
}


@dataclass(frozen=True)
class Ran:
    """How a command ended and what it said."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        """The one JSON object on stdout."""
        (line,) = self.lines
        return line

    @property
    def lines(self) -> list[dict[str, Any]]:
        """Every line of stdout, as JSON."""
        return [json.loads(line) for line in self.out.splitlines()]


Footnote = Callable[..., Ran]
SPOKEN = "What did Jonas Vell say?"
UNKNOWN = "What did the president of Brazil say?"


def one_line(err: str) -> str:
    assert err.startswith("footnote: ")
    assert err.count("\n") == 1, err
    assert "Traceback" not in err
    return err


@pytest.fixture
def _logging_as_before() -> Iterator[None]:
    """Undo what a command does to the logging of its process."""
    root = logging.getLogger()
    handlers = root.handlers[:]
    yield
    root.handlers[:] = handlers
    logging.captureWarnings(False)


@pytest.fixture
def footnote(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, _logging_as_before: None
) -> Footnote:
    """Run the command line in this process, somewhere empty."""
    monkeypatch.chdir(tmp_path)

    def run(*argv: object, stdin: bytes | None = None) -> Ran:
        if stdin is not None:
            monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8"))
        capsys.readouterr()
        status = main([str(argument) for argument in argv])
        said = capsys.readouterr()
        return Ran(status, said.out, said.err)

    return run


@pytest.fixture(scope="session")
def articles(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with three small articles; one of them only `staff` may read."""
    folder = tmp_path_factory.mktemp("articles")
    for name, text in ARTICLES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def stocked(articles: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a data directory with those articles, to be read only."""
    data = tmp_path_factory.mktemp("stocked") / "data"
    root = logging.getLogger()
    handlers = root.handlers[:]
    assert main(["ingest", str(articles), "--data-dir", str(data), "--quiet"]) == 0
    root.handlers[:] = handlers
    logging.captureWarnings(False)
    return data


@pytest.fixture
def own_copy(stocked: Path, tmp_path: Path) -> Path:
    """Give a copy of it that a test may change."""
    return Path(shutil.copytree(stocked, tmp_path / "copy"))
