"""The safety screen: finds warning signs in what a patient writes, before anything else reads it. Needs no Rasa."""

from __future__ import annotations

from bot.safety.screen import Screener, Screening, Span, explain, screen

__all__ = ["Screener", "Screening", "Span", "explain", "screen"]
