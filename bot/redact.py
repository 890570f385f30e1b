"""Takes obvious identifiers out of a text before it is stored. The rules are in redact.yml, their limits in docs/privacy.md."""
from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from bot import quick_yaml

_RULES = Path(__file__).with_name("redact.yml")


def redact(text: str) -> str:
    """Return `text` with each e-mail address, phone number and the like replaced by its kind in brackets."""
    for name, pattern in _rules():
        text = pattern.sub(name, text)
    return text


@lru_cache(maxsize=1)
def _rules() -> tuple[tuple[str, re.Pattern[str]], ...]:
    rules = quick_yaml.load(_RULES.read_text("utf-8"))
    return tuple((f"[{rule['name']}]", re.compile(rule["pattern"])) for rule in rules)
