"""The lane: order, priority, places, deadlines, cancellation, closing."""

import threading
import time
from contextlib import contextmanager

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import Cancelled, Overloaded
from index.lane import BACKGROUND_SHARE, Lane

SOON = 5.0


@pytest.fixture
def lane():
    made = Lane(threads=2, queue=4)
    yield made
    made.close()


@contextmanager
def held(lane, *, background=False):
    """Occupy every thread until the block ends."""
    gate, busy = threading.Event(), threading.Semaphore(0)

    def hold(_):
        busy.release()
        assert gate.wait(SOON)

    job = lane.submit(range(lane.threads), hold, background=background)
    for _ in range(lane.threads):
        assert busy.acquire(timeout=SOON)
    try:
        yield
    finally:
        gate.set()
        job.result()


@given(batches=st.lists(st.lists(st.integers(), max_size=12), max_size=6), threads=st.integers(1, 4))
@settings(max_examples=30, deadline=None)
def test_results_come_in_order(batches, threads):
    lane = Lane(threads=threads, queue=3)
    try:
        for batch in batches:
            assert lane.run(batch, lambda number: number * 2) == [number * 2 for number in batch]
        assert lane.pending() == 0
    finally:
        lane.close()


def test_as_many_items_at_once_as_threads_and_no_more(lane):
    together, lock, most = 0, threading.Lock(), 0

    def work(_):
        nonlocal together, most
        with lock:
            together += 1
            most = max(most, together)
        time.sleep(0.005)
        with lock:
            together -= 1

    lane.run(range(20), work)
    assert most == 2


def test_an_error_in_the_work_reaches_its_caller_and_nobody_else(lane):
    other = lane.submit(range(50), lambda number: number, background=True)
    with pytest.raises(ZeroDivisionError):
        lane.run([1, 0, 2], lambda number: 1 / number)
    assert other.result() == list(range(50))
    assert lane.pending() == 0


def test_a_full_lane_says_so_at_once_and_has_a_place_again_later(lane):
    with held(lane):
        jobs = [lane.submit([1], abs) for _ in range(lane.queue - 1)]
        began = time.monotonic()
        with pytest.raises(Overloaded):
            lane.run([1], abs)
        assert time.monotonic() - began < 1
        lane.submit([1], abs, background=True)  # ingest has places of its own
    assert [job.result() for job in jobs] == [[1]] * 3
    assert lane.run([-1], abs) == [1]


def test_cancelling_frees_the_place_while_the_lane_is_still_busy(lane):
    cancelled = threading.Event()
    with held(lane):
        jobs = [lane.submit([1], abs, cancelled=cancelled) for _ in range(lane.queue - 1)]
        cancelled.set()
        later = [lane.submit([-2], abs) for _ in range(lane.queue - 1)]
        for job in jobs:
            with pytest.raises(Cancelled):
                job.result()
    assert [job.result() for job in later] == [[2]] * 3


def test_a_waiting_caller_notices_cancellation_soon(lane):
    cancelled = threading.Event()
    with held(lane):
        threading.Timer(0.05, cancelled.set).start()
        began = time.monotonic()
        with pytest.raises(Cancelled):
            lane.run([1], abs, cancelled=cancelled)
        assert 0.04 < time.monotonic() - began < 1


def test_cancelling_under_way_starts_no_further_item(lane):
    cancelled, started = threading.Event(), []

    def work(number):
        started.append(number)
        cancelled.set()

    with pytest.raises(Cancelled):
        lane.run(range(1000), work, cancelled=cancelled)
    assert len(started) <= lane.threads


def test_a_deadline_that_passes_while_waiting_ends_the_wait(lane):
    with held(lane):
        began = time.monotonic()
        with pytest.raises(Overloaded):
            lane.run([1], abs, deadline=began + 0.05)
        assert 0.04 < time.monotonic() - began < 1
        assert lane.pending() == 1


def test_a_deadline_already_past_starts_nothing(lane):
    started = []
    with pytest.raises(Overloaded):
        lane.run([1, 2], started.append, deadline=time.monotonic() - 1)
    assert started == []


def test_a_deadline_frees_its_place_without_anybody_waiting(lane):
    with held(lane):
        for _ in range(lane.queue - 1):
            lane.submit([1], abs, deadline=time.monotonic() + 0.01)
        time.sleep(0.02)
        assert lane.pending() == 1
        later = lane.submit([-3], abs)
    assert later.result() == [3]


def order_of_work(ingest, questions):
    """Let that many items of each kind wait, then see in which order one thread takes them."""
    lane, done = Lane(threads=1, queue=4), []
    try:
        with held(lane):
            jobs = [lane.submit(range(ingest), lambda _: done.append("ingest"), background=True)]
            jobs.append(lane.submit(range(questions), lambda _: done.append("question")))
        for job in jobs:
            job.result()
    finally:
        lane.close()
    return done


def test_questions_go_before_ingest():
    done = order_of_work(ingest=40, questions=5)
    assert done.index("question") <= 1
    assert "".join(kind[0] for kind in done).rindex("q") <= 6


def test_ingest_still_moves_while_questions_wait():
    done = order_of_work(ingest=3, questions=BACKGROUND_SHARE * 4)
    assert "".join(kind[0] for kind in done).rindex("i") <= BACKGROUND_SHARE * 3


def test_an_interrupted_caller_leaves_no_work_behind(lane, monkeypatch):
    def interrupted(_timeout=None):
        raise KeyboardInterrupt

    with held(lane):
        monkeypatch.setattr(lane._done, "wait", interrupted)
        with pytest.raises(KeyboardInterrupt):
            lane.run([1], abs)
        monkeypatch.undo()
        assert lane.pending() == 1


def test_closing_ends_every_wait_and_every_thread():
    lane, caught = Lane(threads=2, queue=8), []
    begun = threading.Semaphore(0)

    def call():
        def work(_):
            begun.release()
            time.sleep(0.01)

        try:
            lane.run(range(10_000), work)
        except Cancelled as error:
            caught.append(error)

    callers = [threading.Thread(target=call) for _ in range(4)]
    for caller in callers:
        caller.start()
    assert begun.acquire(timeout=SOON)
    lane.close()
    for caller in callers:
        caller.join(SOON)
        assert not caller.is_alive()
    assert len(caught) == 4
    with pytest.raises(Cancelled):
        lane.run([1], abs)


def test_no_thread_starts_before_there_is_work():
    before = threading.active_count()
    lane = Lane(threads=3, queue=1)
    assert threading.active_count() == before
    assert lane.run([], abs) == []
    lane.close()
