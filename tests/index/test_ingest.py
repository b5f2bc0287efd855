"""The way in: what is stored, what is embedded, what is said, and what happens when several come at once."""

import threading
import time
from dataclasses import replace
from datetime import date

import pytest
from small_corpus import OneSpeaker, document, everything, opened, reader, words

from index.article import Refusal
from index.check import check
from index.errors import Cancelled, MirrorRefused, Overloaded, StorageFailed


@pytest.fixture
def one(tmp_path):
    with opened(tmp_path / "data", speech=OneSpeaker()) as made:
        yield made


def run(one, *documents, **how):
    told = []
    report = one.ingest.run(documents, progress=told.append, **how)
    return report, [(each.article_id, each.outcome) for each in told]


def article(one, id, scope=None):
    return one.corpus.catalogue.article(id, scope or everything())


def numbers(one, id):
    return [passage.id for passage in one.corpus.catalogue.passages_of(article(one, id))]


def many(count, start=0):
    return [document(f"a{at}", words(at, 60), title=f"T{at}") for at in range(start, start + count)]


def test_a_new_article_is_found_right_after(one):
    report, told = run(one, document("a", "The ferry struck the pier."))
    assert (report.added, report.passages, told) == (1, 1, [("a", "added")])
    assert one.found("pier", dense=False) == one.found("pier", lexical=False) == ["a"]


def test_the_same_again_embeds_nothing_and_changes_nothing(one):
    documents = many(150)
    run(one, *documents)
    embedded, before = len(one.embeddings.embedded), one.corpus.catalogue.statistics()
    report, told = run(one, *documents)
    assert (report.added, report.updated, report.unchanged, report.passages) == (0, 0, 150, 0)
    assert told == [(each.id, "unchanged") for each in documents]
    assert len(one.embeddings.embedded) == embedded
    assert one.corpus.catalogue.statistics() == before
    assert one.corpus.catalogue.tasks(1) == ()


def test_other_groups_embed_nothing_keep_the_revision_and_hold_at_once(one):
    text = "The ferry struck the pier."
    run(one, document("a", text))
    before, embedded = article(one, "a"), len(one.embeddings.embedded)
    report, _ = run(one, document("a", text, groups=frozenset({"desk"})))
    assert (report.updated, report.passages) == (1, 0)
    assert article(one, "a").revision == before.revision
    assert article(one, "a").revisions == before.revisions
    assert one.found("ferry", reader()) == []
    assert one.found("ferry", reader("desk")) == ["a"]
    run(one, document("a", text))
    assert one.found("ferry", reader()) == ["a"]
    assert len(one.embeddings.embedded) == embedded


def test_other_dates_and_outlets_reach_the_filters(one):
    run(one, document("a", "Ferry.", published=date(2025, 1, 1), source="Post"))
    run(one, document("a", "Ferry.", published=date(2025, 2, 1), source="Echo"))
    assert one.found("ferry", everything(until=date(2025, 1, 1))) == []
    assert one.found("ferry", everything(since=date(2025, 2, 1), source="echo")) == ["a"]
    assert one.found("ferry", everything(source="post")) == []
    assert len(one.embeddings.embedded) == 1


def test_a_changed_text_keeps_the_vectors_of_what_did_not_change(one):
    first, last = words(1, 36), words(2, 36)
    run(one, document("a", f"{first}\n\n{words(3, 36)}\n\n{last}"))
    passages, embedded = numbers(one, "a"), len(one.embeddings.embedded)
    report, _ = run(one, document("a", f"{first}\n\n{words(4, 36)}\n\n{last}"))
    assert (report.updated, report.passages) == (1, len(passages))
    assert one.embeddings.embedded[embedded:] == [words(4, 36)]
    assert len(article(one, "a").revisions) == 2
    assert not set(passages) & set(numbers(one, "a"))
    assert one.found(words(4, 36))[0] == "a"
    assert check(one.corpus) == ()


