"""The evaluation in short, as text tables: what a terminal and a build log show. The page beside it has every miss."""
from __future__ import annotations

import io
from typing import Iterable, Optional, Sequence, Union

from rich.console import Console
from rich.table import Table as Grid
from rich.text import Text

from bot.answers.dialogue import AHEAD, LIKELY, SURE
from bot.evaluation import calibration
from bot.evaluation.measured import PARTS, Held, Measured
from bot.evaluation.safety import Row
from bot.evaluation.understanding import RIGHT, VERDICTS, WRONG
from bot.safety.verdict import LEVELS

WORST = 15  # rows of a long table that are shown
WIDTH = 150


def text(measured: Measured) -> str:
    """Return all tables as plain text."""
    console = Console(file=io.StringIO(), width=WIDTH, color_system=None)
    for part in (*_understanding(measured), *_beside_stock(measured), *_safety(measured)):
        console.print(part)
    for name, table in measured.held_out_screens().items():
        for title, rows in (("missed or given a lower level", table.missed()), ("false alarms", table.alarmed())):
            console.print(Text("\n".join((f"Safety screen, {name}: {title}: {len(rows)}", *map(_sign, rows), ""))))
    return "\n".join(line.rstrip() for line in console.file.getvalue().splitlines()) + "\n"  # type: ignore[attr-defined]


def _understanding(measured: Measured) -> list[Grid]:
    held = _held("Understanding, held-out, against its bars (95% interval)", measured.understanding())
    sets = _grid("Understanding, held-out (95% interval)", "set", "messages", *VERDICTS)
    for name, table in measured.sets().items():
        _row(sets, name, len(table.results), *(table.share(verdict).percent for verdict in VERDICTS))
    rates = _grid("Wrong answers apart from no answers", "", "share")
    for name, share in measured.rates().items():
        _row(rates, name, share)
    return [held, sets, rates, *(_parts(measured, by) for by in PARTS), _confusions(measured), _bins(measured)]


def _held(title: str, shares: Iterable[Held]) -> Grid:
    grid = _grid(title, "", "share", "bar", "")
    for name, share, bar in shares:
        _row(grid, name, share, bar, bar.verdict(share) if bar.limit is not None else "")
    return grid


def _parts(measured: Measured, by: str) -> Grid:
    parts = measured.parts(by)
    grid = _grid(_short(f"Questions by {by}, worst first", len(parts)), by, "right", "wrong")
    for name, table in list(parts.items())[:WORST]:
        _row(grid, name, table.share(RIGHT), table.share(WRONG))
    return grid


def _beside_stock(measured: Measured) -> list[Union[Grid, Text]]:
    if measured.comparison is None:
        return [Text(f"{measured.not_compared}\n")] if measured.not_compared else []
    grid = _grid("Questions, beside stock Rasa taught by the same phrases (95% interval)", "", "ours", "stock Rasa")
    for row in measured.comparison.rows():
        _row(grid, *row)
    return [grid, Text("\n".join((*measured.comparison.notes(), "")))]


def _confusions(measured: Measured) -> Grid:
    confusions = measured.questions.confusions()
    grid = _grid(_short("Wrong answers, most frequent first", len(confusions)), "wanted", "given", "times", "for example")
    for wanted, given, results in confusions[:WORST]:
        _row(grid, wanted, given, len(results), results[0].item.id)
    return grid


def _bins(measured: Measured) -> Grid:
    bins = measured.bins()
    error = calibration.expected_error(bins)
    title = "How sure, and how often right: the likeliest topic of each question"
    answers = f"The dialogue answers from {SURE:g}, and from {LIKELY:g} with {AHEAD:g} times the chance of the next topic."
    note = "" if error is None else f"Expected calibration error {error:.3f}. {answers}"
    grid = _grid(title, "chance", "questions", "mean chance", "right", caption=note)
    for one in bins:
        mean, right = (f"{one.chance:.2f}", one.right) if one.right.total else ("", "")
        _row(grid, f"{one.low:.1f} to {one.high:.1f}", one.right.total, mean, right)
    return grid


def _safety(measured: Measured) -> list[Grid]:
    held = _held("Safety screen, held-out, against its bars (95% interval)", measured.safety())
    whole = _grid("Safety screen: caught at that level or a higher one", "set", *LEVELS, "any sign", "asked", "false alarms", "asked for nothing")
    for name, table in measured.screens().items():
        caught = [*(table.caught(level) for level in LEVELS), table.noticed()]
        shares = [*caught, table.asked(sign=True), table.false_alarms(), table.asked(sign=False)]
        _row(whole, name, *(share.percent for share in shares))
    screen = measured.screen
    flags = _grid("Safety screen, held-out: sensitivity, worst first", "level", "flag", "caught at that level or a higher one")
    for level in LEVELS:
        _row(flags, level, "all", screen.caught(level))
        for flag in screen.flags(level):
            _row(flags, "", flag, screen.caught(level, flag))
    traps = _grid("Safety screen, held-out: specificity on messages without a sign, worst first", "trap", "no alarm")
    _row(traps, "all", screen.specificity())
    for trap in screen.traps():
        _row(traps, trap, screen.specificity(trap))
    return [held, whole, flags, traps]


def _sign(row: Row) -> str:
    """Return a message that the screen took wrongly: what was wanted and what it was given, then its words after those before it."""
    said = " / ".join((*row.item.before, row.item.text))
    return f"  {row.item.id}, wanted {_level(row.item.level, row.item.flags)}, given {_level(row.level, row.flags)}: {said}"


def _level(level: Optional[str], flags: Sequence[str]) -> str:
    return f"{level} ({', '.join(flags)})" if level else "no level"


def _grid(title: str, *heads: str, caption: str = "") -> Grid:
    return Grid(*heads, title=title, caption=caption or None, title_justify="left", caption_justify="left")


def _row(grid: Grid, *cells: object) -> None:
    """Add a row of plain text: a bracket in a cell is no markup."""
    grid.add_row(*(Text(str(cell)) for cell in cells))


def _short(title: str, count: int) -> str:
    return f"{title}: {WORST} of {count}" if count > WORST else title
