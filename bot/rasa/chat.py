"""Gives the terminal chat its conversation partner: the same door, agent and content as the server, in this process."""
from __future__ import annotations

import asyncio
import logging
from dataclasses import replace

from bot import chat, resources
from bot.rasa import agent, logs, train
from bot.rasa.door import Door
from bot.settings import Settings


def run(settings: Settings, sender: str) -> None:
    """Chat until the input ends or the person leaves. The conversation is kept in memory only."""
    logs.configure(logging.ERROR)
    loaded = agent.load(train.train(settings), replace(settings, database="memory"))
    door = Door(loaded, resources.composer(), resources.screener(), settings)
    asyncio.run(chat.run(lambda text: door.turn(text, sender, "terminal"), resources.composer()))
