"""The average of adaptations, on made-up matrices."""
from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bot.adapt import average
from bot.safety import learned
from bot.safety.learned import Learned


def adapter(seed: int, scale: float = 1.0, rank: int = 3) -> dict[str, np.ndarray]:
    chance = np.random.default_rng(seed)
    return {"x.up": chance.normal(size=(12, rank)).astype(np.float32), "x.down": scale * chance.normal(size=(rank, 9)).astype(np.float32)}


def product(of: dict[str, np.ndarray]) -> np.ndarray:
    return of["x.up"].astype(np.float32) @ of["x.down"].astype(np.float32)


def test_the_average_of_one_is_itself() -> None:
    found = average.adapters([adapter(1)])
    assert found["x.up"].shape == (12, 3) and found["x.down"].shape == (3, 9)
    assert product(found) == pytest.approx(product(adapter(1)), abs=0.02)


def test_the_average_is_between_those_that_went_on_from_each_other() -> None:
    first = adapter(1)
    second = {"x.up": first["x.up"], "x.down": 3 * first["x.down"]}
    assert product(average.adapters([first, second])) == pytest.approx(2 * product(first), abs=0.05)


def test_it_is_the_nearest_of_its_rank() -> None:
    those = [adapter(1), adapter(2)]
    middle = (product(those[0]) + product(those[1])) / 2
    sizes = np.linalg.svd(middle, compute_uv=False)
    assert np.linalg.norm(product(average.adapters(those)) - middle) == pytest.approx(np.linalg.norm(sizes[3:]), rel=0.01)


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    (tmp_path / "shipped").mkdir()
    monkeypatch.setattr(average.encoder, "ADAPTER", tmp_path / "shipped" / average.ADAPTER)
    monkeypatch.setattr(learned.save, "__defaults__", (tmp_path / "shipped" / average.HEAD,))
    made = []
    for number in (1, 3):
        made.append(tmp_path / str(number))
        made[-1].mkdir()
        np.savez(made[-1] / average.ADAPTER, **adapter(1, number))
        learned.save(("none", "urgent:infection"), np.full((2, 4), float(number)), np.full(2, -float(number)), made[-1] / average.HEAD)
    return made


def test_both_files_are_replaced(folders: list[Path]) -> None:
    average.main(folders)
    shipped = folders[0].parent / "shipped"
    head = Learned.load(shipped / average.HEAD)
    assert head.classes == ("none", "urgent:infection") and (head.weights == 2).all() and (head.bias == -2).all()
    with np.load(shipped / average.ADAPTER) as found:
        assert product(found) == pytest.approx(2 * product(adapter(1)), abs=0.05)


def test_a_missing_file_and_other_flags_are_named(folders: list[Path]) -> None:
    learned.save(("none", "urgent:other"), np.ones((2, 4)), np.ones(2), folders[1] / average.HEAD)
    with pytest.raises(SystemExit, match="different flags"):
        average.main(folders)
    (folders[1] / average.ADAPTER).unlink()
    with pytest.raises(SystemExit, match="Missing: .*adapter.npz"):
        average.main(folders)
