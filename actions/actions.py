"""The custom actions that rules and stories name. Each is one rule of the dialogue (bot/answers/dialogue.py)."""
from __future__ import annotations

from typing import Any

from actions.turn import Turn
from bot.answers.dialogue import Dialogue
from bot.answers.question import Memory, Question
from bot.answers.reply import Reply


class ActionAnswer(Turn):
    """The patient gets an answer, a question back, or hears that there is none."""

    def name(self) -> str:
        return "action_answer"

    def decide(self, dialogue: Dialogue, message: dict[str, Any], memory: Memory) -> tuple[Reply, Memory]:
        return dialogue.ask(Question.from_guess(message.get("topic") or {}), memory)


class ActionChoose(Turn):
    """The patient gets what the button that they chose stands for."""

    def name(self) -> str:
        return "action_choose"

    def decide(self, dialogue: Dialogue, message: dict[str, Any], memory: Memory) -> tuple[Reply, Memory]:
        return dialogue.choose({entity["entity"]: entity["value"] for entity in message.get("entities", [])}, memory)


class ActionSame(Turn):
    """The patient gets the last answer again, for another subject."""

    def name(self) -> str:
        return "action_same"

    def decide(self, dialogue: Dialogue, message: dict[str, Any], memory: Memory) -> tuple[Reply, Memory]:
        return dialogue.same(Question.from_guess(message.get("topic") or {}), memory)


class ActionMore(Turn):
    """The patient reads more on the last answer."""

    def name(self) -> str:
        return "action_more"

    def decide(self, dialogue: Dialogue, message: dict[str, Any], memory: Memory) -> tuple[Reply, Memory]:
        return dialogue.more(memory)


class ActionSimpler(Turn):
    """The patient reads the last answer in fewer words."""

    def name(self) -> str:
        return "action_simpler"

    def decide(self, dialogue: Dialogue, message: dict[str, Any], memory: Memory) -> tuple[Reply, Memory]:
        return dialogue.simpler(memory)


class ActionSources(Turn):
    """The patient sees where the last answer comes from."""

    def name(self) -> str:
        return "action_sources"

    def decide(self, dialogue: Dialogue, message: dict[str, Any], memory: Memory) -> tuple[Reply, Memory]:
        return dialogue.sources(memory)


class ActionSay(Turn):
    """The patient hears the fixed message that is named like the intent."""

    def name(self) -> str:
        return "action_say"

    def decide(self, dialogue: Dialogue, message: dict[str, Any], memory: Memory) -> tuple[Reply, Memory]:
        return dialogue.say(message["intent"]["name"], memory)


class ActionTold(Turn):
    """The patient, who told how things are and asked nothing, is asked what they would like to know."""

    def name(self) -> str:
        return "action_told"

    def decide(self, dialogue: Dialogue, message: dict[str, Any], memory: Memory) -> tuple[Reply, Memory]:
        return dialogue.told(Question.from_guess(message.get("topic") or {}), memory)


class ActionPersonalMedicine(Turn):
    """The patient hears that only their physician can say what to take, and what holds in general."""

    def name(self) -> str:
        return "action_personal_medicine"

    def decide(self, dialogue: Dialogue, message: dict[str, Any], memory: Memory) -> tuple[Reply, Memory]:
        return dialogue.personal_medicine(Question.from_guess(message.get("topic") or {}), memory)


class ActionStartOver(Turn):
    """The conversation begins anew."""

    def name(self) -> str:
        return "action_start_over"

    def decide(self, dialogue: Dialogue, message: dict[str, Any], memory: Memory) -> tuple[Reply, Memory]:
        return dialogue.start_over()


class ActionDecline(Turn):
    """The patient hears that there is no reviewed answer, and what to do instead."""

    def name(self) -> str:
        return "action_decline"

    def decide(self, dialogue: Dialogue, message: dict[str, Any], memory: Memory) -> tuple[Reply, Memory]:
        return dialogue.miss(memory)