def test_the_same_text_under_another_id_is_stored_counted_and_embedded_once(one):
    report, _ = run(one, document("a", "Ferry."), document("b", "Ferry."), document("c", "Else."))
    assert (report.added, report.duplicates) == (3, 1)
    assert len(one.embeddings.embedded) == 2
    [hit] = one.searcher.search("ferry", everything(), limit=1).hits
    assert [copy.article_id for copy in hit.copies] == ["b"]


def test_one_id_several_times_in_one_run_ends_as_the_last(one):
    texts = [f"Version {at}." for at in range(9)]
    report, told = run(one, *(document("a", text) for text in texts))
    assert (report.added, report.updated) == (1, 8)
    assert [outcome for _, outcome in told] == ["added"] + ["updated"] * 8
    assert article(one, "a").text == "Version 8."
    run(one, document("a", "Version 8."), document("a", "Version 9."), document("a", "Version 8."))
    assert article(one, "a").text == "Version 8."
    assert check(one.corpus) == ()


def test_refusals_stand_between_the_others_and_stop_nothing(one):
    refusal = Refusal(input="/from/x.bin", reason="binary", hint="")
    report, told = run(one, refusal, document("a", "A."), document("b", " "), refusal, document("c", "C."))
    assert [outcome for _, outcome in told] == ["refused", "added", "refused", "refused", "added"]
    assert (report.added, len(report.refused)) == (2, 3)


def test_a_run_of_nothing(one):
    report, told = run(one)
    assert (report.added, report.seconds >= 0, told) == (0, True, [])


def test_a_dry_run_says_what_would_be_and_does_nothing(one):
    run(one, *many(3))
    before, embedded = one.corpus.catalogue.statistics(), len(one.embeddings.embedded)
    same, *_ = many(1)
    changed = [
        same,
        document("a1", "New text."),
        document("a2", words(2, 60), title="T2", groups=frozenset({"g"})),
        document("new", "N."),
        document("copy", words(0, 60)),
        document("new copy", "N."),
        document("new", "N."),
        document("new", "Ada said “no” and “yes”."),
        document("empty", " "),
    ]
    report, told = run(one, *changed, dry_run=True)
    outcomes = ["unchanged", "updated", "updated", "added", "added", "added", "unchanged", "updated", "refused"]
    assert [outcome for _, outcome in told] == outcomes
    assert (report.duplicates, report.quotes) == (2, 2)
    assert one.corpus.catalogue.statistics() == before
    assert len(one.embeddings.embedded) == embedded
    again, _ = run(one, *changed)
    assert replace(again, seconds=0.0) == replace(report, seconds=0.0)


def test_a_dry_run_counts_no_article_as_a_copy_of_one_that_came_later(one):
    run(one, document("first", words(0, 60)))
    sent = [document("copy", words(0, 60)), document("first", words(0, 60))]
    foreseen, _ = run(one, *sent, dry_run=True)
    happened, _ = run(one, *sent)
    assert (foreseen.added, foreseen.unchanged, foreseen.duplicates) == (1, 1, 1)
    assert replace(foreseen, seconds=0.0) == replace(happened, seconds=0.0)


# --- mirroring -------------------------------------------------------------------------------------------------------


def from_(origin, text="Text."):
    return document(origin, f"{text} {origin}", input=origin)


@pytest.mark.parametrize("when_gone", ["remove", "mark", "keep"])
def test_a_dry_run_tells_what_a_mirror_would_let_go(one, when_gone):
    run(one, *(from_(f"/news/{at}.txt") for at in range(6)))
    how = {"mirrored": ["/news"], "when_gone": when_gone, "many_may_go": True}
    left = [from_(f"/news/{at}.txt") for at in range(4)]
    before = one.corpus.catalogue.statistics()
    foreseen, told = run(one, *left, dry_run=True, **how)
    assert one.corpus.catalogue.statistics() == before
    assert len(told) == (4 if when_gone == "keep" else 6)
    happened, _ = run(one, *left, **how)
    assert replace(foreseen, seconds=0.0) == replace(happened, seconds=0.0)
    with pytest.raises(MirrorRefused):
        run(one, from_("/news/0.txt"), dry_run=True, mirrored=["/news"])


