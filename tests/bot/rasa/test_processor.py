"""Rasa's processor without what a turn does not need does the same as Rasa's own."""
from __future__ import annotations

from types import SimpleNamespace
from typing import Any, Optional

import pytest
from jsonschema import ValidationError
from rasa.core.actions.action import Action, ActionListen, RemoteAction
from rasa.core.policies.policy import PolicyPrediction
from rasa.core.processor import MessageProcessor
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecutionRejected, BotUttered, Event, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from bot.rasa.door import Door
from bot.rasa.in_process_actions import InProcessAction, InProcessActions
from bot.rasa.processor import TurnProcessor

DOMAIN = Domain.from_dict({
    "slots": {"subject": {"type": "text", "mappings": [{"type": "custom"}]}}, "intents": ["greet"], "actions": ["action_say"],
})  # fmt: skip
SAID = {"intent": {"name": "greet"}, "entities": [], "topic": {"topics": [["mri.what", 0.9]]}}


def tracker() -> DialogueStateTracker:
    """Return a conversation in which somebody has just greeted."""
    said = [SlotSet("subject", "mri"), UserUttered("hi", SAID["intent"], [], SAID, input_channel="rest")]
    return DialogueStateTracker.from_events("a", said, DOMAIN.slots)


def processor(endpoint: Optional[EndpointConfig] = None) -> Any:
    return SimpleNamespace(domain=DOMAIN, action_endpoint=endpoint)


@pytest.mark.parametrize("did", [None, [], [SlotSet("subject", "ct"), BotUttered("Hello.")], [ActionExecutionRejected("action_say")]])
@pytest.mark.parametrize("before", [[], [SlotSet("subject", None)]])
def test_what_an_action_did_is_kept_as_by_rasa_s_own(did: Optional[list[Event]], before: list[Event]) -> None:
    prediction = PolicyPrediction.for_action_name(DOMAIN, "action_say")
    prediction.events = before
    ours, rasas = tracker(), tracker()
    for kind, kept in ((TurnProcessor, ours), (MessageProcessor, rasas)):
        kind._log_action_on_tracker(processor(), kept, RemoteAction("action_say", None), did, prediction)
    assert list(ours.events) == list(rasas.events) and ours.current_slot_values() == rasas.current_slot_values()


def test_our_own_action_is_told_what_rasa_s_is_without_the_events(monkeypatch: pytest.MonkeyPatch) -> None:
    endpoint = InProcessActions()
    action = _next(RemoteAction("action_say", endpoint), endpoint, monkeypatch)
    assert type(action) is InProcessAction
    ours, rasas = action._action_call_format(tracker(), DOMAIN), RemoteAction("action_say", endpoint)._action_call_format(tracker(), DOMAIN)
    assert rasas["tracker"].pop("events") and ours["tracker"].pop("events") == []
    assert ours["tracker"].pop("latest_event_time") and rasas["tracker"].pop("latest_event_time")
    assert ours.items() <= rasas.items()


def test_rasa_s_own_actions_and_those_of_an_action_server_stay_rasa_s(monkeypatch: pytest.MonkeyPatch) -> None:
    served, listen = EndpointConfig("http://127.0.0.1:1/"), ActionListen()
    assert type(_next(RemoteAction("action_say", served), served, monkeypatch)) is RemoteAction
    assert _next(listen, InProcessActions(), monkeypatch) is listen


@pytest.mark.parametrize("result", [{"events": "none", "responses": []}, {"events": [{"no": "event"}], "responses": []}])
def test_an_action_server_is_checked_and_our_own_actions_are_trusted(result: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        RemoteAction("action_say", EndpointConfig("http://127.0.0.1:1/"))._validate_action_result(dict(result))
    assert InProcessAction("action_say", InProcessActions())._validate_action_result(result)


async def test_in_a_turn_our_own_actions_are_told_and_trusted_as_such(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: RemoteAction, *given: Any) -> Any:
        raise AssertionError(f"{self.name()} ran as an action server's")

    monkeypatch.setattr(RemoteAction, "_validate_action_result", refuse)
    monkeypatch.setattr(RemoteAction, "_action_call_format", refuse)
    messages = await door.turn("what is kyphoplasty", "our own actions", "rest")
    assert messages[-1]["custom"]["outcome"] == "answered.kyphoplasty.what"


def _next(action: Action, endpoint: EndpointConfig, monkeypatch: pytest.MonkeyPatch) -> Action:
    """Return what our processor makes of the `action` that Rasa's picks."""
    prediction = PolicyPrediction.for_action_name(DOMAIN, action.name())
    monkeypatch.setattr(MessageProcessor, "predict_next_with_tracker_if_should", lambda self, tracker: (action, prediction))
    made = object.__new__(TurnProcessor)
    made.action_endpoint = endpoint
    found, how = made.predict_next_with_tracker_if_should(tracker())
    assert how is prediction
    return found
