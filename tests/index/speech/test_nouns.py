"""Speech told by a noun: "Holm’s call for a ban", "made a promise to rebuild it"."""

import pytest

from index.speech import SpeechReader


@pytest.fixture(scope="module")
def reader() -> SpeechReader:
    return SpeechReader()


@pytest.mark.parametrize(
    ("text", "speaker", "words"),
    [
        ("The crews cheered Carla Holm’s call for a new pier.", "Carla Holm", "a new pier"),
        ("The storm put off Holm’s first public pledge to rebuild the pier.", "Holm", "to rebuild the pier"),
        ("The crews laughed at Carla Holm’s claim that the pier was safe.", "Carla Holm", "the pier was safe"),
        ("At the quay Carla Holm made a promise to rebuild the pier.", "Carla Holm", "to rebuild the pier"),
        ("Last summer Carla Holm raised questions about the new pier.", "Carla Holm", "the new pier"),
    ],
)
def test_a_noun_of_saying_tells_what_its_owner_said(reader: SpeechReader, text: str, speaker: str, words: str) -> None:
    (quotes,) = reader.read([text + "\n"])
    assert [(quote.kind, quote.speaker.name, quote.text) for quote in quotes] == [("indirect", speaker, words)]


@pytest.mark.parametrize(
    "text",
    [
        "A call for help came over the radio at noon.",
        "The crews waited for the claim to be settled.",
        "Carla Holm’s call came too late for the crews.",
    ],
)
def test_a_noun_without_an_owner_or_a_matter_is_nobody_s_speech(reader: SpeechReader, text: str) -> None:
    assert reader.read([text + "\n"]) == [()]
