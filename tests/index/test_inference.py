"""Running a model: pieces, cutting, reproducibility, lazy loading."""

import subprocess
import sys
import threading
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import ModelUnusable
from index.inference import PIECES_LIMIT, Encoder
from index.lane import Lane
from index.models import find_model


@pytest.fixture(scope="module")
def embedder():
    return Encoder(find_model("bge-small-en-v1.5", directory=None))


@pytest.fixture(scope="module")
def cross_encoder():
    return Encoder(find_model("ms-marco-MiniLM-L-12-v2", directory=None))


@given(text=st.text(max_size=400))
@settings(max_examples=60, deadline=None)
def test_counts_as_many_pieces_as_the_model_reads(embedder, text):
    assert embedder.count_pieces(text) == len(embedder.pieces(text, limit=10_000))


def test_counting_needs_no_session():
    code = (
        "import sys; from index.inference import Encoder; from index.models import find_model;"
        "encoder = Encoder(find_model('bge-small-en-v1.5', directory=None));"
        "print(encoder.count_pieces('the unforgettable harbour'), 'onnxruntime' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["6", "False"]


def test_counting_does_not_stop_at_what_the_model_reads(embedder, cross_encoder):
    for encoder in (embedder, cross_encoder):
        assert encoder.count_pieces("harbour " * 2000) == 2000


@pytest.mark.parametrize("text", ["", " ", "\u0000", "😀" * 700, "x" * 100_000, "e\u0301" * 3, "\u202e\ufeff"])
def test_hostile_texts_give_finite_numbers(embedder, cross_encoder, text):
    state = embedder.first_state(text)
    assert state.shape == (384,)
    assert np.isfinite(state).all()
    assert np.isfinite(cross_encoder.logit(cross_encoder.pieces("Who spoke?", limit=32), text))


def test_only_the_first_512_pieces_count(embedder):
    whole = "harbour " * (PIECES_LIMIT - 2)
    np.testing.assert_array_equal(embedder.first_state(whole), embedder.first_state(whole + "pilot " * 50))
    shorter = "harbour " * (PIECES_LIMIT - 3)
    assert (embedder.first_state(shorter + "pilot") != embedder.first_state(shorter + "harbour")).any()


def test_a_pair_is_cut_at_the_text_and_never_at_the_query(cross_encoder):
    query = cross_encoder.pieces("Which ship left the harbour before the storm?", limit=256)
    fits = "harbour " * (PIECES_LIMIT - len(query) - 3)
    assert cross_encoder.logit(query, fits) == cross_encoder.logit(query, fits + "pilot " * 99)
    assert cross_encoder.logit(query, fits) != cross_encoder.logit(query[:-2], fits)


def test_neighbours_and_threads_leave_no_trace(embedder):
    texts = [f"The {word} reached the harbour " * (number + 1) for number, word in enumerate("abcdefghij")]
    alone = [embedder.first_state(text).tobytes() for text in texts]
    lane = Lane(threads=4, queue=1)
    try:
        together = lane.run(texts * 3, lambda text: embedder.first_state(text).tobytes())
    finally:
        lane.close()
    assert together == alone * 3


def test_two_runs_of_the_program_give_the_same_bytes():
    code = (
        "from index.inference import Encoder; from index.models import find_model;"
        "encoder = Encoder(find_model('bge-small-en-v1.5', directory=None));"
        "print(encoder.first_state('The ferry left at dawn.').tobytes().hex())"
    )
    runs = {
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
        for _ in range(2)
    }
    assert len(runs) == 1


def test_many_threads_load_one_session():
    encoder = Encoder(find_model("ms-marco-MiniLM-L-12-v2", directory=None))
    seen, start = [], threading.Barrier(6)

    def load():
        start.wait()
        seen.append(encoder.session)

    threads = [threading.Thread(target=load) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(seen) == 6
    assert len({id(session) for session in seen}) == 1


@pytest.mark.parametrize("broken", ["onnx", "tokenizer"])
def test_a_file_that_is_no_model_is_one_clear_line(tmp_path, embedder, broken):
    path = tmp_path / "file"
    path.write_bytes(b"not a model")
    encoder = Encoder(replace(embedder.files, **{broken: path}))
    with pytest.raises(ModelUnusable) as caught:
        encoder.first_state("The ferry left at dawn.")
    assert "bge-small-en-v1.5" in caught.value.message
    assert "\n" not in caught.value.message


def test_a_failure_while_running_is_one_clear_line(embedder):
    with pytest.raises(ModelUnusable) as caught:
        embedder._forward([10**6], first_part=1)  # a piece the model has no place for
    assert "bge-small-en-v1.5" in caught.value.message
    assert "\n" not in caught.value.message
