"""Hands a turn's messages to the patient's channel, as they are where the wire format is read, as plain text elsewhere; collects what Rasa says."""
from __future__ import annotations

from typing import Any

from rasa.core.channels.channel import CollectingOutputChannel, OutputChannel

from bot.answers.plain import plain_text


async def deliver(messages: list[dict[str, Any]], channel: OutputChannel, sender: str) -> None:
    """Send `messages` to `sender`; text-only channels get numbered choices and never a payload or JSON."""
    if not isinstance(channel, CollectingOutputChannel):
        await channel.send_text_message(sender, plain_text(messages))
        return
    for message in messages:
        if "custom" in message:
            await channel.send_custom_json(sender, message["custom"])
        elif message.get("buttons"):
            await channel.send_text_with_buttons(sender, message["text"], message["buttons"])
        else:
            await channel.send_text_message(sender, message["text"])


class Collector(CollectingOutputChannel):
    """Collects what Rasa says in a turn, under the name of the channel that the patient uses."""

    def __init__(self, channel: str) -> None:
        super().__init__()
        self._channel = channel

    def name(self) -> str:  # type: ignore[override]
        return self._channel
