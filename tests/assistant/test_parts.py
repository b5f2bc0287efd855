"""The parts a question names, and which of them nothing answers."""

from assistant.parts import parts_of, without_evidence


def test_reads_two_things_asked() -> None:
    assert [part.kind for part in parts_of("When and where did Driscoll meet the Russians?")] == ["date", "place"]


def test_reads_names_joined() -> None:
    assert [part.name for part in parts_of("What do Ann Lee and Bo Ray earn?")] == ["Ann Lee", "Bo Ray"]


def test_a_single_question_has_no_parts() -> None:
    assert parts_of("Where was the stolen bell found?") == ()
    assert parts_of("When was Xenoblade Chronicles 2 released?") == ()
    assert parts_of("Who resigned between September and October?") == ()


def test_tells_what_nothing_answers() -> None:
    parts = parts_of("When and where was the bell found?")
    shown = ["The bell was found on Nov 3, 2024."]
    assert [part.words for part in without_evidence(parts, shown, frozenset())] == ["where was the bell found"]
    names = parts_of("What do Ann Lee and Bo Ray earn?")
    assert [part.words for part in without_evidence(names, ["Ms Lee earns 40,000 crowns."], frozenset())] == ["Bo Ray"]
