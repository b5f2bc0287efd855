"""Both texts can be had back from their differences, and what is the same is said to be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.differences import Piece, paragraph_differences, word_differences

TEXTS = st.lists(st.sampled_from(["six", "seven", "people", "died", "in", " ", "\n", "\n\n", "Kyiv.", "é", "  "])).map(
    " ".join
) | st.text(max_size=60)


@given(TEXTS, TEXTS)
def test_both_texts_come_back(before, after):
    for pieces in (word_differences(before, after), [p for one in paragraph_differences(before, after) for p in one]):
        assert "".join(piece.text for piece in pieces if piece.change != "new") == before
        assert "".join(piece.text for piece in pieces if piece.change != "gone") == after
        assert all(piece.text for piece in pieces)


@given(TEXTS)
def test_a_text_does_not_differ_from_itself(text):
    assert {piece.change for piece in word_differences(text, text)} <= {"same"}


def test_one_figure_is_revised():
    assert word_differences("Six people died in Kyiv.", "Seven people died in Kyiv.") == (
        Piece(change="gone", text="Six"),
        Piece(change="new", text="Seven"),
        Piece(change="same", text=" people died in Kyiv."),
    )


def test_paragraphs_that_stay_are_left_whole():
    before, after = "One.\n\nTwo is here.\n\nThree.", "One.\n\nTwo was here.\n\nThree."
    changes = [[piece.change for piece in one] for one in paragraph_differences(before, after)]
    assert changes == [["same"], ["same", "gone", "new", "same"], ["same"]]


@pytest.mark.parametrize("size", [20_000])
def test_long_texts_that_share_nothing_are_not_compared_word_by_word(size):
    before, after = " ".join(f"a{at}" for at in range(size)), " ".join(f"b{at}" for at in range(size))
    assert [piece.change for piece in word_differences(before, after)] == ["gone", "new"]
