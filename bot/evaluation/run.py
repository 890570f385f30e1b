"""`python -m bot eval`: the held-out sets, measured; reported on the screen, in reports/eval.txt and in reports/eval.html."""
from __future__ import annotations

import asyncio
import sys
from typing import Optional

from bot import resources
from bot.answers.question import Question
from bot.evaluation import bars, page, report, safety, sets, understanding
from bot.evaluation.measured import Measured
from bot.evaluation.understanding import Best
from bot.settings import PROJECT, Settings

QUESTIONS, SOCIAL, STATEMENTS, OUTSIDE = "understanding", "social", "statements", "out_of_scope"
SIGNS, LIKELY, TERSE, TUNING = "safety_held_out", "safety_likely", "safety_terse", "safety_tuning"


def main(settings: Settings, with_stock: bool) -> None:
    """Measure and report. With `with_stock`, train and measure the stock Rasa pipeline on the same data too."""
    measured = measure(settings, with_stock)
    text = report.text(measured)
    print(text)
    folder = PROJECT / "reports"
    folder.mkdir(exist_ok=True)
    (folder / "eval.txt").write_text(text, "utf-8")
    (folder / "eval.html").write_text(page.html(measured), "utf-8")
    print(f"Written to {folder / 'eval.txt'} and, with every miss, to {folder / 'eval.html'}", file=sys.stderr)


def measure(settings: Settings, with_stock: bool) -> Measured:
    """Measure everything on the held-out sets. With `with_stock`, the stock Rasa pipeline too.

    Raises:
        ValueError: bars.yml or a held-out set cannot be read.
        CannotMeasure: stock Rasa could not be trained or served.
    """
    from bot.rasa import local, logs, train
    from bot.rasa.topic_classifier import GUESS

    logs.configure("warning")
    limits = bars.read()  # first, so that a wrong file ends it before the slow work
    model = train.train(settings)
    door = local.door(settings, model)

    async def turn(text: str, conversation: str) -> list:
        return await door.turn(text, conversation, "rest")

    async def guess(text: str, conversation: str) -> Optional[Best]:
        parsed = await door.parse(text, conversation)
        topics = Question.from_guess(parsed.get(GUESS) or {}).topics
        return Best(*topics[0]) if topics else None

    def asked(name: str) -> understanding.Table:
        print(f"Asking the held-out messages of {name} ...", file=sys.stderr, flush=True)
        return asyncio.run(understanding.measure(sets.read(name), turn, guess))

    questions, social, statements, outside = asked(QUESTIONS), asked(SOCIAL), asked(STATEMENTS), asked(OUTSIDE)
    print("Screening the held-out warning signs and look-alikes ...", file=sys.stderr, flush=True)
    screener = resources.screener()
    return Measured(
        model=model.name,
        questions=questions,
        social=social,
        statements=statements,
        outside=outside,
        screen=safety.measure(sets.read(SIGNS), screener),
        other_screens={
            "held-out, as most people write": safety.measure(sets.read(LIKELY), screener),
            "held-out, in few words": safety.measure(sets.read(TERSE), screener),
            "held-out, rules alone": safety.measure(sets.read(SIGNS), screener.rules),
            "tuning set (thresholds were chosen on it)": safety.measure(sets.read(TUNING), screener),
        },
        bars=limits,
        stock=_stock(settings) if with_stock else None,
    )


def _stock(settings: Settings) -> understanding.Table:
    from bot.evaluation import stock

    print("Asking stock Rasa, which may have to be trained first (many minutes) ...", file=sys.stderr, flush=True)
    return stock.measure(sets.read(QUESTIONS), settings)
