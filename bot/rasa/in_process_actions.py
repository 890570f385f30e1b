"""Runs the custom actions inside the server process: no second process, no HTTP hop."""
from __future__ import annotations

import asyncio
import threading
from typing import Any, Optional

from rasa.core.actions.action import RemoteAction
from rasa.core.actions.constants import SELECTIVE_DOMAIN
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker, EventVerbosity
from rasa.utils.endpoints import EndpointConfig
from rasa_sdk.executor import ActionExecutor

from bot.rasa.threads import Threads

PACKAGE = "actions"
AT_ONCE = 16  # actions, those that hang included
_THREADS = Threads(PACKAGE, AT_ONCE)  # of the process: a model that is loaded anew goes on with them
_OF_THREAD = threading.local()


class InProcessActions(EndpointConfig):
    """An action endpoint that calls the SDK's executor directly."""

    def __init__(self) -> None:
        # Our actions do not ask for the domain, so Rasa need not write it out at every turn.
        super().__init__(url="in-process", **{SELECTIVE_DOMAIN: True})
        self._executor = ActionExecutor()
        self._executor.register_package(PACKAGE)

    async def request(self, *args: Any, json: Optional[dict] = None, **kwargs: Any) -> Any:
        """Run the action that `json` (Rasa's action call) names and return its events and responses.

        The action runs in a thread: one that hangs must not keep the event loop, and with it every other patient.
        """
        return await _THREADS.run(self._run, json)

    def _run(self, call: Optional[dict]) -> Any:
        if not hasattr(_OF_THREAD, "loop"):  # a new one for each action takes longer than the action
            _OF_THREAD.loop = asyncio.new_event_loop()
        return _OF_THREAD.loop.run_until_complete(self._executor.run(call))


class InProcessAction(RemoteAction):
    """An action that runs in this process: its answer is our own, and what it is told is what our actions read."""

    def _action_call_format(self, tracker: DialogueStateTracker, domain: Domain) -> dict[str, Any]:
        """Return Rasa's action call without the conversation's events, which no action here reads."""
        state = tracker.current_state(EventVerbosity.NONE)
        return {"next_action": self.name(), "sender_id": tracker.sender_id, "tracker": {**state, "events": []}}

    def _validate_action_result(self, result: dict[str, Any]) -> bool:
        """Rasa checks an action server's answer against a schema, and the schema itself, at every turn: more than half of its time."""
        return True
