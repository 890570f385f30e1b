"""The colours of the stylesheet keep their contrast, light and dark (WCAG 1.4.3 and 1.4.11)."""
from __future__ import annotations

import re
from pathlib import Path

import pytest

CSS = (Path(__file__).parents[2] / "widget" / "src" / "style" / "base.css").read_text(encoding="utf-8")
TEXT = {
    "paper": ("ink", "quiet", "accent", "emergency"),
    "ground": ("ink", "quiet", "accent"),
    "own": ("ink",),
    "fill": ("on-fill",),
    "emergency": ("paper",),
    "urgent": ("paper",),
    "physician": ("paper",),
    "emergency-paper": ("ink", "emergency"),
    "urgent-paper": ("ink", "urgent"),
    "physician-paper": ("ink", "physician"),
}
CONTROLS = {"paper": ("line",), "own": ("accent",), "ground": ("accent", "emergency", "urgent", "physician")}


def _palette(scheme: str) -> dict[str, str]:
    light, dark = re.findall(r"\.widget \{(.*?)\}", CSS, re.DOTALL)[:2]
    return dict(re.findall(r"--([\w-]+): #(\w+);", light if scheme == "light" else dark))


def _luminance(color: str) -> float:
    full = "".join(digit * 2 for digit in color) if len(color) == 3 else color
    parts = [int(full[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_contrast(scheme: str) -> None:
    """A28"""
    palette = _palette(scheme)
    weak = [
        (ink, paper, round(_contrast(palette[ink], palette[paper]), 2))
        for pairs, least in ((TEXT, 4.5), (CONTROLS, 3.0))
        for paper, inks in pairs.items()
        for ink in inks
        if _contrast(palette[ink], palette[paper]) < least
    ]
    assert weak == []
