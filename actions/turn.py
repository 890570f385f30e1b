"""What every action does: read the conversation's memory, let the dialogue decide, say it, keep the new memory."""
from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot import resources
from bot.answers.dialogue import Dialogue
from bot.answers.question import Memory, Question
from bot.answers.reply import Reply


class Turn(Action, ABC):
    """One turn of the conversation; a subclass says which rule of the dialogue decides it."""

    @abstractmethod
    def decide(self, dialogue: Dialogue, message: dict[str, Any], memory: Memory) -> tuple[Reply, Memory]:
        """Return the reply to `message` (Rasa's parse data) and the memory after it."""

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[dict[str, Any]]:
        """Say the reply; return the slots to set, and the end of the turn."""
        memory = Memory(tracker.get_slot("subject"), tracker.get_slot("topic"), int(tracker.get_slot("misses") or 0))
        dialogue, heard = resources.dialogue(), tracker.latest_message
        memory = dialogue.heard(Question.from_guess(heard.get("topic") or {}), memory)
        reply, after = self.decide(dialogue, heard, memory)
        for message in reply.messages():
            dispatcher.utter_message(
                text=message.get("text"), buttons=message.get("buttons"), json_message=message.get("custom")
            )
        slots = [SlotSet("subject", after.subject), SlotSet("topic", after.topic), SlotSet("misses", after.misses)]
        return [*slots, FollowupAction("action_listen")]  # the turn ends here: policies need not find that out
