"""The held-out sets: messages written by hands that saw neither training phrases nor rules. Never train or tune rules on them."""
from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Optional

FOLDER = Path(__file__).resolve().parents[2] / "tests" / "eval"


@dataclass(frozen=True)
class Item:
    """One message, what came before it, and what it should lead to."""

    id: str
    text: str
    before: tuple[str, ...] = ()
    label: str = ""  # the topic, social intent or out-of-scope class
    also: tuple[str, ...] = ()  # topics that would be as fair an answer
    level: Optional[str] = None  # a red flag's level; None for none
    flags: tuple[str, ...] = ()
    trap: Optional[str] = None  # why a message only looks like a red flag
    voice: int = 0


def read(name: str) -> list[Item]:
    """Return the items of `tests/eval/<name>.jsonl`.

    Raises:
        ValueError: a line cannot be read; the message names file and line.
    """
    path = FOLDER / f"{name}.jsonl"
    items = []
    for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
        if line.strip():
            try:
                items.append(_item(json.loads(line)))
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                raise ValueError(f"{path}:{number}: {error}") from error
    return items


def _item(given: dict[str, Any]) -> Item:
    also = given.get("also", ())
    level = given.get("level")
    return Item(
        id=given["id"],
        text=given["text"],
        before=tuple(given.get("before", ())),
        label=given.get("label", ""),
        also=(also,) if isinstance(also, str) else tuple(also),
        level=None if level in (None, "none") else level,
        flags=tuple(given.get("flags", ())),
        trap=given.get("trap"),
        voice=int(given.get("voice", 0)),
    )
