"""A question about a time is answered by the reports of that time (asked on Friday, 27 November 2026)."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from assistant.application import Footnote
from assistant.settings import Settings

NOW = "2026-11-27T09:00:00+00:00"
ARTICLES = [
    ("2026-10-14", "Minister Okafor resigns over ferry contract",
     "Transport minister Ada Okafor resigned on Wednesday over the ferry contract. The cabinet met at once."),
    ("2026-11-25", "Housing minister steps down",
     "Housing minister Paul Brandt resigned on Wednesday after a row about rents. He had lost the cabinet's trust."),
    ("2026-10-20", "Storm hits the coast",
     "A storm closed the harbour of Lisvik on Tuesday and 12 ferries were cancelled. Two people were hurt."),
    ("2026-11-26", "Storm closes the harbour",
     "A storm closed the harbour of Lisvik on Thursday and 40 ferries were cancelled. Nobody was hurt."),
    ("2025-08-05", "Heat stops the trams",
     "The heat bent the rails of Ondry on Tuesday and 31 trams stood still. The city gave out water."),
    ("2026-03-02", "Rails are laid anew",
     "Ondry lays its rails anew. On Aug 6, 2025, the trams stood still for a second day, and 18 of them were towed."),
]  # fmt: skip


@contextmanager
def opened(root: Path, articles: list[tuple[str, str, str]], **settings: str) -> Iterator[Footnote]:
    lines = [
        json.dumps({"id": f"a{at}", "source": "Wire", "published": day, "title": title, "text": text})
        for at, (day, title, text) in enumerate(articles)
    ]
    (root / "articles.jsonl").write_text("\n".join(lines))
    with Footnote.open(Settings.read(data_dir=root / "data", **settings)) as footnote:
        assert footnote.ingest([str(root / "articles.jsonl")]).added == len(articles)
        yield footnote


@pytest.fixture(scope="module")
def dated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Footnote]:
    with opened(tmp_path_factory.mktemp("dated"), ARTICLES) as footnote:
        yield footnote


@pytest.mark.parametrize(
    ("question", "right", "wrong"),
    [
        ("Which minister resigned in October?", "Ada Okafor", "Brandt"),
        ("Which minister resigned last month?", "Ada Okafor", "Brandt"),
        ("Which minister resigned on the 14th of October?", "Ada Okafor", "Brandt"),
        ("Which minister resigned before November?", "Ada Okafor", "Brandt"),
        ("Which minister resigned this week?", "Paul Brandt", "Okafor"),
        ("Which minister resigned since November 20?", "Paul Brandt", "Okafor"),
        ("Which minister resigned two days ago?", "Paul Brandt", "Okafor"),
        ("Which minister resigned on Wednesday, October 14?", "Ada Okafor", "Brandt"),
        ("Which minister resigned between September and October?", "Ada Okafor", "Brandt"),
        ("How many ferries were cancelled yesterday?", "40 ferries", "12 ferries"),
        ("How many ferries were cancelled on October 20?", "12 ferries", "40 ferries"),
        ("When did the storm close the harbour in October?", "on Tuesday", "on Thursday"),
        ("How many trams stood still on August 5?", "31 trams", "18 of them"),
        ("How many trams were towed on August 6?", "18 of them", "31 trams"),
    ],
)
def test_reports_of_the_time_answer(dated: Footnote, question: str, right: str, wrong: str) -> None:
    answer = dated.ask(question, now=NOW)
    assert answer.outcome == "answered"
    assert right in answer.text
    assert wrong not in answer.text


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("Which minister resigned in September?", "September"),
        ("How many ferries were cancelled on November 3?", "November 3"),
    ],
)
def test_an_answer_of_another_time_is_part_of_one_and_dated(dated: Footnote, question: str, missing: str) -> None:
    answer = dated.ask(question, now=NOW)
    assert (answer.outcome, answer.missing) == ("partly", missing)
    assert all(one.text.startswith("[Wire, ") for one in answer.statements)


def test_passages_of_the_time_are_packed_first(dated: Footnote) -> None:
    texts = {f"a{at}": text for at, (_, _, text) in enumerate(ARTICLES)}
    for question, article in [("Which minister resigned in October?", "a0"), ("Which minister resigned?", "a1")]:
        first = dated.ask(question, now=NOW).packed[0]
        assert first.article_id == article
        assert "resigned" in texts[article][first.start : first.end]


def test_a_time_that_is_a_fact_narrows_nothing(dated: Footnote) -> None:
    answer = dated.ask("Which minister resigned in the 2026 ferry affair?", now=NOW)
    assert answer.missing is None
    assert "Okafor" in answer.text


FIRES = [
    ("2026-11-19", "Warehouse burns", "A warehouse burned down in Ekby on Thursday. The damage is put at two million."),
    ("2026-11-24", "Barn burns", "A barn burned down in Ulven on Tuesday. The cows were saved."),
    ("2026-11-25", "Mill burns", "A mill burned down in Torp on Wednesday. Nobody was hurt."),
    ("2026-11-26", "Minister to go", "Defence minister Rolf Holm will resign on Monday. He has been ill for long."),
    ("2026-11-26", "Many have gone", "In August, health minister Ida Maron resigned over the hospital scandal."),
    ("2024-02-29", "Leap day wedding", "On Thursday, 29 February 2024, 17 couples married in the town hall of Torp."),
    ("2025-10-03", "Culture minister goes", "Culture minister Lena Viborg resigned on Thursday after a long dispute."),
    ("2026-11-20T23:30:00+00:00", "Fog on the runway", "Fog closed the runway of Hals, and nine flights were lost."),
    ("2026-11-18", "Minister goes", "Housing minister Paul Brandt, who took over in March, resigned on Wednesday."),
]  # fmt: skip


@pytest.fixture(scope="module")
def fires(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Footnote]:
    with opened(tmp_path_factory.mktemp("fires"), FIRES, timezone="Asia/Tokyo") as footnote:
        yield footnote


def test_yesterday_is_the_readers_yesterday(fires: Footnote) -> None:
    """On Wednesday evening in London it is Thursday in Tokyo, where Tuesday is no longer yesterday."""
    answer = fires.ask("What burned down yesterday?", now="2026-11-25T20:00:00+00:00")
    assert answer.outcome == "answered"
    assert "mill" in answer.text
    assert "barn" not in answer.text


def test_a_report_is_of_the_readers_day(fires: Footnote) -> None:
    """What appears half an hour before midnight in London is of the next day in Tokyo."""
    question = "How many flights were lost in Hals on November {}?"
    assert fires.ask(question.format(21), now=NOW).missing is None
    assert fires.ask(question.format(20), now=NOW).missing is None  # within the days of lateness
    assert fires.ask(question.format(22), now=NOW).missing == "November 22"


@pytest.mark.parametrize(
    ("question", "right", "wrong"),
    [
        ("What burned down on Tuesday?", "A barn", "mill"),  # the report of Wednesday is within the days of lateness
        ("What burned down a week ago?", "A warehouse", "barn"),
        ("Which minister resigned in November?", "Paul Brandt", "Maron"),  # in the papers of November, but of August
        ("Which minister resigned in August?", "Ida Maron", "Brandt"),
        ("Which minister resigned in October last year?", "Lena Viborg", "Brandt"),  # any day of it is as fresh
        ("Which minister resigned in the past two weeks?", "Paul Brandt", "Maron"),
    ],
)
def test_a_sentence_is_of_the_time_that_it_names(fires: Footnote, question: str, right: str, wrong: str) -> None:
    answer = fires.ask(question, now=NOW)
    assert answer.outcome == "answered"
    assert right in answer.text
    assert wrong not in answer.text


def test_two_times_are_asked_about_in_turn(dated: Footnote) -> None:
    answer = dated.ask("How many ferries were cancelled in October and in November?", now=NOW)
    assert (answer.outcome, answer.missing) == ("answered", None)
    assert "12 ferries" in answer.text
    assert "40 ferries" in answer.text


def test_a_late_report_that_names_its_day_is_of_that(fires: Footnote) -> None:
    answer = fires.ask("What burned down from November 16 to November 22?", now=NOW)
    assert "A warehouse" in answer.text
    assert "barn" not in answer.text  # on Tuesday the 24th


def test_a_preview_is_no_report_of_the_last_such_day(fires: Footnote) -> None:
    answer = fires.ask("Which minister resigned on Monday?", now=NOW)
    assert (answer.outcome, answer.missing) == ("partly", "Monday")


def test_something_of_the_time_beside_an_answer_of_another_is_none(fires: Footnote) -> None:
    answer = fires.ask("What burned down on February 29?", now="2024-03-01T09:00:00+00:00")
    assert (answer.outcome, answer.missing) == ("partly", "February 29")


def test_of_the_time_but_about_something_else_is_no_answer(fires: Footnote) -> None:
    answer = fires.ask("What burned down today?", now="2026-11-26T09:00:00+00:00")
    assert (answer.outcome, answer.missing) == ("partly", "today")
    assert "burned" in answer.statements[0].text


@pytest.mark.parametrize("now", ["2025-11-15", "2026-11-27"])
def test_what_is_shown_of_the_time_is_not_missing(samples: Footnote, now: str) -> None:
    answer = samples.ask("How many people were missing in the flood on November 12?", now=now)
    assert answer.missing is None
    assert any("Nov 12" in statement.text or "Nine people" in statement.text for statement in answer.statements)


def test_what_somebody_said_on_a_day_without_its_year_is_looked_for_in_the_years_before(samples: Footnote) -> None:
    then = samples.ask("What did Macron say on 25 November?", now="2025-11-27")
    a_year_later = samples.ask("What did Macron say on 25 November?", now="2026-11-27")
    assert then.statements
    assert [one.text for one in a_year_later.statements] == [one.text for one in then.statements]
    assert (str(a_year_later.searched.since)[:4], str(a_year_later.searched.until)[:4]) == ("2025", "2025")
    assert not samples.ask("What did Macron say on 25 November 2026?", now="2026-11-27").statements
    assert samples.ask("What did Macron say a year ago?", now="2026-11-27").statements
    assert not samples.ask("What did Macron say two years ago?", now="2026-11-27").statements
