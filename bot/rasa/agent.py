"""Loads Rasa's agent with our stores and actions."""
from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import NamedTuple, Optional

from rasa.core.agent import Agent
from rasa.core.lock_store import LockStore
from rasa.core.tracker_store import TrackerStore
from rasa.core.utils import AvailableEndpoints
from rasa.shared.core.events import Event
from rasa.shared.core.trackers import DialogueStateTracker
from threadpoolctl import threadpool_limits

from bot.rasa import conversation
from bot.rasa.endpoints import lock_store, tracker_store
from bot.rasa.failsafe import FailSafeStore
from bot.rasa.in_process_actions import InProcessActions
from bot.rasa.processor import TurnProcessor
from bot.rasa.runner import StepRunner
from bot.settings import Settings


class Stores(NamedTuple):
    """Where conversations lie, and what keeps the turns of one apart."""

    tracker: TrackerStore
    lock: LockStore


def stores(settings: Settings, endpoints: Optional[AvailableEndpoints] = None) -> Stores:
    """Return the stores that `endpoints` names; by default conversations lie in SQLite and locks in memory."""
    endpoints = endpoints or AvailableEndpoints()
    return Stores(_redacting(FailSafeStore(tracker_store(endpoints, settings))), lock_store(endpoints, settings))


def load(
    model: Path, settings: Settings, endpoints: Optional[AvailableEndpoints] = None, kept: Optional[Stores] = None
) -> Agent:
    """Return an agent that answers from `model`.

    `endpoints` may name a tracker store, a lock store and an action server; by default actions run in this process. Stores that
    are `kept` from another agent go on under this one.

    Raises:
        rasa.exceptions.ModelNotFound: there is no such model file, or it is broken.
    """
    endpoints = endpoints or AvailableEndpoints()
    _look_event_types_up_once()
    # One message's products are too small to share between threads, which would wait for each other and for other patients' turns.
    threadpool_limits(limits=1)
    kept = kept or stores(settings, endpoints)
    agent = Agent.load(
        str(model),
        domain=kept.tracker.domain,  # while it loads, and if it fails, the agent before it goes on with the store
        tracker_store=kept.tracker,
        lock_store=kept.lock,
        action_endpoint=endpoints.action or InProcessActions(),
    )
    agent.processor.__class__ = TurnProcessor  # Rasa's agent makes its own, and has no place to name another
    agent.processor.graph_runner = StepRunner(agent.processor.graph_runner)  # type: ignore[union-attr,arg-type]
    return agent


def _redacting(store: TrackerStore) -> TrackerStore:
    """Have `store`, whichever it is, keep of a message what redaction leaves. By then the message has been understood."""
    save = store.save

    async def redacted(tracker: DialogueStateTracker) -> None:
        conversation.redact_latest(tracker)
        await save(tracker)

    store.save = redacted  # type: ignore[method-assign]
    return store


def _look_event_types_up_once() -> None:
    """Rasa walks all event classes for each stored event that it reads, a fifth of a turn's time; the classes do not change."""
    if not hasattr(Event.resolve_by_type, "cache_info"):
        Event.resolve_by_type = staticmethod(lru_cache(maxsize=None)(Event.resolve_by_type))  # type: ignore[method-assign]
