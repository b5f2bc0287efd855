"""Events of an answer as a server-sent stream.

Owns the wire form, the heartbeat and that an error inside a stream becomes its last event. Knows no route: `api` feeds
it `Footnote.events`.
"""

import asyncio
import json
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import aclosing, suppress
from typing import TypeVar

from index.article import JSON

T = TypeVar("T")


def event_bytes(name: str, data: Mapping[str, JSON]) -> bytes:
    """Write one event. JSON holds no raw line end, so one `data:` line is enough."""
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n".encode()


HEARTBEAT = b": still here\n\n"


async def pumped(source: AsyncGenerator[T], *, every: float) -> AsyncGenerator[T | None]:
    """Give the items of `source`, and None whenever `every` seconds passed without one.

    The source runs in one task of its own from beginning to end, and is closed when the reader goes.
    """
    # Without a bound, which the answer's own is: who reads slowly must not hold a place that others wait for.
    waiting: asyncio.Queue[tuple[T | None, BaseException | None]] = asyncio.Queue()

    async def pump() -> None:
        failure: BaseException | None = None
        try:
            async with aclosing(source) as items:
                async for item in items:
                    await waiting.put((item, None))
        except Exception as error:  # noqa: BLE001 - handed over to the reader, which raises it
            failure = error
        await waiting.put((None, failure or StopAsyncIteration()))

    task = asyncio.create_task(pump())
    try:
        while True:
            try:
                item, end = await asyncio.wait_for(waiting.get(), every)
            except TimeoutError:
                yield None
                continue
            if isinstance(end, StopAsyncIteration):
                return
            if end is not None:
                raise end
            yield item
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def stream(
    source: AsyncGenerator[tuple[str, Mapping[str, JSON]]],
    *,
    every: float,
    problem: Callable[[Exception], Mapping[str, JSON]],
) -> AsyncGenerator[bytes]:
    """Write named events as bytes, heartbeats between them, and a failure as a last `error` event."""
    try:
        async with aclosing(pumped(source, every=every)) as items:
            async for item in items:
                yield HEARTBEAT if item is None else event_bytes(*item)
    except Exception as error:  # noqa: BLE001 - the status is sent already: the stream itself has to say it
        yield event_bytes("error", problem(error))
