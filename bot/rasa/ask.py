"""Shows for one message what the screen, the model and the dialogue decided, and why."""
from __future__ import annotations

import asyncio
import logging
from typing import Any

from rich.console import Console
from rich.table import Table

from bot import chat, resources
from bot.rasa import local, logs
from bot.rasa.door import Door
from bot.settings import Settings


def run(settings: Settings, text: str) -> None:
    """Print the decision about `text` as the first message of a conversation."""
    logs.configure(logging.ERROR)
    door = local.door(settings)
    parsed, messages = asyncio.run(_both(door, text))
    console = Console()
    console.print("[bold]Screen[/bold]")
    console.print(resources.screener().explain(text), markup=False)
    console.print("\n[bold]Understanding[/bold]")
    console.print(_understanding(parsed))
    console.print(f"\n[bold]Reply[/bold]: {messages[-1]['custom']['outcome']}")
    console.print(chat.show(messages), markup=False)


async def _both(door: Door, text: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    return await door.parse(text), await door.turn(text, "ask", "terminal")


def _understanding(parsed: dict[str, Any]) -> Table:
    guess = parsed.get("topic") or {"topics": [], "facets": [], "subjects": []}
    table = Table("intent", "topic", "facet, whatever the subject", title=f"subjects named: {', '.join(guess['subjects']) or 'none'}")
    columns = (parsed.get("intent_ranking", []), guess["topics"], guess["facets"])
    for row in range(5):
        table.add_row(*(_cell(column[row]) if row < len(column) else "" for column in columns))
    return table


def _cell(item: dict[str, Any]) -> str:
    return f"{item.get('name') or item.get('id')} {item['confidence']:.2f}"
