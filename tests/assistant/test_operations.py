"""Operations: the table, what they refuse, and how an error travels."""

import io
import json
import logging
import threading
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import IO, Any, cast
from zoneinfo import ZoneInfo

import pytest

from assistant.application import Footnote
from assistant.operations import OPERATIONS, Call, handler, perform
from index.article import JSON
from index.errors import ArticleNotFound, StorageFailed


class Scripted:
    """A Footnote whose methods answer what a test wants, and remember what they were asked."""

    def __init__(self, **answers: object) -> None:
        self.settings = SimpleNamespace(timezone=ZoneInfo("Europe/Paris"))
        self.asked: list[dict[str, Any]] = []
        self._answers = answers

    def __getattr__(self, name: str) -> object:
        answer = self._answers[name]

        def method(*args: object, **named: object) -> object:
            self.asked.append({"args": args, **named})
            if isinstance(answer, Exception):
                raise answer
            return answer(*args, **named) if callable(answer) else answer

        return method


def run(
    footnote: object, operation: str, call: Call | None = None, /, **params: JSON
) -> tuple[dict[str, Any], list[Mapping[str, JSON]]]:
    events: list[Mapping[str, JSON]] = []
    call = call or Call(emit=events.append, cancelled=threading.Event())
    result = perform(cast(Footnote, footnote), {"operation": operation, "params": params}, call)
    json.dumps(result)
    return dict(result), events


def test_every_operation_of_the_command_line_is_there() -> None:
    named = "ask search quotes article list export ingest remove verify mark backup restore status check reindex models"
    assert set(named.split()) <= set(OPERATIONS)


@pytest.mark.parametrize(
    "request_",
    [{}, {"operation": "evaluate", "params": {}}, {"operation": ["list"]}, {"operation": "article", "params": []}],
)
def test_a_request_of_another_program_is_refused(request_: Mapping[str, JSON]) -> None:
    result = handler(cast(Footnote, Scripted()))(request_, lambda event: None)
    error = result["error"]
    assert isinstance(error, Mapping)
    assert error["exit_code"] == 2


@pytest.mark.parametrize(
    ("operation", "params", "field"),
    [
        ("ask", {}, "question"),
        ("ask", {"question": 5}, "question"),
        ("ask", {"question": "x", "articles": "a"}, "articles"),
        ("search", {"question": "x", "k": 0}, "k"),
        ("search", {"question": "x", "k": 501}, "k"),
        ("list", {"limit": 0}, "limit"),
        ("list", {"colour": "red"}, "colour"),
        ("article", {}, "id"),
        ("remove", {"ids": ["a", 1]}, "ids.1"),
        ("ingest", {"inputs": ["a"], "mirror": "yes"}, "mirror"),
    ],
)
def test_parameters_of_the_wrong_shape_are_named(operation: str, params: dict[str, JSON], field: str) -> None:
    result, _ = run(Scripted(), operation, **params)
    assert result["error"]["message"].startswith(f"{field} ")
    assert result["error"]["exit_code"] == 2


def test_a_question_that_is_left_out_is_called_missing() -> None:
    result, _ = run(Scripted(), "ask")
    assert result["error"]["message"] == "question is missing."


def test_errors_of_ours_travel_whole() -> None:
    hint = "See list."
    result, _ = run(Scripted(article=ArticleNotFound("No article “x”.", hint=hint)), "article", id="x")
    assert result["error"] == {
        "code": "article_not_found",
        "message": "No article “x”.",
        "hint": hint,
        "exit_code": 2,
        "retryable": False,
    }
    result, _ = run(Scripted(status=StorageFailed("full")), "status")
    assert (result["error"]["exit_code"], result["error"]["retryable"]) == (1, True)


def test_an_unforeseen_error_is_logged_and_keeps_its_words_to_itself(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        result, _ = run(Scripted(status=KeyError("an article's words")), "status")
    assert result["error"]["code"] == "internal_error"
    assert "KeyError" in result["error"]["message"]
    assert "words" not in json.dumps(result)
    assert "an article's words" in caplog.text


def test_filters_reach_the_scope_as_dates_and_sets() -> None:
    footnote = Scripted(scope="the scope", articles=SimpleNamespace(items=(), next="c", total=0))
    result, _ = run(footnote, "list", since="2025-01-01", until="2025-01-31", groups=["a", "b"], text="x", limit=7)
    scope, listing = footnote.asked
    assert scope["since"] == date(2025, 1, 1)
    assert scope["groups"] == frozenset({"a", "b"})
    assert scope["articles"] is None
    assert (listing["args"], listing["text"], listing["limit"]) == (("the scope",), "x", 7)
    assert result == {"items": [], "next": "c", "total": 0}


def test_no_groups_is_the_operator_and_an_empty_list_is_nobody() -> None:
    footnote = Scripted(search=[])
    run(footnote, "search", question="x")
    run(footnote, "search", question="x", groups=[])
    assert [asked["args"][0].groups for asked in footnote.asked] == [None, frozenset()]


def test_a_moment_without_an_offset_is_meant_in_the_deployments_time_zone() -> None:
    footnote = Scripted(search=[])
    run(footnote, "search", question="x", now="2025-07-01T12:00:00")
    assert footnote.asked[0]["args"][0].now.isoformat() == "2025-07-01T12:00:00+02:00"


def test_export_stops_when_nobody_takes_the_records() -> None:
    given: list[int] = []

    def export(groups: object) -> Iterator[Mapping[str, JSON]]:
        for number in range(1000):
            given.append(number)
            yield {"id": str(number)}

    taken: list[object] = []

    def emit(event: Mapping[str, JSON]) -> None:
        taken.append(event)
        if len(taken) == 3:
            raise BrokenPipeError

    with pytest.raises(BrokenPipeError):
        run(Scripted(export=export), "export", Call(emit=emit, cancelled=threading.Event()))
    assert len(given) == 3


def test_ingest_is_cancelled_when_its_caller_goes_away() -> None:
    def ingest(inputs: object, *, progress: Callable[[object], None], cancelled: threading.Event, **_: object) -> None:
        progress(None)
        assert cancelled.is_set()
        raise RuntimeError("ended early")

    def emit(event: Mapping[str, JSON]) -> None:
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        run(Scripted(ingest=ingest), "ingest", Call(emit=emit, cancelled=threading.Event()), inputs=["a"])


def test_standard_input_is_ours_or_a_file_that_another_process_spooled(tmp_path: Path) -> None:
    read: list[bytes] = []

    def ingest(inputs: object, *, stdin: IO[bytes], **rest: object) -> dict[str, int]:
        read.append(stdin.read())
        return {}

    call = Call(emit=lambda event: None, cancelled=threading.Event(), stdin=io.BytesIO(b"ours"))
    run(Scripted(ingest=ingest), "ingest", call, inputs=["-"])
    (tmp_path / "spooled").write_bytes(b"theirs")
    run(Scripted(ingest=ingest), "ingest", inputs=["-"], stdin=str(tmp_path / "spooled"))
    assert read == [b"ours", b"theirs"]
