"""Questions about speech, asked of the samples: whose words, all of them, nobody else's, and what is told otherwise."""

import pytest

from assistant.application import Footnote
from assistant.domain import Answer

MACRON = "We want peace, but we don’t want a peace that would be a capitulation"


def codes(answer: Answer) -> list[str]:
    return [notice.code for notice in answer.notices]


def speakers(answer: Answer) -> set[str | None]:
    return {statement.speaker for statement in answer.statements}


@pytest.mark.parametrize(
    "asked", [f"Who said “{MACRON}”?", f"“{MACRON}.” – who said that?", f'Whose words are "{MACRON}"?']
)
def test_who_said_some_words(samples: Footnote, asked: str) -> None:
    answer = samples.ask(asked)
    assert speakers(answer) == {"Emmanuel Macron"}
    assert MACRON in answer.statements[0].text
    assert answer.notices == ()


def test_words_remembered_otherwise_are_found_and_the_difference_is_told(samples: Footnote) -> None:
    answer = samples.ask("Who said “We want peace, but we do not want a peace that is a capitulation”?")
    assert speakers(answer) == {"Emmanuel Macron"}
    assert codes(answer) == ["words_differ"]
    assert "“would be”, not “is”" in answer.notices[0].message


@pytest.mark.parametrize(
    "words",
    [
        "We want peace, but we don’t want a peace that would be a victory",
        "We want war, but we don’t want a war that would be a capitulation",
        "We want peace, and we want a peace that would be a capitulation",
        "The lighthouse keeper has forgotten to wind the tide clock again",
    ],
)
def test_words_that_nobody_said_are_unanswered(samples: Footnote, words: str) -> None:
    answer = samples.ask(f"Who said “{words}”?")
    assert (answer.outcome, answer.statements) == ("unanswered", ())
    assert codes(answer) == ["words_not_found"]


def test_changed_words_show_the_nearest(samples: Footnote) -> None:
    answer = samples.ask("Who said “We want peace, but we don’t want a peace that would be a victory”?")
    assert "capitulation" in answer.near_misses[0].quote
    assert "Emmanuel Macron’s" in answer.notices[0].message
    assert "“capitulation”, not “victory”" in answer.notices[0].message


def test_who_said_something_in_other_words(samples: Footnote) -> None:
    assert speakers(samples.ask("Who called the plan a capitulation?")) == {"Emmanuel Macron"}
    assert speakers(samples.ask("Who said that only the Ukrainians could decide about concessions?")) == {
        "Emmanuel Macron"
    }


@pytest.mark.parametrize(
    "asked",
    [
        "Did Macron comment on territorial concessions?",
        "Macron's position on territorial concessions",
        "What was Macron’s reaction to the territorial concessions?",
        "Quotes by Macron about territorial concessions",
        "What has Macron said about territorial concessions?",
    ],
)
def test_one_question_in_many_phrasings(samples: Footnote, asked: str) -> None:
    answer = samples.ask(asked)
    assert speakers(answer) == {"Emmanuel Macron"}
    assert any("territorial concessions" in statement.text for statement in answer.statements)


def test_quotations_come_before_reports(samples: Footnote) -> None:
    said = [
        statement.text.startswith("Emmanuel Macron said: “")
        for statement in samples.ask("What did Macron say?").statements
    ]
    assert said == sorted(said, reverse=True)
    assert True in said
    assert False in said


def test_the_same_words_in_two_outlets_come_once_with_both(samples: Footnote) -> None:
    answer = samples.ask("What did Macron say?")
    cited = {number: citation.source for number, citation in enumerate(answer.citations, 1)}
    both = [one for one in answer.statements if len({cited[number] for number in one.citations}) > 1]
    texts = [one.text for one in answer.statements]
    assert len(texts) == len(set(texts))
    assert all(len(one.citations) > 1 for one in both)


