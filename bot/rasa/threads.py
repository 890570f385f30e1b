"""Threads for work that may hang. Each kind of work has its own: what hangs keeps no other kind waiting, nor the end of the process."""
from __future__ import annotations

import asyncio
import threading
from collections import deque
from concurrent.futures import Future
from contextvars import copy_context
from functools import partial
from typing import Any, Callable, NamedTuple, TypeVar

_T = TypeVar("_T")


class _Job(NamedTuple):
    work: Callable[[], Any]
    result: Future


class Threads:
    """Threads for one kind of work, each made when there is work and none is idle. The process ends without waiting for them.

    Python's own pools are waited for at the end of the process, even those that were shut down without waiting.
    """

    def __init__(self, name: str, most: int) -> None:
        """Of more than `most` pieces of work at once the rest wait."""
        self._name = name
        self._most = most
        self._jobs: deque[_Job] = deque()
        self._changed = threading.Condition()
        self._started = 0
        self._idle = 0

    async def run(self, work: Callable[..., _T], *given: Any, **named: Any) -> _T:
        """Return what `work` returns in a thread, in which the caller's context holds. Raises what `work` raises.

        Who stops waiting leaves work behind that has begun; what has not will not be done.
        """
        job = _Job(partial(copy_context().run, work, *given, **named), Future())
        with self._changed:
            self._jobs.append(job)
            if self._idle >= len(self._jobs):
                self._changed.notify()
            elif self._started < self._most:
                self._started += 1
                threading.Thread(target=self._serve, name=f"{self._name}-{self._started}", daemon=True).start()
        try:
            return await asyncio.wrap_future(job.result)
        finally:
            with self._changed:
                if job in self._jobs:  # nobody waits for it any more, and what it holds would stay while all threads hang
                    self._jobs.remove(job)

    def _serve(self) -> None:
        while True:
            _do(self._next())

    def _next(self) -> _Job:
        with self._changed:
            while not self._jobs:
                self._idle += 1
                self._changed.wait()
                self._idle -= 1
            return self._jobs.popleft()


def _do(job: _Job) -> None:
    if not job.result.set_running_or_notify_cancel():
        return
    try:
        result = job.work()
    except BaseException as error:  # whoever waits is to have it
        job.result.set_exception(error)
    else:
        job.result.set_result(result)
