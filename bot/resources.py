"""What one process loads once and shares: content, dialogue, safety screen. A server may load them anew while it serves."""
from __future__ import annotations

import logging
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Callable, Iterator, Optional, TypeVar

from bot.answers.compose import Composer
from bot.answers.dialogue import Dialogue
from bot.content.library import Library
from bot.safety import spelling
from bot.safety.combined import CombinedScreener
from bot.safety.learned import Learned
from bot.safety.screen import Screener
from bot.safety.spelling import Spelling
from bot.settings import Settings
from bot.understanding.subjects import vocabulary

log = logging.getLogger(__name__)
_T = TypeVar("_T")


@dataclass(frozen=True)
class Resources:
    """One state of the content and of the screen."""

    composer: Composer
    dialogue: Dialogue
    screener: CombinedScreener

    @property
    def library(self) -> Library:
        return self.composer.library

    @classmethod
    def load(cls, settings: Settings) -> Resources:
        """Read content and screen as they are now.

        Raises:
            ContentError: a content file is wrong; the message names file, field and remedy.
            SafetyDataError: a rule file of the screen is wrong; the message names file, field and remedy.
        """
        read = Composer(Library.load(settings.content).served())
        return cls(read, Dialogue(read), _screener_of(settings, lambda: read.library))

    @classmethod
    def of_process(cls) -> Resources:
        """Return what the process shares. Raises ContentError and SafetyDataError as `load` does."""
        return cls(composer(), dialogue(), screener())


_in_use: ContextVar[Resources] = ContextVar("resources in use")


@contextmanager
def use(resources: Resources) -> Iterator[None]:
    """Give `resources` to all that runs inside, its threads and tasks included: a turn ends with what it began with."""
    before = _in_use.set(resources)
    try:
        yield
    finally:
        _in_use.reset(before)


def library() -> Library:
    """Return the content library as it is served: the one in use, else the one of the process, read at first use.

    Raises:
        ContentError: a content file is wrong; the message names file, field and remedy.
    """
    return composer().library


def composer() -> Composer:
    """Return the composer over the library. Raises ContentError as `library` does."""
    resources = _in_use.get(None)
    return resources.composer if resources else _composer()


def dialogue() -> Dialogue:
    """Return the rules of conversation over the library. Raises ContentError as `library` does."""
    resources = _in_use.get(None)
    return resources.dialogue if resources else _dialogue()


def screener() -> CombinedScreener:
    """Return the safety screen: its rules, and the learned part if it can be read.

    Raises:
        SafetyDataError: a rule file is wrong; the message names file, field and remedy.
    """
    resources = _in_use.get(None)
    return resources.screener if resources else _screener()


# Each by itself: who only needs the content does not wait for the screen.
@lru_cache(maxsize=1)
def _composer() -> Composer:
    return Composer(Library.load(Settings.from_env().content).served())


@lru_cache(maxsize=1)
def _dialogue() -> Dialogue:
    return Dialogue(_composer())


@lru_cache(maxsize=1)
def _screener() -> CombinedScreener:
    return _screener_of(Settings.from_env(), lambda: _composer().library)


def _screener_of(settings: Settings, content: Callable[[], Library]) -> CombinedScreener:
    learned = _unless_broken("the learned part of the safety screen", settings.screen, lambda: Learned.load(settings.screen))
    respelling = _unless_broken("what the screen respells with", spelling.FILE, lambda: Spelling.load(vocabulary(content().subjects)))
    return CombinedScreener(Screener.load(), learned, respelling)


def _unless_broken(what: str, path: Path, load: Callable[[], _T]) -> Optional[_T]:
    try:
        return load()
    except Exception:  # a missing or broken file must not keep the rules from screening
        log.warning("%s cannot be used: the safety screen goes on without it. Restore %s (PLAINSPINE_SCREEN names the learned part).", what, path, exc_info=True)
        return None
