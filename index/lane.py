"""The one lane that all model work goes through.

Owns the worker threads, their bounded queue, deadlines, cancellation, and who goes first. Knows no model: `embedding`
and `rerank` bring the work, `inference` is what it calls. Made and closed by whoever assembles the program.
"""

import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from index.errors import Cancelled, Overloaded

Item = TypeVar("Item")
Result = TypeVar("Result")

BACKGROUND_SHARE = 8
"""While questions wait, every so many-th item is still taken from the background: ingest never stops altogether."""
POLL_SECONDS = 0.02
"""How soon a waiting caller notices that it was cancelled (`threading.Event` wakes nobody but its own waiters)."""


class Job(Generic[Item, Result]):
    """One caller's items on their way through the lane. Ask for `result` once."""

    __slots__ = ("background", "cancelled", "deadline", "failure", "items", "lane", "left", "next", "results", "work")

    def __init__(
        self,
        lane: "Lane",
        items: Sequence[Item],
        work: Callable[[Item], Result],
        deadline: float | None,
        cancelled: threading.Event | None,
        background: bool,
    ) -> None:
        self.lane = lane
        self.items = items
        self.work = work
        self.deadline = deadline
        self.cancelled = cancelled
        self.background = background
        self.results: list[Result | None] = [None] * len(items)
        self.next = 0
        self.left = len(items)
        self.failure: BaseException | None = None

    def result(self) -> list[Result]:
        """Wait for all items, in order.

        Raises `Cancelled` when the event given at the start is set, `Overloaded` when the deadline passes first, and
        whatever the work itself raised.
        """
        return self.lane._wait(self)

    def end(self) -> BaseException | None:
        """Say why no further item of this job should start, if there is a reason."""
        if self.failure is None:
            if self.cancelled is not None and self.cancelled.is_set():
                self.failure = Cancelled("The work was cancelled.")
            elif self.deadline is not None and time.monotonic() >= self.deadline:
                self.failure = _too_late()
        return self.failure


class Lane:
    """Run model work on a few threads, questions before ingest.

    `threads`: as many as cores. `queue`: how many calls may be inside at once (waiting or under way), counted
    separately for questions and for background work. Threads start with the first work. Deadlines are moments of
    `time.monotonic()`.
    """

    def __init__(self, threads: int, queue: int) -> None:
        if threads < 1 or queue < 1:
            raise ValueError("a lane needs at least one thread and one place")
        self.threads = threads
        self.queue = queue
        self._lock = threading.Lock()
        self._work = threading.Condition(self._lock)
        self._done = threading.Condition(self._lock)
        self._inside: dict[bool, set[Job[Any, Any]]] = {False: set(), True: set()}
        self._waiting: dict[bool, deque[Job[Any, Any]]] = {False: deque(), True: deque()}
        self._turn = 0
        self._workers: list[threading.Thread] = []
        self._closed = False

    def run(
        self,
        items: Sequence[Item],
        work: Callable[[Item], Result],
        *,
        deadline: float | None = None,
        cancelled: threading.Event | None = None,
        background: bool = False,
    ) -> list[Result]:
        """Apply `work` to every item and give the results in order; see `Job.result` for what it raises."""
        return self.submit(items, work, deadline=deadline, cancelled=cancelled, background=background).result()

    def submit(
        self,
        items: Sequence[Item],
        work: Callable[[Item], Result],
        *,
        deadline: float | None = None,
        cancelled: threading.Event | None = None,
        background: bool = False,
    ) -> Job[Item, Result]:
        """Put work into the lane without waiting for it. Raises `Overloaded` at once when every place is taken."""
        job = Job(self, items, work, deadline, cancelled, background)
        with self._lock:
            if self._closed:
                raise Cancelled("The program is closing.")
            if job.left == 0 or job.end() is not None:
                return job
            inside = self._inside[background]
            if len(inside) >= self.queue:
                self._sweep(background)
            if len(inside) >= self.queue:
                raise Overloaded("Too many questions are being worked on.", hint="Try again in a few seconds.")
            inside.add(job)
            self._waiting[background].append(job)
            self._start_workers()
            self._work.notify(min(job.left, self.threads))
        return job

    def pending(self) -> int:
        """Count the calls inside that still want their results."""
        with self._lock:
            self._sweep(False)
            self._sweep(True)
            return len(self._inside[False]) + len(self._inside[True])

    def close(self) -> None:
        """End all work: callers get `Cancelled`; the items under way are finished first."""
        with self._lock:
            self._closed = True
            for background in (False, True):
                for job in self._inside[background]:
                    job.failure = job.failure or Cancelled("The program is closing.")
                self._sweep(background)
            self._work.notify_all()
            self._done.notify_all()
        for worker in self._workers:
            worker.join()

    def _wait(self, job: Job[Item, Result]) -> list[Result]:
        with self._lock:
            while job.left and job.end() is None:
                pause = None if job.deadline is None else max(0.0, job.deadline - time.monotonic())
                if job.cancelled is not None:
                    pause = POLL_SECONDS if pause is None else min(pause, POLL_SECONDS)
                try:
                    self._done.wait(pause)
                except BaseException as error:  # Ctrl-C while waiting: nobody wants the rest any more
                    job.failure = job.failure or error
                    self._leave(job)
                    raise
            if job.left:
                self._leave(job)
                assert job.failure is not None
                raise job.failure
        return job.results  # type: ignore[return-value]  # every place is filled once `left` is 0

    def _leave(self, job: Job[Any, Any]) -> None:
        self._inside[job.background].discard(job)
        if job in self._waiting[job.background]:
            self._waiting[job.background].remove(job)

    def _sweep(self, background: bool) -> None:
        """Free the places of those who no longer wait (lock held)."""
        for job in [job for job in self._inside[background] if job.end() is not None]:
            self._leave(job)
            self._done.notify_all()

    def _start_workers(self) -> None:
        while len(self._workers) < self.threads:
            # Daemons: a program that forgets to close must still be able to end.
            worker = threading.Thread(target=self._labour, name=f"inference-{len(self._workers)}", daemon=True)
            self._workers.append(worker)
            worker.start()

    def _take(self) -> tuple[Job[Any, Any], int] | None:
        """Choose the next item (lock held): questions first, in order of arrival, and now and then the background."""
        self._turn += 1
        order = (True, False) if self._turn % BACKGROUND_SHARE == 0 else (False, True)
        for background in order:
            waiting = self._waiting[background]
            while waiting:
                job = waiting[0]
                if job.end() is not None:
                    self._leave(job)
                    self._done.notify_all()
                    continue
                place = job.next
                job.next += 1
                if job.next == len(job.items):
                    waiting.popleft()
                return job, place
        return None

    def _labour(self) -> None:
        while True:
            with self._lock:
                while (taken := None if self._closed else self._take()) is None:
                    if self._closed:
                        return
                    self._work.wait()
            job, place = taken
            failure: BaseException | None = None
            result = None
            try:
                result = job.work(job.items[place])
            except BaseException as error:  # noqa: BLE001  # handed to the caller, who waits in another thread
                failure = error
            with self._lock:
                if failure is not None:
                    job.failure = job.failure or failure
                    self._leave(job)
                else:
                    job.results[place] = result
                    job.left -= 1
                if job.left == 0:
                    self._leave(job)
                if job.left == 0 or failure is not None:
                    self._done.notify_all()
            del taken, job, result


def _too_late() -> Overloaded:
    return Overloaded("There was not enough time left to do the work.", hint="Try again in a few seconds.")
