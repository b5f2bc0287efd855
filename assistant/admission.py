"""How many questions are worked on at once, how many may wait, and what the rest are told.

Owns the line of those who wait: first come, first served, bounded by number and by the time they would wait. Works from
several event loops, because a program may have its own. Used by `application` around everything that is asked.
"""

import asyncio
import math
import threading
import time
from collections import deque
from collections.abc import AsyncIterator
from concurrent.futures import Future
from contextlib import asynccontextmanager

from assistant.errors import Busy

LONGEST_WAIT_SECONDS = 30.0
"""Who would wait longer is sent away at once, and told when to come again."""
_FIRST_GUESS_SECONDS = 0.4
_WEIGHT = 0.2
"""Of the last interval in the running mean."""


class Admission:
    """Places for questions."""

    def __init__(self, *, at_once: int, waiting: int) -> None:
        if at_once < 1:
            raise ValueError("somebody has to be let in")
        self._at_once = at_once
        self._waiting = waiting
        self._inside = 0
        self._line: deque[Future[None]] = deque()
        self._lock = threading.Lock()
        self._interval = _FIRST_GUESS_SECONDS
        """Seconds from one who leaves to the next while all places are taken: how fast the line moves, whatever else
        the machine does. How long one question takes would not tell: several share the processor."""
        self._last_left: float | None = None

    @asynccontextmanager
    async def place(self) -> AsyncIterator[None]:
        """Wait for a place and hold it. Raises Busy at once when the wait would be too long."""
        turn = self._join()
        if turn is not None:
            try:
                await asyncio.wrap_future(turn)
            except asyncio.CancelledError:
                self._give_up(turn)
                raise
        try:
            yield
        finally:
            self._leave()

    def see_room(self) -> None:
        """Raise Busy if whoever came now would be sent away."""
        with self._lock:
            self._check()

    def _check(self) -> None:
        wait = (len(self._line) + 1) * self._interval
        # A few may always wait: were nobody let wait, nothing would ever show that the line moves faster again.
        long = wait > LONGEST_WAIT_SECONDS and len(self._line) >= self._at_once
        if len(self._line) >= self._waiting or long:
            raise Busy(
                "More people are asking than can be answered right now.",
                hint="Ask again in a moment.",
                retry_after=max(1, min(math.ceil(wait), 60)),
            )

    def _join(self) -> "Future[None] | None":
        with self._lock:
            if self._inside < self._at_once and not self._line:
                self._inside += 1
                return None
            self._check()
            turn: Future[None] = Future()
            self._line.append(turn)
            return turn

    def _give_up(self, turn: "Future[None]") -> None:
        """Leave the line; whose turn came at the very moment passes it on."""
        with self._lock:
            if turn in self._line:
                self._line.remove(turn)
                return
        self._leave()

    def _leave(self) -> None:
        with self._lock:
            now = time.monotonic()
            if self._last_left is not None:
                self._interval += _WEIGHT * (now - self._last_left - self._interval)
            self._last_left = now if self._line else None  # only while somebody waits does it say anything
            following = self._line.popleft() if self._line else None
            if following is None:
                self._inside -= 1
        if following is not None:
            following.set_result(None)
