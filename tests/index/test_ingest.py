"""The way in: what is stored, what is embedded, what is said."""

import time
from dataclasses import replace
from datetime import date

import pytest
from small_corpus import article, document, everything, many, reader, run, words

from index.article import Refusal
from index.check import check


def numbers(one, id):
    return [passage.id for passage in one.corpus.catalogue.passages_of(article(one, id))]


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
