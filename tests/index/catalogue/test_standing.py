from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from index.catalogue import Catalogue, StandingSource
from index.errors import SourceNotFound, SourceTaken


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    opened = Catalogue(tmp_path / "catalogue.sqlite3", timezone=ZoneInfo("UTC"))
    yield opened
    opened.close()


def source(name: str, address: str = "https://wire.example/feed") -> StandingSource:
    return StandingSource(
        name=name,
        address=address,
        every=900,
        added_at="2025-11-20T10:00:00+00:00",
        next_at=10.0,
        groups=frozenset({"staff", "café"}),
        columns={"text": "body"},
    )


def test_a_source_comes_back_as_it_was_by_name_and_by_address(catalogue: Catalogue) -> None:
    catalogue.standing.add(source("wire"))
    assert catalogue.standing.all() == (source("wire"),)
    assert catalogue.standing.one("https://wire.example/feed") == catalogue.standing.one("wire") == source("wire")


def test_neither_name_nor_address_is_taken_twice(catalogue: Catalogue) -> None:
    catalogue.standing.add(source("wire"))
    for other in (source("wire", "https://other.example/"), source("other")):
        with pytest.raises(SourceTaken, match="wire"):
            catalogue.standing.add(other)


def test_what_was_seen_is_kept_with_the_run_and_goes_with_the_source(catalogue: Catalogue) -> None:
    standing = catalogue.standing
    standing.add(source("wire"))
    seen = {"https://wire.example/a": ("mark", '"tag"', None, None), "https://wire.example/b": ("", None, None, "wall")}
    standing.begin("wire", at="now", next_at=20.0)
    assert (standing.one("wire").ended_at, standing.one("wire").next_at) == (None, 20.0)
    standing.end("wire", at="then", next_at=30.0, failures=2, report={"added": 2}, seen=seen)
    assert standing.seen("wire") == seen
    assert (standing.one("wire").report, standing.one("wire").failures) == ({"added": 2}, 2)
    standing.end("wire", at="then", next_at=30.0, failures=0, report={}, seen=None)
    assert standing.seen("wire") == seen
    assert standing.remove(["wire"]) == 1
    standing.add(source("wire"))
    assert standing.seen("wire") == {}


def test_removing_is_all_or_nothing(catalogue: Catalogue) -> None:
    catalogue.standing.add(source("wire"))
    with pytest.raises(SourceNotFound, match="nobody"):
        catalogue.standing.remove(["wire", "nobody"])
    assert len(catalogue.standing.all()) == 1


def test_a_paused_source_goes_on_at_once(catalogue: Catalogue) -> None:
    catalogue.standing.add(source("wire"))
    catalogue.standing.pause("wire", True, now=50.0)
    assert (catalogue.standing.one("wire").paused, catalogue.standing.one("wire").next_at) == (True, 10.0)
    catalogue.standing.pause("wire", False, now=50.0)
    assert (catalogue.standing.one("wire").paused, catalogue.standing.one("wire").next_at) == (False, 50.0)
