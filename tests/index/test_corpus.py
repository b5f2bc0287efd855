"""The engines follow the catalogue, whatever is done to their files, to the disk, or while somebody searches."""

import logging
import shutil
import threading
import time
from pathlib import Path

import numpy as np
import pytest
from small_corpus import HashEmbeddings, document, everything, opened, small, words

from index import check
from index.errors import Cancelled, DataDirectoryUnusable, StorageFailed

MANY = 60


@pytest.fixture(scope="module")
def filled_once(tmp_path_factory):
    root = tmp_path_factory.mktemp("filled") / "data"
    with opened(root) as one:
        one.put(*(document(f"a{at}", words(at, 120), title=f"Title {at}") for at in range(MANY)))
        assert len(one.corpus.roster) > MANY
    return root


@pytest.fixture
def root(filled_once, tmp_path):
    return Path(shutil.copytree(filled_once, tmp_path / "data"))


def generation(root):
    [only] = (root / "engines").iterdir()
    return only


def sound(one):
    """Prove that every article is found by its own words and its own vector, and nothing else is there."""
    assert check.check(one.corpus) == ()
    for at in (0, 17, MANY - 1):
        assert one.found(words(at, 120), lexical=False)[0] == f"a{at}"
        assert one.found(words(at, 30), dense=False)[0] == f"a{at}"


def test_reopened_it_is_the_same_and_embeds_nothing(root):
    before = generation(root).name
    with opened(root) as one:
        sound(one)
        assert one.embeddings.embedded == []
    assert generation(root).name == before


def damage_gone(engines):
    shutil.rmtree(engines)


def damage_vectors_gone(engines):
    shutil.rmtree(engines / "vectors")


def damage_lexical_gone(engines):
    shutil.rmtree(engines / "lexical")


def damage_all_engines_gone(engines):
    shutil.rmtree(engines.parent)


def damage_a_file_in_their_place(engines):
    shutil.rmtree(engines.parent)
    engines.parent.write_text("I am a file.")


def damage_a_file_in_one_place(engines):
    shutil.rmtree(engines / "vectors")
    (engines / "vectors").write_text("I am a file.")


def damage_half_a_vector_file(engines):
    path = engines / "vectors" / "chroma.sqlite3"
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def damage_every_lexical_file(engines):
    for path in (engines / "lexical").iterdir():
        path.write_bytes(b"\xff" * path.stat().st_size)


def damage_empty_lexical_files(engines):
    for path in (engines / "lexical").iterdir():
        path.write_bytes(b"")


def damage_no_meta(engines):
    (engines / "lexical" / "meta.json").unlink()


DAMAGES = [
    damage_gone,
    damage_vectors_gone,
    damage_lexical_gone,
    damage_all_engines_gone,
    damage_a_file_in_their_place,
    damage_a_file_in_one_place,
    damage_half_a_vector_file,
    damage_every_lexical_file,
    damage_empty_lexical_files,
    damage_no_meta,
]


@pytest.mark.parametrize("damage", DAMAGES)
def test_damaged_engines_cost_a_rebuild_and_no_embedding(root, damage, caplog):
    before = generation(root)
    damage(before)
    with caplog.at_level(logging.WARNING), opened(root) as one:
        sound(one)
        assert one.embeddings.embedded == []
        one.put(document("new", "Quartz umbrella."))
        assert one.found("quartz umbrella")[0] == "new"
    assert generation(root).name != before.name, "the old generation is gone, a new one is there"
    assert [record.message for record in caplog.records if "rebuilt" in record.message]
    with opened(root) as one:
        sound(one)


def test_a_stale_generation_is_noticed(root, tmp_path):
    """A directory from an older backup beside a newer catalogue."""
    old = tmp_path / "old"
    shutil.copytree(generation(root), old)
    name = generation(root).name
    with opened(root) as one:
        one.put(document("new", "Quartz umbrella."))
        one.corpus.catalogue.remove(["a3"])
    shutil.rmtree(root / "engines" / name)
    shutil.copytree(old, root / "engines" / name)
    with opened(root) as one:
        assert check.check(one.corpus) == ()
        assert one.found("quartz umbrella")[0] == "new"
        assert one.found(words(3, 120), lexical=False)[0] != "a3"
        assert one.embeddings.embedded == []


def test_a_foreign_generation_of_the_same_size_is_noticed(root, tmp_path):
    other = tmp_path / "other"
    with opened(other) as one:
        one.put(*(document(f"b{at}", words(1000 + at, 120), title=f"Title {at}") for at in range(MANY)))
    shutil.rmtree(generation(root) / "vectors")
    shutil.copytree(generation(other) / "vectors", generation(root) / "vectors")
    with opened(root) as one:
        sound(one)
        assert one.embeddings.embedded == []


def test_what_was_committed_and_not_applied_is_caught_up(root):
    with opened(root) as one:
        engines = one.corpus.engines
        one.corpus.close()  # nobody follows the outbox from here on
        catalogue = type(one.corpus.catalogue)(one.corpus.directory.catalogue, timezone=one.corpus.timezone)
        made = one.making
        made._catalogue = catalogue
        for at in range(3):
            incoming = made.read(document(f"late{at}", f"Quartz umbrella {at}."), again=True)
            catalogue.store(made.make([incoming], threading.Event()))
        catalogue.remove(["a0", "late1"])
        catalogue.close()
        assert engines is one.corpus.engines
    name = generation(root).name
    with opened(root) as one:
        assert generation(root).name == name, "no rebuild: the outbox was enough"
        assert set(one.found("quartz umbrella", dense=False)) == {"late0", "late2"}
        assert check.check(one.corpus) == ()
        assert one.corpus.catalogue.tasks(1) == ()


