"""Threads of their own for work that may hang: in the caller's context, no more than so many, and never waited for at the end."""
from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
from contextvars import ContextVar
from typing import Any, Iterator

import pytest

from bot.rasa.threads import Threads
from bot.settings import PROJECT

WORD: ContextVar[str] = ContextVar("word", default="none")


@pytest.fixture
def over() -> Iterator[threading.Event]:
    """Yield what hanging work waits for, until the test is over."""
    over = threading.Event()
    yield over
    over.set()


async def test_work_is_done_elsewhere_in_the_caller_s_context() -> None:
    WORD.set("mine")
    word, thread = await Threads("some", 1).run(lambda: (WORD.get(), threading.current_thread()))
    assert word == "mine" and thread is not threading.current_thread() and thread.name == "some-1"


async def test_arguments_are_handed_on_and_errors_come_back() -> None:
    threads = Threads("some", 1)
    assert await threads.run(dict, [("a", 1)], b=2) == {"a": 1, "b": 2}
    with pytest.raises(ZeroDivisionError):
        await threads.run(divmod, 1, 0)
    assert await threads.run(int) == 0


async def test_an_idle_thread_is_used_before_another_is_made() -> None:
    threads = Threads("some", 8)
    names = []
    for _ in range(5):
        names.append(await threads.run(lambda: threading.current_thread().name))
        await asyncio.sleep(0.01)
    assert names == ["some-1"] * 5


async def test_one_that_hangs_keeps_no_other_waiting_until_all_do(over: threading.Event) -> None:
    threads = Threads("some", 3)
    hanging = [asyncio.ensure_future(threads.run(over.wait)) for _ in range(2)]
    await asyncio.sleep(0)
    assert [await asyncio.wait_for(threads.run(int), 1) for _ in range(5)] == [0] * 5
    hanging += [asyncio.ensure_future(threads.run(over.wait)) for _ in range(3)]
    await asyncio.sleep(0.05)
    waiting = asyncio.ensure_future(threads.run(int))
    await asyncio.sleep(0.05)
    assert not waiting.done()
    over.set()
    assert await waiting == 0 and all(await asyncio.gather(*hanging))


async def test_what_nobody_waits_for_any_more_is_not_begun(over: threading.Event) -> None:
    threads, done = Threads("some", 1), []
    hanging = asyncio.ensure_future(threads.run(over.wait))
    with pytest.raises(asyncio.TimeoutError):
        await asyncio.wait_for(threads.run(done.append, "late"), 0.05)
    assert not threads._jobs  # nor what it holds kept
    over.set()
    await hanging
    await threads.run(done.append, "next")
    assert done == ["next"]


@pytest.mark.parametrize("ends", ["returns", "is told to end"])
def test_the_process_ends_while_work_hangs(ends: str) -> None:
    code = """
import asyncio, sys, threading
from bot.rasa.threads import Threads

async def main():
    threads, hangs = Threads("some", 2), threading.Event()
    def hang():
        hangs.set()
        threading.Event().wait()
    hanging = asyncio.ensure_future(threads.run(hang))
    await threads.run(hangs.wait)
    print("hangs", flush=True)
    if sys.argv[1] == "is told to end":
        sys.exit(0)

asyncio.run(main())
"""
    done: Any = subprocess.run([sys.executable, "-c", code, ends], cwd=PROJECT, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout) == (0, "hangs\n"), done.stderr
