import hashlib
import inspect
import re
import socket
import time
from importlib.resources import files
from pathlib import Path

import pytest
import tiktoken
import tiktoken_ext.openai_public
from hypothesis import given
from hypothesis import strategies as st

from index.errors import ModelUnusable
from index.tokens import ENCODING, TokenCounter

COUNTER = TokenCounter()
PLAIN = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=200)


def test_the_carried_vocabulary_is_the_one_tiktoken_expects() -> None:
    source = inspect.getsource(tiktoken_ext.openai_public.cl100k_base)
    expected = re.search(r'expected_hash="([0-9a-f]{64})"', source)
    carried = files("tiktoken_ext") / "data" / "cl100k_base.tiktoken"
    assert expected
    assert hashlib.sha256(carried.read_bytes()).hexdigest() == expected.group(1)
    pattern = re.search(r'"pat_str": (r""".*?""")', source)
    assert pattern
    assert tiktoken.get_encoding(ENCODING)._pat_str == pattern.group(1)[4:-3]


def test_no_network_is_asked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def refuse(*args: object, **more: object) -> None:
        raise AssertionError("tiktoken asked the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr("tiktoken.registry.ENCODINGS", {})
    monkeypatch.setenv("TIKTOKEN_CACHE_DIR", str(tmp_path))
    assert TokenCounter().count("The bridge fell.") == 4


def test_a_vocabulary_that_cannot_be_loaded_is_one_clear_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tiktoken.registry.ENCODINGS", {})
    monkeypatch.setattr("tiktoken.registry.ENCODING_CONSTRUCTORS", {})
    with pytest.raises(ModelUnusable) as raised:
        TokenCounter().count("The bridge fell.")
    assert raised.value.hint


@given(PLAIN)
def test_counts_are_tiktokens(text: str) -> None:
    assert COUNTER.count(text) == len(tiktoken.get_encoding(ENCODING).encode_ordinary(text))


def test_markers_in_a_text_are_plain_text() -> None:
    assert COUNTER.count("<|endoftext|>") > 1


def test_lone_surrogates_are_counted_like_any_odd_character() -> None:
    assert COUNTER.count("a\ud800b") > 0


def test_long_stretches_are_counted_in_pieces_that_add_little() -> None:
    text = "harbour" * 2000
    exact = len(tiktoken.get_encoding(ENCODING).encode_ordinary(text))
    assert exact <= COUNTER.count(text) <= exact + 2 * len(text) // 1000


@pytest.mark.parametrize(
    "text",
    [
        "a" * 1_000_000,
        " " * 1_000_000,
        "\n" * 1_000_000,
        "ab" * 500_000,
        "é" * 500_000,
        ".\x1c" * 300_000,
        "a\u0301" * 200_000,
        "木" * 300_000,
    ],
    ids=lambda text: repr(text[:4]),
)
def test_pathological_text_stays_linear(text: str) -> None:
    began = time.process_time()
    assert COUNTER.count(text) > 0
    assert time.process_time() - began < 8
