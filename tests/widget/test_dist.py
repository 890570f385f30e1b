"""The committed script is the one its sources make, is small, and carries nothing it should not. Needs no Node."""
from __future__ import annotations

import gzip
import hashlib
import math
import re
from pathlib import Path

WIDGET = Path(__file__).parents[2] / "widget"
DIST = WIDGET / "dist" / "plainspine-chat.js"
BUDGET = 20 * 1024
FORBIDDEN = ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function", "localStorage")


def _sources_hash() -> str:
    """Return the sum that build.mjs writes: name, zero byte, content, zero byte, for each file in order of name."""
    names = [path.relative_to(WIDGET).as_posix() for path in (WIDGET / "src").rglob("*") if path.is_file()]
    total = hashlib.sha256()
    for name in sorted([*names, "build.mjs", "package-lock.json", "tsconfig.json"]):
        total.update(name.encode() + b"\0" + (WIDGET / name).read_bytes() + b"\0")
    return total.hexdigest()


def test_dist_was_built_from_these_sources() -> None:
    first_line = DIST.read_text(encoding="utf-8").splitlines()[0]
    remedy = "widget/dist is stale. Remedy: run `npm ci && npm run build` in widget/."
    assert first_line == f"// plainspine-chat sources-sha256:{_sources_hash()}", remedy


def test_dist_is_within_its_budget() -> None:
    assert len(gzip.compress(DIST.read_bytes(), 9)) <= BUDGET


def test_the_page_on_the_chat_gives_its_size() -> None:
    size = math.ceil(len(gzip.compress(DIST.read_bytes(), 9)) / 1024)
    assert f"| Plainspine | {size} KB |" in (WIDGET.parent / "docs" / "widget.md").read_text(encoding="utf-8")


def test_dist_uses_nothing_a_strict_policy_forbids() -> None:
    text = DIST.read_text(encoding="utf-8")
    assert [name for name in FORBIDDEN if name in text] == []


def test_addresses_in_dist_are_only_the_name_of_svg() -> None:
    assert set(re.findall(r"https?://[\w./-]+", DIST.read_text(encoding="utf-8"))) == {"http://www.w3.org/2000/svg"}


def test_lock_file_names_no_host() -> None:
    assert "://" not in (WIDGET / "package-lock.json").read_text(encoding="utf-8")
