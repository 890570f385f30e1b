"""Averages what several adaptations learned, which understands new messages better than the last one alone.

They must go on from each other (`--refine`): what learned apart has no common middle. Source of the method: Wortsman and others, Model
soups, 2022.
"""
from __future__ import annotations

from pathlib import Path
from typing import Mapping, Sequence

import numpy as np

from bot.safety import learned
from bot.safety.learned import Learned
from bot.understanding import encoder

ADAPTER, HEAD = encoder.ADAPTER.name, learned.HEAD.name  # the files in each folder


def main(folders: Sequence[Path]) -> None:
    """Replace bot/understanding/adapter.npz and bot/safety/learned.npz by the average of those in `folders`.

    Raises:
        SystemExit: a folder lacks a file, or the heads know different flags.
    """
    missing = [str(folder / name) for folder in folders for name in (ADAPTER, HEAD) if not (folder / name).is_file()]
    if missing:
        raise SystemExit(f"Missing: {', '.join(missing)}. Copy both files of each adaptation into a folder of its own.")
    heads = [Learned.load(folder / HEAD) for folder in folders]
    if len({head.classes for head in heads}) > 1:
        raise SystemExit("These heads know different flags and cannot be averaged.")
    np.savez(encoder.ADAPTER, **adapters([np.load(folder / ADAPTER) for folder in folders]))
    weights, bias = np.mean([head.weights for head in heads], axis=0), np.mean([head.bias for head in heads], axis=0)
    learned.save(heads[0].classes, weights, bias)


def adapters(those: Sequence[Mapping[str, np.ndarray]]) -> dict[str, np.ndarray]:
    """Return the low-rank matrices nearest to the average of the products `up @ down`, of the first one's rank."""
    found = {}
    for name in (key.removesuffix(".up") for key in those[0] if key.endswith(".up")):
        rank = those[0][f"{name}.up"].shape[1]
        up = np.concatenate([each[f"{name}.up"].astype(np.float32) / len(those) for each in those], axis=1)
        down = np.concatenate([each[f"{name}.down"].astype(np.float32) for each in those])
        # The product is large and of low rank: decomposed by way of its thin factors.
        (left, of_left), (right, of_right) = np.linalg.qr(up), np.linalg.qr(down.T)
        rotated_left, sizes, rotated_right = np.linalg.svd(of_left @ of_right.T)
        roots = np.sqrt(sizes[:rank])
        found[f"{name}.up"] = (left @ rotated_left[:, :rank] * roots).astype(np.float16)
        found[f"{name}.down"] = (roots[:, None] * (rotated_right[:rank] @ right.T)).astype(np.float16)
    return found
