"""Places for questions: so many at once, so many in line, the rest are told when to come again."""

import asyncio
import threading

import pytest

from assistant.admission import LONGEST_WAIT_SECONDS, Admission
from assistant.errors import Busy


async def hold(places: Admission, until: asyncio.Event, order: list[int], number: int) -> None:
    async with places.place():
        order.append(number)
        await until.wait()


async def settle() -> None:
    for _ in range(5):
        await asyncio.sleep(0.01)


async def test_first_come_first_served_and_the_rest_sent_away() -> None:
    places, order, until = Admission(at_once=2, waiting=2), list[int](), asyncio.Event()
    tasks = [asyncio.create_task(hold(places, until, order, number)) for number in range(4)]
    await settle()
    assert order == [0, 1]
    with pytest.raises(Busy) as caught:
        places.see_room()
    assert 1 <= caught.value.retry_after <= 60
    with pytest.raises(Busy):
        async with places.place():
            pass
    until.set()
    await asyncio.gather(*tasks)
    assert order == [0, 1, 2, 3]
    places.see_room()


async def test_nobody_is_let_wait_longer_than_is_bearable() -> None:
    places, until = Admission(at_once=1, waiting=1000), asyncio.Event()
    places._interval = LONGEST_WAIT_SECONDS / 3.5
    tasks = [asyncio.create_task(hold(places, until, [], number)) for number in range(4)]
    await settle()
    with pytest.raises(Busy):
        places.see_room()
    until.set()
    await asyncio.gather(*tasks)


async def test_who_leaves_gives_up_the_place() -> None:
    places, until = Admission(at_once=1, waiting=2), asyncio.Event()
    order: list[int] = []
    tasks = [asyncio.create_task(hold(places, until, order, number)) for number in range(3)]
    await settle()
    tasks[1].cancel()
    tasks[0].cancel()
    await settle()
    assert order == [0, 2]
    tasks[2].cancel()
    await settle()
    async with places.place():
        pass
    assert places._inside == 0


async def test_a_place_given_at_the_moment_of_leaving_is_passed_on() -> None:
    places = Admission(at_once=1, waiting=2)
    turn = places._join()
    assert turn is None
    second, third = places._join(), places._join()
    assert second is not None
    assert third is not None
    places._leave()
    assert second.done()
    places._give_up(second)
    assert third.done()
    places._leave()
    assert places._inside == 0


def test_loops_in_several_threads_share_the_places() -> None:
    places = Admission(at_once=1, waiting=50)
    inside, most, lock = 0, 0, threading.Lock()

    async def some() -> None:
        nonlocal inside, most
        for _ in range(20):
            async with places.place():
                with lock:
                    inside += 1
                    most = max(most, inside)
                await asyncio.sleep(0)
                with lock:
                    inside -= 1

    threads = [threading.Thread(target=lambda: asyncio.run(some())) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert (most, inside, places._inside) == (1, 0, 0)


def fill(places: Admission) -> None:
    while True:
        places._join()


async def test_the_wait_is_judged_by_how_fast_the_line_moves(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100.0
    monkeypatch.setattr("assistant.admission.time.monotonic", lambda: now)
    places = Admission(at_once=2, waiting=100)
    for _ in range(5):
        places._join()
    for _ in range(8):
        now += 5.0
        places._leave()
        places._join()
    assert places._interval == pytest.approx(5.0, rel=0.25)
    with pytest.raises(Busy) as caught:
        fill(places)
    assert caught.value.retry_after >= LONGEST_WAIT_SECONDS
    assert len(places._line) == pytest.approx(LONGEST_WAIT_SECONDS / 5.0, abs=2)


async def test_a_few_may_wait_however_slow_it_was() -> None:
    places = Admission(at_once=2, waiting=100)
    places._interval = 1000.0
    for _ in range(4):
        places._join()
    with pytest.raises(Busy):
        places._join()
