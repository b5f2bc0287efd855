"""What every implementation of `Embeddings` promises."""

import threading
import time

import numpy as np
import pytest

from index.embedding import QUERY_PREFIX
from index.errors import Cancelled, Overloaded

TEXTS = [
    "The ferry to the islands was cancelled because of the storm.",
    "Bakers in the old town raised the price of bread again.",
    "The goalkeeper saved two penalties in the final.",
]


@pytest.fixture(params=["local", "remote"])
def embeddings(request):
    return request.getfixturevalue(f"{request.param}_embeddings")


def test_rows_of_unit_length_in_order(embeddings):
    rows = embeddings.embed_passages(TEXTS)
    assert rows.dtype == np.float32
    assert rows.shape == (3, embeddings.dimensions)
    np.testing.assert_allclose(np.linalg.norm(rows, axis=1), 1.0, atol=1e-5)
    np.testing.assert_array_equal(embeddings.embed_passages(TEXTS[::-1]), rows[::-1])


def test_a_text_has_the_same_vector_in_any_company(embeddings):
    alone = embeddings.embed_passages(TEXTS[1:2])
    np.testing.assert_array_equal(embeddings.embed_passages(TEXTS)[1:2], alone)
    np.testing.assert_array_equal(embeddings.embed_passages(["x " * 400, TEXTS[1]])[1:], alone)


def test_nothing_in_nothing_out(embeddings):
    assert embeddings.embed_passages([]).shape == (0, embeddings.dimensions)


def test_a_paraphrase_is_nearest_to_what_it_says(embeddings):
    questions = ["Why did the boats not sail?", "What happened to the cost of loaves?", "Who stopped the spot kicks?"]
    rows = embeddings.embed_passages(TEXTS)
    for place, question in enumerate(questions):
        vector = embeddings.embed_query(question)
        assert vector.shape == (embeddings.dimensions,)
        assert abs(np.linalg.norm(vector) - 1) < 1e-5
        assert int(np.argmax(rows @ vector)) == place


def test_pieces_are_additive_enough_for_a_splitter(embeddings):
    assert embeddings.count_pieces("") == 0
    assert embeddings.count_pieces(TEXTS[0]) + embeddings.count_pieces(TEXTS[1]) == embeddings.count_pieces(
        f"{TEXTS[0]}\n\n{TEXTS[1]}"
    )


def test_a_passage_at_the_limit_is_read_to_its_end(embeddings):
    filler = "harbour " * (embeddings.pieces_limit - 1)
    assert embeddings.count_pieces(filler + "pilot") == embeddings.pieces_limit
    rows = embeddings.embed_passages([filler + "pilot", filler + "harbour"])
    assert (rows[0] != rows[1]).any()


def test_cancelled_work_is_not_done(embeddings):
    cancelled = threading.Event()
    cancelled.set()
    with pytest.raises(Cancelled):
        embeddings.embed_passages(TEXTS, cancelled=cancelled)
    with pytest.raises(Cancelled):
        embeddings.embed_query("Who?", cancelled=cancelled)


def test_a_deadline_is_kept(embeddings):
    with pytest.raises(Overloaded):
        embeddings.embed_query("Who?", deadline=time.monotonic() - 0.001)


def test_a_question_carries_the_prefix_the_model_was_trained_with(local_embeddings):
    vector = local_embeddings.embed_query("Who spoke?")
    np.testing.assert_array_equal(vector, local_embeddings.embed_passages([QUERY_PREFIX + "Who spoke?"])[0])
    assert (vector != local_embeddings.embed_passages(["Who spoke?"])[0]).any()
