"""The credentials file: what is wrong in it is named with what to do, and never quoted."""
from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any, Callable

import pytest

from bot.channels.senders import Senders
from bot.rasa.channels.credentials import CredentialsError, channels
from bot.settings import PROJECT, Settings

SAMPLE = PROJECT / "deploy" / "credentials.yml"
SETTINGS = replace(Settings(), database="memory", sender_secret="s" * 32, public_url="https://chat.clinic.example")
SENDERS = Senders("memory")
VARIABLES = re.findall(r"\$\{(\w+)\}", SAMPLE.read_text("utf-8"))


@pytest.fixture
def turned_on(tmp_path: Path) -> Callable[..., list[str]]:
    """Return a function that reads a file with `text` and returns the names of the channels that it turns on."""

    def read(text: str, settings: Settings = SETTINGS) -> list[str]:
        path = tmp_path / "credentials.yml"
        path.write_text(text, "utf-8")
        return [channel.name() for channel in channels(path, settings, SENDERS)]

    return read


def test_the_sample_turns_every_channel_on_and_takes_its_secrets_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in VARIABLES:
        monkeypatch.setenv(variable, "https://clinic.example" if variable.endswith("URL") else "123456:letters")
    named = [channel.name() for channel in channels(SAMPLE, SETTINGS, SENDERS)]
    assert named == ["twilio", "telegram", "facebook", "slack", "callback", "socketio"]
    values = [line.partition(": ")[2] for line in SAMPLE.read_text("utf-8").splitlines() if line.startswith("  ")]
    assert len(values) == len(VARIABLES) > 0 and all(re.fullmatch(r"\$\{\w+\}", value) for value in values)


def test_a_secret_that_is_not_in_the_environment_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in VARIABLES:
        monkeypatch.delenv(variable, raising=False)
    with pytest.raises(CredentialsError, match="TWILIO_ACCOUNT_SID"):
        channels(SAMPLE, SETTINGS, SENDERS)


def test_rest_alone_needs_nothing(turned_on: Any) -> None:
    assert turned_on("rest:\n", replace(SETTINGS, sender_secret="")) == []


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("", "turns on no channel"),
        ("{", "cannot be used"),
        ("- a\n- b", "cannot be used"),
        ("word", "cannot be used"),
        ("twillio:\n  auth_token: SECRET", "no channel 'twillio'"),
        ("slack:", "slack_token, slack_signing_secret must be given"),
        ("slack: SECRET", "slack: it must hold lines"),
        ("slack: [SECRET]", "slack: it must hold lines"),
        ("slack:\n  slack_token: SECRET", "slack_signing_secret must be given"),
        ("slack:\n  slack_token: 5\n  slack_signing_secret: SECRET", "slack_token must be given, as a text"),
        ("slack:\n  slack_token: SECRET\n  slack_signing_secret: ' '", "slack_signing_secret must be given"),
        ("slack:\n  slack_token: SECRET\n  slack_signing_secret: SECRET\n  slack_channel: x", "slack_channel is not used"),
        ("telegram:\n  access_token: SECRET\n  secret_token: SECRET", "access_token is not a token of Telegram's"),
        ("socketio:\n  api_url: x", "api_url is not used"),
        ("callback:\n  url: clinic\n  token: SECRET", "url must be an address"),
    ],
)
def test_what_is_wrong_is_named_and_no_secret_is_quoted(turned_on: Any, text: str, named: str) -> None:
    with pytest.raises(CredentialsError, match=re.escape(named)) as caught:
        turned_on(text)
    assert "SECRET" not in str(caught.value)


def test_the_start_stops_with_what_is_wrong_and_no_stack_trace(model: Path) -> None:
    command = [sys.executable, "-m", "bot", "serve", "--credentials", "nowhere.yml"]
    done = subprocess.run(
        command, cwd=PROJECT, env={**os.environ, "PLAINSPINE_SENDER_SECRET": "s" * 32}, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 1 and "The channels cannot be turned on: nowhere.yml cannot be used" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_file_that_is_not_there_is_named() -> None:
    with pytest.raises(CredentialsError, match="nowhere.yml cannot be used"):
        channels(Path("nowhere.yml"), SETTINGS, SENDERS)


@pytest.mark.parametrize(
    ("settings", "named"), [({"sender_secret": "short"}, "PLAINSPINE_SENDER_SECRET"), ({"public_url": ""}, "PLAINSPINE_PUBLIC_URL")]
)
def test_a_setting_that_is_missing_is_named(turned_on: Any, settings: dict[str, str], named: str) -> None:
    with pytest.raises(CredentialsError, match=named):
        turned_on("twilio:\n  account_sid: AC1\n  auth_token: SECRET", replace(SETTINGS, **settings))
