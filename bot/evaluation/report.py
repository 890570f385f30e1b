"""The evaluation as text tables."""
from __future__ import annotations

from typing import Callable, Mapping

from rich.console import Console
from rich.table import Table as Grid

from bot.evaluation import safety, understanding
from bot.evaluation.sets import Item

WORST = 15  # confusions and misses listed


def understanding_tables(console: Console, sets: Mapping[str, understanding.Table]) -> None:
    """Print shares a set, then those of the questions by subject and facet, and the most frequent wrong answers."""
    grid = Grid("set", "right", "wrong", "asked back", "declined", "escalated", title="Understanding, held-out (95% interval)")
    for name, table in sets.items():
        shares = [str(table.share(verdict)) for verdict in (understanding.RIGHT, understanding.WRONG, understanding.ASKED)]
        shares += [str(table.share(verdict)) for verdict in (understanding.DECLINED, understanding.ESCALATED)]
        grid.add_row(name, *shares)
    console.print(grid)
    questions = sets["questions"]
    _parts(console, "By subject", questions, understanding.subject)
    _parts(console, "By facet", questions, understanding.facet)
    confusions = Grid("wanted", "given", "times", title="Wrong answers")
    for (wanted, given), times in questions.confusions()[:WORST]:
        confusions.add_row(wanted, given, str(times))
    console.print(confusions)


def _parts(console: Console, title: str, table: understanding.Table, part: Callable[[Item], str]) -> None:
    grid = Grid("part", "right", "wrong", title=title)
    for name, rows in table.by(part).items():
        grid.add_row(name, str(rows.share(understanding.RIGHT)), str(rows.share(understanding.WRONG)))
    console.print(grid)


def safety_tables(console: Console, sets: Mapping[str, safety.Table]) -> None:
    """Print shares a set, then those of the first one by flag and by trap, and what it missed (by id: texts stand in tests/eval)."""
    whole = Grid("set", *safety.LEVELS, "any sign", "false alarms", title="Safety screen: caught at that level or higher (95% interval)")
    for name, each in sets.items():
        caught = [str(each.caught(level)) for level in safety.LEVELS]
        whole.add_row(name, *caught, str(each.noticed()), str(each.false_alarms()))
    console.print(whole)
    table = next(iter(sets.values()))
    grid = Grid("level", "flag", "caught at that level or higher", title="Safety screen, held-out: sensitivity (95% interval)")
    for level in safety.LEVELS:
        grid.add_row(level, "all", str(table.caught(level)), style="bold")
        for flag in table.flags(level):
            grid.add_row("", flag, str(table.caught(level, flag)))
    console.print(grid)
    alarms = Grid("trap", "false alarms", title="Safety screen, held-out: messages without a sign (95% interval)")
    alarms.add_row("all", str(table.false_alarms()), style="bold")
    for trap in table.traps():
        alarms.add_row(trap, str(table.false_alarms(trap)))
    console.print(alarms)
    missed = table.missed()
    console.print(f"Missed or given a lower level: {len(missed)}: {', '.join(item.id for item, _, _ in missed)}")
