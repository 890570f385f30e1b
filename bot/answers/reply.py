"""A reply: what the assistant says in one turn, and its wire format."""
from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Optional

KINDS = ("answer", "escalation", "clarify", "decline", "smalltalk", "error")


@dataclass(frozen=True)
class Button:
    """A choice: `title` is what the patient reads, `payload` what the client sends back."""

    title: str
    payload: str

    def wire(self) -> dict[str, str]:
        return {"title": self.title, "payload": self.payload}


@dataclass(frozen=True)
class Reply:
    """Texts and buttons in reading order, and the machine-readable part."""

    kind: str
    outcome: str
    texts: tuple[str, ...]
    buttons: tuple[Button, ...] = ()
    answers: tuple[dict[str, Any], ...] = ()
    escalation: Optional[dict[str, Any]] = None
    suggestions: tuple[Button, ...] = ()
    short: tuple[str, ...] = ()  # the same as text messages, in the alphabet and length of those

    def custom(self) -> dict[str, Any]:
        """Return the last element's `custom` object."""
        return {
            "kind": self.kind,
            "outcome": self.outcome,
            "answers": list(self.answers),
            "escalation": self.escalation,
            "suggestions": [button.wire() for button in self.suggestions],
            "short": list(self.short),
        }

    def messages(self) -> list[dict[str, Any]]:
        """Return Rasa's message list without recipients: texts, buttons on the last text, then `custom`."""
        messages: list[dict[str, Any]] = [{"text": text} for text in self.texts]
        if self.buttons and messages:
            messages[-1]["buttons"] = [button.wire() for button in self.buttons]
        return [*messages, {"custom": self.custom()}]


def before(reply: Reply, messages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Put the texts of `reply` before those of a turn's `messages` (the wire format)."""
    custom = messages[-1]["custom"]
    return [*reply.messages()[:-1], *messages[:-1], {"custom": {**custom, "short": [*reply.short, *custom["short"]]}}]


def after(advice: Reply, messages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Put a turn's `messages` after the advice to see a physician, which is what the turn then counts as."""
    told = before(advice, messages)
    custom = {**told[-1]["custom"], "kind": advice.kind, "outcome": advice.outcome, "escalation": advice.escalation}
    return [*told[:-1], {"custom": custom}]


def joined(first: list[dict[str, Any]], second: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Put two turns' messages into one: texts in order, and one `custom` with the answers of both."""
    one, two = first[-1]["custom"], second[-1]["custom"]
    both = {key: [*one[key], *two[key]] for key in ("answers", "short")}
    return [*first[:-1], *second[:-1], {"custom": {**two, **both, "outcome": one["outcome"]}}]
