"""Batches: order, bounds, flushing, and what stands in place of a line that cannot be asked."""

import io
import json
import threading
import time
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant import batch
from assistant.batch import UNDER_WAY, answer_lines
from assistant.handover import Failed
from index.article import JSON


def answered(lines: bytes, ask: batch.Ask) -> tuple[int, list[dict[str, Any]]]:
    out = io.StringIO()
    refused = answer_lines(io.BytesIO(lines), out, ask, answered=lambda done: None)
    return refused, [json.loads(line) for line in out.getvalue().splitlines()]


def echo(record: Mapping[str, JSON]) -> Mapping[str, JSON]:
    return {"id": "the answer's own", "said": record["question"]}


def failing(code: str) -> Failed:
    return Failed({"code": code, "message": "no", "hint": "later", "exit_code": 1, "retryable": True})


def test_answers_keep_order_and_id_however_long_each_takes() -> None:
    def ask(record: Mapping[str, JSON]) -> Mapping[str, JSON]:
        number = record["id"]
        assert isinstance(number, int)
        time.sleep(0.02 * (number % 3))
        return {"n": number}

    lines = b"".join(json.dumps({"id": n, "question": "x"}).encode() + b"\n" for n in range(20))
    refused, out = answered(lines, ask)
    assert refused == 0
    assert [(line["id"], line["n"]) for line in out] == [(n, n) for n in range(20)]


def test_only_so_many_are_under_way_and_only_so_many_lines_are_read_ahead() -> None:
    busy = threading.Semaphore(UNDER_WAY)
    read: list[int] = []

    class Lines(io.BytesIO):
        def readline(self, size: int | None = -1, /) -> bytes:
            read.append(1)
            return super().readline(-1 if size is None else size)

    most = 0

    def ask(record: Mapping[str, JSON]) -> Mapping[str, JSON]:
        assert busy.acquire(blocking=False)
        time.sleep(0.002)
        busy.release()
        return {}

    def heard(done: int) -> None:
        nonlocal most
        most = max(most, len(read) - done)

    lines = Lines(b"".join(b'{"id": %d, "question": "x"}\n' % n for n in range(60)))
    assert answer_lines(lines, io.StringIO(), ask, answered=heard) == 0
    assert most <= UNDER_WAY + 2


def test_each_answer_is_written_before_later_lines_come() -> None:
    """A program may write a question and wait for its answer before it writes the next."""
    out = io.StringIO()

    class Dialogue(io.RawIOBase):
        questions = 0

        def readline(self, size: int | None = -1, /) -> bytes:
            self.questions += 1
            return b'{"id": %d, "question": "x"}\n' % self.questions if self.questions <= UNDER_WAY * 3 else b""

    answer_lines(io.BufferedReader(io.BytesIO(b"")), out, echo, answered=lambda done: None)
    seen: list[int] = []
    answer_lines(Dialogue(), out, echo, answered=lambda done: seen.append(out.getvalue().count("\n")))  # type: ignore[arg-type]
    assert seen == list(range(1, UNDER_WAY * 3 + 1))


@pytest.mark.parametrize(
    ("line", "name"),
    [
        (b"{", None),
        (b"[1]", None),
        (b'"x"', None),
        (b"\xff\xfe", None),
        (b"[" * 100_000, None),
        (b'{"question": "x"}', None),
        (b'{"id": null, "question": "x"}', None),
        (b'{"id": true, "question": "x"}', None),
        (b'{"id": 1.5, "question": "x"}', None),
    ],
)
def test_a_line_that_cannot_be_asked_is_answered_in_its_place(line: bytes, name: object) -> None:
    refused, out = answered(b'{"id": 1, "question": "a"}\n' + line + b'\n{"id": 2, "question": "b"}', echo)
    assert refused == 1
    assert [one["id"] for one in out] == [1, name, 2]
    assert out[1]["error"].keys() == {"code", "message", "hint"}


def test_a_line_too_long_is_passed_over_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch, "LONGEST_LINE", 100)
    long = json.dumps({"id": 2, "question": "y" * 350}).encode()
    lines = b'{"id": 1, "question": "a"}\n' + long + b'\n{"id": 3, "question": "b"}\n' + long
    refused, out = answered(lines, echo)
    assert [one["id"] for one in out] == [1, None, 3, None]
    assert refused == 2


def test_blank_lines_byte_order_mark_and_windows_line_ends() -> None:
    refused, out = answered(b'\xef\xbb\xbf{"id": 1, "question": "a"}\r\n\r\n  \n{"id": 2, "question": "b"}\r\n', echo)
    assert (refused, [one["id"] for one in out]) == (0, [1, 2])


def test_an_error_of_the_operation_stands_in_the_line_without_what_is_not_the_contracts() -> None:
    def ask(record: Mapping[str, JSON]) -> Mapping[str, JSON]:
        raise failing("question_unusable")

    refused, out = answered(b'{"id": "a", "question": ""}', ask)
    assert refused == 1
    assert out == [{"id": "a", "error": {"code": "question_unusable", "message": "no", "hint": "later"}}]


def test_a_busy_server_is_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []
    monkeypatch.setattr(batch.time, "sleep", waits.append)

    def ask(record: Mapping[str, JSON]) -> Mapping[str, JSON]:
        if len(waits) < 3:
            raise failing("overloaded")
        return {}

    assert answered(b'{"id": 1, "question": "a"}', ask)[0] == 0
    assert waits == sorted(waits)

    def never(record: Mapping[str, JSON]) -> Mapping[str, JSON]:
        raise failing("busy")

    assert answered(b'{"id": 1, "question": "a"}', never)[0] == 1


def test_what_concerns_every_line_ends_the_batch() -> None:
    def ask(record: Mapping[str, JSON]) -> Mapping[str, JSON]:
        raise OSError("the disk is full")

    with pytest.raises(OSError, match="full"):
        answered(b'{"id": 1, "question": "a"}\n' * 50, ask)


@given(st.lists(st.one_of(st.integers(), st.text()), max_size=12), st.booleans())
def test_a_line_out_for_every_line_in(names: list[int | str], ended: bool) -> None:
    lines = "\n".join(json.dumps({"id": name, "question": "x"}) for name in names) + "\n" * ended
    refused, out = answered(lines.encode(), echo)
    assert refused == 0
    assert [line["id"] for line in out] == names
