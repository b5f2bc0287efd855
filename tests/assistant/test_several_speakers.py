"""Several people in one question: everything each of them said, and who is not quoted."""

from pathlib import Path

import pytest

from assistant.application import Footnote
from assistant.settings import Settings


@pytest.mark.parametrize(
    "asked",
    [
        "What did Macron and Lavrov say?",
        "What did both Macron and Mr Lavrov say?",
        "What did Macron say and what did Lavrov say?",
        "What did Macron say? What did Lavrov say?",
    ],
)
def test_each_of_two_people_is_quoted_one_after_the_other(samples: Footnote, asked: str) -> None:
    answer = samples.ask(asked)
    alone = [samples.ask(f"What did {name} say?") for name in ("Macron", "Lavrov")]
    assert (answer.outcome, answer.missing, answer.notices) == ("answered", None, ())
    texts = [statement.text for statement in answer.statements]
    assert texts == [statement.text for one in alone for statement in one.statements]


@pytest.mark.parametrize(
    "asked",
    [
        "What did Macron and the president of Brazil say?",
        "What did Macron say, and what did the president of Brazil say?",
    ],
)
def test_who_is_not_quoted_is_named_as_missing(samples: Footnote, asked: str) -> None:
    answer = samples.ask(asked)
    assert (answer.outcome, answer.missing) == ("partly", "the president of Brazil")
    assert {statement.speaker for statement in answer.statements} == {"Emmanuel Macron"}


def test_on_a_topic_who_says_nothing_of_it_is_missing(samples: Footnote) -> None:
    answer = samples.ask("What did Macron and Joana Figueira say about a capitulation?")
    assert (answer.outcome, answer.missing) == ("partly", "Joana Figueira")


def test_a_name_with_an_office_after_it_is_one_person(samples: Footnote) -> None:
    assert samples.ask("What did Joana Figueira, the minister of Northgate, say?").missing is None


def test_where_nobody_of_them_is_quoted_nothing_is_answered(samples: Footnote) -> None:
    answer = samples.ask("What did Dan Rather and the president of Brazil say?")
    assert (answer.outcome, answer.missing, answer.statements) == ("unanswered", None, ())


def test_who_spoke_with_others_is_nobody_else(tmp_path: Path) -> None:
    text = "Carla Holm and her lawyers said the pier was unsafe.\n\nCarla Holm said that nobody would pay for it.\n"
    (tmp_path / "pier.txt").write_text(text)
    with Footnote.open(Settings.read(data_dir=tmp_path / "data")) as footnote:
        footnote.ingest([str(tmp_path / "pier.txt")])
        answer = footnote.ask("What did Carla Holm say?")
    assert (len(answer.statements), answer.notices) == (2, ())
