"""`python -m bot eval`: the held-out tables, as text on the screen and in reports/eval.txt."""
from __future__ import annotations

import asyncio
import sys

from rich.console import Console

from bot import resources
from bot.evaluation import report, safety, sets, understanding
from bot.settings import PROJECT, Settings

QUESTIONS, SOCIAL, OUTSIDE = "understanding", "social", "out_of_scope"
SIGNS, TUNING = "safety_held_out", "safety_tuning"


def main(settings: Settings, with_stock: bool) -> None:
    """Measure and report. With `with_stock`, train and measure the stock Rasa pipeline on the same data too."""
    from bot.rasa import local, logs

    logs.configure()
    door = local.door(settings)

    async def turn(text: str, conversation: str) -> list:
        return await door.turn(text, conversation, "rest")

    measured = {}
    for name, title in ((QUESTIONS, "questions"), (SOCIAL, "conversation"), (OUTSIDE, "out of scope")):
        print(f"Asking the held-out {title} ...", file=sys.stderr, flush=True)
        measured[title] = asyncio.run(understanding.measure(sets.read(name), turn))
    print("Screening the held-out warning signs and look-alikes ...", file=sys.stderr, flush=True)
    screener = resources.screener()
    screened = {
        "held-out": safety.measure(sets.read(SIGNS), screener),
        "held-out, rules alone": safety.measure(sets.read(SIGNS), screener.rules),
        "tuning set (thresholds were chosen on it)": safety.measure(sets.read(TUNING), screener),
    }
    if with_stock:
        from bot.evaluation import stock

        print("Training stock Rasa unless it is trained (this takes many minutes), and asking it the questions ...", file=sys.stderr, flush=True)
        measured["questions, stock Rasa"] = stock.measure(sets.read(QUESTIONS), settings)

    target = PROJECT / "reports" / "eval.txt"
    target.parent.mkdir(exist_ok=True)
    with target.open("w", encoding="utf-8") as file:
        for console in (Console(), Console(file=file, width=140)):
            report.understanding_tables(console, measured)
            report.safety_tables(console, screened)
    print(f"Written to {target}", file=sys.stderr)
