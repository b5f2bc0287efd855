"""What a commit changes, and what it leaves alone."""

import itertools
from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from small_corpus import document, everything, prepared, reader, vector_of

from index.article import CanonicalText, EarlierRevision, Span
from index.catalogue import Catalogue
from index.errors import ArticleNotFound


@pytest.fixture
def catalogue(tmp_path):
    made = Catalogue(tmp_path / "catalogue.sqlite3", timezone=ZoneInfo("UTC"))
    yield made
    made.close()


def settled(catalogue):
    """Forget what the engines would still have to learn."""
    catalogue.settle(catalogue.last_task())


def ops(catalogue):
    return [task.op for task in catalogue.tasks(100)]


def store(catalogue, *articles):
    return [outcome.stored for outcome in catalogue.store(articles)]


def numbers(catalogue, id):
    return [one.id for one in catalogue.passages_of(catalogue.article(id, everything()))]


def vectors(catalogue):
    return catalogue.statistics()["vectors"]


def known(one):
    """Give the article as one that was made before: without passages, vectors and quotes."""
    return replace(one, passages=(), vectors={}, quotes=())


def test_added_then_unchanged(catalogue):
    one = prepared("a", title="T")
    assert store(catalogue, one) == ["added"]
    assert ops(catalogue) == ["put"]
    settled(catalogue)
    assert store(catalogue, one, known(one)) == ["unchanged", "unchanged"]
    assert ops(catalogue) == []


def test_other_groups_hold_at_once_and_keep_everything_else(catalogue):
    one = prepared("a", groups=frozenset({"desk"}))
    store(catalogue, one)
    before = catalogue.article("a", everything()), numbers(catalogue, "a"), catalogue.statistics()
    settled(catalogue)
    for groups, seen in ((frozenset({"news"}), 0), (frozenset({"desk", "news"}), 1), (frozenset(), 1)):
        changed = known(replace(one, document=replace(one.document, groups=groups)))
        assert store(catalogue, changed) == ["updated"]
        assert catalogue.count(reader("desk")) == seen
        assert ops(catalogue) == ["mark"]
        settled(catalogue)
    after = catalogue.article("a", everything())
    assert replace(after, groups=before[0].groups) == before[0]
    assert (numbers(catalogue, "a"), catalogue.statistics()) == before[1:]


@pytest.mark.parametrize(
    ("field", "value", "stored"),
    [
        ("source", "Post", "updated"),
        ("author", "Ann", "updated"),
        ("published", date(2025, 1, 2), "updated"),
        ("updated", date(2025, 1, 2), "updated"),
        ("url", "https://example.org/", "updated"),
        ("language", "fr", "updated"),
        ("visible_from", date(2030, 1, 1), "updated"),
        ("metadata", {"k": [1, {"n": None}]}, "updated"),
        ("state", "retracted", "updated"),
        ("raw_sha256", "other bytes, same text", "unchanged"),
        ("input", "moved/elsewhere.jsonl:77", "unchanged"),
    ],
)
def test_each_field_is_kept_and_costs_no_passages(catalogue, field, value, stored):
    one = prepared("a")
    store(catalogue, one)
    settled(catalogue)
    passages = numbers(catalogue, "a")
    changed = known(replace(one, document=replace(one.document, **{field: value})))
    assert store(catalogue, changed, changed) == [stored, "unchanged"]
    assert numbers(catalogue, "a") == passages
    assert ops(catalogue) == (["mark"] if stored == "updated" else [])
    if field != "raw_sha256":
        assert getattr(catalogue.article("a", everything()), "origin" if field == "input" else field) == value


