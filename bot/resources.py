"""What one process loads once and shares: content, dialogue, safety screen."""
from __future__ import annotations

from functools import lru_cache

from bot.answers.compose import Composer
from bot.answers.dialogue import Dialogue
from bot.content.library import Library
from bot.safety.screen import Screener
from bot.settings import Settings


@lru_cache(maxsize=1)
def library() -> Library:
    """Return the content library, read at first use.

    Raises:
        ContentError: a content file is wrong; the message names file, field and remedy.
    """
    return Library.load(Settings.from_env().content)


@lru_cache(maxsize=1)
def composer() -> Composer:
    """Return the composer over the library. Raises ContentError as `library` does."""
    return Composer(library())


@lru_cache(maxsize=1)
def dialogue() -> Dialogue:
    """Return the rules of conversation over the library. Raises ContentError as `library` does."""
    return Dialogue(composer())


@lru_cache(maxsize=1)
def screener() -> Screener:
    """Return the safety screen, its rules compiled at first use."""
    return Screener.load()
