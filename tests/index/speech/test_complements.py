"""Which words a verb of saying introduces: where they end, and what is not among them."""

import pytest

from index.speech import SpeechReader


@pytest.fixture(scope="module")
def reader() -> SpeechReader:
    return SpeechReader()


def said(reader: SpeechReader, text: str) -> list[tuple[str | None, str]]:
    (quotes,) = reader.read([text + "\n"])
    return [(quote.speaker.name, quote.text) for quote in quotes]


def test_another_s_statement_ends_what_was_said(reader: SpeechReader) -> None:
    text = "Carla Holm said that the pier was safe, while Peter Quist argued that it was not."
    assert said(reader, text) == [("Carla Holm", "the pier was safe"), ("Peter Quist", "it was not")]
    text = "One clerk says the pier is safe, while another says it is not."
    assert said(reader, text) == [(None, "the pier is safe"), (None, "it is not")]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Carla Holm tweeted a picture of the pier.", "a picture of the pier"),
        ("Carla Holm ordered that the pier be closed.", "the pier be closed"),
        ("Carla Holm blasted the crews Tuesday for their noise.", "the crews Tuesday for their noise"),
        ("Carla Holm called the pier a disgrace in an interview.", "the pier a disgrace"),
        ("Carla Holm praised the harbour crews on her radio show.", "the harbour crews"),
        ("Carla Holm criticized the costs of the pier in the harbour.", "the costs of the pier in the harbour"),
    ],
)
def test_a_verb_s_object_is_what_was_said_and_where_it_was_said_is_not(
    reader: SpeechReader, text: str, words: str
) -> None:
    assert said(reader, text) == [("Carla Holm", words)]


def test_a_participle_tells_what_stands_behind_it(reader: SpeechReader) -> None:
    text = "Carla Holm came back to the harbour, telling the crews on Friday that the pier is “a wreck.”"
    assert said(reader, text) == [("Carla Holm", "the pier is “a wreck.”")]


def test_a_clause_in_the_tense_of_what_was_said_goes_on_with_it(reader: SpeechReader) -> None:
    text = "Carla Holm concluded that the pier is safe, but sometimes the wind takes over."
    assert said(reader, text) == [("Carla Holm", "the pier is safe, but sometimes the wind takes over")]


def test_what_only_leads_to_a_quotation_is_no_statement(reader: SpeechReader) -> None:
    text = "In particular, Carla Holm said, “the pier is safe and the crews are glad of it.”"
    assert said(reader, text) == [("Carla Holm", "“the pier is safe and the crews are glad of it.”")]


def test_offering_and_refusing_are_deeds(reader: SpeechReader) -> None:
    assert said(reader, "Carla Holm offered the crews a warm meal.") == []
    assert said(reader, "Carla Holm refused to leave the pier.") == []