def test_a_changed_text_is_a_revision_and_the_old_one_stays_readable(catalogue):
    first, second = prepared("a", "First “words”."), prepared("a", "Second words.")
    assert store(catalogue, first) == ["added"]
    old = numbers(catalogue, "a")
    assert store(catalogue, second) == ["updated"]
    assert ops(catalogue) == ["put", "drop", "put"]
    now = catalogue.article("a", everything())
    assert (now.text, now.revisions, now.state) == ("Second words.", (first.revision, second.revision), "current")
    before = catalogue.article("a", everything(), revision=first.revision)
    assert (before.text, before.revision, before.state) == ("First “words”.", first.revision, "superseded")
    assert catalogue.passages_of(before) == ()
    assert catalogue.quotes_of(before) == ()
    assert not set(old) & set(numbers(catalogue, "a")), "a passage's number is never used twice"
    with pytest.raises(ArticleNotFound):
        catalogue.article("a", everything(), revision="0" * 16)


def test_an_old_revision_that_a_correction_replaced_is_corrected(catalogue):
    texts = ("Nine died.", "Eight died.\n\nCorrection: an earlier version said nine.", "Eight died. More soon.")
    first, second, third = (prepared("a", text) for text in texts)
    store(catalogue, first, second)
    assert catalogue.article("a", everything(), revision=first.revision).state == "corrected"
    store(catalogue, third)
    assert catalogue.article("a", everything(), revision=second.revision).state == "superseded"


def test_an_old_revision_is_as_secret_as_the_article_is_now(catalogue):
    first = prepared("a", "First.")
    store(catalogue, first, prepared("a", "Second.", groups=frozenset({"desk"})))
    with pytest.raises(ArticleNotFound):
        catalogue.article("a", reader(), revision=first.revision)
    assert catalogue.article("a", reader("desk"), revision=first.revision).text == "First."


def test_a_text_that_comes_back_is_the_newest_again(catalogue):
    first, second = prepared("a", "First."), prepared("a", "Second.")
    assert store(catalogue, first, second, first) == ["added", "updated", "updated"]
    article = catalogue.article("a", everything())
    assert (article.text, article.revisions) == ("First.", (second.revision, first.revision))
    assert [one.start for one in catalogue.passages_of(article)] == [0]
    assert [text for _, text, _ in catalogue.earlier_texts("a")] == ["Second.", "First."]


def two_passages(id, first, second, **fields):
    text = f"{first} {second}"
    one = prepared(id, text, **fields)
    parts = [(Span(start=0, end=len(first)), first), (Span(start=len(first) + 1, end=len(text)), second)]
    made = [(span, prepared("-", part).passages[0][1], part) for span, part in parts]
    return replace(
        one,
        passages=tuple((span, key) for span, key, _ in made),
        vectors={key: vector_of(part).astype("<f2").tobytes() for _, key, part in made},
    )


def test_vectors_live_as_long_as_a_passage_uses_them(catalogue):
    store(catalogue, two_passages("a", "One.", "Two."), two_passages("b", "One.", "Three."))
    assert vectors(catalogue) == 3
    store(catalogue, two_passages("a", "One.", "Four."))
    assert vectors(catalogue) == 3, "Two. went, Four. came"
    catalogue.remove(["b"])
    assert vectors(catalogue) == 2
    ids = numbers(catalogue, "a")
    kept, matrix = catalogue.vectors_of(ids, model="m", dimensions=48)
    assert kept.tolist() == ids
    np.testing.assert_allclose(matrix[0], vector_of("One."), atol=1e-3)
    catalogue.remove(["a"])
    assert catalogue.statistics() == dict.fromkeys(catalogue.statistics(), 0)


def test_vectors_another_run_counted_on_may_go_before_it_commits(catalogue):
    store(catalogue, prepared("a", "Same."))
    late = prepared("b", "Same.")  # prepared while "a" was there
    catalogue.remove(["a"])
    assert store(catalogue, late) == ["added"]
    assert len(catalogue.vectors_of(numbers(catalogue, "b"), model="m", dimensions=48)[0]) == 1


