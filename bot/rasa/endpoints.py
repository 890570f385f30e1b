"""Rasa's endpoints file: the stores, action server and event broker that a deployment uses in place of what the process brings."""
from __future__ import annotations

import asyncio
import logging
import sys
from pathlib import Path
from typing import Any, Optional

from rasa.core.brokers.broker import EventBroker
from rasa.core.lock_store import LockStore
from rasa.core.tracker_store import SQLTrackerStore, TrackerStore
from rasa.core.utils import AvailableEndpoints
from rasa.shared.exceptions import RasaException
from rasa.shared.utils.io import read_config_file
from rasa.utils.endpoints import EndpointConfig
from sqlalchemy.engine import make_url

from bot.rasa.locks import LocalLocks, SharedLocks, TurnLocks
from bot.rasa.store import RecallingStore
from bot.settings import Settings

log = logging.getLogger(__name__)

BROKER_SECONDS = 20  # in which an event broker must be there when the server starts
_MARGIN = 2  # seconds by which a lock outlives the longest turn
_USED = {"action_endpoint", "event_broker", "lock_store", "tracker_store"}
_DATABASE = {"dialect", "port", "db", "username", "password", "query"}  # what may stand beside `url`


def read(path: Optional[str]) -> AvailableEndpoints:
    """Return what the file at `path` names; without a path, nothing.

    Raises:
        SystemExit: it is not there, is no such file, or names an environment variable that is not set; the message says which.
    """
    if path is None:
        return AvailableEndpoints()
    if not Path(path).is_file():
        sys.exit(f"There is no endpoints file {path}. Give the path of one, or leave --endpoints out.")
    try:
        named = read_config_file(path).keys()
        found = AvailableEndpoints.read_endpoints(path)
    except (RasaException, ValueError, TypeError, AttributeError) as error:
        sys.exit(f"The endpoints file {path} cannot be used: {error}")
    if not named or named - _USED:
        sys.exit(f"The endpoints file {path} names {', '.join(sorted(named - _USED)) or 'nothing'}. It may name: {', '.join(sorted(_USED))}.")
    if _is_sql(found.tracker_store):
        unknown = sorted(found.tracker_store.kwargs.keys() - _DATABASE)  # type: ignore[union-attr]
        if unknown:
            known = ", ".join(sorted(_DATABASE))
            sys.exit(f"The endpoints file {path} has '{unknown[0]}' in tracker_store, which is not one of: type, url, {known}.")
    return found


def tracker_store(endpoints: AvailableEndpoints, settings: Settings) -> TrackerStore:
    """Return where conversations lie: what `endpoints` names, else the settings' database (an SQLAlchemy URL, or `memory`)."""
    named, broker = endpoints.tracker_store, endpoints.event_broker
    if _is_sql(named):
        return RecallingStore(make_url(SQLTrackerStore.get_db_url(host=named.url, **named.kwargs)), broker)
    if named or settings.database == "memory":
        return TrackerStore.create(named, event_broker=broker)
    return RecallingStore(make_url(settings.database), broker)


def lock_store(endpoints: AvailableEndpoints, settings: Settings) -> LockStore:
    """Return what keeps the turns of one conversation apart: what `endpoints` names, else this process's memory."""
    named = endpoints.lock_store
    if named and named.type == "redis":
        return TurnLocks(SharedLocks(2 * settings.turn_seconds + _MARGIN, host=named.url, **named.kwargs))
    return TurnLocks(LockStore.create(named) if named else LocalLocks())


async def connect_broker(endpoints: AvailableEndpoints) -> None:
    """Put the connected event broker in the place of its description, or nothing when it is not there: patients need none."""
    try:
        made = EventBroker.create(endpoints.event_broker, asyncio.get_running_loop())
        endpoints.event_broker = await asyncio.wait_for(made, BROKER_SECONDS)
    except Exception:  # whatever the broker's library raises
        log.exception("the event broker is not there: events are not sent until the server is started again")
        endpoints.event_broker = None


def _is_sql(named: Optional[EndpointConfig]) -> Any:
    return named is not None and (named.type or "").lower() == "sql"
