"""Screens a text for warning signs: a long one beside other patients' turns."""
from __future__ import annotations

from typing import Sequence

from bot.rasa.threads import Threads
from bot.safety.combined import CombinedScreener
from bot.safety.verdict import Screening

LONG = 1000  # characters, from which screening takes longer than a turn may keep others waiting
_THREADS = Threads("screening", 2)  # nothing else may hang in these


async def screened(screener: CombinedScreener, text: str, before: Sequence[str] = ()) -> Screening:
    """Return the verdict of `screener` on `text`; `before` are the messages just before it, oldest first."""
    if len(text) <= LONG:
        return screener.screen(text, before)
    return await _THREADS.run(screener.screen, text, before)