def test_a_person_who_is_not_quoted_is_told_and_who_is_quoted_on_it(samples: Footnote) -> None:
    answer = samples.ask("What did Angela Merkel say about the peace plan?")
    assert answer.outcome == "unanswered"
    assert codes(answer) == ["nothing_by_person"]
    assert answer.near_misses
    assert "Merkel" in answer.notices[0].message


def test_a_topic_a_person_never_spoke_of_names_who_did(samples: Footnote) -> None:
    answer = samples.ask("What did Macron say about the flood inquiry?")
    assert answer.outcome == "unanswered"
    assert codes(answer) == ["nothing_on_topic"]
    assert answer.near_misses


@pytest.mark.parametrize("asked", ["Zelenskiy", "Zelenskyy", "zelensky", "Zélensky"])
def test_a_name_spelt_otherwise_finds_the_person(samples: Footnote, asked: str) -> None:
    answer = samples.ask(f"What did {asked} say?")
    assert speakers(answer) == {"Volodymyr Zelensky"}
    assert codes(answer) == (
        ["spelt_otherwise"] if asked.endswith("y") and len(asked) == 9 and asked != "Zélensky" else []
    )


def test_somebody_without_a_name_is_found_by_what_they_are_called(samples: Footnote) -> None:
    answer = samples.ask("What did the US official say?")
    assert answer.outcome == "answered"
    assert speakers(answer) == {None}


def test_a_reader_learns_nothing_from_what_is_not_theirs(samples: Footnote) -> None:
    answer = samples.ask(f"Who said “{MACRON}”?", articles=["no-such-article"])
    assert (answer.outcome, answer.near_misses) == ("unanswered", ())
    assert "Macron" not in answer.notices[0].message


def test_what_a_quotation_itself_denies_or_reports_is_not_held_against_it(samples: Footnote) -> None:
    for name in ("Nadia Ferrer", "Oksana Terekhova", "Emmanuel Macron", "Dermot Halloran"):
        assert samples.ask(f"What did {name} say?").withheld == ()


def test_one_sentence_with_two_quotations_comes_once(samples: Footnote) -> None:
    for asked in ("Who called the museum fee a tax on curiosity?", "What did Lavrov say about Alaska?"):
        texts = [statement.text for statement in samples.ask(asked).statements]
        assert len(texts) == len(set(texts))


def test_a_few_words_stay_in_the_sentence_that_quotes_them(samples: Footnote) -> None:
    texts = [statement.text for statement in samples.ask("What did Lavrov say about Alaska?").statements]
    assert any("“spirit and letter” of that meeting" in text for text in texts)
    assert not any(text.endswith("said: “spirit and letter”") for text in texts)


@pytest.mark.parametrize(("asked", "speaker"), [("Ms Brandt", "Carla Brandt"), ("Mr Brandt", "Otto Brandt")])
def test_a_title_tells_which_of_two_is_meant(samples: Footnote, asked: str, speaker: str) -> None:
    answer = samples.ask(f"What did {asked} say?")
    assert speakers(answer) == {speaker}
    assert answer.notices == ()


def test_who_has_no_name_is_said_to_be_quoted_on_something_else(samples: Footnote) -> None:
    notice = samples.ask("What did the US official say about chess?").notices[0]
    assert notice.message.startswith("What the US official said is quoted here, but not on chess.")


@pytest.mark.parametrize(
    ("asked", "first"),
    [
        ("What did Sunniva Dahl tell reporters?", "Ms Dahl said that the figures were provisional"),
        ("What did Lucian Grebe tell the council?", "It looked at the figures"),
    ],
)
def test_what_was_told_to_somebody_comes_first(samples: Footnote, asked: str, first: str) -> None:
    assert first in samples.ask(asked).statements[0].text


def test_what_it_is_that_was_spoken_of_may_stand_before_the_statement(samples: Footnote) -> None:
    answer = samples.ask("What did Figueira say about a second crossing?")
    assert [statement.text for statement in answer.statements] == [
        "Figueira said that there was no money for it in this decade."
    ]
