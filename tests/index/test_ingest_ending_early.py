"""A run that is stopped, or fails, or waits: what was acknowledged is stored, and nothing is half there."""

import threading
import time

import pytest
from small_corpus import document, everything, many, run

from index.check import check
from index.errors import Cancelled, Overloaded, StorageFailed


def test_stopped_in_the_middle_what_was_acknowledged_is_stored(one):
    one.embeddings.pause = 0.002
    stop, told = threading.Event(), []

    def progress(each):
        told.append(each.article_id)
        stop.set()

    with pytest.raises(Cancelled, match="acknowledged is stored"):
        one.ingest.run(iter(many(2000)), progress=progress, cancelled=stop)
    one.corpus.settle()
    assert 0 < len(told) < 2000
    assert one.corpus.catalogue.count(everything()) == len(told)
    assert check(one.corpus) == ()
    assert not [thread for thread in threading.enumerate() if thread.name.startswith(("reading", "embedding"))]
    one.embeddings.pause = 0
    report, _ = run(one, *many(len(told) + 10))
    assert (report.unchanged, report.added) == (len(told), 10)


def test_stopped_before_it_began(one):
    stop = threading.Event()
    stop.set()
    with pytest.raises(Cancelled):
        one.ingest.run(many(5), cancelled=stop)
    assert one.corpus.catalogue.count(everything()) == 0


def test_a_failing_disk_ends_the_run_at_once_not_after_the_embedding(one, monkeypatch):
    one.embeddings.pause = 0.01
    real, stored = one.corpus.catalogue.store, []

    def full(prepared):
        if stored:
            raise StorageFailed("The disk is full: what was being stored now is not stored.", hint="Free some space.")
        stored.extend(prepared)
        return real(prepared)

    monkeypatch.setattr(one.corpus.catalogue, "store", full)
    began, told = time.monotonic(), []
    with pytest.raises(StorageFailed, match="disk is full"):
        one.ingest.run(iter(many(3000)), progress=told.append)
    assert time.monotonic() - began < 20, "3,000 articles would be embedded for a minute"
    assert [each.article_id for each in told] == [each.document.id for each in stored]
    monkeypatch.undo()
    one.corpus.settle()
    assert check(one.corpus) == ()


def test_an_embedder_that_is_overloaded_loses_nothing(one, monkeypatch):
    real, calls = one.embeddings.embed_passages, []

    def sometimes(texts, *, cancelled=None):
        calls.append(len(texts))
        if len(calls) == 3:
            raise Overloaded("Too many.", hint="Later.")
        return real(texts, cancelled=cancelled)

    monkeypatch.setattr(one.embeddings, "embed_passages", sometimes)
    told = []
    with pytest.raises(Overloaded):
        one.ingest.run(many(300), progress=told.append)
    assert one.corpus.catalogue.count(everything()) == len(told) > 0
    one.corpus.settle()
    assert check(one.corpus) == ()


def test_whoever_listens_and_fails_ends_the_run_after_a_whole_commit(one):
    def progress(each):
        raise BrokenPipeError(32, "Broken pipe")

    with pytest.raises(BrokenPipeError):
        one.ingest.run(many(500), progress=progress)
    one.corpus.settle()
    assert 0 < one.corpus.catalogue.count(everything()) < 500
    assert check(one.corpus) == ()


def test_a_source_that_breaks_loses_nothing_before_it(one):
    def source():
        yield from many(10)
        raise MemoryError("no more")

    with pytest.raises(MemoryError):
        one.ingest.run(source())
    assert one.corpus.catalogue.count(everything()) == 10


def test_an_article_on_a_pipe_is_acknowledged_when_it_comes(one):
    heard, goes_on = threading.Event(), threading.Event()

    def source():
        yield document("first", "The first.")
        assert goes_on.wait(timeout=60), "the first was not acknowledged before the second came"
        yield document("second", "The second.")

    def progress(each):
        heard.set()
        goes_on.set()

    one.ingest.run(source(), progress=progress)
    assert heard.is_set()
    assert one.corpus.catalogue.count(everything()) == 2
