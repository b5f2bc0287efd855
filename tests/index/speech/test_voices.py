"""Where the speaker of a quotation stands: after a colon, below a dash, far from the verb; and when nobody can tell."""

import pytest

from index.speech import SpeechReader


@pytest.fixture(scope="module")
def reader() -> SpeechReader:
    return SpeechReader()


@pytest.mark.parametrize(
    ("text", "speaker", "mention"),
    [
        ("Ida Solberg continued:\n\n“You can look at the ferry yourself. It floats.”\n", "Ida Solberg", "Ida Solberg"),
        ("Ida Solberg, M.P., had a blunt message: “It is time to stop attacking people.”\n", "Ida Solberg", None),
        ("FARES RISE - Carla Holm: “One of the lessons was simple, and we knew it.”\n", "Carla Holm", "Carla Holm"),
        ("Carla Holm:“I have not heard that from anyone but you.”\n", "Carla Holm", "Carla Holm"),
        ("“Nobody pays for the pier, nobody at all.”\n\n- Carla Holm\n", "Carla Holm", "Carla Holm"),
        ("“Nobody pays for the pier, nobody at all.” — Carla Holm\n", "Carla Holm", "Carla Holm"),
        ("“Our method works where others fail,” Holm is quoted as saying.\n", "Holm", "Holm"),
        (
            "“They are under a lot of pressure,” a harbour source, who was not authorised to speak, told Fjord News.\n",
            None,
            "a harbour source",
        ),
        ("The ferry failed (“We want our money back,” wrote Edward Nelson, a clerk).\n", "Edward Nelson", None),
        ("Ida Holm, the mayor of Ostrand, wrote in reply: “We will not pay for the pier.”\n", "Ida Holm", "Ida Holm"),
        ("Carla Holm (M.P.):“I have not heard that from anyone but you.”\n", "Carla Holm", None),
        ("Ida Holm said in a statement. “There are no ballots to count at all.”\n", "Ida Holm", "Ida Holm"),
        ("The mayor turned to us. “And who will pay for the ferry?”\n", None, "The mayor"),
        (
            "Carla Holm was joined on stage by Mayor Peter Brandt and joked, “You are all being ridiculous.”\n",
            "Carla Holm",
            "Carla Holm",
        ),
        ("Carla Holm said it was too early to tell but added, “I think we know.”\n", "Carla Holm", "Carla Holm"),
        (
            "Tuesday in Ostrand, OH, after winning the vote, Mayor Carla Holm (L-OH), said, “I am ready.”\n",
            "Carla Holm",
            None,
        ),
        ("“It will not be easy,” said Councillor Peter T. King of Ostrand.\n", "Peter T. King", None),
        ("“It will not be easy,”Carla Holm, who is mayor of Ostrand, said.\n", "Carla Holm", "Carla Holm"),
        ("If it rains, Carla Holm said, there’s one way: “We close the pier.”\n", "Carla Holm", None),
        (
            "Carla Holm said that the pier was safe.\n\n“We looked at every plank of it ourselves.”\n",
            "Carla Holm",
            None,
        ),
        ("Carla Holm hit back in a letter saying: “The pier is safe.”\n", "Carla Holm", None),
    ],
)
def test_a_quotation_finds_its_speaker(
    reader: SpeechReader, text: str, speaker: str | None, mention: str | None
) -> None:
    (quotes,) = reader.read([text])
    (quote,) = [quote for quote in quotes if quote.kind == "direct"]
    assert quote.speaker.name == speaker
    assert mention is None or quote.speaker.mention == mention


def test_adding_is_done_by_whoever_the_sentence_is_about(reader: SpeechReader) -> None:
    text = "Ida Solberg told Fjord News that Per Holm “had a crazy plan,” adding, “He lost all of the votes here.”\n"
    (quotes,) = reader.read([text])
    assert [(q.speaker.name, q.text) for q in quotes][-1] == ("Ida Solberg", "“He lost all of the votes here.”")
    assert "adding" not in quotes[0].text


def test_a_surname_that_two_were_introduced_with_together_is_nobodys(reader: SpeechReader) -> None:
    text = (
        "Khizr Ferrer and Ghazala Ferrer came to the harbour on Monday.\n\n"
        "The harbour master met them at the pier, showed them the damage and went through the costs with them for an "
        "hour. He had brought the engineers, two insurers and a clerk of the court, who took notes all the time. "
        "It rained throughout.\n\n"
        "“Nobody asked us,” Ferrer said.\n"
    )
    (quotes,) = reader.read([text])
    assert [(q.speaker.name, q.speaker.mention) for q in quotes] == [(None, "Ferrer")]


