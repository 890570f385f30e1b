"""What docs/how-to/embed.md names is there: commands, paths, settings, attributes. Its policies are tried in tests/browser/test_other_sites.py."""
from __future__ import annotations

import re
import shlex

import pytest

from bot.cli import parser
from bot.settings import PROJECT, Settings

PAGE = (PROJECT / "docs" / "how-to" / "embed.md").read_text("utf-8")
INLINE = sorted(set(re.findall(r"`([^`\n]+)`", PAGE)))
COMMANDS = re.findall(r"^ +python -m bot (.+)$", PAGE, re.M)
MADE_LATER = {"plainspine.key"}  # by running it


@pytest.mark.parametrize("command", COMMANDS)
def test_command_is_understood(command: str) -> None:
    parser().parse_args(shlex.split(command))


def test_the_commands_were_found() -> None:
    assert [command.split()[0] for command in COMMANDS] == ["embed", "problems", "problems"]


@pytest.mark.parametrize("path", [name for name in INLINE if re.fullmatch(r"[\w-]+(/[\w.-]+)+|[\w-]+\.(key|md|py)", name)])
def test_path_exists(path: str) -> None:
    assert path in MADE_LATER or (PROJECT / path).exists()


def test_settings_are_real_and_have_the_named_values() -> None:
    names = {f"PLAINSPINE_{name.upper()}" for name in Settings().__dict__}
    assert set(re.findall(r"\bPLAINSPINE_\w+", PAGE)) <= names
    told = dict(re.findall(r"`PLAINSPINE_(\w+)` \((\d+)\)", PAGE))
    assert told == {"IDLE_MINUTES": str(Settings().idle_minutes), "REPORT_DAYS": str(Settings().report_days)}


def test_the_table_names_every_attribute_of_the_element() -> None:
    told = re.findall(r"^\| `([\w-]+)` \|", PAGE, re.M)
    element = (PROJECT / "widget" / "src" / "element.ts").read_text("utf-8")
    described = element.partition("*/")[0]
    assert told == re.findall(r"^ \* ([a-z-]+) +", described, re.M)
    source = "".join(path.read_text("utf-8") for folder in ("", "style") for path in (PROJECT / "widget" / "src" / folder).iterdir() if path.is_file())
    assert [name for name in told if name != "lang" and f'"{name}"' not in source and f"[{name}=" not in source] == []
