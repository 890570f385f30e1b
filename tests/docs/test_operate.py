"""The operator's page: every command, setting, address and metric in it is there, and the limits' answers are as told."""
from __future__ import annotations

import re
import shlex

import pytest
from prometheus_client import CollectorRegistry

from bot.cli import parser
from bot.metrics import Metrics
from bot.rasa import sessions
from bot.resources import library
from bot.settings import PROJECT, Settings

TEXT = (PROJECT / "docs" / "operate.md").read_text("utf-8")
CODE = re.findall(r"`([^`\n]+)`", TEXT)


@pytest.mark.parametrize("command", sorted(set(re.findall(r"python -m bot [\w -]+", TEXT))))
def test_a_command_is_understood(command: str) -> None:
    parser().parse_args(shlex.split(command)[3:])


def test_settings_are_real_ones() -> None:
    known = {f"PLAINSPINE_{name.upper()}" for name in Settings().__dict__}
    named = set(re.findall(r"\bPLAINSPINE_\w+", TEXT))
    assert named and named <= known


def test_metrics_are_real_ones() -> None:
    registry = CollectorRegistry()
    Metrics(("rest",), registry)
    named = set(re.findall(r"\bplainspine_\w+", TEXT))
    assert named and named <= set(registry._names_to_collectors)


def test_addresses_are_served() -> None:
    served = (PROJECT / "bot" / "rasa" / "pages.py").read_text("utf-8")
    addresses = [code for code in CODE if re.fullmatch(r"/(?:health\S*|metrics)", code)]
    assert len(addresses) >= 4 and [address for address in addresses if f'"{address}"' not in served] == []


def test_outcomes_have_words() -> None:
    outcomes = {code for code in CODE if re.fullmatch(r"(?:error|decline)\.\w+", code)}
    assert {name for outcome in outcomes if (name := outcome.split(".")[1]) not in library().messages} == {"timeout"}
    assert {f"{status}, `{outcome}`" in TEXT for outcome, (status, _) in sessions.REFUSED.items()} == {True}


def test_files_are_there() -> None:
    files = [code for code in CODE if code.startswith("deploy/")] + [f"docs/{link}" for link in re.findall(r"\]\(([\w./-]+)\)", TEXT)]
    assert files and [file for file in files if not (PROJECT / file).is_file()] == []
