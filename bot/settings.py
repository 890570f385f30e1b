"""The settings that come from the environment; nothing else in the project reads it."""
from __future__ import annotations

import ipaddress
import math
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Mapping, Optional

PROJECT = Path(__file__).resolve().parent.parent
_CHOICES = {"log_level": ("debug", "info", "warning", "error"), "log_format": ("text", "json"), "gallery": ("off", "on")}
_LARGEST = {"port": 65535}


@dataclass(frozen=True)
class Settings:
    """Where things lie and which limits hold, each in every server process. Times are in seconds, lengths in characters."""

    content: Path = PROJECT / "content"
    models: Path = PROJECT / "models"
    cache: Path = PROJECT / ".cache"
    screen: Path = PROJECT / "bot" / "safety" / "learned.npz"  # the learned part of the safety screen
    encoder: Optional[Path] = None  # a folder with model.safetensors and tokenizer.json, in place of the packaged one
    database: str = field(default=f"sqlite:///{PROJECT / 'plainspine.db'}", repr=False)  # may hold a password
    host: str = "127.0.0.1"
    port: int = 5005
    cors: tuple[str, ...] = ()
    proxies: tuple[str, ...] = ()  # addresses or networks whose word on who asked (X-Forwarded-For) is taken
    operator_token: str = field(default="", repr=False)  # what /metrics asks for; without one it answers this machine alone
    log_level: str = "info"
    log_format: str = "text"
    turns_at_once: int = 128
    conversation_turns_per_minute: int = 30
    address_turns_per_minute: int = 300
    gallery: str = "off"  # on: /gallery shows every card and state of the chat, for whoever works on it
    turn_seconds: float = 10.0
    request_seconds: float = 20.0  # in which a request's head must be whole; its body and the answer have their own time
    message_characters: int = 1000
    body_bytes: int = 100_000
    keep_days: int = 30  # for which what patients wrote is kept
    conversation_key: str = field(default="", repr=False)  # makes the secrets that open conversations; empty: the file's
    conversation_key_file: Path = PROJECT / "plainspine.key"
    idle_minutes: int = 15  # after which the chat on a page asks if it should still show the conversation
    report_days: int = 90  # for which a reported problem is kept
    public_url: str = ""  # where the server is reached from outside, such as https://chat.clinic.example
    sender_secret: str = field(default="", repr=False)  # names conversations with people who write through other companies

    @classmethod
    def from_env(cls, env: Mapping[str, str] = os.environ) -> Settings:
        """Read `PORT` and `PLAINSPINE_*`.

        Raises:
            SystemExit: a value has the wrong form; the message names the variable.
        """
        found: dict[str, object] = {}
        for name, default in cls().__dict__.items():
            value = env.get(_variable(name))
            if value:
                found[name] = _convert(name, value, default)
        return cls(**found)  # type: ignore[arg-type]


def _variable(name: str) -> str:
    return "PORT" if name == "port" else f"PLAINSPINE_{name.upper()}"


def _convert(name: str, value: str, default: object) -> object:
    if isinstance(default, tuple):
        parts = tuple(part.strip() for part in value.split(",") if part.strip())
        return _networks(name, parts) if name == "proxies" else parts
    if isinstance(default, (int, float)):
        return _number(name, value, type(default))
    if value not in _CHOICES.get(name, (value,)):
        raise SystemExit(f"{_variable(name)} is '{value}', but it must be one of: {', '.join(_CHOICES[name])}.")
    return Path(value) if name == "encoder" else type(default)(value)


def _number(name: str, value: str, kind: type) -> object:
    try:
        number = kind(value)
    except ValueError:
        number = -1
    if 0 < number <= _LARGEST.get(name, math.inf) and number != math.inf:
        return number
    wanted = f"from 1 to {_LARGEST[name]}" if name in _LARGEST else "above 0"
    raise SystemExit(f"{_variable(name)} is '{value}', but it must be a {'whole number' if kind is int else 'number'} {wanted}.")


def _networks(name: str, parts: tuple[str, ...]) -> tuple[str, ...]:
    for part in parts:
        try:
            ipaddress.ip_network(part)
        except ValueError:
            wanted = "an address or a network, such as 10.0.0.0/8"
            raise SystemExit(f"{_variable(name)} has '{part}', but each must be {wanted}.") from None
    return parts
