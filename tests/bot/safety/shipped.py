"""The shipped rules of the screen, read once for all tests of them."""
from __future__ import annotations

from bot.safety.screen import Screener

RULES = Screener.load()
screen, explain = RULES.screen, RULES.explain