def test_mirroring_removes_what_is_gone_from_there_and_nothing_else(one):
    there = [
        "/news/a.txt",
        "/news/b.txt",
        "/news/old/c.txt",
        "/newsletter/d.txt",
        "/news.zip!e.txt",
        "/news",
        "/else/f",
    ]
    run(one, *map(from_, there))
    report, told = run(one, from_("/news/a.txt"), from_("/news/new.txt"), mirrored=["/news"], many_may_go=True)
    gone = ["/news", "/news/b.txt", "/news/old/c.txt"]
    assert sorted(id for id, outcome in told if outcome == "removed") == gone
    assert report.removed == 3
    assert one.corpus.catalogue.count(everything()) == 5
    assert set(one.found("Text.")) == {
        "/news/a.txt",
        "/news/new.txt",
        "/newsletter/d.txt",
        "/news.zip!e.txt",
        "/else/f",
    }


def test_a_mirror_never_removes_more_than_a_fifth_unasked(one):
    there = [from_(f"/news/{at}.txt") for at in range(10)]
    run(one, *there)
    with pytest.raises(MirrorRefused, match="3 of 10 articles"):
        run(one, *there[3:], mirrored=["/news"])
    assert one.corpus.catalogue.count(everything()) == 10
    report, _ = run(one, *there[2:], mirrored=["/news"])
    assert report.removed == 2
    report, _ = run(one, *there[6:], mirrored=["/news"], many_may_go=True)
    assert (report.removed, one.corpus.catalogue.count(everything())) == (4, 4)
    run(one, from_("/alone/a.txt"), from_("/alone/b.txt"))
    report, _ = run(one, from_("/alone/a.txt"), mirrored=["/alone"])
    assert report.removed == 1


@pytest.mark.parametrize(("when_gone", "state"), [("mark", "retracted"), ("keep", "current")])
def test_what_is_gone_may_stay(one, when_gone, state):
    run(one, *(from_(f"/news/{name}.txt") for name in "ab"))
    report, _told = run(one, from_("/news/a.txt"), mirrored=["/news"], when_gone=when_gone)
    assert (report.removed, report.updated) == (0, int(when_gone == "mark"))
    assert article(one, "/news/b.txt").state == state
    assert set(one.found("Text.")) == {"/news/a.txt", "/news/b.txt"}
    run(one, *(from_(f"/news/{name}.txt") for name in "ab"), mirrored=["/news"], when_gone=when_gone)
    assert article(one, "/news/b.txt").state == "current"


@pytest.mark.parametrize(
    ("origins", "name"), [(["/a.zip!1", "/a.zip!2"], "/a.zip"), (["/l.jsonl:1", "/l.jsonl:2"], "/l.jsonl")]
)
def test_what_is_unreadable_today_is_not_gone(one, origins, name):
    run(one, *map(from_, origins))
    refusal = Refusal(input=name, reason="truncated", hint="")
    report, _ = run(one, refusal, mirrored=[name])
    assert report.removed == 0
    refusal = Refusal(input=origins[0], reason="truncated", hint="")
    report, _ = run(one, refusal, mirrored=[name])
    assert report.removed == 1
    assert one.corpus.catalogue.count(everything()) == 1


def test_a_file_that_moved_keeps_its_article(one):
    run(one, document("id-1", "Text.", input="/news/a.txt"))
    report, _ = run(one, document("id-1", "Text.", input="/news/b.txt"), mirrored=["/news"])
    assert (report.unchanged, report.removed) == (1, 0)
    assert article(one, "id-1").origin == "/news/b.txt"


# --- stopping and failing --------------------------------------------------------------------------------------------


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


# --- several at once -------------------------------------------------------------------------------------------------


