"""The element's parsing and choosing, table by table, with the Node that Playwright brings along."""
from __future__ import annotations

import subprocess
from pathlib import Path

from playwright._impl._driver import compute_driver_executable

UNITS = Path(__file__).parents[2] / "widget" / "tests" / "units.test.ts"


def test_units() -> None:
    node, _ = compute_driver_executable()
    done = subprocess.run([node, "--no-warnings", "--test", str(UNITS)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert f"tests {UNITS.read_text('utf-8').count('test(')}" in done.stdout
