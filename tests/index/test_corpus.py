"""An open corpus: it follows the catalogue, is searched meanwhile, closed, erased from; and what it will not open."""

import threading
import time

import numpy as np
import pytest
from filled_corpus import sound, until
from small_corpus import HashEmbeddings, document, opened, small, words

from index import check
from index.errors import Cancelled, DataDirectoryUnusable


def test_a_batch_bigger_than_the_engines_take_at_once(tmp_path, monkeypatch):
    monkeypatch.setattr("index.corpus.BATCH", 7)
    with opened(tmp_path / "data") as one:
        one.put(*(document(f"a{at}", words(at, 60)) for at in range(30)))
        one.corpus.catalogue.remove([f"a{at}" for at in range(0, 30, 2)])
        one.corpus.settle()
        assert check.check(one.corpus) == ()
        assert set(one.found(words(1, 60))) <= {f"a{at}" for at in range(1, 30, 2)}


def test_searches_never_notice_that_the_engines_are_made_anew(root):
    with opened(root) as one:
        failures, stop, count = [], threading.Event(), [0]

        def search():
            while not stop.is_set():
                try:
                    if one.found(words(5, 120))[0] != "a5":
                        failures.append("not found")
                    count[0] += 1
                except Exception as error:  # noqa: BLE001  # whatever it is, the test fails by it
                    failures.append(error)

        threads = [threading.Thread(target=search) for _ in range(3)]
        for thread in threads:
            thread.start()
        for _ in range(3):
            assert one.corpus.rebuild() == len(one.corpus.roster)
        stop.set()
        for thread in threads:
            thread.join()
        assert failures == []
        assert count[0] > 3
        sound(one)


def test_closing_waits_for_searches_and_refuses_new_ones(root):
    one = small(root)
    with one.corpus.searching() as engines:
        closing = threading.Thread(target=one.corpus.close)
        closing.start()
        until(one.corpus._closing.is_set)
        assert engines.lexical.count() == len(one.corpus.roster)
        with pytest.raises(Cancelled):
            one.corpus.searching()
    closing.join(timeout=20)
    assert not closing.is_alive()
    with pytest.raises(Cancelled):
        one.corpus.searching()
    one.corpus.close()


def test_settling_gives_up_in_time(root, monkeypatch):
    with opened(root) as one:
        monkeypatch.setattr(one.corpus, "apply", lambda: 0)
        one.corpus.catalogue.store(
            one.making.make([one.making.read(document("new", "Quartz."), again=True)], threading.Event())
        )
        began = time.monotonic()
        assert one.corpus.settle(timeout=0.2) is False
        assert time.monotonic() - began < 5


def test_no_file_holds_a_word_of_what_was_erased(tmp_path):
    root = tmp_path / "data"
    with opened(root) as one:
        one.put(*(document(f"a{at}", f"Kohlrabi grows here, number {at}. " * 20, title="Kohlrabi") for at in range(20)))
        one.put(document("b", "Parsnips stay. " * 20))
        one.put(document("a3", "Kohlrabi revised. " * 20))
        vectors = {
            row.tobytes()
            for row in one.corpus.catalogue.vectors_of(
                one.corpus.roster.ids().tolist(), model=one.embeddings.key, dimensions=one.embeddings.dimensions
            )[1].astype("<f2")
        }
        one.corpus.catalogue.remove([f"a{at}" for at in range(20)])
        one.corpus.settle()
        one.corpus.scrub()
        kept = one.corpus.catalogue.vectors_of(
            one.corpus.roster.ids().tolist(), model=one.embeddings.key, dimensions=one.embeddings.dimensions
        )[1].astype("<f2")
        vectors -= {row.tobytes() for row in kept}
        for path in root.rglob("*"):
            if path.is_file():
                content = path.read_bytes()
                assert b"ohlrabi" not in content, path
                assert not any(vector in content for vector in vectors), path
        assert one.found("parsnips stay")[0] == "b"


def test_vectors_of_another_embedder_are_not_searched_with_this_one(root):
    with pytest.raises(DataDirectoryUnusable, match="hashed-words-1") as caught:
        small(root, embeddings=HashEmbeddings("another-2"))
    assert caught.value.exit_code == 2
    assert "export" in caught.value.hint
    with opened(root) as one:
        sound(one)


def test_a_vector_that_was_never_stored_hinders_nobody_else(root):
    import sqlite3

    with sqlite3.connect(root / "catalogue.sqlite3") as raw:
        raw.execute("DELETE FROM vectors WHERE key = (SELECT vector_key FROM passages LIMIT 1)")
    raw.close()
    with opened(root) as one:
        assert {problem.kind for problem in check.check(one.corpus)} == {"no_vector"}
        assert one.found(words(9, 120))[0] == "a9"


def test_a_probe_of_nothing(tmp_path):
    with opened(tmp_path / "data") as one:
        assert one.corpus.disagreements() == []
        assert one.found("anything") == []
        assert one.corpus.rebuild() == 0
        np.testing.assert_array_equal(one.corpus.roster.ids(), [])
