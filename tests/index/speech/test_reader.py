"""Whole articles in, records out: exact offsets, the right voice, nobody guessed."""

import pytest

from index.article import Quote
from index.speech import SpeechReader


@pytest.fixture(scope="module")
def reader() -> SpeechReader:
    return SpeechReader()


def read(reader: SpeechReader, text: str) -> tuple[Quote, ...]:
    (quotes,) = reader.read([text])
    for q in quotes:
        assert text[q.start : q.end] == q.text
        if q.cue is not None:
            assert text[q.cue.start : q.cue.end] == q.cue.text
        if q.speaker.mention is not None:
            assert text[q.speaker.start : q.speaker.end] == q.speaker.mention
    return quotes


def said(quotes: tuple[Quote, ...]) -> list[tuple[str | None, str]]:
    return [(q.speaker.name, q.text) for q in quotes]


def test_a_quotation_interrupted_by_its_cue_is_two_records(reader: SpeechReader) -> None:
    quotes = read(
        reader,
        "“The ferry will sail again,” harbour master Ingrid Solberg told Fjord Radio on Monday. “Nobody will be left.”\n",
    )
    assert said(quotes) == [
        ("Ingrid Solberg", "“The ferry will sail again,”"),
        ("Ingrid Solberg", "“Nobody will be left.”"),
    ]
    assert [q.kind for q in quotes] == ["direct", "direct"]
    assert quotes[0].cue is not None
    assert quotes[0].speaker.mention == "harbour master Ingrid Solberg"


def test_what_he_added_is_reported_speech(reader: SpeechReader) -> None:
    text = (
        "Mayor Peter Okafor opened the bridge on Friday.\n\nHe added that the toll would be dropped within two years.\n"
    )
    (quote,) = read(reader, text)
    assert (quote.kind, quote.text) == ("indirect", "the toll would be dropped within two years")
    assert (quote.speaker.name, quote.speaker.mention) == ("Peter Okafor", "He")


def test_quoted_words_inside_reported_speech_make_it_mixed(reader: SpeechReader) -> None:
    (quote,) = read(reader, "Finance Minister Lena Brandt said the offer was “far too low” for the island.\n")
    assert (quote.kind, quote.text) == ("mixed", "the offer was “far too low” for the island")
    assert quote.speaker.name == "Lena Brandt"


def test_a_paragraph_of_quotation_goes_on_with_the_voice_before_it(reader: SpeechReader) -> None:
    text = (
        "“The water came at night,” said Ms Nadia Ferrer, a baker.\n\n"
        "“We carried the flour upstairs, ‘Take the yeast!’ somebody cried.“\n"
    )
    assert [q.speaker.name for q in read(reader, text)] == ["Nadia Ferrer", "Nadia Ferrer"]


def test_an_unnamed_source_stays_unnamed(reader: SpeechReader) -> None:
    (quote,) = read(reader, "A harbour official said Mr Lindqvist was expected to meet the crews.\n")
    assert quote.speaker.name is None
    assert quote.speaker.mention == "A harbour official"


def test_another_language_gives_direct_quotations_only(reader: SpeechReader) -> None:
    text = "„Wir fahren morgen weiter“, sagte Anna Weber. Sie sagte, dass der Hafen offen sei.\n"
    (quotes,) = reader.read([text], ["de"])
    assert [q.text for q in quotes] == ["„Wir fahren morgen weiter“"]
    assert quotes[0].kind == "direct"
