"""Locks, in this process and in a real Redis: one turn at a time, in the order of arrival, and nothing left behind."""
from __future__ import annotations

import asyncio
import gc
import time
from typing import Any

import pytest
import redis
from rasa.core.lock_store import LockError

from bot.rasa.locks import LocalLocks, SharedLocks, TurnLocks, begun, holding


def locks(port: int, lifetime: float = 60.0, **options: Any) -> SharedLocks:
    return SharedLocks(lifetime, host="127.0.0.1", port=port, **options)


async def test_many_workers_change_a_conversation_one_at_a_time(redis_port: int) -> None:
    inside, most, done = 0, 0, 0

    async def turn(store: SharedLocks) -> None:
        nonlocal inside, most, done
        async with store.lock("ann"):
            inside += 1
            most = max(most, inside)
            await asyncio.sleep(0.005)
            inside -= 1
            done += 1

    await asyncio.gather(*(turn(store) for store in [locks(redis_port) for _ in range(4)] for _ in range(5)))
    assert (most, done) == (1, 20)


async def test_tickets_that_are_taken_at_once_are_all_different(redis_port: int) -> None:
    stores = [locks(redis_port) for _ in range(6)]
    tickets = await asyncio.gather(*(asyncio.to_thread(store.issue_ticket, "bob") for store in stores * 5))
    assert sorted(tickets) == list(range(30))
    for ticket in tickets:
        stores[0].cleanup("bob", ticket)


async def test_who_came_first_is_served_first(redis_port: int) -> None:
    served: list[int] = []

    async def turn(number: int) -> None:
        async with locks(redis_port).lock("cid"):
            served.append(number)

    async with locks(redis_port).lock("cid"):
        waiting = []
        for number in range(4):
            waiting.append(asyncio.ensure_future(turn(number)))
            await asyncio.sleep(0.2)
    await asyncio.gather(*waiting)
    assert served == [0, 1, 2, 3]


async def test_other_conversations_do_not_wait(redis_port: int) -> None:
    store = locks(redis_port)
    async with store.lock("dan"):
        async with store.lock("eve"):
            pass


@pytest.mark.parametrize("broken_off", [False, True])
async def test_nothing_is_left_in_redis_after_a_turn_or_one_that_is_broken_off(redis_port: int, broken_off: bool) -> None:
    store = locks(redis_port, key_prefix="left")

    held = asyncio.Event()

    async def turn() -> None:
        async with store.lock("fay"):
            held.set()
            await asyncio.sleep(30 if broken_off else 0)

    task = asyncio.ensure_future(turn())
    await held.wait()
    if broken_off:
        task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert redis.StrictRedis(port=redis_port, db=1).keys("left*") == []


