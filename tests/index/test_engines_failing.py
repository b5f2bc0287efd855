"""Engines that cannot be written: the catalogue keeps what is owed, and they catch up or are made anew."""

import shutil
import threading

import pytest
from filled_corpus import generation, sound, until
from small_corpus import document, everything, opened, small, words

from index import check
from index.errors import StorageFailed


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
