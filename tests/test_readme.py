"""Every command and path that README.md names exists and works."""
from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from bot.cli import parser
from bot.settings import PROJECT, Settings

README = (PROJECT / "README.md").read_text("utf-8")
INLINE = sorted(set(re.findall(r"`([^`\n]+)`", README)))
BLOCKS = re.findall(r"(?:^    .+\n)+", README, re.M)
MADE_LATER = {"plainspine.db", "reports/eval.html"}  # by running it
ADDRESSES = {"/", "/widget.js", "/webhooks/rest/webhook", "/health", "/metrics"}


def _paths() -> list[str]:
    found = [code for code in INLINE if re.fullmatch(r"[\w.<>/-]+", code) and ("/" in code or "." in code)]
    found += re.findall(r"\]\((?!http)([^)]+)\)", README)
    return sorted({path for path in found if path not in ADDRESSES | MADE_LATER and not re.fullmatch(r"[a-z_]+(\.[a-z_]+)+", path)})


def _commands(word: str) -> list[str]:
    lines = [line.strip() for block in BLOCKS for line in block.splitlines()] + INLINE
    return sorted({line for line in lines if re.search(rf"(^|[ |]){re.escape(word)} ", line + " ")})


@pytest.mark.parametrize("path", _paths())
def test_path_exists(path: str) -> None:
    pattern = re.sub(r"<[^>]+>", "*", path).rstrip("/")
    assert list(PROJECT.glob(pattern)) or (PROJECT / ".venv").is_dir() and path.startswith(".venv"), path


@pytest.mark.parametrize("command", _commands("make"))
def test_make_target_exists(command: str) -> None:
    target = re.search(r"make (\w+)", command)
    assert target, command
    done = subprocess.run(["make", "-n", target.group(1)], cwd=PROJECT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("command", _commands("python -m bot"))
def test_verb_is_understood(command: str) -> None:
    arguments = shlex.split(command)[3:]
    if arguments:
        parser().parse_args(arguments)


def test_plain_rasa_commands_are_there() -> None:
    help_text = subprocess.run(
        [Path(sys.executable).with_name("rasa"), "--help"], cwd=PROJECT, capture_output=True, text=True, check=True
    ).stdout
    named = {re.match(r"rasa (\w+)", code).group(1) for code in INLINE if code.startswith("rasa ")}  # type: ignore[union-attr]
    assert named == {"train", "shell", "data", "test"}
    assert all(re.search(rf"^    {verb} ", help_text, re.M) for verb in named)


async def test_the_curl_gets_its_answer(door) -> None:
    block = next(block for block in BLOCKS if "curl" in block)
    arguments = shlex.split(block.replace("\\\n", " "))
    body = json.loads(arguments[arguments.index("-d") + 1])
    assert arguments[2] == f"http://127.0.0.1:{Settings().port}/webhooks/rest/webhook"
    reply = await door.turn(body["message"], body["sender"], "rest")
    assert reply[-1]["custom"]["outcome"] == "answered.sacroplasty.duration"
    assert "about an hour" in reply[0]["text"]


def test_settings_are_real_ones() -> None:
    names = {f"PLAINSPINE_{name.upper()}" for name in Settings().__dict__} | {"PORT"}
    assert set(re.findall(r"\b(PLAINSPINE_\w+|PORT)\b", README)) <= names
