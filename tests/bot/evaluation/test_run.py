"""Where the two reports of a measurement go, and that nothing about stock Rasa loses them."""
from __future__ import annotations

import signal
from pathlib import Path
from typing import Any, Iterator

import pytest

from bot.bench.child import CannotMeasure
from bot.evaluation import comparison, page, report, run
from bot.evaluation.comparison import SAMPLE
from bot.evaluation.measured import Measured
from bot.settings import Settings


@pytest.fixture
def reports(measured: Measured, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Return the folder for the reports of a made-up measurement."""
    monkeypatch.setattr(run, "REPORTS", tmp_path / "reports")
    monkeypatch.setattr(run, "measure", lambda settings: measured)
    before = signal.getsignal(signal.SIGTERM)
    yield tmp_path / "reports"
    signal.signal(signal.SIGTERM, before)


def test_the_text_is_printed_and_kept_and_the_page_lies_beside_it(measured: Measured, reports: Path, capsys: Any) -> None:
    run.main(Settings())
    assert (reports / "eval.txt").read_text("utf-8") == report.text(measured)
    assert (reports / "eval.html").read_text("utf-8") == page.html(measured)
    assert report.text(measured) in capsys.readouterr().out


def test_our_tables_are_written_before_stock_rasa_is_trained_and_again_with_it(
    measured: Measured, beside_stock: Measured, reports: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    found = []

    def compare(*given: Any) -> Any:
        found.append((reports / "eval.txt").read_text("utf-8"))
        return beside_stock.comparison

    monkeypatch.setattr(comparison, "measure", compare)
    run.main(Settings(), SAMPLE)
    assert found == [report.text(measured)]
    assert (reports / "eval.txt").read_text("utf-8") == report.text(beside_stock)
    assert report.text(beside_stock) in capsys.readouterr().out


def test_without_stock_rasa_our_tables_are_reported_with_a_line_that_says_what_to_do(
    reports: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    def compare(*given: Any) -> None:
        raise CannotMeasure("The stock environment is missing. Run `make stock`.")

    monkeypatch.setattr(comparison, "measure", compare)
    run.main(Settings(), SAMPLE)
    screen = capsys.readouterr()
    line = "Not compared with stock Rasa: The stock environment is missing. Run `make stock`."
    assert "3/8" in screen.out and line in screen.out and line in screen.err
    assert all(line in (reports / name).read_text("utf-8") for name in ("eval.txt", "eval.html"))