def test_a_surname_stays_with_whom_the_article_called_by_it_before_the_other_came(reader: SpeechReader) -> None:
    text = (
        "Mayor Lena Brandt opened the pier on Friday. Brandt had planned it for years.\n\n"
        "Her brother Otto Brandt was there, too. He held the ribbon, the cake and the dog that "
        "belongs to the harbour master and is afraid of gulls, brass bands and cake. It rained the whole morning, and "
        "the band of the fire brigade played under the awning of the ticket office all the same.\n\n"
        "Three hundred people had come by noon, most of them for the cake. Two boats went out and came back.\n\n"
        "“The pier is safe,” Brandt said.\n"
    )
    (quotes,) = reader.read([text])
    assert [q.speaker.name for q in quotes] == ["Lena Brandt"]


@pytest.mark.parametrize("text", ["He ended his speech.\n\n“The bridge is closed to all of us today.”\n"])
def test_no_colon_no_speaker(reader: SpeechReader, text: str) -> None:
    (quotes,) = reader.read([text])
    assert [q.speaker.name for q in quotes] == [None]


def test_groups_and_papers_are_named_after_their_body(reader: SpeechReader) -> None:
    text = "Norwegian officials said the pier was safe. FEC records show it. Harbour officials said it was not.\n"
    (quotes,) = reader.read([text])
    assert [q.speaker.name for q in quotes] == ["Norwegian officials", None]


def test_a_title_tells_two_of_one_surname_apart(reader: SpeechReader) -> None:
    text = (
        "Councillor Ruth Halloran leads the list. Dermot Halloran speaks for the traders and is not related to her.\n\n"
        "“I have sold fish for 28 years,” Mr Halloran said.\n\n"
        "Ms Halloran replied that the traders would have a year without rent. “Nobody is driven out,” she said.\n"
    )
    (quotes,) = reader.read([text])
    assert [(q.speaker.name, q.speaker.mention) for q in quotes] == [
        ("Dermot Halloran", "Mr Halloran"),
        ("Ruth Halloran", "Ms Halloran"),
        ("Ruth Halloran", "she"),
    ]


@pytest.mark.parametrize(
    ("text", "speaker", "words"),
    [
        (
            "At the quay in Ostrand, Sen. Ida Holm (Left) said the plan was a “proven failure” at sea.\n",
            "Ida Holm",
            "the plan was a “proven failure” at sea",
        ),
        (
            "Ida Holm, counsel for the port, said in a written statement that the claims had “no substance.”\n",
            "Ida Holm",
            "the claims had “no substance.”",
        ),
        (
            "Ida Holm released a video that accuses Quist of being welcoming to the ferry owners.\n",
            "Ida Holm",
            "Quist of being welcoming to the ferry owners",
        ),
        (
            "Ida Holm received a letter that accused Quist of being welcoming to the ferry owners.\n",
            None,
            "Quist of being welcoming to the ferry owners",
        ),
        (
            "If the demands are not met, Carla Holm warned, the sailors plan to leave the port.\n",
            "Carla Holm",
            "the sailors plan to leave the port",
        ),
        ("David Jolly came late. Jolly said he would pay for the pier.\n", "David Jolly", "he would pay for the pier"),
        (
            "As reported by Fjord News, the harbour master was told of the leak.\n",
            "Fjord News",
            "the harbour master was told of the leak",
        ),
        (
            "Ida Holm said that\u00a0she would pay for the pier.\n",
            "Ida Holm",
            "she would pay for the pier",
        ),
    ],
)
def test_reports_whose_speaker_stands_elsewhere(
    reader: SpeechReader, text: str, speaker: str | None, words: str
) -> None:
    (quotes,) = reader.read([text])
    assert (speaker, words) in [(quote.speaker.name, quote.text) for quote in quotes]


def test_a_quotation_inside_a_report_is_whose_the_report_is(reader: SpeechReader) -> None:
    text = "Quist told Fjord News that he is for the pier because “we do not need a bridge. We need a pier.”\n"
    (quotes,) = reader.read([text])
    assert ("direct", "Quist") in [(quote.kind, quote.speaker.name) for quote in quotes]


def test_a_place_before_a_surname_is_no_given_name_and_a_doubled_letter_no_second_person(reader: SpeechReader) -> None:
    place = "They backed Ostrand Brandt.\n\nIn Ostrand it rained when Peter Brandt came.\n\n“I am here,” Brandt said.\n"
    slip = "Philip Holm came. Phillip Holm waited for an hour.\n\n“I am here,” Holm said.\n"
    found = [[quote.speaker.name for quote in quotes] for quotes in reader.read([place, slip])]
    assert found == [["Peter Brandt"], ["Philip Holm"]]
