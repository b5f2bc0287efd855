"""Samples: where they are, and that a first start which was killed in the middle is finished by the second."""

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from assistant.application import Footnote
from assistant.serving import UNFINISHED, add_samples, samples_directory
from assistant.terminal import Terminal

QUIET = Terminal(as_json=False, quiet=True)


class Shelf:
    """Counts ingests over a directory; holds as many articles as it is told."""

    def __init__(self, data_dir: Path, *, holds: int, killed: bool = False) -> None:
        data_dir.mkdir(exist_ok=True)
        self.settings = SimpleNamespace(data_dir=data_dir)
        self.ingested: list[str] = []
        self._holds = holds
        self._killed = killed

    def scope(self, **filters: object) -> None: ...

    def articles(self, scope: object, *, limit: int) -> SimpleNamespace:
        return SimpleNamespace(total=self._holds)

    def ingest(self, inputs: list[str], *, progress: Callable[..., None]) -> None:
        self.ingested += inputs
        if self._killed:
            raise KeyboardInterrupt


def add(shelf: Shelf) -> list[str]:
    add_samples(cast(Footnote, shelf), QUIET)
    return shelf.ingested


def test_samples_go_into_an_empty_directory_only(data_dir: Path) -> None:
    assert add(Shelf(data_dir, holds=0)) == [str(samples_directory())]
    assert add(Shelf(data_dir, holds=40)) == []
    assert add(Shelf(data_dir, holds=1)) == []


def test_a_start_that_was_killed_is_finished_by_the_next(data_dir: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        add(Shelf(data_dir, holds=0, killed=True))
    assert (data_dir / UNFINISHED).exists()
    assert add(Shelf(data_dir, holds=17)) == [str(samples_directory())]
    assert not (data_dir / UNFINISHED).exists()
    assert add(Shelf(data_dir, holds=17)) == []


def test_the_samples_of_a_checkout_are_its_examples(sample_articles: Path) -> None:
    assert samples_directory() == sample_articles
    assert any(samples_directory().iterdir())
