"""The choices that a turn's messages offer, in the order in which they are numbered."""
from __future__ import annotations

from typing import Any, Iterable, Mapping


def offered(messages: Iterable[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """Return the (title, payload) of every button and suggestion in `messages` (the wire format)."""
    messages = list(messages)
    found = [button for message in messages for button in message.get("buttons") or ()]
    found += [button for message in messages for button in (message.get("custom") or {}).get("suggestions", ())]
    return [(button["title"], button["payload"]) for button in found]
