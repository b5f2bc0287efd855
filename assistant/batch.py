"""Questions from a file, answers into a file: a line in, a line out, in order.

Owns reading, the bounded number of questions under way, and what stands in place of a line that cannot be asked. What a
line means is the operation's business, which comes in as a function. Called by `commands`; `evaluation` reads its files
by the same rules.
"""

import json
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from typing import IO, TypeAlias, TypeVar

from assistant.handover import Failed
from assistant.wire import json_line
from index.article import JSON

T = TypeVar("T")
Ask: TypeAlias = Callable[[Mapping[str, JSON]], Mapping[str, JSON]]

UNDER_WAY = 4
"""Questions asked at once. The models run in one lane anyway; this keeps it fed while others search or write."""
LONGEST_LINE = 4 * 1024 * 1024
"""Bytes: a longer line is no question."""
TRIES = 6
"""How often a question is put to a server that says it is busy."""


def answer_lines(lines: IO[bytes], out: IO[str], ask: Ask, *, answered: Callable[[int], None]) -> int:
    """Write one line for every line read, flushed one by one; give how many were refused.

    Blank lines are no lines. `answered` hears how many are done. What `ask` raises other than Failed ends the batch.
    """
    refused = done = 0
    waiting: deque[Future[Mapping[str, JSON]]] = deque()
    pool = ThreadPoolExecutor(max_workers=UNDER_WAY, thread_name_prefix="batch")

    def write_first() -> None:
        nonlocal refused, done
        line = waiting.popleft().result()
        out.write(json_line(line))
        out.flush()
        refused += "error" in line
        done += 1
        answered(done)

    try:
        for _, raw in lines_of(lines):
            waiting.append(pool.submit(_answer, raw, ask))
            while len(waiting) > UNDER_WAY or (waiting and waiting[0].done()):
                write_first()
        while waiting:
            write_first()
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
    return refused


def lines_of(file: IO[bytes]) -> Iterator[tuple[int, bytes | None]]:
    """Give the lines that are not blank, each with its number from 1; None for one that is too long."""
    number = 0
    while raw := file.readline(LONGEST_LINE + 1):
        number += 1
        if number == 1:
            raw = raw.removeprefix(b"\xef\xbb\xbf")
        if len(raw) > LONGEST_LINE:
            while raw and not raw.endswith(b"\n"):
                raw = file.readline(LONGEST_LINE)
            yield number, None
        elif raw.strip():
            yield number, raw


def _answer(raw: bytes | None, ask: Ask) -> Mapping[str, JSON]:
    if raw is None:
        return _refusal(None, f"The line is longer than {LONGEST_LINE:,} bytes.", "Write one question a line.")
    try:
        record = json.loads(raw)
    except (ValueError, RecursionError):
        return _refusal(
            None, "The line is no JSON.", 'A line looks like {"id": 1, "question": "What did Macron say?"}.'
        )
    if not isinstance(record, dict):
        return _refusal(None, "The line is no JSON object.", 'Write {"id": ..., "question": ...}.')
    name = record.get("id")
    if isinstance(name, bool) or not isinstance(name, str | int):
        return _refusal(None, "The line has no id.", 'Give every line an "id", a text or a whole number.')
    try:
        return {**patiently(record, ask), "id": name}
    except Failed as failure:
        error = {key: failure.error.get(key) for key in ("code", "message", "hint")}
        return {"id": name, "error": error}


def patiently(record: Mapping[str, JSON], ask: Callable[[Mapping[str, JSON]], T]) -> T:
    """Ask again, later and later, while a server says that it is busy. Raises what `ask` raises otherwise."""
    for attempt in range(1, TRIES):
        try:
            return ask(record)
        except Failed as failure:
            if failure.error.get("code") not in ("overloaded", "busy"):
                raise
            time.sleep(0.25 * 2**attempt)
    return ask(record)


def _refusal(name: JSON, message: str, hint: str) -> Mapping[str, JSON]:
    return {"id": name, "error": {"code": "line_unusable", "message": message, "hint": hint}}
