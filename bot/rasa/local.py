"""The whole assistant in this process and in memory: for the terminal, for `ask`, for evaluation and tests."""
from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Optional

from bot.rasa import agent, train
from bot.rasa.door import Door
from bot.resources import Resources
from bot.settings import Settings


def door(settings: Settings, model: Optional[Path] = None) -> Door:
    """Return a door with the model for the present data (trained if need be). Conversations are kept in memory only."""
    loaded = agent.load(model or train.train(settings), replace(settings, database="memory"))
    return Door(loaded, Resources.of_process(), settings)
