"""Small corpora for the tests of the index: one that is open and empty, and a directory that holds sixty articles."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from filled_corpus import MANY
from small_corpus import OneSpeaker, Small, document, opened, words


@pytest.fixture
def one(tmp_path: Path) -> Iterator[Small]:
    with opened(tmp_path / "data", speech=OneSpeaker()) as made:
        yield made


@pytest.fixture(scope="session")
def filled_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("filled") / "data"
    with opened(root) as one:
        one.put(*(document(f"a{at}", words(at, 120), title=f"Title {at}") for at in range(MANY)))
        assert len(one.corpus.roster) > MANY
    return root


@pytest.fixture
def root(filled_once: Path, tmp_path: Path) -> Path:
    """Give a copy of it that a test may damage."""
    return Path(shutil.copytree(filled_once, tmp_path / "data"))
