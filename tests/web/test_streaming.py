import asyncio
import json
from collections.abc import AsyncGenerator, Mapping

import pytest

from assistant.web.streaming import HEARTBEAT, pumped, stream
from index.article import JSON


async def numbers(*, pause: float = 0.0, fail: bool = False, closed: list[bool] | None = None) -> AsyncGenerator[int]:
    try:
        for number in range(3):
            await asyncio.sleep(pause)
            yield number
        if fail:
            raise ValueError("broken")
    finally:
        if closed is not None:
            closed.append(True)


async def test_items_come_through_in_order() -> None:
    assert [item async for item in pumped(numbers(), every=5)] == [0, 1, 2]


async def test_silence_is_filled() -> None:
    items = [item async for item in pumped(numbers(pause=0.2), every=0.05)]
    assert [item for item in items if item is not None] == [0, 1, 2]
    assert items.count(None) >= 3


async def test_a_failure_comes_after_the_items_before_it() -> None:
    reading = pumped(numbers(fail=True), every=5)
    assert [await anext(reading) for _ in range(3)] == [0, 1, 2]
    with pytest.raises(ValueError, match="broken"):
        await anext(reading)


async def test_the_source_is_closed_when_the_reader_goes() -> None:
    closed: list[bool] = []
    reading = pumped(numbers(pause=0.05, closed=closed), every=5)
    async for _ in reading:
        break
    await reading.aclose()
    assert closed == [True]


async def test_a_stream_ends_with_its_error() -> None:
    async def source() -> AsyncGenerator[tuple[str, Mapping[str, JSON]]]:
        yield "statement", {"text": "line one\nline two\u2028é"}
        await asyncio.sleep(0.1)
        raise ValueError("broken")

    sent = [chunk async for chunk in stream(source(), every=0.03, problem=lambda error: {"error": str(error)})]
    assert HEARTBEAT in sent
    name, data = sent[0].decode().rstrip("\n").split("\n")
    assert name == "event: statement"
    assert json.loads(data.removeprefix("data: ")) == {"text": "line one\nline two\u2028é"}
    assert sent[-1] == b'event: error\ndata: {"error": "broken"}\n\n'
