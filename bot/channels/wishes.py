"""Knows the text messages that stop the texts, ask what this is, or begin again (bot/channels/wishes.yml)."""
from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import Optional

import yaml

STOP, HELP, START = "stop", "help", "start"
_WISHES = Path(__file__).with_name("wishes.yml")


def wish(text: Optional[str]) -> Optional[str]:
    """Return STOP, HELP or START when that is the whole message, else None."""
    return _words().get(_plain(text)) if text else None


def _plain(text: str) -> str:
    """Return `text` in small letters, without accents and apostrophes, and with one space for all else between words."""
    bare = "".join(letter for letter in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(letter))
    return " ".join(re.sub(r"[^\w\s]|_", " ", re.sub(r"['’]", "", bare)).split())


@lru_cache(maxsize=1)
def _words() -> dict[str, str]:
    data = yaml.safe_load(_WISHES.read_text("utf-8"))
    return {_plain(words): kind for kind, lines in data.items() for words in lines}
