"""What a patient must be able to count on whatever is broken: a sentence that says where to go, and care for a warning sign."""
from __future__ import annotations

import json
import socket
from typing import Any
from urllib.parse import urlsplit

QUESTION = "How long does sacroplasty take?"
ANSWERED = "answered.sacroplasty.duration"
EMERGENCY = "I can't feel when I pee since this morning"
CLINIC, LINE = "(555) 555-0142", "911"  # the numbers of the shipped clinic
Messages = list[dict[str, Any]]


def words(messages: Messages) -> str:
    """Return all texts of a reply."""
    return "\n".join(message["text"] for message in messages if "text" in message)


def outcome(messages: Messages) -> str:
    """Return what the turn came to."""
    return messages[-1]["custom"]["outcome"]


def is_safe(text: str) -> bool:
    """Tell whether `text` names the clinic's number and the emergency line."""
    return CLINIC in text and LINE in text


def is_sent_to_care(messages: Messages) -> bool:
    """Tell whether a reply is the answer to an emergency: the line to call, and nothing beside it."""
    custom = messages[-1]["custom"]
    escalation = custom["escalation"] or {}
    nothing_else = not custom["answers"] and not custom["suggestions"]
    return escalation.get("level") == "emergency" and LINE in words(messages) and nothing_else


def request(message: str, sender: str) -> bytes:
    """Return the bytes of one HTTP request to the channel, for tests that send them by hand."""
    body = json.dumps({"sender": sender, "message": message}).encode()
    head = ["POST /webhooks/rest/webhook HTTP/1.1", "Host: plainspine", "Content-Type: application/json", f"Content-Length: {len(body)}"]
    return "\r\n".join([*head, "", ""]).encode() + body


def connect(server: Any, seconds: float = 60) -> socket.socket:
    """Return a socket to `server`."""
    place = urlsplit(server.address)
    return socket.create_connection((place.hostname, place.port), seconds)
