"""The columns in memory, against a dictionary."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from index.catalogue import EnginePassage
from index.roster import Roster

IDS = st.integers(1, 400)
DAYS = st.one_of(st.none(), st.integers(-719_162, 2_932_896))
SOURCES = st.one_of(st.none(), st.sampled_from(["post", "echo", "zürcher"]))
PASSAGES = st.builds(
    EnginePassage,
    passage_id=IDS,
    article_row=st.integers(1, 9),
    audience=st.integers(1, 5),
    day=DAYS,
    source=SOURCES,
    title=st.just(""),
    text=st.just(""),
)


def held(passage, audiences, days, source, article_rows):
    if audiences is not None and passage.audience not in audiences:
        return False
    if days is not None:
        first, last = days
        if (
            passage.day is None
            or (first is not None and passage.day < first)
            or (last is not None and passage.day > last)
        ):
            return False
    if source is not None and passage.source != source:
        return False
    return article_rows is None or passage.article_row in article_rows


class Columns(RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        self.roster = Roster()
        self.model = {}

    @rule(passages=st.lists(PASSAGES, max_size=60))
    def put(self, passages):
        self.roster.put(passages)
        self.model.update((one.passage_id, one) for one in passages)

    @rule(ids=st.lists(IDS, max_size=80))
    def drop(self, ids):
        self.roster.drop(ids)
        for one in ids:
            self.model.pop(one, None)

    @rule(
        audiences=st.one_of(st.none(), st.frozensets(st.integers(1, 6))),
        days=st.one_of(st.none(), st.tuples(DAYS, DAYS)),
        source=st.one_of(SOURCES, st.just("nobody")),
        article_rows=st.one_of(st.none(), st.frozensets(st.integers(1, 10))),
    )
    def filter(self, audiences, days, source, article_rows):
        found = self.roster.allowed(audiences=audiences, days=days, source=source, article_rows=article_rows)
        if (audiences, days, source, article_rows) == (None, None, None, None):
            assert found is None
            return
        expected = sorted(id for id, one in self.model.items() if held(one, audiences, days, source, article_rows))
        assert found.ids.tolist() == expected
        assert found.share == len(expected) / max(1, len(self.model))

    @invariant()
    def holds_what_was_put(self):
        assert len(self.roster) == len(self.model)
        assert self.roster.ids().tolist() == sorted(self.model)


TestColumns = Columns.TestCase
TestColumns.settings = settings(max_examples=40, stateful_step_count=20, deadline=None)


def passage(id):
    return EnginePassage(passage_id=id, article_row=id % 100, audience=id % 7, day=id, source="post", title="", text="")


@given(st.integers(0, 5), st.integers(5000, 12_000))
@settings(max_examples=10)
def test_compacted_it_holds_the_same(seed, size):
    roster, chance = Roster(), np.random.default_rng(seed)
    roster.put(passage(id) for id in range(1, size + 1))
    gone = chance.permutation(np.arange(1, size + 1))[: size * 2 // 3]
    roster.drop(gone.tolist())
    left = sorted({*range(1, size + 1)} - {*gone.tolist()})
    assert roster.ids().tolist() == left
    assert len(roster._ids) >= len(left)
    assert roster._size < size, "the places of what was dropped are used again"
    some = roster.allowed(audiences=frozenset({3}), days=(None, size // 2), source="post", article_rows=None)
    assert some.ids.tolist() == [id for id in left if id % 7 == 3 and id <= size // 2]
    roster.put([passage(left[0]), passage(size + 1)])
    assert roster.ids().tolist() == [*left, size + 1]
