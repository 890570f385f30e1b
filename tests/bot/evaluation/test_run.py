"""Where the two reports of a measurement go."""
from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.evaluation import page, report, run
from bot.evaluation.measured import Measured
from bot.settings import Settings


def test_the_text_is_printed_and_kept_and_the_page_lies_beside_it(
    measured: Measured, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    monkeypatch.setattr(run, "PROJECT", tmp_path)
    monkeypatch.setattr(run, "measure", lambda settings, with_stock: measured)
    run.main(Settings(), with_stock=False)
    folder = tmp_path / "reports"
    assert (folder / "eval.txt").read_text("utf-8") == report.text(measured)
    assert (folder / "eval.html").read_text("utf-8") == page.html(measured)
    assert report.text(measured) in capsys.readouterr().out
