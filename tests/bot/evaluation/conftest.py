"""A small made-up measurement, for tests of what reports make of one."""
from __future__ import annotations

from dataclasses import replace
from typing import Any, Optional

import pytest

from bot.evaluation import safety, understanding
from bot.evaluation.bars import Bar
from bot.evaluation.comparison import Comparison, Trial
from bot.evaluation.measured import Measured
from bot.evaluation.safety import Row
from bot.evaluation.sets import Item
from bot.evaluation.understanding import ASKED, DECLINED, ESCALATED, RIGHT, WRONG, Best, Result

MARKUP = '<script>alert("x")</script> & [bold]you[/bold]'


def asked(name: str, label: str, verdict: str, outcome: str = "", best: Optional[Best] = None, **other: Any) -> Result:
    return Result(Item(name, f"text of {name}", label=label, **other), verdict, outcome or f"answered.{label}", best)


def screened(name: str, wanted: Optional[str], given: Optional[str], flag: str = "", trap: Optional[str] = None) -> Row:
    flags = (flag,) if flag else ()
    return Row(Item(name, f"text of {name}", level=wanted, flags=flags, trap=trap), given, ("raised",) if given else ())


@pytest.fixture
def measured() -> Measured:
    """Eight questions, one greeting, two messages out of scope, six screened messages and two more; nothing of stock Rasa, no bar set."""
    questions = [
        asked("q1", "mri.what", RIGHT, best=Best("mri.what", 0.95), voice=1),
        asked("q2", "mri.what", RIGHT, best=Best("mri.what", 0.85), voice=1),
        asked("q3", "ct.what", WRONG, "answered.mri.what", Best("mri.what", 0.75), voice=2, before=("said before",)),
        asked("q4", "ct.what", WRONG, "answered.mri.what", Best("mri.what", 0.71), voice=2),
        asked("q5", "ct.day", ASKED, "clarify.topic", Best("ct.day", 0.31), voice=2, also=("ct.when",)),
        asked("q6", "ct.day", DECLINED, "decline.no_answer", Best("mri.day", 0.05), voice=1),
        asked("q7", "ct.day", ESCALATED, "escalated.urgent", voice=1),
        asked("q8", "mri.day", RIGHT, best=Best("mri.day", 1.0), voice=3),
    ]
    outside = [asked("o1", "off_topic", WRONG, "answered.mri.what"), asked("o2", "off_topic", RIGHT, "decline.off_topic")]
    screen = [
        screened("s1", "emergency", "emergency", "stroke"),
        screened("s2", "emergency", "physician", "overdose"),
        screened("s3", "urgent", "urgent", "clot"),
        screened("s4", "physician", None, "side_effect", "understated"),
        screened("s5", None, "urgent", trap="negated"),
        screened("s6", None, None),
    ]
    return Measured(
        model="made-up.tar.gz",
        questions=understanding.Table(questions),
        social=understanding.Table([asked("c1", "greet", RIGHT, "smalltalk.greet")]),
        statements=understanding.Table([asked("s1", "told", RIGHT, "clarify.told")]),
        outside=understanding.Table(outside),
        screen=safety.Table(screen),
        more_screens={"held-out, in few words": safety.Table([screened("t1", "urgent", None, "clot"), screened("t2", None, "urgent")])},
        other_screens={"rules alone": safety.Table(screen[:2])},
        bars={
            **{name: Bar(None) for name in ("right", "emergency", "urgent", "physician")},
            **{name: Bar(None, most=True) for name in ("wrong", "out_of_scope_answered", "false_alarms")},
        },
    )


@pytest.fixture
def beside_stock(measured: Measured) -> Measured:
    """The same with a comparison, in which stock Rasa got the questions about CT right and the others wrong."""
    results = [replace(each, verdict=RIGHT if each.item.label.startswith("ct") else WRONG) for each in measured.questions.results]
    ours, theirs = Trial(measured.questions, 12.4, 0.0144), Trial(understanding.Table(results), 1834.0, 0.05)
    return replace(measured, comparison=Comparison(ours, theirs, learned=3_373, phrases=33_726, epochs=30, earlier=False))


@pytest.fixture
def with_markup(measured: Measured) -> Measured:
    """The same with markup in every kind of text that comes from outside."""
    item = Item(MARKUP, MARKUP, (MARKUP,), MARKUP, (MARKUP,))
    wrong = Result(item, WRONG, MARKUP, Best(MARKUP, 0.5))
    sign = replace(item, level="urgent", flags=(MARKUP,), trap=MARKUP)
    screen = safety.Table([Row(sign, None, ()), Row(replace(item, trap=MARKUP), "urgent", (MARKUP,))])
    return replace(
        measured,
        model=MARKUP,
        questions=understanding.Table([wrong]),
        outside=understanding.Table([wrong]),
        screen=screen,
        more_screens={MARKUP: screen},
        other_screens={f"{MARKUP} too": screen},
        not_compared=MARKUP,
    )
