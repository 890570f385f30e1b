"""A turn's messages as the parts that a messaging service shows: texts that fit, and choices as buttons or as a numbered list."""
from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Callable, Iterator, Sequence

from bot.answers.choices import offered
from bot.answers.plain import numbered, plain_text
from bot.content import gsm7
from bot.content.library import ANSWER_SHORT

# Where a text is best cut: between paragraphs, lines, sentences, words.
_CUTS = tuple(re.compile(pattern) for pattern in (r"\n\n", r"\n", r"(?<=[.!?]) ", r" "))

Choices = tuple[tuple[str, str], ...]  # what a button says, and what it sends


@dataclass(frozen=True)
class Part:
    """One message to send."""

    text: str
    choices: Choices = ()


@dataclass(frozen=True)
class Limits:
    """What a messaging service shows: characters of one message, buttons under it, characters on a button."""

    text: int
    choices: int = 0
    title: int = 0


def parts(messages: Sequence[dict[str, Any]], limits: Limits) -> list[Part]:
    """Return what to send for a turn, in order; the choices are on the last part.

    Choices become buttons if all of them fit. Titles that are too long are listed with numbers, and the buttons say the numbers. More
    choices than the service shows are listed only: they can be answered by number or in words.
    """
    choices = offered(messages)
    room = len(choices) <= limits.choices
    if room and all(len(title) <= limits.title for title, _ in choices):
        text, buttons = plain_text([{**message, "custom": None, "buttons": ()} for message in messages]), tuple(choices)
    else:
        text = plain_text(messages)
        buttons = tuple((str(number), sent) for number, (_, sent) in enumerate(choices, start=1)) if room else ()
    texts = list(pieces(text, limits.text))
    return [*(Part(text) for text in texts[:-1]), *(Part(text, buttons) for text in texts[-1:])]


def text_messages(messages: Sequence[dict[str, Any]]) -> list[Part]:
    """Return what to send for a turn as text messages (SMS): the short forms, at most two joined messages each, then the choices."""
    texts = [piece for text in messages[-1]["custom"]["short"] for piece in pieces(text, ANSWER_SHORT, gsm7.length)]
    choices = numbered(messages)
    if choices and texts and gsm7.length(f"{texts[-1]}\n\n{choices}") <= ANSWER_SHORT:
        texts[-1] += f"\n\n{choices}"
    elif choices:
        texts += pieces(choices, ANSWER_SHORT, gsm7.length)
    return [Part(text) for text in texts]


def pieces(text: str, limit: int, length: Callable[[str], int] = len) -> Iterator[str]:
    """Yield `text` in pieces of at most `limit`, as `length` counts them, cut where a reader would pause."""
    while length(text) > limit:
        end = next(end for end in range(min(limit, len(text)), 0, -1) if length(text[:end]) <= limit)
        cut = next(filter(None, (_last(pattern, text, end) for pattern in _CUTS)), end)
        yield text[:cut].rstrip()
        text = text[cut:].lstrip()
    if text:
        yield text


def _last(pattern: re.Pattern[str], text: str, end: int) -> int:
    """Return where `pattern` last ends by `end`; 0 if not at all, or so early that the piece would be a scrap."""
    return max((match.end() for match in pattern.finditer(text) if end // 3 < match.start() <= end), default=0)
