"""Reciprocal rank fusion: what it promises about order, whatever the rankings."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.fusion import reciprocal_rank_fusion

rankings = st.dictionaries(
    st.sampled_from(["dense", "lexical", "quotes"]), st.lists(st.integers(0, 30), max_size=20), max_size=3
)


def test_adds_one_over_constant_plus_rank():
    fused = reciprocal_rank_fusion({"dense": [7, 8], "lexical": [8]}, weights={"lexical": 2.0}, constant=10)
    assert [one.id for one in fused] == [8, 7]
    assert fused[0].score == pytest.approx(1 / 12 + 2 / 11)
    assert fused[0].ranks == {"dense": 2, "lexical": 1}
    assert fused[1].ranks == {"dense": 1}


@given(rankings)
def test_the_order_of_the_engines_never_matters(given_rankings):
    turned = dict(reversed(given_rankings.items()))
    assert reciprocal_rank_fusion(given_rankings, weights={}) == reciprocal_rank_fusion(turned, weights={})


@given(rankings)
def test_every_id_comes_once_and_scores_fall(given_rankings):
    fused = reciprocal_rank_fusion(given_rankings, weights={"dense": 1.5})
    assert sorted(one.id for one in fused) == sorted({id for ids in given_rankings.values() for id in ids})
    scores = [one.score for one in fused]
    assert scores == sorted(scores, reverse=True)


@given(st.lists(st.integers(), unique=True, max_size=30))
def test_a_single_ranking_keeps_its_order(ids):
    assert [one.id for one in reciprocal_rank_fusion({"dense": ids}, weights={})] == ids


def test_equal_scores_fall_back_on_rank_and_id():
    fused = reciprocal_rank_fusion({"a": [5, 1], "b": [3, 9]}, weights={})
    assert [one.id for one in fused] == [3, 5, 1, 9]


def test_a_repeated_id_counts_at_its_first_place():
    fused = reciprocal_rank_fusion({"a": [4, 4, 2]}, weights={})
    assert [(one.id, one.ranks["a"]) for one in fused] == [(4, 1), (2, 2)]
