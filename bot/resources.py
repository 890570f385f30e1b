"""What one process loads once and shares: content, dialogue, safety screen."""
from __future__ import annotations

import logging
from functools import lru_cache
from typing import Optional

from bot.answers.compose import Composer
from bot.answers.dialogue import Dialogue
from bot.content.library import Library
from bot.safety.combined import CombinedScreener
from bot.safety.learned import Learned
from bot.safety.screen import Screener
from bot.settings import Settings

log = logging.getLogger(__name__)


@lru_cache(maxsize=1)
def library() -> Library:
    """Return the content library as it is served, read at first use.

    Raises:
        ContentError: a content file is wrong; the message names file, field and remedy.
    """
    return Library.load(Settings.from_env().content).served()


@lru_cache(maxsize=1)
def composer() -> Composer:
    """Return the composer over the library. Raises ContentError as `library` does."""
    return Composer(library())


@lru_cache(maxsize=1)
def dialogue() -> Dialogue:
    """Return the rules of conversation over the library. Raises ContentError as `library` does."""
    return Dialogue(composer())


@lru_cache(maxsize=1)
def screener() -> CombinedScreener:
    """Return the safety screen: its rules, and the learned part if it can be read.

    Raises:
        SafetyDataError: a rule file is wrong; the message names file, field and remedy.
    """
    return CombinedScreener(Screener.load(), _learned())


def _learned() -> Optional[Learned]:
    try:
        return Learned.load(Settings.from_env().screen)
    except Exception:  # a missing or broken model must not keep the rules from screening
        log.warning("the learned part of the safety screen cannot be used: its rules screen alone. "
                    "Restore bot/safety/learned.npz, or mend PLAINSPINE_SCREEN.")
        return None
