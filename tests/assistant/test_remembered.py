"""Words that are remembered otherwise are found; words that say something else are nobody's."""

import pytest

from assistant.remembered import compare

SAID = "We want the ferry back, but we don’t want a ferry that sinks. It carried 240 people in 2019."


@pytest.mark.parametrize(
    "remembered",
    [
        "We want the ferry back, but we don’t want a ferry that sinks.",
        "we want the ferry back but we don't want a ferry that sinks",
        "we don’t want a ferry that sinks",
        "We want the ferry back … a ferry that sinks",
    ],
)
def test_the_same_words_are_exact(remembered: str) -> None:
    likeness = compare(remembered, SAID)
    assert likeness is not None
    assert (likeness.exact, likeness.same, likeness.changes) == (True, True, ())
    assert SAID[likeness.start : likeness.end].startswith(("We want", "we don’t"))


@pytest.mark.parametrize(
    ("remembered", "changes"),
    [
        ("We want our ferry back, but we do not want a ferry that sinks", (("our", "the"),)),
        ("We wanted the ferry back, but we don’t want any ferry that sinks", (("wanted", "want"), ("any", "a"))),
        ("We want the ferrry back, but we don’t want a ferry that sinks", (("ferrry", "ferry"),)),
    ],
)
def test_other_small_words_forms_and_slips_are_the_same_statement(
    remembered: str, changes: tuple[tuple[str, str], ...]
) -> None:
    likeness = compare(remembered, SAID)
    assert likeness is not None
    assert (likeness.exact, likeness.same) == (False, True)
    assert likeness.changes == changes


@pytest.mark.parametrize(
    "remembered",
    [
        "We want the bridge back, but we don’t want a bridge that sinks.",
        "We want the ferry back, but we don’t want a ferry that floats.",
        "We want the ferry back, and we want a ferry that sinks.",
        "we want a ferry that sinks",
        "It carried 420 people in 2019",
        "It carried 240 people in 2018",
        "It carried no 240 people in 2019",
        "The ferry sinks",
    ],
)
def test_what_says_something_else_is_not_the_same(remembered: str) -> None:
    likeness = compare(remembered, SAID)
    assert likeness is None or not likeness.same


@pytest.mark.parametrize(
    "remembered", ["", "…", "“”", "the of and", "Snow fell on the hills of the far north all day."]
)
def test_words_that_are_not_there_are_not_near(remembered: str) -> None:
    likeness = compare(remembered, SAID)
    assert likeness is None or not likeness.same


def test_a_very_long_memory_of_other_words_is_not_near() -> None:
    assert compare("lighthouse keeper " * 600, SAID * 200) is None
