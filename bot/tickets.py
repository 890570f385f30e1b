"""The id of a conversation and the secret that opens it. Who knows the id alone can neither read nor continue the conversation.

The secret is a code over the id under the server's key (HMAC with SHA-256, RFC 2104), so nothing is stored, and all workers that share
the key agree (docs/decisions/0012-conversations-on-the-server.md).
"""
from __future__ import annotations

import hashlib
import hmac
import os
import re
import secrets
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Optional

from bot.settings import Settings

SHORTEST_KEY = 32  # characters
_ID = re.compile(r"c-[0-9a-f]{32}")
_OTHERS = 0o077  # the rights that a file gives to anybody but its owner


class KeyUnusable(Exception):
    """The server's key cannot be used; the message says what to do."""


@dataclass(frozen=True)
class Ticket:
    """What one person's device holds of a conversation."""

    id: str
    secret: str = field(repr=False)


class Tickets:
    """Issues tickets and tells which secret opens which conversation."""

    def __init__(self, key: str) -> None:
        self._key = key.encode()

    def issue(self) -> Ticket:
        """Return a ticket for a new conversation. Nothing is stored."""
        new = f"c-{secrets.token_hex(16)}"
        return Ticket(new, self._secret(new))

    @staticmethod
    def issued(id: str) -> bool:
        """Tell whether `id` has the form of those that are issued here, which no one may use without its secret."""
        return bool(_ID.fullmatch(id))

    def opens(self, id: str, secret: Optional[str]) -> bool:
        """Tell whether `secret` is the one of `id`, in a time that does not depend on how much of it is right."""
        right = hmac.compare_digest(self._secret(id).encode(), (secret or "").encode("utf-8", "replace"))
        return self.issued(id) and right

    def _secret(self, id: str) -> str:
        return hmac.new(self._key, b"conversation:" + id.encode("utf-8", "replace"), hashlib.sha256).hexdigest()


def key(settings: Settings) -> str:
    """Return the server's key: the one of the settings, else the one in the key file, which is made when there is none.

    Raises:
        KeyUnusable: the key is too short, or its file can be read by others, or cannot be made.
    """
    if settings.conversation_key:
        return _long_enough(settings.conversation_key, "PLAINSPINE_CONVERSATION_KEY")
    path = settings.conversation_key_file
    try:
        if not path.exists():
            _make(path)
        if path.stat().st_mode & _OTHERS:
            raise KeyUnusable(f"{path} can be read by others. Run: chmod 600 {path}")
        return _long_enough(path.read_text("utf-8").strip(), str(path))
    except OSError as error:
        raise KeyUnusable(
            f"{path} cannot be read or written ({error.strerror}). Set PLAINSPINE_CONVERSATION_KEY to {SHORTEST_KEY} random characters "
            "or more, or let PLAINSPINE_CONVERSATION_KEY_FILE name a file in a folder that the server may write to."
        ) from error


def _long_enough(found: str, where: str) -> str:
    if len(found) < SHORTEST_KEY:
        raise KeyUnusable(f"{where} holds {len(found)} characters. It needs {SHORTEST_KEY} random ones or more.")
    return found


def _make(path: Path) -> None:
    """Write a new key whole before it has its name: workers that start together must find one and the same."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, new = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # which makes it for the owner alone
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(f"{secrets.token_hex(32)}\n")
        os.link(new, path)
    except FileExistsError:
        return  # another worker was faster
    finally:
        os.unlink(new)
