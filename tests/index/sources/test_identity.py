import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import InputRefused
from index.sources.identity import checked_id, id_of_place, id_of_text


@given(stem=st.text(), key=st.binary())
def test_a_made_id_is_one_that_would_be_accepted(stem: str, key: bytes) -> None:
    made = id_of_place(stem, key)
    assert checked_id(made) == made
    assert made == id_of_place(stem, key)
    assert made.isascii()


def test_places_and_texts_are_told_apart() -> None:
    assert id_of_place("index", b"/a/index.html") != id_of_place("index", b"/b/index.html")
    assert id_of_text("The same beginning, one end.") != id_of_text("The same beginning, another end.")
    assert id_of_text("Six people were killed in Kyiv overnight.").startswith("six-people-were-killed-in-kyiv-")
    assert id_of_place("東京", b"x").startswith("article-")


@pytest.mark.parametrize("given_id", ["x", "ü" * 200, "a/b c?d#e", "2025-11-20"])
def test_ids_of_any_letters_are_accepted(given_id: str) -> None:
    assert checked_id(given_id) == given_id


@pytest.mark.parametrize("given_id", ["", "x" * 201, "a\nb", "a\x00", "a\x7f", "a\u2028b", "\ud800"])
def test_ids_that_would_break_something_are_refused(given_id: str) -> None:
    with pytest.raises(InputRefused, match="its id"):
        checked_id(given_id)
