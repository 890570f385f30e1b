"""The soak: it takes every way through the door, and says what memory was held. A short one on a real server."""
from __future__ import annotations

from pathlib import Path

import pytest

from bot.bench import soak
from bot.bench.report import MISS, PASS
from bot.bench.sides import Ours

TURNS = 240


@pytest.mark.parametrize(("last", "verdict"), [(210, PASS), (230, MISS)])
def test_memory_that_grows_once_the_server_is_warm_misses_the_bar(last: int, verdict: str) -> None:
    found = soak.Soaked([(100, 150), (250, 200), (500, 205), (1000, last)])
    assert found.growth == last / 200 and found.curve().verdict == verdict


def test_a_short_soak_is_answered_in_every_way_and_holds_its_memory(tmp_path: Path, model: Path) -> None:
    with Ours(tmp_path, model).serve() as server:
        found = soak.soak(server, TURNS)
    assert sum(found.kinds.values()) >= TURNS
    assert {"answer", "clarify", "decline", "escalation", "smalltalk"} <= set(found.kinds) and not found.kinds["error"]
    # The caches still fill: a leak of a megabyte a turn would show.
    assert found.memory[-1][1] - found.memory[0][1] < 100e6
