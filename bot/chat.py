"""The terminal chat: lines in, plain text out. Knows no Rasa; whoever starts it says how a message is answered."""
from __future__ import annotations

import sys
import textwrap
from typing import Any, Awaitable, Callable, Optional, Sequence, TextIO

from bot.answers.choices import offered
from bot.answers.compose import Composer
from bot.intake import tidy

Answer = Callable[[str], Awaitable[list[dict[str, Any]]]]

WIDTH = 78
PROMPT = "You: "
LEAVE = "Type your question, a number to pick a choice, or press Ctrl-D to leave."
LEVELS = {"emergency": "EMERGENCY", "urgent": "CALL TODAY", "physician": "SEE YOUR PHYSICIAN"}


async def run(answer: Answer, composer: Composer, source: TextIO = sys.stdin, target: TextIO = sys.stdout) -> None:
    """Chat until `source` ends. With a terminal on both sides there is line editing; with pipes there is none."""
    read = _reader(source, target)
    _say(target, show(composer.message("welcome").messages()))
    _say(target, LEAVE)
    while True:
        try:
            line = await read()
        except (EOFError, KeyboardInterrupt):
            return
        if line is None:
            return
        if line.strip():
            _say(target, show(await answer(line)))


def show(messages: Sequence[dict[str, Any]]) -> str:
    """Return a turn's messages as lines of at most 78 characters, an escalation's level first, choices numbered."""
    custom = messages[-1].get("custom") or {}
    parts = [_wrap(message["text"]) for message in messages if message.get("text")]
    escalation = custom.get("escalation")
    if escalation:
        parts[0] = _wrap(f"{LEVELS[escalation['level']]}: {messages[0]['text']}")
        parts.insert(1, "\n".join(f"Phone: {call['label']}" for call in escalation["call"]))
    parts += [_table(card["table"]) for card in custom.get("answers", ()) if card.get("table")]
    parts += [_sources(card) for card in custom.get("answers", ())]
    choices = [f"  {number}. {title}" for number, (title, _) in enumerate(offered(messages), start=1)]
    if choices:
        parts.append("\n".join(choices))
    return "\n\n".join(part for part in parts if part)


def _sources(card: dict[str, Any]) -> str:
    labels = "; ".join(source["label"] for source in card["sources"])
    review = card["review"]
    state = f"Reviewed by {review['by']} on {review['on']}." if review["status"] == "signed" else DRAFT
    return _wrap(f"[{card['title']}. {state} Sources: {labels}]")


DRAFT = "Draft: not yet reviewed by a clinician."


def _table(rows: Sequence[Sequence[str]]) -> str:
    """Return each row of a comparison as lines of text, since columns do not fit a narrow terminal or a screen reader."""
    heads = rows[0]
    lines = []
    for row in rows[1:]:
        lines.append(f"{row[0]}:")
        lines += [_wrap(f"{head}: {cell}", indent="  ") for head, cell in zip(heads[1:], row[1:])]
    return "\n".join(lines)


def _wrap(text: str, indent: str = "") -> str:
    lines = []
    for line in text.split("\n"):
        hang = indent + ("  " if line.startswith("- ") else "")
        lines.append(textwrap.fill(line, WIDTH, initial_indent=indent, subsequent_indent=hang))
    return "\n".join(lines)


def _say(target: TextIO, text: str) -> None:
    target.write(f"\n{text}\n")
    target.flush()


def _reader(source: TextIO, target: TextIO) -> Callable[[], Awaitable[Optional[str]]]:
    if source.isatty() and target.isatty():
        from prompt_toolkit import PromptSession

        session: Any = PromptSession()
        return lambda: session.prompt_async(f"\n{PROMPT}")

    async def read() -> Optional[str]:
        line = source.readline()
        if line:
            target.write(f"\n{PROMPT}{tidy(line)}\n")  # a control character would take over the terminal that reads the pipe
        return line or None

    return read
