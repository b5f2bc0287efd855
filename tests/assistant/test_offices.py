"""An office asks for whom the articles call so, and a name for nobody but its bearer."""

import pytest

from assistant.application import Footnote


@pytest.mark.parametrize(
    ("asked", "speaker"),
    [
        ("What did the transport minister say about the last inspection?", "Joana Figueira"),
        ("What did the interior minister say about the phone that did not ring?", "Tomas Rede"),
        ("What did the health minister say about the bonus?", "Gregor Lund"),
        ("What did the director of the National Weather Office say about the models?", "Anders Pell"),
    ],
)
def test_an_office_finds_its_holder(samples: Footnote, asked: str, speaker: str) -> None:
    answer = samples.ask(asked)
    assert answer.outcome == "answered"
    assert {statement.speaker for statement in answer.statements} == {speaker}


def test_part_of_what_somebody_is_called_is_not_their_office(samples: Footnote) -> None:
    answer = samples.ask("What did the kremlin say about Abu Dhabi?")
    assert "Dmitry Peskov" not in {statement.speaker for statement in answer.statements}
