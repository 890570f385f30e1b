"""Agents that fail in each way an agent can, over Rasa's own stores, so that the door is tested without a model."""
from __future__ import annotations

import asyncio
from functools import lru_cache
from typing import Any, Awaitable, Callable, Optional

from rasa.core.channels.channel import UserMessage
from rasa.core.tracker_store import InMemoryTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot import resources
from bot.rasa.door import Door
from bot.rasa.locks import LocalLocks, TurnLocks
from bot.resources import Resources
from bot.safety.combined import CombinedScreener
from bot.safety.screen import Screener
from bot.settings import Settings

ANSWER = {"kind": "answer", "outcome": "answered.fake", "answers": [], "escalation": None, "suggestions": [], "short": ["An answer."]}
Behavior = Callable[[UserMessage], Awaitable[None]]


async def answers(message: UserMessage) -> None:
    await message.output_channel.send_text_message(message.sender_id, "An answer.")
    await message.output_channel.send_custom_json(message.sender_id, ANSWER)


async def says_nothing(message: UserMessage) -> None:
    """A turn that ends in silence."""


async def says_text_alone(message: UserMessage) -> None:
    await message.output_channel.send_text_message(message.sender_id, "Half an answer.")


async def raises(message: UserMessage) -> None:
    raise ValueError(f"cannot make sense of {message.text}")


async def half_answers_and_raises(message: UserMessage) -> None:
    await says_text_alone(message)
    await raises(message)


async def exits(message: Any) -> None:
    """End the process, as Rasa's SQL store does when it cannot encode a text."""
    raise SystemExit(1)


async def hangs(message: Any) -> None:
    await asyncio.Event().wait()


class FakeAgent:
    """Remembers turns as Rasa does; how it answers is up to `behave`."""

    def __init__(self, behave: Behavior = answers) -> None:
        self.domain = Domain.empty()
        self.tracker_store = InMemoryTrackerStore(self.domain)
        self.lock_store = TurnLocks(LocalLocks())
        self.processor = self
        self.asked: list[str] = []
        self._behave = behave

    def is_ready(self) -> bool:
        return True

    async def fetch_tracker_and_update_session(self, sender: str) -> DialogueStateTracker:
        return await self.tracker_store.get_or_create_tracker(sender)

    async def handle_message(self, message: UserMessage) -> None:
        self.asked.append(message.text)
        await self._behave(message)
        tracker = await self.fetch_tracker_and_update_session(message.sender_id)
        tracker.update(UserUttered(message.text))
        await self.tracker_store.save(tracker)


class FaultyStore(InMemoryTrackerStore):
    """A tracker store of which one half is broken."""

    def __init__(self, fails: Behavior, reading: bool) -> None:
        super().__init__(Domain.empty())
        self._fails, self._reading = fails, reading

    async def retrieve(self, sender_id: str) -> Optional[DialogueStateTracker]:
        if self._reading:
            await self._fails(_about(sender_id))
        return await super().retrieve(sender_id)

    async def save(self, tracker: DialogueStateTracker) -> None:
        if not self._reading:
            latest = tracker.latest_message
            await self._fails(_about(latest.text if latest and latest.text else tracker.sender_id))
        await super().save(tracker)


def with_store(fails: Behavior, reading: bool) -> FakeAgent:
    """Return an agent that answers, and whose store fails at reading or else at writing."""
    agent = FakeAgent()
    agent.tracker_store = FaultyStore(fails, reading)
    return agent


def with_lock_held() -> FakeAgent:
    """Return an agent on which another turn of every conversation is still going on."""
    agent = FakeAgent()

    class _Held:
        async def __aenter__(self) -> None:
            await hangs(None)

        async def __aexit__(self, *error: Any) -> None:
            """Never reached."""

    agent.lock_store.lock = lambda sender: _Held()  # type: ignore[method-assign, assignment]
    return agent


FAULTS: dict[str, Callable[[], Optional[FakeAgent]]] = {
    "there is no agent": lambda: None,
    "the agent raises": lambda: FakeAgent(raises),
    "the agent raises after half an answer": lambda: FakeAgent(half_answers_and_raises),
    "the agent ends the process": lambda: FakeAgent(exits),
    "the agent hangs": lambda: FakeAgent(hangs),
    "the agent says nothing": lambda: FakeAgent(says_nothing),
    "the agent says text without custom": lambda: FakeAgent(says_text_alone),
    "the store raises on reading": lambda: with_store(raises, reading=True),
    "the store ends the process on reading": lambda: with_store(exits, reading=True),
    "the store hangs on reading": lambda: with_store(hangs, reading=True),
    "the store raises on writing": lambda: with_store(raises, reading=False),
    "the store ends the process on writing": lambda: with_store(exits, reading=False),
    "the store hangs on writing": lambda: with_store(hangs, reading=False),
    "the lock is held": with_lock_held,
}


@lru_cache(maxsize=1)
def rules() -> Screener:
    """Return the rules of the shipped screen."""
    return Screener.load()


def door_to(agent: Optional[FakeAgent], screener: Any = None, seconds: float = 0.5, **others: Any) -> Door:
    """Return a door with the shipped content and the screen's rules, which need no training, before `agent`."""
    settings = Settings(turn_seconds=seconds, database="memory")
    serving = Resources(resources.composer(), resources.dialogue(), CombinedScreener(screener or rules()))
    return Door(agent, serving, settings, **others)  # type: ignore[arg-type]


def _about(text: str) -> UserMessage:
    return UserMessage(text)
