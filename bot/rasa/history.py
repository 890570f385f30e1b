"""A conversation as it was said, kept for the person who had it. It lies in Rasa's tracker, so what erases that erases this too.

Rasa's own events cannot show it: they hold what Rasa was asked and said, which the door has split, shortened and added to.
"""
from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any, Optional

from rasa.core.agent import Agent
from rasa.core.channels.channel import CollectingOutputChannel
from rasa.shared.core.events import BotUttered

from bot.answers.choices import offered
from bot.rasa.deliver import deliver
from bot.rasa.store import delete, inner

TURN = "turn"  # in an event's metadata: what the person sent, and the messages that answered it

Turn = dict[str, Any]


@dataclass(frozen=True)
class History:
    """The turns, oldest first ({"said", "messages"}), and how many seconds ago the last one was."""

    turns: list[Turn]
    quiet: float


async def keep(agent: Optional[Agent], sender: str, said: str, messages: list[dict[str, Any]]) -> None:
    """Keep a turn, with its messages as a page gets them. Without an agent there is nowhere to keep it."""
    if agent is None or agent.processor is None:
        return
    page = CollectingOutputChannel()
    await deliver(messages, page, sender)
    bare = [{key: value for key, value in message.items() if key != "recipient_id"} for message in page.messages]
    async with agent.lock_store.lock(sender):
        tracker = await agent.processor.fetch_tracker_and_update_session(sender)
        tracker.update(BotUttered(metadata={TURN: {"said": said, "messages": bare}}), agent.domain)
        await agent.tracker_store.save(tracker)


async def read(agent: Agent, sender: str) -> Optional[History]:
    """Return the conversation of `sender`, or None if nothing is kept of it. A pressed button is shown by its words."""
    tracker = await inner(agent.tracker_store).retrieve_full_tracker(sender)
    kept = [event for event in tracker.events if isinstance(event, BotUttered) and TURN in event.metadata] if tracker else []
    if not kept:
        return None
    titles: dict[str, str] = {}
    turns = []
    for event in kept:
        turn = event.metadata[TURN]
        turns.append({"said": titles.get(turn["said"], turn["said"]), "messages": turn["messages"]})
        titles.update({payload: title for title, payload in offered(turn["messages"])})
    return History(turns, max(0.0, time.time() - kept[-1].timestamp))


async def erase(agent: Agent, sender: str) -> None:
    """Erase all that is kept of `sender`. Raises CannotDelete when the store that the operator chose cannot."""
    async with agent.lock_store.lock(sender):
        await delete(agent.tracker_store, sender)
