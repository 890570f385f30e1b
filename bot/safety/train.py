"""Trains the learned part of the screen, once for each state of its corpus."""
from __future__ import annotations

import hashlib
import sys
import time
from pathlib import Path

from bot.safety import corpus
from bot.settings import PROJECT, Settings

_INGREDIENTS = ("data/red_flags/*.jsonl", "data/nlu/*.yml", "bot/safety/learned.py", "bot/safety/corpus.py", "bot/understanding/heads.py")


def model_path(settings: Settings) -> Path:
    """Return where the learned part for the present corpus lies, or will lie."""
    digest = hashlib.sha256()
    for pattern in _INGREDIENTS:
        for path in sorted(PROJECT.glob(pattern)):
            digest.update(path.relative_to(PROJECT).as_posix().encode() + b"\0" + path.read_bytes())
    return settings.models / f"screen-{digest.hexdigest()[:12]}.joblib"


def train(settings: Settings, force: bool = False) -> Path:
    """Train unless the model is there already, and return its path."""
    target = model_path(settings)
    if target.is_file() and not force:
        return target
    from bot.safety.learned import Learned

    print("Training the learned part of the safety screen ...", file=sys.stderr, flush=True)
    started = time.perf_counter()
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_suffix(".part")
    Learned.fit(corpus.read()).save(unfinished)
    unfinished.replace(target)
    print(f"Trained in {time.perf_counter() - started:.0f} s: {target.name}", file=sys.stderr)
    return target