def test_what_was_taken_for_unchanged_and_is_not_stops_its_whole_batch(catalogue):
    one, other = prepared("a", "First."), prepared("b", "Other.")
    store(catalogue, one)
    store(catalogue, prepared("a", "Changed by another run."))
    assert store(catalogue, other, known(one)) == ["added", "stale"]
    assert catalogue.count(everything()) == 1, "nothing of the batch is stored"
    catalogue.remove(["a"])
    assert store(catalogue, known(one)) == ["stale"]
    assert catalogue.count(everything()) == 0
    assert store(catalogue, other, one) == ["added", "added"]


def test_another_recipe_or_title_makes_it_again_under_the_same_revision(catalogue):
    one = prepared("a")
    store(catalogue, one)
    again = replace(one, recipe="newer")
    titled = replace(again, document=replace(one.document, title="T"))
    assert store(catalogue, known(again)) == ["stale"]
    assert store(catalogue, again, titled, titled) == ["updated", "updated", "unchanged"]
    article = catalogue.article("a", everything())
    assert article.revisions == (one.revision,)
    assert article.title == "T"


def test_the_same_text_elsewhere_is_a_duplicate(catalogue):
    outcomes = catalogue.store([prepared("a"), prepared("b"), prepared("c", "Else."), prepared("c"), prepared("b")])
    assert [one.duplicate for one in outcomes] == [False, True, False, True, False]


def test_an_export_brings_its_earlier_texts_under_their_true_names(catalogue):
    former, latest = prepared("-", "Former."), prepared("-", "Latest.")
    lying = EarlierRevision(revision=latest.revision, text="Forged.", stored_at="2025-01-01T00:00:00+00:00")
    repeated = EarlierRevision(revision="x", text="Latest.", stored_at="2025-01-01T00:00:00+00:00")
    true = EarlierRevision(revision=former.revision, text="Former.", stored_at="2025-01-02T00:00:00+00:00")
    store(catalogue, prepared("a", "Latest.", earlier=(lying, repeated, true, true), revision="told"))
    article = catalogue.article("a", everything())
    assert (article.text, article.revision) == ("Latest.", latest.revision)
    assert article.revisions == (prepared("-", "Forged.").revision, former.revision, latest.revision)
    assert catalogue.article("a", everything(), revision=former.revision).text == "Former."


def test_removing_is_all_or_nothing(catalogue):
    store(catalogue, prepared("a"), prepared("b", "B."))
    with pytest.raises(ArticleNotFound, match="nobody"):
        catalogue.remove(["a", "nobody"])
    assert catalogue.count(everything()) == 2
    assert catalogue.remove(["a", "nobody"], missing_ok=True) == ["a"]
    assert catalogue.remove(["b", "b"]) == ["b"]
    assert catalogue.count(everything()) == 0


def test_foreseeing_changes_nothing(catalogue):
    store(catalogue, prepared("a"))
    settled(catalogue)
    before = catalogue.statistics()
    foreseen = [
        catalogue.foresee(one).stored
        for one in (prepared("a"), prepared("a", groups=frozenset({"g"})), prepared("a", "New."), prepared("n", "N."))
    ]
    assert foreseen == ["unchanged", "updated", "updated", "added"]
    assert catalogue.foresee(prepared("copy")).duplicate
    assert (catalogue.statistics(), ops(catalogue)) == (before, [])


def test_scrubbing_leaves_no_word_of_what_was_removed(catalogue):
    many = [prepared(f"a{at}", f"Kohlrabi{at} was here. " * 300) for at in range(30)]
    store(catalogue, *many, prepared("b", "Kept."))
    store(catalogue, prepared("b", "Kept as well."))
    catalogue.remove([f"a{at}" for at in range(30)])
    catalogue.scrub()
    for path in catalogue.path.parent.iterdir():
        content = path.read_bytes()
        assert b"Kohlrabi" not in content, path.name
    assert catalogue.count(everything()) == 1


