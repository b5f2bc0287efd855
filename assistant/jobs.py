"""What is being brought in just now: how much is done, how fast it goes, what is left.

Owns the list of jobs under way and the stopping of one. Knows nothing of articles. Used by `library` (every ingest is a
job) and shown by `following` and the Library tab.
"""

import itertools
import threading
import time
from collections.abc import Callable, Iterator, Mapping
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

    def learn_total(self, count: Callable[[Callable[[], bool]], int | None]) -> None:
        """Count how much there is while the work goes on; `count` is told when nobody wants to know any more."""

        def learn() -> None:
            self.total = count(self.stop.is_set)

        threading.Thread(target=learn, name="counting", daemon=True).start()

    def total_after(self, done: int) -> int | None:
        """Give the total while it can still be true: it is counted by name, and more may come of a name."""
        return self.total if self.total is not None and done <= self.total else None

    @property
    def rate(self) -> float:
        """Articles a second so far."""
        return self.done / max(time.monotonic() - self.began, 1e-3)

    def as_json(self) -> Mapping[str, JSON]:
        """Write it for programs: seconds under way, and left where that can be told."""
        left = None
        total = self.total_after(self.done)
        if total is not None and self.done:
            left = round((total - self.done) / self.rate, 1)
        return {
            "number": self.number,
            "name": self.name,
            "seconds": round(time.monotonic() - self.began, 1),
            "done": self.done,
            "total": total,
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
            job.stop.set()  # nobody waits any more for what is done beside it
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
