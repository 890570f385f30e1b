"""Runs the custom actions inside the server process: no second process, no HTTP hop."""
from __future__ import annotations

import asyncio
from typing import Any, Optional

from jsonschema import Draft7Validator
from rasa.core.actions.action import RemoteAction
from rasa.utils.endpoints import EndpointConfig
from rasa_sdk.executor import ActionExecutor

PACKAGE = "actions"


class InProcessActions(EndpointConfig):
    """An action endpoint that calls the SDK's executor directly."""

    def __init__(self) -> None:
        super().__init__(url="in-process")
        self._executor = ActionExecutor()
        self._executor.register_package(PACKAGE)
        _compile_validator_once()

    async def request(self, *args: Any, json: Optional[dict] = None, **kwargs: Any) -> Any:
        """Run the action that `json` (Rasa's action call) names and return its events and responses.

        The action runs in a thread of its own: one that hangs must not keep the event loop, and with it every other patient.
        """
        return await asyncio.to_thread(asyncio.run, self._executor.run(json))


def _compile_validator_once() -> None:
    """Rasa has jsonschema check its own schema again at every action (19 ms of 23); the verdict is the same when compiled once."""
    validator = Draft7Validator(RemoteAction.action_response_format_spec())

    def validate(self: RemoteAction, result: dict[str, Any]) -> bool:
        validator.validate(result)
        return True

    RemoteAction._validate_action_result = validate  # type: ignore[method-assign]
