"""The settings that come from the environment; nothing else in the project reads it."""
from __future__ import annotations

import math
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Mapping, Optional

PROJECT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Settings:
    """Where things lie and which limits hold. Times are in seconds, lengths in characters."""

    content: Path = PROJECT / "content"
    models: Path = PROJECT / "models"
    cache: Path = PROJECT / ".cache"
    screen: Path = PROJECT / "bot" / "safety" / "learned.npz"  # the learned part of the safety screen
    encoder: Optional[Path] = None  # a folder with model.safetensors and tokenizer.json, in place of the packaged one
    database: str = f"sqlite:///{PROJECT / 'plainspine.db'}"
    host: str = "127.0.0.1"
    port: int = 5005
    cors: tuple[str, ...] = ()
    turn_seconds: float = 10.0
    message_characters: int = 1000
    body_bytes: int = 100_000
    session_minutes: int = 60
    keep_days: int = 30  # for which what patients wrote is kept

    @classmethod
    def from_env(cls, env: Mapping[str, str] = os.environ) -> Settings:
        """Read `PORT` and `PLAINSPINE_*`.

        Raises:
            SystemExit: a value has the wrong form; the message names the variable.
        """
        found: dict[str, object] = {}
        for name, default in cls().__dict__.items():
            value = env.get("PORT" if name == "port" else f"PLAINSPINE_{name.upper()}")
            if value:
                found[name] = _convert(name, value, default)
        return cls(**found)  # type: ignore[arg-type]


def _convert(name: str, value: str, default: object) -> object:
    if isinstance(default, tuple):
        return tuple(part.strip() for part in value.split(",") if part.strip())
    if not isinstance(default, (int, float)):
        return Path(value) if name == "encoder" else type(default)(value)
    try:
        number = type(default)(value)
    except ValueError:
        number = -1
    if number > 0 and math.isfinite(number):
        return number
    variable = "PORT" if name == "port" else f"PLAINSPINE_{name.upper()}"
    kind = "whole number" if isinstance(default, int) else "number"
    raise SystemExit(f"{variable} is '{value}', but it must be a {kind} above 0.")
