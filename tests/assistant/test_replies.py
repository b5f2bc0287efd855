"""Replies are understood in whatever pieces and form they come, and nothing else is made of them."""

import json

import pytest

from assistant.replies import Reply, ReplyReader

TWO = [
    {"text": "Six people died in Kyiv.", "sentences": [1, 2]},
    {"text": "He said “{no} more”.", "sentences": [3]},
]
SAID = [
    Reply(text="Six people died in Kyiv.", numbers=(1, 2)),
    Reply(text="He said “{no} more”.", numbers=(3,)),
]
LINES = "- Six people died in Kyiv. [1][2]\n2. He said “{no} more”. [3]\n"


def read(text: str, size: int) -> tuple[list[Reply], ReplyReader]:
    reader, found = ReplyReader(), []
    for at in range(0, len(text), size):
        found += reader.feed(text[at : at + size])
    return found + reader.finish(), reader


@pytest.mark.parametrize("size", [1, 3, 17, 1000])
@pytest.mark.parametrize(
    "text",
    [
        json.dumps({"statements": TWO}),
        json.dumps({"statements": TWO}, indent=1),
        "```json\n" + json.dumps({"statements": TWO}) + "\n```",
        "<think>Well, {what} now?</think>\n" + json.dumps({"statements": TWO}),
        json.dumps(TWO),
        LINES,
        "Here is what the articles say:\n\n" + LINES,
    ],
)
def test_statements_in_any_form_and_pieces(text: str, size: int) -> None:
    found, reader = read(text, size)
    assert found == SAID
    assert reader.understood


def test_a_statement_is_given_as_soon_as_it_is_complete() -> None:
    reader = ReplyReader()
    assert reader.feed('{"statements": [{"text": "It rains.", "sentences": [4') == []
    assert reader.feed("]}") == [Reply(text="It rains.", numbers=(4,))]
    assert reader.feed(', {"text": "It is cut o') == []
    assert reader.finish() == []


@pytest.mark.parametrize("text", ['{"statements": []}', "NO ANSWER", "No answer."])
def test_no_answer_is_an_answer(text: str) -> None:
    found, reader = read(text, 5)
    assert found == []
    assert reader.no_answer
    assert reader.understood


@pytest.mark.parametrize(
    "text", ["", "   ", "I am sorry, I cannot help with that.", '{"statements": [{"text": ', "{}", "[]"]
)
def test_what_has_no_statement_is_not_understood(text: str) -> None:
    found, reader = read(text, 4)
    assert found == []
    assert not reader.understood


@pytest.mark.parametrize("numbers", [3, "3", "[3]", ["3"], [[3]]])
def test_sentence_numbers_may_be_written_carelessly(numbers: object) -> None:
    found, _ = read(json.dumps({"statements": [{"text": "It rains.", "sentences": numbers}]}), 9)
    assert found == [Reply(text="It rains.", numbers=(3,))]


def test_every_sentence_is_a_statement_and_a_quotation_stays_whole() -> None:
    found, _ = read(json.dumps({"text": "It rained. Six people died.", "sentences": [1]}), 50)
    assert [one.text for one in found] == ["It rained.", "Six people died."]
    whole = "She said: “It rained. Six people died.”"
    found, _ = read(json.dumps({"text": whole, "sentences": [1]}), 50)
    assert [one.text for one in found] == [whole]


def test_an_endless_reply_ends() -> None:
    reader = ReplyReader()
    for _ in range(100):
        reader.feed("x" * 1000)
    assert len(reader._text) < 50_000
