"""Settings: from the environment or the defaults, and a wrong one stops the start by name."""
from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

from bot.settings import Settings


@pytest.mark.parametrize(
    "variable, value, kind",
    [
        ("PLAINSPINE_BODY_BYTES", "1.5", "whole number"),
        ("PLAINSPINE_MESSAGE_CHARACTERS", "many", "whole number"),
        ("PLAINSPINE_IDLE_MINUTES", "60m", "whole number"),
        ("PLAINSPINE_TURN_SECONDS", "soon", "number"),
        ("PLAINSPINE_TURN_SECONDS", "0", "number"),
        ("PLAINSPINE_TURN_SECONDS", "-1", "number"),
        ("PLAINSPINE_TURN_SECONDS", "nan", "number"),
        ("PLAINSPINE_TURN_SECONDS", "inf", "number"),
        ("PLAINSPINE_TURNS_AT_ONCE", "0", "whole number"),
        ("PLAINSPINE_ADDRESS_TURNS_PER_MINUTE", "-1", "whole number"),
    ],
)
def test_a_wrong_value_stops_the_start_and_is_named(variable: str, value: str, kind: str) -> None:
    with pytest.raises(SystemExit) as stop:
        Settings.from_env({variable: value})
    assert str(stop.value) == f"{variable} is '{value}', but it must be a {kind} above 0."


@pytest.mark.parametrize("value", ["http", "0", "-5005", "65536", "70000", "80.5"])
def test_a_port_that_there_cannot_be_stops_the_start(value: str) -> None:
    with pytest.raises(SystemExit) as stop:
        Settings.from_env({"PORT": value})
    assert str(stop.value) == f"PORT is '{value}', but it must be a whole number from 1 to 65535."


@pytest.mark.parametrize("port", [1, 65535])
def test_the_first_and_the_last_port_may_be_used(port: int) -> None:
    assert Settings.from_env({"PORT": str(port)}).port == port


def test_the_gallery_is_on_or_off() -> None:
    with pytest.raises(SystemExit) as stop:
        Settings.from_env({"PLAINSPINE_GALLERY": "yes"})
    assert str(stop.value) == "PLAINSPINE_GALLERY is 'yes', but it must be one of: off, on."


@pytest.mark.parametrize(
    "variable, value, says",
    [
        ("PLAINSPINE_PROXIES", "10.0.0.1,localhost", "PLAINSPINE_PROXIES has 'localhost', but each must be an address or a network"),
        ("PLAINSPINE_PROXIES", "10.0.0.1/8", "PLAINSPINE_PROXIES has '10.0.0.1/8'"),
        ("PLAINSPINE_LOG_LEVEL", "loud", "PLAINSPINE_LOG_LEVEL is 'loud', but it must be one of: debug, info, warning, error."),
        ("PLAINSPINE_LOG_FORMAT", "xml", "PLAINSPINE_LOG_FORMAT is 'xml', but it must be one of: text, json."),
    ],
)
def test_a_value_that_is_none_of_those_allowed_stops_the_start(variable: str, value: str, says: str) -> None:
    with pytest.raises(SystemExit, match=re.escape(says)):
        Settings.from_env({variable: value})


@pytest.mark.parametrize(
    "variable, value, name, read",
    [
        ("PORT", "8080", "port", 8080),
        ("PLAINSPINE_HOST", "0.0.0.0", "host", "0.0.0.0"),
        ("PLAINSPINE_CONTENT", "/c", "content", Path("/c")),
        ("PLAINSPINE_MODELS", "/m", "models", Path("/m")),
        ("PLAINSPINE_CACHE", "/k", "cache", Path("/k")),
        ("PLAINSPINE_SCREEN", "/s.npz", "screen", Path("/s.npz")),
        ("PLAINSPINE_ENCODER", "/e", "encoder", Path("/e")),
        ("PLAINSPINE_DATABASE", "memory", "database", "memory"),
        ("PLAINSPINE_CORS", " https://a.example , https://b.example,", "cors", ("https://a.example", "https://b.example")),
        ("PLAINSPINE_PROXIES", "10.0.0.1, fd00::/8", "proxies", ("10.0.0.1", "fd00::/8")),
        ("PLAINSPINE_OPERATOR_TOKEN", "long and random", "operator_token", "long and random"),
        ("PLAINSPINE_LOG_LEVEL", "debug", "log_level", "debug"),
        ("PLAINSPINE_LOG_FORMAT", "json", "log_format", "json"),
        ("PLAINSPINE_TURNS_AT_ONCE", "4", "turns_at_once", 4),
        ("PLAINSPINE_CONVERSATION_TURNS_PER_MINUTE", "6", "conversation_turns_per_minute", 6),
        ("PLAINSPINE_ADDRESS_TURNS_PER_MINUTE", "60", "address_turns_per_minute", 60),
        ("PLAINSPINE_GALLERY", "on", "gallery", "on"),
        ("PLAINSPINE_TURN_SECONDS", "2.5", "turn_seconds", 2.5),
        ("PLAINSPINE_REQUEST_SECONDS", "5", "request_seconds", 5.0),
        ("PLAINSPINE_MESSAGE_CHARACTERS", "300", "message_characters", 300),
        ("PLAINSPINE_BODY_BYTES", "5000", "body_bytes", 5000),
        ("PLAINSPINE_KEEP_DAYS", "7", "keep_days", 7),
        ("PLAINSPINE_CONVERSATION_KEY", "long and random", "conversation_key", "long and random"),
        ("PLAINSPINE_CONVERSATION_KEY_FILE", "/k/key", "conversation_key_file", Path("/k/key")),
        ("PLAINSPINE_IDLE_MINUTES", "30", "idle_minutes", 30),
        ("PLAINSPINE_REPORT_DAYS", "30", "report_days", 30),
        ("PLAINSPINE_PUBLIC_URL", "https://chat.clinic.example", "public_url", "https://chat.clinic.example"),
        ("PLAINSPINE_SENDER_SECRET", "s" * 32, "sender_secret", "s" * 32),
    ],
)
def test_each_setting_has_a_variable(variable: str, value: str, name: str, read: object) -> None:
    settings = Settings.from_env({variable: value})
    assert getattr(settings, name) == read
    others = {field.name for field in fields(Settings)} - {name}
    assert {other: getattr(settings, other) for other in others} == {other: getattr(Settings(), other) for other in others}


def test_the_table_above_names_every_setting() -> None:
    tested = {row[2] for row in test_each_setting_has_a_variable.pytestmark[0].args[1]}
    assert tested == {field.name for field in fields(Settings)}


def test_an_empty_environment_or_an_empty_value_gives_the_defaults() -> None:
    assert Settings.from_env({}) == Settings.from_env({"PORT": "", "PLAINSPINE_HOST": ""}) == Settings()


def test_no_page_elsewhere_and_no_other_machine_is_let_in_unless_asked() -> None:
    assert Settings().cors == () and Settings().host == "127.0.0.1"


def test_the_key_of_conversations_is_not_shown() -> None:
    assert "hush" not in repr(Settings(conversation_key="hush"))


def test_no_proxy_is_believed_unless_it_is_listed() -> None:
    assert Settings().proxies == ()
