"""What stands where the catalogue should: new, newer, foreign, damaged, unreadable."""

import shutil
import sqlite3
import threading
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from small_corpus import everything, prepared

from index.catalogue import Catalogue
from index.catalogue.opening import APPLICATION_ID, FOREIGN, mapped_errors
from index.catalogue.schema import SCHEMA_VERSION
from index.errors import Cancelled, CorpusError, DataDirectoryUnusable, StorageFailed

ZONE = ZoneInfo("UTC")


def open_at(path):
    return Catalogue(path, timezone=ZONE)


@pytest.fixture(scope="module")
def two_hundred(tmp_path_factory):
    path = tmp_path_factory.mktemp("filled") / "catalogue.sqlite3"
    catalogue = open_at(path)
    catalogue.store([prepared(f"a{at}", f"Article number {at}. " * 50) for at in range(200)])
    catalogue.close()
    return path


@pytest.fixture
def filled(tmp_path, two_hundred):
    """Give the path of a closed catalogue with 200 articles."""
    return Path(shutil.copy(two_hundred, tmp_path / "catalogue.sqlite3"))


def read_through(path):
    catalogue = open_at(path)
    try:
        return list(catalogue.all_engine_passages(with_text=True))
    finally:
        catalogue.close()


def refused(path, kind):
    with pytest.raises(CorpusError) as caught:
        read_through(path)
    assert type(caught.value) is kind
    assert "\n" not in caught.value.message
    assert caught.value.hint
    return caught.value


def test_a_fresh_one_says_whose_it_is_and_reopens(tmp_path):
    path = tmp_path / "catalogue.sqlite3"
    open_at(path).close()
    with sqlite3.connect(path) as raw:
        assert raw.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,)
        assert raw.execute("PRAGMA user_version").fetchone() == (SCHEMA_VERSION,)
        assert raw.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    raw.close()
    open_at(path).close()
    assert [one.name for one in tmp_path.iterdir()] == ["catalogue.sqlite3"]


def test_an_empty_file_is_a_catalogue_not_begun(tmp_path):
    path = tmp_path / "catalogue.sqlite3"
    path.touch()
    catalogue = open_at(path)
    catalogue.store([prepared("a")])
    assert catalogue.count(everything()) == 1
    catalogue.close()


@pytest.mark.parametrize("name", ["what?mode=ro", "100%25 sure", "a#b", "naïve 🙂", "a;b&c"])
def test_any_name_a_directory_may_have(tmp_path, name):
    path = tmp_path / name / "catalogue.sqlite3"
    path.parent.mkdir()
    for _ in range(2):
        catalogue = open_at(path)
        catalogue.store([prepared("a")])
        catalogue.close()
    assert path.exists()
    assert [one.name for one in tmp_path.iterdir()] == [name]


def test_a_newer_one_is_left_as_it_is(filled):
    with sqlite3.connect(filled) as raw:
        raw.execute(f"PRAGMA user_version={SCHEMA_VERSION + 1}")
    raw.close()
    before = filled.read_bytes()
    error = refused(filled, DataDirectoryUnusable)
    assert "newer" in error.message
    assert error.exit_code == 2
    assert filled.read_bytes() == before


def test_another_programs_database_is_left_as_it_is(tmp_path):
    path = tmp_path / "catalogue.sqlite3"
    with sqlite3.connect(path) as raw:
        raw.execute("CREATE TABLE articles (id)")
    raw.close()
    before = path.read_bytes()
    assert "another program" in refused(path, DataDirectoryUnusable).message
    assert path.read_bytes() == before, "even the journal mode is a change"
    with sqlite3.connect(path) as raw:
        raw.execute("DROP TABLE articles")
        raw.execute("PRAGMA application_id=42")
    raw.close()
    assert "another program" in refused(path, DataDirectoryUnusable).message


def test_what_is_no_database_is_left_as_it_is(tmp_path):
    path = tmp_path / "catalogue.sqlite3"
    path.write_text("These are my notes, not a database. " * 100)
    before = path.read_bytes()
    assert "not a database" in refused(path, DataDirectoryUnusable).message
    assert path.read_bytes() == before


