"""The messages that the learned part of the screen learns from.

`data/red_flags/*.jsonl`: warning signs and their innocent neighbors, written by many hands. `data/nlu/*.yml`: ordinary questions and
talk, which their writers kept free of warning signs. And the examples that stand in the flag files beside the rules.
"""
from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot import quick_yaml
from bot.safety.screen import Screener

DATA = Path(__file__).resolve().parents[2] / "data"
NONE = "none"
# Purposes and topics whose phrases may hold a sign: a question for one's own dose is a flag, and fear or abuse may be more than it seems.
_MAYBE_SIGNS = frozenset({"personal_medicine", "personal_diagnosis", "symptoms", "worried", "passed", "abuse", "other_language"})
_MAYBE_SIGNS_OF = frozenset(
    {"stopping", "jaw", "thigh", "side_effects", "signs", "pain_returns", "no_relief", "pain_lasting", "wound", "warning_signs", "mood"}
)


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


def read(data: Path = DATA) -> list[Line]:
    """Return every line of the corpus, in the order of the files, and then the rules' examples.

    Raises:
        ValueError: a line cannot be read; the message names file and line.
    """
    lines = []
    for path in sorted((data / "red_flags").glob("*.jsonl")):
        for number, row in enumerate(path.read_text("utf-8").splitlines(), start=1):
            try:
                lines.append(_line(json.loads(row)))
            except (ValueError, KeyError, IndexError) as error:
                raise ValueError(f"{path}:{number}: {error!r}. Remedy: correct or remove the line.") from error
    return lines + examples_of_the_rules()


def examples_of_the_rules() -> list[Line]:
    """Return the examples of the flag files, as the rules read them: what a clinician wrote there is to be learnt first of all."""
    screener = Screener.load()
    lines = []
    for flag in screener.rules.flags.values():
        for turns in (*flag.must_fire, *flag.must_not_fire):
            verdict = screener.screen(turns[-1], turns[:-1])
            lines.append(Line(turns[-1], turns[:-1], verdict.level or NONE, verdict.flags))
    return lines


def innocent(block: dict[str, Any]) -> bool:
    """Tell whether the phrases of a block of Rasa's training data surely hold no warning sign."""
    metadata = block.get("metadata") or {}
    parts = {metadata.get("facet"), *(metadata.get("topic") or "").split(".")}
    return block["intent"] not in _MAYBE_SIGNS and not parts & _MAYBE_SIGNS_OF


def talk(block: dict[str, Any]) -> bool:
    """Tell whether a block of Rasa's training data is about no topic: greetings, thanks, other people's business."""
    return not block.get("metadata")


def blocks(folder: Path) -> list[dict[str, Any]]:
    """Return the blocks of phrases of Rasa's training data, in the order of the files."""
    return [block for path in sorted(folder.glob("*.yml")) for block in quick_yaml.load(path.read_text("utf-8"))["nlu"]]


def examples(block: dict[str, Any]) -> list[str]:
    """Return the phrases of one block of Rasa's training data."""
    return [line.removeprefix("- ").strip() for line in block["examples"].splitlines() if line.startswith("- ")]


def _line(given: dict[str, Any]) -> Line:
    line = Line(given["text"], tuple(given.get("before", ())), given["level"], tuple(given["flags"]))
    if (line.level == NONE) == bool(line.flags):
        raise ValueError("a sign has flags, and what is none has not")
    return line
