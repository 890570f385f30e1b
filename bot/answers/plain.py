"""A turn's messages as plain text, for channels that show nothing else."""
from __future__ import annotations

from typing import Any, Sequence

from bot.answers.choices import offered


def plain_text(messages: Sequence[dict[str, Any]]) -> str:
    """Return the texts, then the choices as a numbered list that can be answered by number or in words."""
    paragraphs = [message["text"] for message in messages if message.get("text")]
    return "\n\n".join(filter(None, [*paragraphs, numbered(messages)]))


def numbered(messages: Sequence[dict[str, Any]]) -> str:
    """Return the choices as a numbered list, one a line; empty when there are none."""
    return "\n".join(f"{number}. {title}" for number, (title, _) in enumerate(offered(messages), start=1))
