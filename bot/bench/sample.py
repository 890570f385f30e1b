"""A part of our phrases, always the same one, from which both sides of a comparison learn in a short time."""
from __future__ import annotations

import hashlib
import shutil
from pathlib import Path
from typing import Any, Iterable

import yaml

from bot import quick_yaml
from bot.settings import PROJECT
from bot.understanding.labels import label_of

Block = dict[str, Any]


def blocks(one_in: int = 1) -> list[Block]:
    """Return the blocks of data/nlu with one of `one_in` phrases, at least one of each label. Blocks left without a phrase are left out."""
    whole = [block for path in sorted(PROJECT.glob("data/nlu/*.yml")) for block in quick_yaml.load(path.read_text("utf-8"))["nlu"]]
    return part(whole, one_in)


def part(whole: Iterable[Block], one_in: int) -> list[Block]:
    """Return `whole` with one of `one_in` phrases. Their hashes choose, so that a phrase that is added or taken away moves few others."""
    lines = [(block, block["examples"].splitlines(keepends=True)) for block in whole]
    hashes: dict[str, set[int]] = {}
    for block, phrases in lines:
        hashes.setdefault(label_in(block), set()).update(map(_hash, phrases))
    drawn = {label: {each for each in known if each % one_in == 0} or {min(known)} for label, known in hashes.items()}
    kept = [(block, [phrase for phrase in phrases if _hash(phrase) in drawn[label_in(block)]]) for block, phrases in lines]
    return [{**block, "examples": "".join(phrases)} for block, phrases in kept if phrases]


def count(given: Iterable[Block]) -> int:
    """Return how many phrases are in the blocks."""
    return sum(len(block["examples"].splitlines()) for block in given)


def label_in(block: Block) -> str:
    """Return the label of a block's phrases."""
    return label_of(block.get("metadata") or {}, block["intent"])


def write_project(folder: Path, one_in: int) -> None:
    """Write into `folder` what `python -m bot train` needs there to train our model on one of `one_in` phrases."""
    for name in ("bot", "data/rules", "data/stories", "requirements"):
        shutil.copytree(PROJECT / name, folder / name)
    for name in ("config.yml", "domain.yml"):
        shutil.copy(PROJECT / name, folder / name)
    phrases = folder / "data" / "nlu" / "sample.yml"
    phrases.parent.mkdir()
    phrases.write_text(yaml.safe_dump({"version": "3.1", "nlu": blocks(one_in)}, allow_unicode=True, sort_keys=False, width=1000), "utf-8")


def _hash(phrase: str) -> int:
    return int(hashlib.sha256(phrase.strip().encode()).hexdigest(), 16)
