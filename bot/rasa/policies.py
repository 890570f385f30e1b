"""Rasa's rule policy, looking at the last turn only: our rules need no more, and the cost of a turn must not grow."""
from __future__ import annotations

from typing import Any

from rasa.core.policies.policy import PolicyPrediction
from rasa.core.policies.rule_policy import RulePolicy
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=True)
class RecentRulePolicy(RulePolicy):
    """Rasa's RulePolicy over the last turn."""

    def predict_action_probabilities(self, tracker: DialogueStateTracker, domain: Domain, **kwargs: Any) -> PolicyPrediction:
        return super().predict_action_probabilities(recent(tracker, domain), domain, **kwargs)


def recent(tracker: DialogueStateTracker, domain: Domain) -> DialogueStateTracker:
    """Return a tracker that holds the last turn of `tracker`: from the listening before its message on."""
    events = list(tracker.events)
    said = [place for place, event in enumerate(events) if isinstance(event, UserUttered)]
    if len(said) <= 1:
        return tracker
    start = said[-1]
    while start > 0 and not _listens(events[start]):
        start -= 1
    return DialogueStateTracker.from_events(tracker.sender_id, events[start:], domain.slots)


def _listens(event: object) -> bool:
    return isinstance(event, ActionExecuted) and event.action_name == ACTION_LISTEN_NAME
