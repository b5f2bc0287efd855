"""Windows cover a passage with whole sentences, in order, and never leave it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_corpus import count_tokens, words

from index.article import Span
from index.sentences import split_sentences
from index.windows import windows

SENTENCES = ["He left.", "“Why?” she said.", "Nobody, not even Dr. Bo, knew.", "\n\n", "A 🙂.", "x" * 90]
TEXTS = st.one_of(
    st.text(max_size=300),
    st.lists(st.sampled_from(SENTENCES)).map(" ".join),
)


@given(text=TEXTS, budget=st.integers(1, 60), data=st.data())
def test_whole_sentences_in_order_all_of_them(text, budget, data):
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    cut = windows(text, Span(start=start, end=end), budget=budget, counter=count_tokens)
    sentences = [(start + one.start, start + one.end) for one in split_sentences(text[start:end])]
    covered = []
    for window in cut:
        assert start <= window.start < window.end <= end
        inside = [one for one in sentences if window.start <= one[0] and one[1] <= window.end]
        assert inside
        assert (window.start, window.end) == (inside[0][0], inside[-1][1])
        covered += inside
    assert covered == sentences


@pytest.mark.parametrize("count", [9, 90, 333, 900])
def test_windows_are_even_and_about_the_budget(count):
    text = words(1, count)
    sizes = [
        count_tokens(text[one.start : one.end])
        for one in windows(text, Span(start=0, end=len(text)), budget=90, counter=count_tokens)
    ]
    assert sum(sizes) == count
    assert len(sizes) == max(1, round(count / 90))
    assert max(sizes) - min(sizes) <= 18, "no orphan at the end"


def test_a_sentence_over_the_budget_is_a_window_of_its_own():
    long = "so " * 200 + "it ends."
    text = f"Short one here. {long[0].upper()}{long[1:]} Short two here."
    cut = windows(text, Span(start=0, end=len(text)), budget=20, counter=count_tokens)
    assert any(text[one.start : one.end].count("so") >= 199 for one in cut)
    assert cut[0].start == 0
    assert cut[-1].end == len(text)
