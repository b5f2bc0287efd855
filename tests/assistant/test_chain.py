"""The whole line over the sample articles, with the real models: every answer keeps the contract."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.application import Footnote
from assistant.domain import Answer, Answered, Searching, SourcesFound, StatementVerified, Turn
from assistant.settings import Settings
from assistant.verification import broken_invariants

MACRON = "peace-plan-macron"


def broken(footnote: Footnote, answer: Answer) -> list[str]:
    return broken_invariants(answer, lambda one, revision: footnote.article(one, groups=None, revision=revision).text)


@pytest.mark.timeout(400)
def test_sixty_answers_keep_the_contract(samples: Footnote, repository: Path) -> None:
    lines = (repository / "examples" / "questions.jsonl").read_text().splitlines()
    questions = [json.loads(line)["question"] for line in lines[::2]] + [
        "x",
        "the of and",
        "?! 7",
        "“”",
        "who said that",
    ]
    failures = {}
    for question in questions[:60]:
        answer = samples.ask(question)
        if wrong := broken(samples, answer):
            failures[question] = wrong
    assert failures == {}


def test_what_did_macron_say(samples: Footnote) -> None:
    answer = samples.ask("What did Macron say?", articles=[MACRON])
    assert answer.outcome == "answered"
    assert {statement.speaker for statement in answer.statements} == {"Emmanuel Macron"}
    said = " ".join(statement.text for statement in answer.statements)
    for words in (
        "It’s an initiative that goes in the right direction: peace.",
        "We want peace, but we don’t want a peace that would be a capitulation.",
        "What was put on the table gives us an idea of what would be acceptable for the Russians.",
        "He [Emmanuel Macron] added that",
    ):
        assert words in said
    assert answer.pairs == 0  # a list of statements needs no ranking
    assert all(citation.article_id == MACRON for citation in answer.citations)
    assert [citation.number for citation in answer.citations] == list(range(1, len(answer.citations) + 1))


def test_a_speaker_nobody_quotes_is_unanswered_with_near_misses(samples: Footnote) -> None:
    answer = samples.ask("What did the president of Brazil say?")
    assert (answer.outcome, answer.statements, answer.citations) == ("unanswered", (), ())
    assert answer.near_misses
    assert all(citation.number is None for citation in answer.near_misses)
    assert answer.searched.articles > 40


def test_a_topic_somebody_never_spoke_about_is_unanswered(samples: Footnote) -> None:
    answer = samples.ask("What did Macron say about nuclear power?")
    assert answer.outcome == "unanswered"
    assert all("Macron" in json.dumps([one.quote for one in miss.context]) or miss.quote for miss in answer.near_misses)


def test_a_topic_keeps_only_what_was_said_about_it(samples: Footnote) -> None:
    answer = samples.ask("What did Macron say about territorial concessions?", articles=[MACRON])
    assert [statement.text.startswith("He [Emmanuel Macron] added") for statement in answer.statements] == [True]


@pytest.mark.parametrize(
    "question", ["a" * 4000, "asdf qwer", "Who is the king of Spain?", "What is the capital of Mongolia?", "the of and"]
)
def test_noise_and_questions_about_elsewhere_are_unanswered(samples: Footnote, question: str) -> None:
    assert samples.ask(question).outcome == "unanswered"


@pytest.mark.parametrize("text", ["Hello!", "thanks", "🙂🙂"])
def test_a_greeting_is_not_searched_for(samples: Footnote, text: str) -> None:
    answer = samples.ask(text)
    assert answer.outcome == "unanswered"
    assert [notice.code for notice in answer.notices] == ["greeting"]
    assert answer.pairs == 0


def test_a_time_in_a_question_about_speech_bounds_the_reports(samples: Footnote) -> None:
    asked = "What has Macron said since Nov 20?"
    answer = samples.ask(asked, now="2025-11-28")
    assert answer.outcome == "answered"
    assert answer.searched.since is not None
    assert samples.ask("What did Macron say before Nov 20?", now="2025-11-28").outcome == "unanswered"


def test_filters_hide(samples: Footnote) -> None:
    assert samples.ask("What did Macron say?", until="2025-10-01").outcome == "unanswered"
    assert samples.ask("What did Macron say?", source="No Such Paper").outcome == "unanswered"
    assert samples.ask("What did Macron say?", articles=["no-such-article"]).outcome == "unanswered"
    assert samples.ask("What did Macron say?", since="2025-11-25", until="2025-11-26").outcome == "answered"


def test_a_follow_up_is_asked_of_the_next_person(samples: Footnote) -> None:
    history = (Turn(role="user", content="What did Macron say?"), Turn(role="assistant", content="…"))
    answer = samples.ask("And Lavrov?", history=history)
    assert answer.standalone_question == "What did Lavrov say?"
    assert {statement.speaker for statement in answer.statements} == {"Sergei Lavrov"}


def test_a_planted_instruction_is_only_text(samples: Footnote) -> None:
    answer = samples.ask("What did Macron say?")
    assert "ignore" not in answer.text.lower()


def test_the_stream_ends_with_the_answer_its_statements_make(samples: Footnote) -> None:
    events = list(samples.stream("What did Macron say?"))
    assert isinstance(events[0], Searching)
    assert isinstance(events[1], SourcesFound)
    assert isinstance(events[-1], Answered)
    shown = [event.statement for event in events if isinstance(event, StatementVerified)]
    assert tuple(shown) == events[-1].answer.statements


def test_a_stream_left_early_leaves_the_application_working(samples: Footnote) -> None:
    stream: Iterator[object] = samples.stream("How many people were killed in Kyiv?")
    next(stream)
    stream.close()  # type: ignore[attr-defined]  # it is a generator
    assert samples.ask("hello").outcome == "unanswered"


SWAPS = {
    "Emmanuel": "Tobias",
    "Macron": "Grell",
    "French": "Varnish",
    "France": "Varland",
    "Lavrov": "Petkow",
    "Sergei": "Ilmar",
    "Zelensky": "Haddan",
    "Volodymyr": "Osric",
    "RTL": "QBN",
    "Kyiv": "Zarnow",
    "Ukrainians": "Zarnians",
    "Ukrainian": "Zarnian",
    "Ukraine": "Zarnia",
    "Russians": "Ostlings",
    "Russian": "Ostling",
    "Russia": "Ostland",
}


def test_the_same_article_about_other_people_gives_the_same_answer(
    samples: Footnote, sample_articles: Path, tmp_path: Path
) -> None:
    text = (sample_articles / f"{MACRON}.txt").read_text()
    for name, other in SWAPS.items():
        text = text.replace(name, other)
    (tmp_path / "swapped.txt").write_text(text.replace(f"id: {MACRON}", "id: swapped"))
    with Footnote.open(Settings.read(data_dir=tmp_path / "data")) as footnote:
        footnote.ingest([str(tmp_path / "swapped.txt")])
        swapped = footnote.ask("What did Grell say?")
        assert broken(footnote, swapped) == []
        assert footnote.ask("What did Macron say?").outcome == "unanswered"
    original = samples.ask("What did Macron say?", articles=[MACRON])
    assert {statement.speaker for statement in swapped.statements} == {"Tobias Grell"}
    assert len(swapped.statements) == len(original.statements)