def test_made_again_from_what_is_stored(catalogue):
    one = prepared("a", "Text.", title="T", groups=frozenset({"g"}))
    store(catalogue, one)
    before = catalogue.article("a", everything())
    again = replace(one, document=document("a", "Text."), recipe="newer")
    assert catalogue.remake(again, revision=one.revision)
    assert catalogue.article("a", everything()) == before
    assert catalogue.made("a").recipe == "newer"
    assert not catalogue.remake(again, revision="not the current one")
    other = prepared("a", "Damaged.")
    assert catalogue.remake(other, revision=one.revision)
    after = catalogue.article("a", everything())
    assert (after.revision, after.revisions) == (other.revision, (other.revision,))
    assert after.text == "Text.", "the text itself is what is stored; only its name follows"


class Mixed(RuleBasedStateMachine):
    """Any order of storing and removing, against a dictionary."""

    texts = st.sampled_from(["One.", "Two.", "One. Two.", "Three “said”."])
    names = st.sampled_from(["a", "b", "c"])
    numbers = itertools.count()
    root = None

    def __init__(self):
        super().__init__()
        self.catalogue = Catalogue(Mixed.root / f"{next(Mixed.numbers)}.sqlite3", timezone=ZoneInfo("UTC"))
        self.model = {}
        self.history = {}
        self.engine = set()

    @rule(id=names, text=texts, groups=st.frozensets(st.sampled_from("xy")), recipe=st.sampled_from("12"))
    def store(self, id, text, groups, recipe):
        before = self.model.get(id)
        one = prepared(id, text, groups=groups, recipe=recipe)
        [outcome] = self.catalogue.store([one])
        now = (text, groups, recipe)
        assert outcome.stored == ("added" if before is None else "unchanged" if before == now else "updated")
        self.model[id] = now
        history = self.history.setdefault(id, [])
        if text in history:
            if history[-1] != text:
                history.remove(text)
                history.append(text)
        else:
            history.append(text)

    @rule(id=names)
    def remove(self, id):
        assert self.catalogue.remove([id], missing_ok=True) == ([id] if id in self.model else [])
        self.model.pop(id, None)
        self.history.pop(id, None)

    @rule(limit=st.integers(1, 5))
    def engines_follow(self, limit):
        for task in self.catalogue.tasks(limit):
            known = self.catalogue.engine_passages([task.passage_id])
            if task.op == "put" and known:
                self.engine.add(task.passage_id)
            elif task.op == "drop":
                self.engine.discard(task.passage_id)
            self.catalogue.settle(task.seq)

    @invariant()
    def the_catalogue_is_what_was_stored(self):
        page = self.catalogue.listing(everything(), text=None, limit=9, cursor=None)
        assert {one.id: one.groups for one in page.items} == {id: groups for id, (_, groups, _) in self.model.items()}
        stored = {}
        for id, (text, _, _) in self.model.items():
            article = self.catalogue.article(id, everything())
            assert article.text == text
            assert [text for _, text, _ in self.catalogue.earlier_texts(id)] == self.history[id]
            assert len(self.catalogue.quotes_of(article)) == text.count("“")
            stored[id] = numbers(self.catalogue, id)
        passages = {one for ids in stored.values() for one in ids}
        counts = self.catalogue.statistics()
        assert counts["passages"] == len(passages)
        assert counts["vectors"] == len({text for text, _, _ in self.model.values()})
        assert len(self.catalogue.vectors_of(sorted(passages), model="m", dimensions=48)[0]) == len(passages)
        if not self.catalogue.tasks(1):
            assert self.engine == passages

    def teardown(self):
        self.catalogue.close()


def test_any_order_of_storing_and_removing(tmp_path):
    Mixed.root = tmp_path
    case = Mixed.TestCase
    case.settings = settings(max_examples=15, stateful_step_count=15, deadline=None)
    case().runTest()


def test_canonical_details_are_kept(catalogue):
    one = replace(prepared("a"), canonical=CanonicalText(text="Some words.", page_starts=(0, 5)))
    store(catalogue, one)
    assert catalogue.article("a", everything()).page_starts == (0, 5)
