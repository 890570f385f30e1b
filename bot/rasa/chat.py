"""Gives the terminal chat its conversation partner: the same door, agent and content as the server, in this process."""
from __future__ import annotations

import asyncio

from bot import chat, resources
from bot.rasa import local, logs
from bot.settings import Settings


def run(settings: Settings, sender: str) -> None:
    """Chat until the input ends or the person leaves."""
    logs.configure("error")
    door = local.door(settings)
    asyncio.run(chat.run(lambda text: door.turn(text, sender, "terminal"), resources.composer()))
