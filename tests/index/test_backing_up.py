"""A backup is whole whenever it is made, and a restore is all or nothing whatever happens in the middle."""

import os
import signal
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from small_corpus import HashEmbeddings, document, everything, opened, words

from index.check import check
from index.errors import BackupUnusable, StorageFailed


def some(begin, end):
    return [document(f"a{at}", words(at, 60), title=f"Title {at}", groups=frozenset({f"g{at % 3}"})) for at in
            range(begin, end)]  # fmt: skip


def ids(one):
    page = one.corpus.catalogue.listing(everything(), text=None, limit=500, cursor=None)
    return {article.id for article in page.items}


def test_there_and_back(tmp_path):
    backup = tmp_path / "kept" / "footnote.backup"
    backup.parent.mkdir()
    with opened(tmp_path / "one") as one:
        one.put(*some(0, 30))
        assert one.corpus.catalogue.back_up(backup) == backup.stat().st_size
        assert [path.name for path in backup.parent.iterdir()] == [backup.name]
        if os.name != "nt":
            assert backup.stat().st_mode & 0o077 == 0
    with opened(tmp_path / "two") as two:
        two.put(*some(100, 110))
        two.corpus.restore(backup)
        assert ids(two) == {f"a{at}" for at in range(30)}
        assert check(two.corpus) == ()
        assert two.found(words(7, 60), lexical=False)[0] == "a7"
        assert two.found(words(107, 60), dense=False)[:1] != ["a107"]
        embedded = len(two.embeddings.embedded)
        two.put(*some(25, 40))
        assert len(two.embeddings.embedded) > embedded
        assert check(two.corpus) == ()
        two.corpus.restore(two.corpus.directory.before_restore)
        assert ids(two) == {f"a{at}" for at in range(100, 110)}
    with opened(tmp_path / "two") as two:
        assert ids(two) == {f"a{at}" for at in range(100, 110)}
        assert check(two.corpus) == ()
        two.corpus.scrub()
        assert not two.corpus.directory.before_restore.exists()


def test_backed_up_and_restored_while_others_search_and_store(tmp_path):
    backup = tmp_path / "b"
    with opened(tmp_path / "data") as one:
        one.put(*some(0, 20))
        one.corpus.catalogue.back_up(backup)
        stop, wrong = threading.Event(), []

        def search():
            while not stop.is_set():
                hits = one.searcher.search(words(3, 60), everything(), limit=3, rerank=False).hits
                if hits[0].article.id != "a3" or hits[0].text not in hits[0].article.text:
                    wrong.append(hits[0].article.id)

        searching = [threading.Thread(target=search) for _ in range(3)]
        for thread in searching:
            thread.start()
        try:
            for turn in range(4):
                one.put(*some(20, 20 + 5 * (turn + 1)))
                one.corpus.restore(backup)
                assert ids(one) == {f"a{at}" for at in range(20)}
        finally:
            stop.set()
            for thread in searching:
                thread.join()
        assert wrong == []
        assert check(one.corpus) == ()


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda path: path.unlink(), "cannot be read"),
        (lambda path: path.write_bytes(b""), "no backup"),
        (lambda path: path.write_text("once upon a time"), "no backup"),
        (lambda path: path.write_bytes(path.read_bytes()[:9000]), "damaged"),
        (lambda path: path.write_bytes(path.read_bytes()[:8192] + b"\xff" * 60_000), "damaged"),
    ],
)
def test_what_is_no_whole_backup_is_refused_and_changes_nothing(tmp_path, spoil, said):
    backup = tmp_path / "b"
    with opened(tmp_path / "data") as one:
        one.put(*some(0, 12))
        one.corpus.catalogue.back_up(backup)
        spoil(backup)
        with pytest.raises(BackupUnusable, match=said):
            one.corpus.restore(backup)
        assert len(ids(one)) == 12
        assert check(one.corpus) == ()
        assert not list((tmp_path / "data").glob("restoring*"))


def test_a_foreign_database_and_another_embedders_are_refused(tmp_path):
    foreign = tmp_path / "foreign"
    with sqlite3.connect(foreign) as connection:
        connection.execute("CREATE TABLE t(x)")
    with opened(tmp_path / "other", embeddings=HashEmbeddings("hashed-words-2")) as other:
        other.put(*some(0, 3))
        other.corpus.catalogue.back_up(tmp_path / "others")
    with opened(tmp_path / "data") as one:
        one.put(*some(0, 3))
        for backup, said in ((foreign, "another program"), (tmp_path / "others", "hashed-words-2")):
            with pytest.raises(BackupUnusable, match=said):
                one.corpus.restore(backup)
        assert check(one.corpus) == ()


def test_a_backup_that_cannot_be_written_leaves_nothing(tmp_path):
    with opened(tmp_path / "data") as one:
        one.put(*some(0, 3))
        with pytest.raises(StorageFailed, match="cannot be written"):
            one.corpus.catalogue.back_up(tmp_path / "nowhere" / "b")
        (tmp_path / "taken").mkdir()
        with pytest.raises(StorageFailed, match="cannot be written"):
            one.corpus.catalogue.back_up(tmp_path / "taken")
        assert {path.name for path in tmp_path.iterdir()} == {"data", "taken"}


RESTORING = """
import sys
from pathlib import Path
from small_corpus import opened
with opened(Path(sys.argv[1])) as one:
    for _ in range(1000):
        print("restoring", flush=True)
        one.corpus.restore(Path(sys.argv[2]))
"""


@pytest.mark.skipif(os.name == "nt", reason="Windows has no kill -9")
def test_killed_while_restoring_it_is_the_one_or_the_other(tmp_path):
    backup, data = tmp_path / "b", tmp_path / "data"
    with opened(data) as one:
        one.put(*some(0, 40))
        one.corpus.catalogue.back_up(backup)
    here = Path(__file__).parent
    for turn in range(4):
        with opened(data) as one:
            one.put(*some(40, 45))
            stored = ids(one)
        process = subprocess.Popen(
            [sys.executable, "-c", RESTORING, str(data), str(backup)],
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": f"{here}:{here.parents[1]}"},
        )
        assert process.stdout.readline() == b"restoring\n"
        threading.Event().wait(0.02 + 0.11 * turn)
        os.kill(process.pid, signal.SIGKILL)
        process.communicate()
        with opened(data) as one:
            assert not list(data.glob("restoring*"))
            assert ids(one) in (stored, {f"a{at}" for at in range(40)})
            assert check(one.corpus) == ()
