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
_FIRST_GUESS_SECONDS = 1.0
_WEIGHT = 0.1
"""Of the last question in the running mean of how long one takes."""


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
        self._seconds = _FIRST_GUESS_SECONDS

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
        began = time.monotonic()
        try:
            yield
        finally:
            self._leave(time.monotonic() - began)

    def see_room(self) -> None:
        """Raise Busy if whoever came now would be sent away."""
        with self._lock:
            self._check()

    def _check(self) -> None:
        wait = (len(self._line) + 1) * self._seconds / self._at_once
        full = self._inside >= self._at_once or bool(self._line)
        if full and (len(self._line) >= self._waiting or wait > LONGEST_WAIT_SECONDS):
            raise Busy(
                "More people are asking than can be answered right now.",
                hint="Ask again in a moment.",
                retry_after=max(1, min(math.ceil(wait / 2), 60)),
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
        self._leave(None)

    def _leave(self, seconds: float | None) -> None:
        with self._lock:
            if seconds is not None:
                self._seconds += _WEIGHT * (seconds - self._seconds)
            following = self._line.popleft() if self._line else None
            if following is None:
                self._inside -= 1
        if following is not None:
            following.set_result(None)
