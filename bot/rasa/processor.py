"""Rasa's message processor without what a turn here does not need (docs/decisions/0008-what-a-turn-costs.md)."""
from __future__ import annotations

from typing import Any, Optional

from rasa.core.actions.action import Action, RemoteAction
from rasa.core.policies.policy import PolicyPrediction
from rasa.core.processor import MessageProcessor
from rasa.shared.core.events import ActionExecutionRejected, Event
from rasa.shared.core.trackers import DialogueStateTracker

from bot.rasa.in_process_actions import InProcessAction, InProcessActions


class TurnProcessor(MessageProcessor):
    """Takes turns as Rasa's own does."""

    def predict_next_with_tracker_if_should(self, tracker: DialogueStateTracker) -> tuple[Action, PolicyPrediction]:
        """Return the next action, as one of ours if it runs in this process, and how it was found."""
        action, prediction = super().predict_next_with_tracker_if_should(tracker)
        if isinstance(action, RemoteAction) and isinstance(self.action_endpoint, InProcessActions):
            action = InProcessAction(action.name(), self.action_endpoint)
        return action, prediction

    def _log_action_on_tracker(
        self, tracker: DialogueStateTracker, action: Action, events: Optional[list[Event]], prediction: PolicyPrediction
    ) -> None:
        """Put what `action` did on `tracker`. Rasa's own also copies the whole reply, for a debug record that nobody writes."""
        if not any(isinstance(event, ActionExecutionRejected) for event in events or []):
            tracker.update_with_events(prediction.events, self.domain)
            tracker.update(action.event_for_successful_execution(prediction))
        tracker.update_with_events(events or [], self.domain)

    def _check_for_unseen_features(self, parse_data: dict[str, Any]) -> None:
        """Do nothing. Rasa's own makes an empty domain at every turn, to warn of intents that ours lacks: see `rasa data validate`."""