def test_a_directory_in_its_place(tmp_path):
    path = tmp_path / "catalogue.sqlite3"
    path.mkdir()
    refused(path, DataDirectoryUnusable)


@pytest.mark.parametrize("kept", [0.3, 0.7, 0.98])
def test_a_truncated_one_is_called_damaged(filled, kept):
    content = filled.read_bytes()
    filled.write_bytes(content[: int(len(content) * kept) // 4096 * 4096])
    assert "damaged" in refused(filled, StorageFailed).message


def test_overwritten_pages_are_called_damaged(filled):
    content = bytearray(filled.read_bytes())
    for at in range(4096 * 8, len(content) - 4096, 4096 * 3):
        content[at : at + 2048] = b"\xff" * 2048
    filled.write_bytes(content)
    assert "damaged" in refused(filled, StorageFailed).message


def test_what_was_committed_but_not_folded_in_survives_a_copy_of_the_files(tmp_path):
    path = tmp_path / "catalogue.sqlite3"
    catalogue = open_at(path)
    catalogue.store([prepared("a")])
    (tmp_path / "copy").mkdir()
    for one in ("catalogue.sqlite3", "catalogue.sqlite3-wal"):  # without -shm, as a backup program would
        shutil.copy(tmp_path / one, tmp_path / "copy" / one)
    catalogue.close()
    again = open_at(tmp_path / "copy" / "catalogue.sqlite3")
    assert again.count(everything()) == 1
    again.close()


def test_a_lock_that_does_not_go_away_is_one_line(filled, monkeypatch):
    monkeypatch.setattr("index.catalogue.opening.WAIT_SECONDS", 0.2)
    raw = sqlite3.connect(filled, isolation_level=None)
    raw.execute("BEGIN EXCLUSIVE")
    try:
        assert "locked by another program" in refused(filled, StorageFailed).message
    finally:
        raw.close()


@pytest.mark.parametrize(("said", "kind"), [*((row[0], row[1]) for row in FOREIGN), ("never heard", StorageFailed)])
def test_every_complaint_of_sqlite_becomes_ours(said, kind):
    with pytest.raises(kind) as caught, mapped_errors():
        raise sqlite3.OperationalError(f"So {said.upper()} it is")
    assert caught.value.message
    assert "\n" not in caught.value.message


def test_a_full_disk_loses_only_what_was_being_stored(filled):
    catalogue = open_at(filled)
    limit = catalogue._engine
    with limit.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
    # What the file may hold is a property of each connection: of all that this pool will ever open.
    from sqlalchemy import event

    event.listen(limit, "begin", lambda c: c.connection.dbapi_connection.execute(f"PRAGMA max_page_count={pages + 2}"))
    with pytest.raises(StorageFailed, match="disk is full") as caught:
        catalogue.store([prepared(f"b{at}", f"New {at}. " * 2000) for at in range(20)])
    assert caught.value.exit_code == 1
    assert catalogue.count(everything()) == 200
    catalogue.close()
    again = open_at(filled)
    again.store([prepared("b", "New. " * 2000)])
    assert again.count(everything()) == 201
    again.close()


def test_nobody_opens_the_file_again_once_it_is_closed(filled):
    catalogue = open_at(filled)
    catalogue.close()
    for straggler in (
        lambda: catalogue.count(everything()),
        lambda: catalogue.store([prepared("late")]),
        lambda: list(catalogue.all_texts()),
        catalogue.scrub,
    ):
        with pytest.raises(Cancelled):
            straggler()
    assert [one.name for one in filled.parent.iterdir()] == ["catalogue.sqlite3"]
    catalogue.close()


def test_more_readers_at_once_than_anybody_waits_for(filled):
    catalogue = open_at(filled)
    meet = threading.Barrier(33)

    def read():
        for at, _ in enumerate(catalogue.all_texts()):
            if at == 0:
                meet.wait(timeout=60)

    threads = [threading.Thread(target=read) for _ in range(32)]
    for thread in threads:
        thread.start()
    meet.wait(timeout=60)  # all 32 hold a snapshot now
    catalogue.store([prepared("meanwhile")])
    for thread in threads:
        thread.join()
    assert catalogue.count(everything()) == 201
    catalogue.close()
