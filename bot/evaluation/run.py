"""`python -m bot eval`: the held-out sets, measured; reported on the screen, in reports/eval.txt and in reports/eval.html."""
from __future__ import annotations

import asyncio
import signal
import sys
from dataclasses import replace
from typing import Optional

from bot import resources
from bot.answers.question import Question
from bot.bench.child import CannotMeasure, say
from bot.evaluation import bars, comparison, page, report, safety, sets, understanding
from bot.evaluation.comparison import Extent
from bot.evaluation.measured import Measured
from bot.evaluation.understanding import Best
from bot.settings import PROJECT, Settings

QUESTIONS, SOCIAL, STATEMENTS, OUTSIDE = "understanding", "social", "statements", "out_of_scope"
SIGNS, LIKELY, TERSE, TUNING = "safety_held_out", "safety_likely", "safety_terse", "safety_tuning"
REPORTS = PROJECT / "reports"


def main(settings: Settings, extent: Optional[Extent] = None) -> None:
    """Measure and report. With an `extent`, compare with the stock Rasa pipeline to that extent, too.

    Our own figures are written before that: nothing that happens to stock Rasa loses them.
    """
    measured = measure(settings)
    print(_write(measured))
    if extent:
        print(_write(_compared(measured, settings, extent)))
    say(f"Written to {REPORTS / 'eval.txt'} and, with every miss, to {REPORTS / 'eval.html'}")


def measure(settings: Settings) -> Measured:
    """Measure everything on the held-out sets.

    Raises:
        ValueError: bars.yml or a held-out set cannot be read.
    """
    from bot.rasa import local, logs, train
    from bot.rasa.topic_classifier import GUESS

    logs.configure("warning")
    limits = bars.read()  # first, so that a wrong file ends it before the slow work
    model = train.train(settings)
    say("Asking ours (a minute or two on two cores, all sets together) ...")
    door = local.door(settings, model)

    async def turn(text: str, conversation: str) -> list:
        return await door.turn(text, conversation, "rest")

    async def guess(text: str, conversation: str) -> Optional[Best]:
        parsed = await door.parse(text, conversation)
        topics = Question.from_guess(parsed.get(GUESS) or {}).topics
        return Best(*topics[0]) if topics else None

    def asked(name: str) -> understanding.Table:
        items = sets.read(name)
        say(f"    {len(items)} held-out messages of {name}")
        return asyncio.run(understanding.measure(items, turn, guess))

    questions, social, statements, outside = asked(QUESTIONS), asked(SOCIAL), asked(STATEMENTS), asked(OUTSIDE)
    say("    the held-out warning signs and look-alikes")
    screener = resources.screener()
    return Measured(
        model=model.name,
        questions=questions,
        social=social,
        statements=statements,
        outside=outside,
        screen=safety.measure(sets.read(SIGNS), screener),
        more_screens={
            "held-out, as most people write": safety.measure(sets.read(LIKELY), screener),
            "held-out, in few words": safety.measure(sets.read(TERSE), screener),
        },
        other_screens={
            "held-out, rules alone": safety.measure(sets.read(SIGNS), screener.rules),
            "tuning set (thresholds were chosen on it)": safety.measure(sets.read(TUNING), screener),
        },
        bars=limits,
    )


def _compared(measured: Measured, settings: Settings, extent: Extent) -> Measured:
    """Return the measurement with the comparison, or with the line that says why there is none."""
    # So that servers and trainings are stopped then, too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("The comparison with stock Rasa was stopped."))
    say(f"Our own tables are in {REPORTS / 'eval.txt'}; now stock Rasa, which can be stopped without losing them.")
    try:
        return replace(measured, comparison=comparison.measure(sets.read(QUESTIONS), settings, extent))
    except (CannotMeasure, OSError, ValueError) as error:
        line = f"Not compared with stock Rasa: {error} All other figures stand; `make eval` tries again."
        say(line)
        return replace(measured, not_compared=line)


def _write(measured: Measured) -> str:
    """Write both reports and return the text."""
    text = report.text(measured)
    REPORTS.mkdir(exist_ok=True)
    (REPORTS / "eval.txt").write_text(text, "utf-8")
    (REPORTS / "eval.html").write_text(page.html(measured), "utf-8")
    return text
