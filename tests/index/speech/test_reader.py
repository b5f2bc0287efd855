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
        "“The ferry will sail again,” harbour master Ingrid Solberg told Fjord Radio. “Nobody will be left.”\n",
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


def test_only_people_and_bodies_have_names(reader: SpeechReader) -> None:
    text = (
        "The Harbour Ministry said the pier was safe.\n\n"
        "Ms Brandt’s spokesman said the talks had failed.\n\n"
        "The Oslo Herald reported that the mast had snapped.\n"
    )
    assert [q.speaker.name for q in read(reader, text)] == ["Harbour Ministry", None, "Oslo Herald"]


def test_two_people_of_one_surname_stay_two(reader: SpeechReader) -> None:
    text = (
        "Robert Nyberg and Karin Nyberg own the yard.\n\n"
        "Mrs Nyberg said the slip would be rebuilt.\n\n"
        "Mr Nyberg said the insurers had not paid.\n"
    )
    assert [q.speaker.name for q in read(reader, text)] == ["Karin Nyberg", "Robert Nyberg"]


def test_a_pronoun_that_fits_two_people_is_nobody(reader: SpeechReader) -> None:
    text = (
        "Peter Okafor met Martin Quist and Henry Adler.\n\nThe three sailed at noon. He said that the sea was calm.\n"
    )
    (quote,) = read(reader, text)
    assert quote.speaker.mention == "He"
    text = "The talks went on. He said that the sea was calm.\n"
    (quote,) = read(reader, text)
    assert quote.speaker.name is None


def test_a_lone_quotation_after_another_subject_is_nobody_s(reader: SpeechReader) -> None:
    text = "Mayor Peter Okafor opened the bridge on Friday.\n\n“The toll is far too high for all of us here.”\n"
    (quote,) = read(reader, text)
    assert quote.speaker.name is None
    assert quote.speaker.mention is None


@pytest.mark.parametrize(
    "sentence",
    [
        "The fleet, known as the “coalition of the herring”, sailed at dawn.",
        "She starred in “The Long Way Home” and in three other films.",
        "His novel, “A Winter by the Sea,” sold out in a week.",
        'The ship is 40 feet long and has a 6" gun.',
        "The report on the state of the order was filed.",
    ],
)
def test_titles_and_names_in_use_are_not_speech(reader: SpeechReader, sentence: str) -> None:
    assert read(reader, sentence + "\n") == ()


@pytest.mark.parametrize(
    ("sentence", "name", "said_words"),
    [
        ("According to Lena Brandt, the dam will hold until spring.", "Lena Brandt", "the dam will hold until spring"),
        ("The dam will hold until spring, Lena Brandt said.", "Lena Brandt", "The dam will hold until spring"),
        ("The dam will hold, according to Lena Brandt.", "Lena Brandt", "The dam will hold"),
        ("Lena Brandt vowed to rebuild the dam by spring.", "Lena Brandt", "to rebuild the dam by spring"),
        ("Lena Brandt urged the crews to leave the dam.", "Lena Brandt", "the crews to leave the dam"),
        ("Lena Brandt called the plan a disgrace.", "Lena Brandt", "the plan a disgrace"),
        ("Lena Brandt asked whether the dam would hold.", "Lena Brandt", "whether the dam would hold"),
        ("Lena Brandt, the minister, said the dam was safe.", "Lena Brandt", "the dam was safe"),
        ("As Lena Brandt noted, the dam was built in 1911.", "Lena Brandt", "the dam was built in 1911"),
    ],
)
def test_reported_speech_in_its_many_forms(reader: SpeechReader, sentence: str, name: str, said_words: str) -> None:
    (quote,) = read(reader, sentence + "\n")
    assert (quote.kind, quote.speaker.name, quote.text) == ("indirect", name, said_words)


@pytest.mark.parametrize(
    "text",
    [
        "“The dam will hold,” Lena Brandt said.",
        '"The dam will hold," Lena Brandt said.',
        "''The dam will hold,'' Lena Brandt said.",
        "``The dam will hold,'' Lena Brandt said.",
        "«The dam will hold,» Lena Brandt said.",
        "‘The dam will hold,’ Lena Brandt said.",
        "Lena Brandt said: “The dam will hold.”",
        "“The dam will hold!” shouted Lena Brandt.",
        "“Will the dam hold?” Lena Brandt asked.",
        "Lena Brandt: “The dam will hold.”",
    ],
)
def test_a_quotation_in_any_typography(reader: SpeechReader, text: str) -> None:
    (quote,) = read(reader, text + "\n")
    assert quote.kind == "direct"
    assert quote.speaker.name == "Lena Brandt"


def test_who_goes_on_after_a_comma_is_who_spoke(reader: SpeechReader) -> None:
    quotes = read(reader, "Lena Brandt said the crews had done their best, adding that the dam was old.\n")
    assert said(quotes) == [
        ("Lena Brandt", "the crews had done their best"),
        ("Lena Brandt", "the dam was old"),
    ]


def test_articles_read_together_give_what_they_give_alone(reader: SpeechReader) -> None:
    texts = [
        "“The dam will hold,” Lena Brandt said.\n",
        "",
        "Peter Okafor said the toll was dropped. He added that the bridge was full.\n",
    ]
    assert reader.read(texts) == [reader.read([text])[0] for text in texts]


def test_what_a_record_calls_english_and_is_not_gives_direct_quotations(reader: SpeechReader) -> None:
    text = "«Nous partons demain matin», a dit Anne Weber à la presse locale hier soir. " * 4
    (quotes,) = reader.read([text], ["en"])
    assert {q.text for q in quotes} == {"«Nous partons demain matin»"}
    assert {q.speaker.name for q in quotes} == {None}


def test_a_body_with_a_title_inside_its_name_is_nobody_she_can_be(reader: SpeechReader) -> None:
    text = (
        "Fjord General Hospital, one of the three, admitted errors. Its medical director, Dr Ida Holm, went further. "
        "“I signed those tables,” she said.\n"
    )
    assert said(read(reader, text)) == [("Ida Holm", "“I signed those tables,”")]


def test_two_departments_of_one_country_stay_two(reader: SpeechReader) -> None:
    text = (
        "The US Treasury Department said that the bank had paid.\n\nThe US Justice Department said that it had not.\n\n"
        "The Treasury Department said that the case was closed.\n"
    )
    assert [q.speaker.name for q in read(reader, text)] == [
        "US Treasury Department",
        "US Justice Department",
        "US Treasury Department",
    ]


def test_a_body_called_by_its_last_word_alone_is_none_of_two(reader: SpeechReader) -> None:
    text = (
        "Ostrand Health Department said that nobody was ill.\n\nVik Health Department said that two were.\n\n"
        "The state Department of Fisheries said that the crabs were well.\n"
    )
    assert [q.speaker.name for q in read(reader, text)] == ["Ostrand Health Department", "Vik Health Department", None]
