"""Reading beside working: items are read on a thread of their own, a bounded number ahead, and come in batches.

Owns the queue and when a batch is due. Knows nothing of articles. Used by `ingest`.
"""

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

Item = TypeVar("Item")

WAITING = 256
"""Items read ahead at the most."""
WAITING_SIZE = 16_000_000
"""Their size at the most, in what `size` counts; a single larger one passes alone."""
BATCH_ITEMS = 64
BATCH_WORK = 64
"""What `work` counts, after which a batch is full."""
BATCH_SECONDS = 0.25
"""How long the first item of a batch waits for company."""
TICK_SECONDS = 0.1
"""How often an empty batch is given while nothing comes, so that the caller can see to other things."""


class ReadingAhead(Generic[Item]):
    """Runs `source` on a thread of its own. `size` and `work` say what an item weighs and how much there is to do."""

    def __init__(
        self,
        source: Iterator[Item],
        *,
        stop: threading.Event,
        size: Callable[[Item], int],
        work: Callable[[Item], int],
    ) -> None:
        self._source = source
        self._stop = stop
        self._size = size
        self._work = work
        self._changed = threading.Condition()
        self._waiting: deque[Item] = deque()
        self._weight = 0
        self._ended = False
        self._failure: BaseException | None = None
        self._thread = threading.Thread(target=self._read, name="reading", daemon=True)
        self._thread.start()

    def batches(self) -> Iterator[list[Item]]:
        """Give what was read, in order; an empty batch now and then while nothing comes.

        Ends when the source does, breaks, or `stop` is set; `finish` tells which.
        """
        batch: list[Item] = []
        work, due = 0, 0.0
        while not self._stop.is_set():
            item = self._next(TICK_SECONDS if not batch else min(TICK_SECONDS, due - time.monotonic()))
            if item is not None:
                if not batch:
                    work, due = 0, time.monotonic() + BATCH_SECONDS
                batch.append(item)
                work += self._work(item)
            full = len(batch) >= BATCH_ITEMS or work >= BATCH_WORK
            if item is None and self._over():
                break
            if full or not batch or time.monotonic() >= due:
                yield batch
                batch = []
        else:
            return
        if batch:
            yield batch

    def finish(self) -> None:
        """Raise what the source raised, once everything before it is dealt with."""
        if self._failure is not None:
            raise self._failure

    def close(self) -> None:
        """End the reading; one that hangs in a slow source is left to itself (it is a daemon)."""
        with self._changed:
            self._ended = True
            self._changed.notify_all()
        self._thread.join(timeout=5)

    def _next(self, patience: float) -> Item | None:
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._ended, timeout=max(0.0, patience))
            if not self._waiting:
                return None
            item = self._waiting.popleft()
            self._weight -= self._size(item)
            self._changed.notify_all()
            return item

    def _over(self) -> bool:
        with self._changed:
            return self._ended and not self._waiting

    def _read(self) -> None:
        try:
            for item in self._source:
                if not self._give(item):
                    return
        except BaseException as error:  # noqa: BLE001  # handed over whole to the thread that waits for it
            self._failure = error
        finally:
            with self._changed:
                self._ended = True
                self._changed.notify_all()

    def _give(self, item: Item) -> bool:
        weight = self._size(item)

        def room() -> bool:
            fits = len(self._waiting) < WAITING and self._weight + weight <= WAITING_SIZE
            return self._ended or fits or not self._waiting

        with self._changed:
            while not self._changed.wait_for(room, timeout=TICK_SECONDS):
                if self._stop.is_set():
                    return False
            if self._ended or self._stop.is_set():
                return False
            self._waiting.append(item)
            self._weight += weight
            self._changed.notify_all()
            return True