def test_a_batch_bigger_than_the_engines_take_at_once(tmp_path, monkeypatch):
    monkeypatch.setattr("index.corpus.BATCH", 7)
    with opened(tmp_path / "data") as one:
        one.put(*(document(f"a{at}", words(at, 60)) for at in range(30)))
        one.corpus.catalogue.remove([f"a{at}" for at in range(0, 30, 2)])
        one.corpus.settle()
        assert check.check(one.corpus) == ()
        assert set(one.found(words(1, 60))) <= {f"a{at}" for at in range(1, 30, 2)}


# --- an engine that cannot be written --------------------------------------------------------------------------------


class Full:
    """Stands before an engine's way of writing and fails as a full disk does, until it is emptied."""

    def __init__(self, real, error=None):
        self.real, self.full, self.calls = real, True, 0
        self.error = error or StorageFailed(
            "The index could not be written: No space left on device", hint="Free some."
        )

    def __call__(self, *args, **named):
        self.calls += 1
        if self.full:
            raise self.error
        return self.real(*args, **named)


def until(true, seconds=20.0):
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not come to pass"
        time.sleep(0.02)


@pytest.mark.parametrize("engine", ["lexical.apply", "vectors.add"])
def test_a_full_disk_under_the_engines_keeps_the_outbox_and_is_caught_up_later(root, engine, monkeypatch):
    monkeypatch.setattr("index.corpus.ROOM", 2**62)  # no room for anew: only waiting helps
    with opened(root) as one:
        name, method = engine.split(".")
        target = getattr(one.corpus.engines, name)
        full = Full(getattr(target, method))
        monkeypatch.setattr(target, method, full)
        with pytest.raises(StorageFailed, match="No space left") as caught:
            one.put(document("new", "Quartz umbrella."))
        assert caught.value.exit_code == 1
        assert one.corpus.catalogue.count(everything(article_ids=frozenset({"new"}))) == 1, "acknowledged is stored"
        until(lambda: one.corpus.trouble is not None)
        assert one.corpus.catalogue.tasks(9)
        assert one.found(words(5, 120))[0] == "a5", "what was there is still found"
        full.full = False
        until(lambda: one.corpus.trouble is None and not one.corpus.catalogue.tasks(1))
        assert one.found("quartz umbrella", dense=False)[0] == "new"
        assert one.found("quartz umbrella", lexical=False)[0] == "new"
        assert check.check(one.corpus) == ()


def test_a_failure_nobody_foresaw_does_not_end_the_following(root, monkeypatch, caplog):
    monkeypatch.setattr("index.corpus.ROOM", 2**62)
    with opened(root) as one:
        full = Full(one.corpus.engines.vectors.add, ValueError("a bug"))
        monkeypatch.setattr(one.corpus.engines.vectors, "add", full)
        one.corpus.catalogue.store(
            one.making.make([one.making.read(document("new", "Quartz."), again=True)], threading.Event())
        )
        one.corpus.announce()
        until(lambda: one.corpus.trouble is not None)
        assert "ValueError" in one.corpus.trouble.message
        full.full = False
        until(lambda: one.corpus.trouble is None and not one.corpus.catalogue.tasks(1))
        assert one.found("quartz")[0] == "new"


def test_engines_that_stay_broken_are_made_anew_while_the_program_runs(root, monkeypatch):
    with opened(root) as one:
        before = generation(root).name
        broken = one.corpus.engines
        monkeypatch.setattr(broken.vectors, "add", Full(broken.vectors.add))
        one.corpus.catalogue.store(
            one.making.make([one.making.read(document("new", "Quartz."), again=True)], threading.Event())
        )
        one.corpus.announce()
        until(lambda: one.corpus.engines is not broken and not one.corpus.catalogue.tasks(1))
        assert one.found("quartz", lexical=False)[0] == "new"
        assert check.check(one.corpus) == ()
        assert generation(root).name != before


def test_a_rebuild_that_fails_leaves_the_old_engines_and_no_rubbish(root, monkeypatch):
    with opened(root) as one:
        before = generation(root).name

        def stopped(done, total):
            raise OSError("stop here")

        with pytest.raises(OSError, match="stop here"):
            one.corpus.rebuild(stopped)
        assert generation(root).name == before
        sound(one)


def test_a_start_that_cannot_rebuild_says_so_and_leaves_no_rubbish(root, monkeypatch):
    shutil.rmtree(generation(root) / "lexical")
    monkeypatch.setattr("index.lexical.LexicalIndex.apply", Full(None))
    with pytest.raises(StorageFailed, match="No space left"):
        small(root)
    assert len(list((root / "engines").iterdir())) == 1
    monkeypatch.undo()
    with opened(root) as one:
        sound(one)


# --- searching while things change -----------------------------------------------------------------------------------


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


# --- erasing ---------------------------------------------------------------------------------------------------------


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


# --- what it will not open -------------------------------------------------------------------------------------------


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
