"""Disagreements that were planted are found, named, and mended."""

import sqlite3

import numpy as np
import pytest
from small_corpus import document, everything, opened, vector_of, words

from index.check import check, repair


@pytest.fixture
def one(tmp_path):
    with opened(tmp_path / "data") as made:
        made.put(*(document(f"a{at}", words(at, 90), title=f"T{at}", groups=frozenset("xy"[:at])) for at in range(6)))
        assert check(made.corpus) == ()
        yield made


def kinds(made):
    return {(problem.kind, problem.article_id) for problem in check(made.corpus)}


def mended(made):
    before = len(made.embeddings.embedded)
    repair(made.corpus, made.making, check(made.corpus))
    assert check(made.corpus) == ()
    return len(made.embeddings.embedded) - before


def numbers(made, id):
    return [one.id for one in made.corpus.catalogue.passages_of(made.corpus.catalogue.article(id, everything()))]


def sql(made, statement, *values):
    with sqlite3.connect(made.corpus.directory.catalogue) as raw:
        raw.execute(statement, values)
    raw.close()


def test_a_passage_missing_among_the_vectors(one):
    one.corpus.engines.vectors.delete(numbers(one, "a2")[:1])
    assert kinds(one) == {("not_in_vectors", "a2")}
    assert mended(one) == 0


def test_a_passage_under_another_passages_vector(one):
    """What counting never shows: the id is there, its vector is not its own."""
    [first, *_] = numbers(one, "a2")
    one.corpus.engines.vectors.delete([first])
    one.corpus.engines.vectors.add([first], vector_of("something else entirely")[None])
    assert kinds(one) == {("not_found_by_vector", "a2")}
    assert mended(one) == 0


def test_a_passage_missing_in_the_full_text(one):
    one.corpus.engines.lexical.apply(add=[], delete=numbers(one, "a3")[:1])
    assert kinds(one) == {("not_in_full_text", "a3")}
    assert mended(one) == 0


def test_a_passage_indexed_by_other_words(one):
    [row] = one.corpus.catalogue.engine_passages(numbers(one, "a3")[:1]).values()
    from dataclasses import replace

    from index.engines import lexical_passage

    one.corpus.engines.lexical.apply(add=[lexical_passage(replace(row, text="Wholly different"))], delete=[])
    assert kinds(one) == {("not_found_by_words", "a3")}
    assert mended(one) == 0
    assert one.found(words(3, 30), dense=False)[0] == "a3"


def test_what_was_left_over(one):
    one.corpus.engines.vectors.add([10**6], np.ones((1, one.embeddings.dimensions), dtype=np.float32))
    one.corpus.roster.put([])
    from index.lexical import LexicalPassage

    left = LexicalPassage(passage_id=10**6 + 1, article_row=1, audience=1, day=None, title="", text="left over")
    one.corpus.engines.lexical.apply(add=[left], delete=[])
    details = sorted(problem.detail for problem in check(one.corpus) if problem.kind == "left_over")
    assert details == ["passage 1000000 is still in the vectors", "passage 1000001 is still in the full text"]
    assert mended(one) == 0


def test_passages_the_filters_do_not_know(one):
    ids = numbers(one, "a1")
    one.corpus.roster.drop(ids)
    assert {problem.kind for problem in check(one.corpus)} == {"not_in_roster"}
    assert mended(one) == 0


def test_a_vector_lost_from_the_catalogue_is_made_again(one):
    sql(one, "DELETE FROM vectors WHERE key = (SELECT vector_key FROM passages WHERE id = ?)", numbers(one, "a4")[0])
    assert ("no_vector", "a4") in kinds(one)
    before = one.corpus.catalogue.article("a4", everything())
    assert mended(one) == 1, "one vector was lost, one is made"
    assert one.corpus.catalogue.article("a4", everything()) == before
    assert one.found(words(4, 90), lexical=False)[0] == "a4"


def test_a_text_changed_under_its_name_becomes_a_revision_of_its_own(one):
    before = one.corpus.catalogue.article("a5", everything())
    sql(
        one,
        "UPDATE revisions SET text = ? WHERE revision = ?",
        before.text.replace(before.text.split()[4], "quartz"),
        before.revision,
    )
    assert kinds(one) >= {("text_changed", "a5")}
    mended(one)
    after = one.corpus.catalogue.article("a5", everything())
    assert "quartz" in after.text
    assert after.revision != before.revision, "no citation of the old revision is shown with other words"
    assert before.revision not in after.revisions
    assert (after.id, after.title, after.groups, after.origin) == (
        before.id,
        before.title,
        before.groups,
        before.origin,
    )
    assert one.found("quartz")[0] == "a5"
    one.put(document("a5", words(5, 90), title="T5", groups=before.groups))
    assert one.corpus.catalogue.article("a5", everything()).text == before.text, "its source brings the true text back"
    assert check(one.corpus) == ()


@pytest.mark.parametrize("place", ['"end" = 100000', "start = -1", 'start = "end"'])
def test_passages_that_do_not_lie_in_their_text(one, place):
    sql(one, f"UPDATE passages SET {place} WHERE id = ?", numbers(one, "a1")[-1])
    assert ("bad_passages", "a1") in kinds(one)
    mended(one)
    assert one.found(words(1, 90))[0] == "a1"


def test_an_article_whose_passages_are_gone(one):
    sql(one, "DELETE FROM passages WHERE article_row = (SELECT row FROM articles WHERE id = 'a1')")
    assert ("bad_passages", "a1") in kinds(one)
    mended(one)
    assert one.found(words(1, 90))[0] == "a1"


def test_everything_at_once(one):
    one.corpus.engines.vectors.delete(numbers(one, "a0"))
    one.corpus.engines.lexical.apply(add=[], delete=numbers(one, "a1"))
    sql(one, "DELETE FROM vectors")
    sql(one, "UPDATE revisions SET text = text || ' And more.' WHERE article_row IN (1, 2)")
    assert len(check(one.corpus)) > 10
    mended(one)
    for at in range(6):
        assert one.found(words(at, 90), lexical=False)[0] == f"a{at}"


def test_copies_of_one_text_are_no_disagreement(one):
    one.put(*(document(f"copy{at}", words(0, 90), title="T0") for at in range(120)))
    assert check(one.corpus) == ()