async def test_a_turn_given_up_while_its_ticket_is_issued_keeps_nobody_waiting(redis_port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    store = locks(redis_port, key_prefix="givenup")
    issue = store._issue

    def slowly(*arguments: Any) -> Any:
        time.sleep(0.3)
        return issue(*arguments)

    async def turn() -> None:
        async with store.lock("eve"):
            pass

    monkeypatch.setattr(store, "_issue", slowly)
    given_up = asyncio.ensure_future(turn())
    await asyncio.sleep(0.1)
    given_up.cancel()
    await asyncio.gather(given_up, return_exceptions=True)
    await asyncio.sleep(0.5)
    assert redis.StrictRedis(port=redis_port, db=1).keys("givenup*") == []


async def test_a_worker_that_was_killed_holds_its_patient_up_only_for_so_long(redis_port: int) -> None:
    killed = locks(redis_port, lifetime=0.5)
    killed.issue_ticket("gus")
    started = time.monotonic()
    async with locks(redis_port).lock("gus"):
        assert 0.2 < time.monotonic() - started
    key = redis.StrictRedis(port=redis_port, db=1)
    killed.issue_ticket("hal")
    assert 0 < key.pttl("lock:hal") <= 500


async def test_a_turn_that_outlived_its_ticket_leaves_the_next_one_s_alone(redis_port: int) -> None:
    slow, next_one = locks(redis_port, lifetime=0.2), locks(redis_port)
    async with slow.lock("joe"):
        await asyncio.sleep(0.4)
        held = next_one.lock("joe")
        await held.__aenter__()
    try:
        assert [ticket.number for ticket in next_one.get_lock("joe").tickets] == [0]
    finally:
        await held.__aexit__(None, None, None)


async def test_whose_ticket_ran_out_while_waiting_is_told_so(redis_port: int) -> None:
    async with locks(redis_port).lock("ida"):
        with pytest.raises(LockError):
            async with locks(redis_port, lifetime=0.2).lock("ida"):
                pass


async def test_without_redis_a_turn_fails_at_once_and_says_nothing_of_the_patient() -> None:
    with pytest.raises(LockError) as failure:
        async with locks(1, socket_timeout=1).lock("+15550100"):
            pass
    assert "+15550100" not in str(failure.value)


def test_turns_of_a_conversation_come_one_at_a_time_in_the_order_of_arrival():
    done, at_once = [], []

    async def turn(locks, number):
        async with locks.lock("ann"):
            at_once.append(number)
            await asyncio.sleep(0)
            assert at_once == [number]
            at_once.remove(number)
            done.append(number)

    async def work():
        locks = LocalLocks()
        await asyncio.gather(*(turn(locks, number) for number in range(20)))

    asyncio.run(asyncio.wait_for(work(), 10))
    assert done == list(range(20))


def test_a_turn_that_is_given_up_or_fails_lets_the_next_one_in():
    async def work():
        locks = LocalLocks()

        async def hang():
            async with locks.lock("ann"):
                await asyncio.Event().wait()

        holding, waiting = asyncio.create_task(hang()), asyncio.create_task(hang())
        await asyncio.sleep(0)
        for task in (waiting, holding):
            task.cancel()
        try:
            async with locks.lock("ann"):
                raise ValueError
        except ValueError:
            pass
        async with locks.lock("ann"):
            return True

    assert asyncio.run(asyncio.wait_for(work(), 10))


def test_another_conversation_does_not_wait_and_no_lock_stays_in_memory():
    async def work():
        locks = LocalLocks()
        async with locks.lock("ann"), locks.lock("bob"):
            assert len(locks._held) == 2
        gc.collect()
        assert len(locks._held) == 0

    asyncio.run(asyncio.wait_for(work(), 10))


async def test_a_turn_may_ask_for_its_own_lock_again_and_no_other_turn_gets_it_meanwhile() -> None:
    locks, order = TurnLocks(LocalLocks()), []

    async def turn(name: str) -> None:
        with begun("ann"):
            async with locks.lock("ann"):
                async with locks.lock("ann"), locks.lock("bob"):
                    order.append(name)
                    await asyncio.sleep(0.01)
                assert holding("ann") and not holding("bob")
                order.append(name)
            assert not holding("ann")

    await asyncio.wait_for(asyncio.gather(turn("one"), turn("two")), 10)
    assert order == ["one", "one", "two", "two"]


async def test_what_a_turn_begins_holds_its_lock_too_until_the_turn_ends() -> None:
    locks, ended = TurnLocks(LocalLocks()), asyncio.Event()

    async def later() -> None:
        async with locks.lock("ann"):
            assert holding("ann")
        await ended.wait()
        assert not holding("ann")
        async with locks.lock("ann"):  # waits as any other would
            pass

    with begun("ann"):
        async with locks.lock("ann"):
            going_on = asyncio.ensure_future(later())
            await asyncio.sleep(0)
    async with locks.lock("ann"):
        ended.set()
        await asyncio.sleep(0.01)
        assert not going_on.done()
    await asyncio.wait_for(going_on, 10)
