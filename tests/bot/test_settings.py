"""Settings: from the environment or the defaults, and a wrong one stops the start by name."""
from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from bot.settings import Settings


@pytest.mark.parametrize(
    "variable, value, kind",
    [
        ("PORT", "http", "whole number"),
        ("PORT", "0", "whole number"),
        ("PORT", "-5005", "whole number"),
        ("PLAINSPINE_BODY_BYTES", "1.5", "whole number"),
        ("PLAINSPINE_MESSAGE_CHARACTERS", "many", "whole number"),
        ("PLAINSPINE_SESSION_MINUTES", "60m", "whole number"),
        ("PLAINSPINE_TURN_SECONDS", "soon", "number"),
        ("PLAINSPINE_TURN_SECONDS", "0", "number"),
        ("PLAINSPINE_TURN_SECONDS", "-1", "number"),
        ("PLAINSPINE_TURN_SECONDS", "nan", "number"),
        ("PLAINSPINE_TURN_SECONDS", "inf", "number"),
    ],
)
def test_a_wrong_value_stops_the_start_and_is_named(variable: str, value: str, kind: str) -> None:
    with pytest.raises(SystemExit) as stop:
        Settings.from_env({variable: value})
    assert str(stop.value) == f"{variable} is '{value}', but it must be a {kind} above 0."


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
        ("PLAINSPINE_TURN_SECONDS", "2.5", "turn_seconds", 2.5),
        ("PLAINSPINE_MESSAGE_CHARACTERS", "300", "message_characters", 300),
        ("PLAINSPINE_BODY_BYTES", "5000", "body_bytes", 5000),
        ("PLAINSPINE_SESSION_MINUTES", "5", "session_minutes", 5),
        ("PLAINSPINE_KEEP_DAYS", "7", "keep_days", 7),
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
