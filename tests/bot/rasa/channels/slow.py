"""Whether a channel whose service is slow keeps other work waiting."""
from __future__ import annotations

import asyncio
import os
import threading
from typing import Any, Callable

from bot.channels.parts import Part
from bot.rasa.channels.desk import Inbound


def until(over: threading.Event, answer: Any) -> Callable[..., Any]:
    """Return what a service's library is replaced with: it returns `answer` once it is `over`."""

    def slow(*_: Any, **__: Any) -> Any:
        over.wait()
        return answer

    return slow


async def keeps_nobody_waiting(channel: Any, inbound: Inbound, over: threading.Event) -> None:
    """Send more parts than asyncio has threads, and see that those still take the work of locks and conversations."""
    sends = [asyncio.ensure_future(channel.send(Part("hello"), inbound)) for _ in range((os.cpu_count() or 1) + 8)]
    await asyncio.sleep(0.1)
    try:
        assert await asyncio.wait_for(asyncio.to_thread(int), 1) == 0
    finally:
        over.set()
    await asyncio.gather(*sends)
