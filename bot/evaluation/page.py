"""The evaluation as one HTML page that needs no other file, for people who want to see what went wrong."""
from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.answers.dialogue import AHEAD, LIKELY, SURE
from bot.evaluation import bars, calibration, safety, understanding
from bot.evaluation.measured import PARTS, Measured
from bot.safety.verdict import LEVELS

SHOWN = 15  # misses of a kind that are shown at once; the others are folded away


def html(measured: Measured) -> str:
    """Return the page."""
    folder = FileSystemLoader(Path(__file__).parent)
    pages = Environment(loader=folder, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    bins = measured.bins()
    return pages.get_template("page.html").render(
        measured=measured,
        by=list(PARTS),
        verdicts=understanding.VERDICTS,
        levels=LEVELS,
        bins=bins,
        error=calibration.expected_error(bins),
        sure=SURE,
        likely=LIKELY,
        ahead=AHEAD,
        shown=SHOWN,
        missed=bars.MISSED,
    )
