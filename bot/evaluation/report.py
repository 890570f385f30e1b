"""The evaluation in short, as text tables: what a terminal and a build log show. The page beside it has every miss."""
from __future__ import annotations

import io

from rich.console import Console
from rich.table import Table as Grid
from rich.text import Text

from bot.answers.dialogue import AHEAD, LIKELY, SURE
from bot.evaluation import calibration, safety
from bot.evaluation.measured import PARTS, Measured
from bot.evaluation.understanding import RIGHT, VERDICTS, WRONG
from bot.safety.verdict import LEVELS

WORST = 15  # rows of a long table that are shown
WIDTH = 150


def text(measured: Measured) -> str:
    """Return all tables as plain text."""
    console = Console(file=io.StringIO(), width=WIDTH, color_system=None)
    for grid in (*_understanding(measured), *_safety(measured)):
        console.print(grid)
    for title, rows in (("Missed or given a lower level", measured.screen.missed()), ("False alarms", measured.screen.alarmed())):
        console.print(Text(f"{title}: {len(rows)}{': ' if rows else ''}{', '.join(row.item.id for row in rows)}\n"))
    return "\n".join(line.rstrip() for line in console.file.getvalue().splitlines()) + "\n"  # type: ignore[attr-defined]


def _understanding(measured: Measured) -> list[Grid]:
    sets = _grid("Understanding, held-out (95% interval)", "set", "messages", *VERDICTS)
    for name, table in measured.sets().items():
        _row(sets, name, len(table.results), *(table.share(verdict).percent for verdict in VERDICTS))
    stock = ["stock Rasa"] if measured.stock else []
    rates = _grid("Wrong answers apart from no answers", "", "ours", *stock)
    for name, (ours, theirs) in measured.rates().items():
        _row(rates, name, ours, *([theirs] if theirs else []))
    return [sets, rates, *(_parts(measured, by, stock) for by in PARTS), _confusions(measured), _bins(measured)]


def _parts(measured: Measured, by: str, stock: list[str]) -> Grid:
    parts = measured.parts(by)
    heads = (by, "right", "wrong", *(f"right, {name}" for name in stock))
    grid = _grid(_short(f"Questions by {by}, worst first", len(parts)), *heads)
    for name, ours, theirs in parts[:WORST]:
        _row(grid, name, ours.share(RIGHT), ours.share(WRONG), *([theirs.share(RIGHT)] if theirs else []))
    return grid


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
    held = _grid("Safety screen, held-out, against its bars (95% interval)", "", "share", "bar", "")
    for name, share, bar in measured.safety():
        _row(held, name, share, bar, bar.verdict(share) if bar.limit is not None else "")
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


def _grid(title: str, *heads: str, caption: str = "") -> Grid:
    return Grid(*heads, title=title, caption=caption or None, title_justify="left", caption_justify="left")


def _row(grid: Grid, *cells: object) -> None:
    """Add a row of plain text: a bracket in a cell is no markup."""
    grid.add_row(*(Text(str(cell)) for cell in cells))


def _short(title: str, count: int) -> str:
    return f"{title}: {WORST} of {count}" if count > WORST else title
