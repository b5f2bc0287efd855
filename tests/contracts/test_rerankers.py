"""What every implementation of `Reranker` promises."""

import threading
import time

import pytest

from index.errors import Cancelled, Overloaded
from index.rerank import NoReranker

QUERY = "How many sailors were rescued?"
TEXTS = [
    "The bakery opens at six.",
    "Eleven sailors were rescued from the trawler on Sunday.",
    "The trawler was built in 1987.",
]


@pytest.fixture(params=["cross-encoder", "none"])
def reranker(request):
    return NoReranker() if request.param == "none" else request.getfixturevalue("cross_encoder")


def test_one_score_per_text_the_same_each_time(reranker):
    scores = reranker.score(QUERY, TEXTS)
    assert len(scores) == 3
    assert all(isinstance(score, float) for score in scores)
    assert reranker.score(QUERY, TEXTS) == scores
    assert reranker.score(QUERY, []) == []
    assert reranker.key


def test_no_reranker_keeps_the_order():
    scores = NoReranker().score(QUERY, TEXTS)
    assert scores == sorted(scores, reverse=True)
    assert len(set(scores)) == 3


def test_the_text_that_answers_wins_clearly(cross_encoder):
    scores = cross_encoder.score(QUERY, TEXTS)
    assert max(scores) == scores[1] > 5
    assert scores[0] < -5


def test_a_score_does_not_depend_on_the_others(cross_encoder):
    scores = cross_encoder.score(QUERY, TEXTS)
    assert [cross_encoder.score(QUERY, [text])[0] for text in TEXTS] == scores


def test_the_end_of_a_long_question_still_leaves_room_for_the_text(cross_encoder):
    long = "Please consider this. " * 400
    first, second = cross_encoder.score(long, TEXTS[:2])
    assert first != second


def test_cancelling_and_deadlines(cross_encoder):
    cancelled = threading.Event()
    cancelled.set()
    with pytest.raises(Cancelled):
        cross_encoder.score(QUERY, TEXTS, cancelled=cancelled)
    with pytest.raises(Overloaded):
        cross_encoder.score(QUERY, TEXTS, deadline=time.monotonic() - 0.001)
