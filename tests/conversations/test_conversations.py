"""Plays every written conversation over the real model, and says which turn went otherwise than written.

A file is a list of turns. `user:` is what the patient types, or `press:` the title of a button they press; `bot:` is the outcome,
`says:` words of the reply, `buttons:` titles that are offered; a turn that only leads up to the next needs none of them.
"""
from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.answers.choices import offered

HERE = Path(__file__).parent
FILES = sorted(HERE.rglob("*.yml"))
FOLDERS = {
    "happy_path",
    "corrections",
    "digressions",
    "negations",
    "ambiguous",
    "out_of_scope",
    "invalid_input",
    "escalation",
    "after_escalation",
    "repeat",
    "carer",
}


@pytest.mark.parametrize("path", FILES, ids=[path.relative_to(HERE).with_suffix("").as_posix() for path in FILES])
def test_it_goes_as_written(path: Path, played: dict[Path, list[Any]]) -> None:
    differences = [difference for turn in played[path] for difference in _differences(turn)]
    assert not differences, "\n" + "\n".join(differences)


def _differences(played: Any) -> list[str]:
    turn, messages = played.turn, played.messages
    said = " ".join(" ".join(message.get("text", "") for message in messages).split())
    titles = [title for title, _ in offered(messages)]
    outcome, found = messages[-1]["custom"]["outcome"], []
    if outcome != turn.get("bot", outcome):
        found.append(f"is {outcome}, not {turn['bot']}")
    if turn.get("says", "") not in said:
        found.append(f"does not say '{turn['says']}', but: {said}")
    found += [f"does not offer '{title}', but: {titles}" for title in turn.get("buttons", ()) if title not in titles]
    return [f"turn {played.number}, \"{turn.get('user', turn.get('press'))}\": the reply {difference}" for difference in found]


@pytest.mark.parametrize("path", FILES, ids=[path.relative_to(HERE).with_suffix("").as_posix() for path in FILES])
def test_its_file_is_well_formed(path: Path) -> None:
    turns = yaml.safe_load(path.read_text("utf-8"))
    assert turns and all(set(turn) <= {"user", "press", "bot", "says", "buttons"} for turn in turns) and "bot" in turns[-1]
    assert all(("user" in turn) != ("press" in turn) for turn in turns) and "user" in turns[0]


def test_every_kind_of_conversation_is_there() -> None:
    assert {path.parent.name for path in FILES} == FOLDERS and len(FILES) >= 30
