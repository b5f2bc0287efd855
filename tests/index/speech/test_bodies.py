"""What a phrase that is no person's name names: who issued a document, who speaks together, which group."""

import pytest

from index.speech import SpeechReader


@pytest.fixture(scope="module")
def reader() -> SpeechReader:
    return SpeechReader()


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("The pier will last for ten years, according to a report by the Northern Harbour Office.", "Northern Harbour"),
        ("A study released by Ostrand University says that the pier will last.", "Ostrand University"),
        ("Lena Brandt’s letter says that the pier will last for ten years.", "Lena Brandt"),
        ("A lawsuit filed in Ostrand by Carla Holm alleges that the pier is unsafe.", "Carla Holm"),
        ("A letter seen by Lena Brandt says that the pier will last for ten years.", None),
        ("His letter says that the pier will last for ten years.", None),
    ],
)
def test_a_document_speaks_for_who_issued_it(reader: SpeechReader, text: str, speaker: str | None) -> None:
    (quotes,) = reader.read([text + "\n"])
    (quote,) = quotes
    assert quote.speaker.name == speaker or (speaker is not None and speaker in (quote.speaker.name or ""))


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Carla Holm and her lawyers said the pier was unsafe.", "Carla Holm and her lawyers"),
        ("Carla Holm came late. She and other sailors said the pier was unsafe.", "Carla Holm and other sailors"),
        ("Norwegian officials and traders said the pier was unsafe.", "Norwegian officials and traders"),
        ("Carla Holm and Peter Quist said the pier was unsafe.", "Carla Holm and Peter Quist"),
        ("Members of the Harbour Council said the pier was unsafe.", "Members of the Harbour Council"),
    ],
)
def test_who_speaks_together_is_named_together(reader: SpeechReader, text: str, speaker: str) -> None:
    (quotes,) = reader.read([text + "\n"])
    assert [quote.speaker.name for quote in quotes] == [speaker]
