"""How many turns a server takes: of one conversation, of one address, and at once. Counts lie in memory, and in little of it."""
from __future__ import annotations

import time
from collections import OrderedDict
from contextlib import contextmanager
from typing import Callable, Iterator, Optional

from bot.settings import Settings

TOO_MANY, BUSY = "too_many", "busy"  # why a turn is refused; content/messages.yml has the words
KEPT = 10_000  # keys counted at once; whoever has been quiet for longest is forgotten first


class Rate:
    """A token bucket for each key: so many turns at once, and as many again spread over each minute."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._most = per_minute
        self._clock = clock
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()  # turns left, and when that was so

    def take(self, key: str) -> bool:
        """Tell whether `key` may have a turn now, and count it if so."""
        now = self._clock()
        left, since = self._left.pop(key, (float(self._most), now))
        left = min(self._most, left + (now - since) * self._most / 60)
        allowed = left >= 1
        self._left[key] = (left - allowed, now)
        if len(self._left) > KEPT:
            self._left.popitem(last=False)
        return allowed


class Limits:
    """The limits of one server process. Who is over one is refused an answer, never the safety screen."""

    def __init__(self, settings: Settings, clock: Callable[[], float] = time.monotonic) -> None:
        self._conversations = Rate(settings.conversation_turns_per_minute, clock)
        self._addresses = Rate(settings.address_turns_per_minute, clock)
        self._most = settings.turns_at_once
        self.going_on = 0

    @contextmanager
    def turn(self, sender: str, address: Optional[str]) -> Iterator[Optional[str]]:
        """Hold a place for one turn; yields why it is refused, or None. An `address` of None is not counted."""
        allowed = self._conversations.take(sender) and (address is None or self._addresses.take(address))
        if not allowed or self.going_on >= self._most:
            yield BUSY if allowed else TOO_MANY
            return
        self.going_on += 1
        try:
            yield None
        finally:
            self.going_on -= 1
