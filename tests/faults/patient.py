"""What a patient must be able to count on whatever is broken: a sentence that says where to go, and care for a warning sign.

What patients write here holds canaries, for which the servers' writings are searched after each test.
"""
from __future__ import annotations

import json
import socket
from typing import Any
from urllib.parse import urlsplit

from canaries import FROM, TOLD, WORD

QUESTION = f"How long does sacroplasty take? {WORD}"
ANSWERED = "answered.sacroplasty.duration"
EMERGENCY = f"I can't feel when I pee since this morning {WORD}. {TOLD}"
CALL_ME = f"{WORD}. Please {TOLD}"
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


def head(*lines: str) -> bytes:
    """Return the bytes of the head of a request to the channel that ends with `lines`."""
    marked = [f"{name}: {value}" for name, value in FROM.items()]
    return "\r\n".join([f"POST /webhooks/rest/webhook?{WORD} HTTP/1.1", "Host: plainspine", *marked, *lines, "", ""]).encode()


def request(message: str, sender: str) -> bytes:
    """Return the bytes of one HTTP request to the channel, for tests that send them by hand."""
    body = json.dumps({"sender": sender, "message": message}).encode()
    return head("Content-Type: application/json", f"Content-Length: {len(body)}") + body


def connect(server: Any, seconds: float = 60) -> socket.socket:
    """Return a socket to `server`."""
    place = urlsplit(server.address)
    return socket.create_connection((place.hostname, place.port), seconds)
