"""Mirroring: what is gone from a place goes from here, and nothing else does."""

from dataclasses import replace

import pytest
from small_corpus import article, document, everything, run

from index.article import Refusal
from index.errors import MirrorRefused


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
