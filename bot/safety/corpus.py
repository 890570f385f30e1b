"""The messages that the learned part of the screen learns from: data/red_flags/*.jsonl, written by many hands."""
from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parents[2] / "data" / "red_flags"
NONE = "none"


@dataclass(frozen=True)
class Line:
    """One message with what it is: `none`, or a level and its flags, the worst first."""

    text: str
    before: tuple[str, ...]
    level: str
    flags: tuple[str, ...]

    @property
    def label(self) -> str:
        """The class that is learnt: `none`, or level and worst flag, such as `emergency:stroke`."""
        return NONE if self.level == NONE else f"{self.level}:{self.flags[0]}"


def read(folder: Path = FOLDER) -> list[Line]:
    """Return every line of the corpus, in the order of the files.

    Raises:
        ValueError: a line cannot be read; the message names file and line.
    """
    lines = []
    for path in sorted(folder.glob("*.jsonl")):
        for number, row in enumerate(path.read_text("utf-8").splitlines(), start=1):
            try:
                lines.append(_line(json.loads(row)))
            except (ValueError, KeyError, IndexError) as error:
                raise ValueError(f"{path}:{number}: {error!r}. Remedy: correct or remove the line.") from error
    return lines


def _line(given: dict[str, Any]) -> Line:
    line = Line(given["text"], tuple(given.get("before", ())), given["level"], tuple(given["flags"]))
    if (line.level == NONE) == bool(line.flags):
        raise ValueError("a sign has flags, and what is none has not")
    return line
