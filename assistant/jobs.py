"""What is being brought in just now: how much is done, how fast it goes, what is left.

Owns the list of jobs under way and the stopping of one. Knows nothing of articles. Used by `library` (every ingest is a
job) and shown by `following` and the Library tab.
"""

import itertools
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from index.article import JSON


@dataclass(slots=True, kw_only=True)
class Job:
    """One ingest under way. `total` is None until it is known how much there is."""

    number: int
    name: str
    began: float
    done: int = 0
    total: int | None = None
    stop: threading.Event

    @property
    def rate(self) -> float:
        """Articles a second so far."""
        return self.done / max(time.monotonic() - self.began, 1e-3)

    def as_json(self) -> Mapping[str, JSON]:
        """Write it for programs: seconds under way, and left where that can be told."""
        left = None
        if self.total is not None and self.done:
            left = round((self.total - self.done) / self.rate, 1)
        return {
            "number": self.number,
            "name": self.name,
            "seconds": round(time.monotonic() - self.began, 1),
            "done": self.done,
            "total": self.total,
            "rate": round(self.rate, 2),
            "seconds_left": left,
        }


class _Stop(threading.Event):
    """Set when the job itself is stopped, or what it is a part of."""

    def __init__(self, outer: threading.Event | None) -> None:
        super().__init__()
        self._outer = outer

    def is_set(self) -> bool:
        return super().is_set() or (self._outer is not None and self._outer.is_set())


class Jobs:
    """The jobs of one process. Safe to share between threads."""

    def __init__(self) -> None:
        self._under_way: dict[int, Job] = {}
        self._numbers = itertools.count(1)
        self._lock = threading.Lock()

    @contextmanager
    def begin(self, name: str, cancelled: threading.Event | None = None) -> Iterator[Job]:
        """Note a job for as long as it takes; it is stopped too when `cancelled` is set."""
        job = Job(number=next(self._numbers), name=name, began=time.monotonic(), stop=_Stop(cancelled))
        with self._lock:
            self._under_way[job.number] = job
        try:
            yield job
        finally:
            with self._lock:
                del self._under_way[job.number]

    def all(self) -> tuple[Job, ...]:
        """Give what is under way, oldest first."""
        with self._lock:
            return tuple(self._under_way.values())

    def stop(self, name: str | None = None) -> int:
        """Ask the jobs of that name, or all, to end after their last whole transaction; gives how many."""
        named = [job for job in self.all() if name is None or job.name == name]
        for job in named:
            job.stop.set()
        return len(named)
