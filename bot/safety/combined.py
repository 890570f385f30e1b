"""The whole screen: the rules, and on top of them the learned part. Training can add to what the rules catch, never take away."""
from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Optional, Sequence

from bot.safety.learned import LEVELS, Learned
from bot.safety.screen import Screener, Screening

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class CombinedScreener:
    """Screens with both parts; with the rules alone when there is no learned part or it fails."""

    rules: Screener
    learned: Optional[Learned] = None

    def screen(self, text: str, recent_turns: Sequence[str] = ()) -> Screening:
        """Give the verdict on `text`; `recent_turns` are the patient's messages just before it, oldest first."""
        verdict = self.rules.screen(text, recent_turns)
        if self.learned is None or verdict.level == LEVELS[0]:
            return verdict
        try:
            sign = self.learned.read(text, recent_turns)
        except Exception:  # whatever fails in a model, the rules' verdict stands
            log.exception("the learned part of the screen failed")
            return verdict
        if sign is None or (verdict.level and LEVELS.index(verdict.level) <= LEVELS.index(sign.level)):
            return verdict
        others = tuple(flag for flag in verdict.flags if flag != sign.flag)
        return Screening(sign.level, (sign.flag, *others), verdict.spans)

    def explain(self, text: str) -> str:
        """Say in plain lines what each part made of `text`."""
        sign = self.learned.read(text) if self.learned else None
        learned = f"{sign.level}: {sign.flag} ({sign.chance:.2f})" if sign else "no sign" if self.learned else "not trained"
        return f"{self.rules.explain(text)}\nlearned part: {learned}"
