"""Batches in order, in time, bounded in memory, and an end to everything."""

import itertools
import threading
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.reading_ahead import BATCH_ITEMS, BATCH_WORK, WAITING, ReadingAhead


def reading(source, stop=None, size=lambda item: 1, work=lambda item: 1):
    return ReadingAhead(iter(source), stop=stop or threading.Event(), size=size, work=work)


@settings(max_examples=30)
@given(weights=st.lists(st.integers(0, 3 * BATCH_WORK), max_size=400))
def test_everything_comes_once_in_order_in_batches_that_are_not_overfull(weights):
    made = reading(enumerate(weights), work=lambda item: item[1])
    batches = [batch for batch in made.batches() if batch]
    made.close()
    assert [item for batch in batches for item in batch] == [*enumerate(weights)]
    for batch in batches:
        assert len(batch) <= BATCH_ITEMS
        assert sum(weight for _, weight in batch[:-1]) < BATCH_WORK


def test_what_the_source_raises_is_kept_until_what_it_gave_is_dealt_with():
    def source():
        yield 1
        yield 2
        raise ZeroDivisionError("the third")

    made = reading(source())
    assert [item for batch in made.batches() for item in batch] == [1, 2]
    with pytest.raises(ZeroDivisionError, match="the third"):
        made.finish()
    made.close()


def test_the_last_before_a_pause_does_not_wait_for_the_next():
    """An article on a pipe is stored when it comes, not when another follows."""
    follows = threading.Event()

    def source():
        yield "first"
        follows.wait(timeout=60)
        yield "second"

    made = reading(source())
    began = time.monotonic()
    batches = (batch for batch in made.batches() if batch)
    assert next(batches) == ["first"]
    assert time.monotonic() - began < 5
    follows.set()
    assert next(batches) == ["second"]
    made.close()


def test_while_nothing_comes_there_are_empty_batches():
    never = threading.Event()

    def source():
        never.wait(timeout=60)
        yield from ()

    made = reading(source())
    assert next(made.batches()) == []
    never.set()
    made.close()


def consumed(size):
    """Count what is read of an endless source while nobody takes anything."""
    count = itertools.count()
    made = reading(count, size=size)
    time.sleep(0.3)
    seen = next(count)
    made.close()
    return seen


def test_memory_is_bounded_by_number_and_by_size():
    assert WAITING - 1 <= consumed(lambda item: 1) <= WAITING + 5
    assert consumed(lambda item: 1_000_000) <= 20
    assert consumed(lambda item: 10**12) <= 5, "one that is larger than all passes alone"


@pytest.mark.parametrize("how", ["stop", "close"])
def test_an_endless_source_ends(how):
    stop = threading.Event()
    made = reading(itertools.count(), stop)
    batches = made.batches()
    next(batches)
    before = threading.active_count()
    if how == "stop":
        stop.set()
        assert list(batches) == []
    made.close()
    assert threading.active_count() < before
    assert not made._thread.is_alive()
