"""Loads Rasa's agent with our stores and actions."""
from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Optional

from rasa.core.agent import Agent
from rasa.core.lock_store import LockStore
from rasa.core.tracker_store import TrackerStore
from rasa.core.utils import AvailableEndpoints
from rasa.shared.core.events import Event
from rasa.utils.endpoints import EndpointConfig
from sqlalchemy.engine import make_url

from bot.rasa.in_process_actions import InProcessActions
from bot.settings import Settings


def load(model: Path, settings: Settings, endpoints: Optional[AvailableEndpoints] = None) -> Agent:
    """Return an agent that answers from `model`.

    `endpoints` may name a tracker store, a lock store and an action server; by default conversations lie in SQLite and actions
    run in this process.

    Raises:
        rasa.exceptions.ModelNotFound: there is no such model file, or it is broken.
    """
    endpoints = endpoints or AvailableEndpoints()
    _look_event_types_up_once()
    return Agent.load(
        str(model),
        tracker_store=TrackerStore.create(endpoints.tracker_store or _store(settings.database)),
        lock_store=LockStore.create(endpoints.lock_store),
        action_endpoint=endpoints.action or InProcessActions(),
    )


def _store(database: str) -> Optional[EndpointConfig]:
    """Return Rasa's description of the tracker store at `database` (an SQLAlchemy URL, or `memory`)."""
    if database == "memory":
        return None
    url = make_url(database)
    return EndpointConfig(
        url=url.host,
        type="sql",
        dialect=url.drivername,
        db=url.database,
        username=url.username,
        password=url.password,
        port=url.port,
    )


def _look_event_types_up_once() -> None:
    """Rasa walks all event classes for each stored event that it reads, a fifth of a turn's time; the classes do not change."""
    if not hasattr(Event.resolve_by_type, "cache_info"):
        Event.resolve_by_type = staticmethod(lru_cache(maxsize=None)(Event.resolve_by_type))  # type: ignore[method-assign]