def together(*works):
    failures = []

    def guarded(work):
        try:
            work()
        except BaseException as error:  # noqa: BLE001  # whatever it is, the test fails by it
            failures.append(error)

    threads = [threading.Thread(target=guarded, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=100)
    assert failures == []


def test_two_runs_of_the_same_articles(one):
    reports = []
    documents = many(200)
    together(*[lambda: reports.append(one.ingest.run(documents))] * 3)
    assert sum(report.added for report in reports) == 200
    assert sum(report.unchanged for report in reports) == 400
    assert one.corpus.catalogue.count(everything()) == 200
    assert check(one.corpus) == ()


def test_runs_that_change_the_same_articles_to_and_fro(one):
    texts = [words(seed, 60) for seed in range(4)]

    def changing(seed):
        for turn in range(6):
            one.ingest.run(document(f"a{at}", texts[(at + seed + turn) % 4]) for at in range(40))

    together(*(lambda seed=seed: changing(seed) for seed in range(3)))
    assert one.corpus.catalogue.count(everything()) == 40
    for at in range(40):
        assert article(one, f"a{at}").text in texts
    assert one.corpus.catalogue.statistics()["passages"] == len(one.corpus.roster)
    assert check(one.corpus) == ()


def test_what_another_run_changed_meanwhile_is_made_again_whole_batch_and_all(one, monkeypatch):
    run(one, document("a", "First."), document("b", "B."))
    real, done = one.corpus.catalogue.store, []

    def racing(prepared):
        if not done:
            done.append(True)
            other = [one.making.read(document("a", "Changed by another."), again=True)]
            real(one.making.make(other, threading.Event()))
            one.corpus.catalogue.remove(["b"])
        return real(prepared)

    monkeypatch.setattr(one.corpus.catalogue, "store", racing)
    report, told = run(one, document("n", "New."), document("a", "First."), document("b", "B."))
    assert told == [("n", "added"), ("a", "updated"), ("b", "added")]
    assert isinstance(done, list)
    assert (report.added, report.updated) == (2, 1)
    assert article(one, "a").text == "First."
    assert check(one.corpus) == ()


def test_searches_while_articles_come_and_go(one):
    run(one, *(document(f"keep{at}", f"Lighthouse keeper {words(at, 40)}") for at in range(20)))
    stop, searched = threading.Event(), []

    def searching():
        while not stop.is_set():
            hits = one.searcher.search("lighthouse keeper", reader("desk"), limit=60, rerank=False).hits
            searched.append({hit.article.id for hit in hits})
            for hit in hits:
                assert hit.text
                assert "secret" not in hit.article.text

    def coming_and_going():
        try:
            for turn in range(8):
                one.ingest.run(
                    document(f"go{at}", f"Lighthouse secret {turn} {words(at, 40)}", groups=frozenset({"legal"}))
                    for at in range(30)
                )
                one.corpus.catalogue.remove([f"go{at}" for at in range(30)])
                one.corpus.announce()
        finally:
            stop.set()

    together(searching, searching, coming_and_going)
    one.corpus.settle()
    assert len(searched) > 5
    assert all({f"keep{at}" for at in range(20)} <= found for found in searched)
    assert check(one.corpus) == ()


# --- much ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("parts", [50, pytest.param(1000, marks=[pytest.mark.slow, pytest.mark.timeout(400)])])
def test_one_article_of_ten_megabytes(one, parts):
    text = "\n\n".join(f"Part number {at}. {words(at, 2000)}" for at in range(parts))
    began = time.monotonic()
    report, _ = run(one, document("huge", text), document("small", "Quartz umbrella."))
    assert len(text) > parts * 9_900
    assert report.passages > parts * 40
    assert one.found("quartz umbrella")[0] == "small"
    assert one.found(words(parts - 1, 30), dense=False)[0] == one.found(words(7, 30), lexical=False)[0] == "huge"
    assert time.monotonic() - began < 60 + parts / 5
