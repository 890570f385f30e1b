"""Asks the stock Rasa pipeline, trained on our phrases, the same held-out questions."""
from __future__ import annotations

from typing import Any, Iterable

from bot.bench import stock
from bot.bench.sides import Stock
from bot.evaluation.sets import Item
from bot.evaluation.understanding import ASKED, DECLINED, RIGHT, WRONG, Result, Table
from bot.settings import Settings


def measure(items: Iterable[Item], settings: Settings) -> Table:
    """Train the stock project unless its model is cached, serve it, have each conversation, and judge the last reply.

    A stock answer to a bare facet ("how long?") names no subject: it counts as asking back, which favors stock Rasa.

    Raises:
        CannotMeasure: the stock environment is missing, or stock Rasa could not be trained or served.
    """
    folder = stock.project_folder(settings.cache)
    stock.write_project(folder)
    model = stock.train(folder).model
    table = Table()
    with Stock(folder, model).serve() as served:
        for item in items:
            for text in item.before:
                served.ask(item.id, text)
            table.results.append(_judge(item, served.ask(item.id, item.text)))
    return table


def _judge(item: Item, messages: list[dict[str, Any]]) -> Result:
    said = messages[0].get("text", "") if messages else ""
    if said in {stock.response_to(stock.intent_of(label)) for label in (item.label, *item.also)}:
        return Result(item, RIGHT, said)
    if said == stock.response_to(stock.intent_of(f".{item.label.rpartition('.')[2]}")):
        return Result(item, ASKED, said)
    return Result(item, DECLINED if not said or said == stock.response_to(stock.FALLBACK) else WRONG, said)
