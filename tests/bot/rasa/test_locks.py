"""The turns of one conversation come one after the other; other conversations do not wait, and nothing stays behind."""
import asyncio
import gc

from bot.rasa.locks import LocalLocks


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
