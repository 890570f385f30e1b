"""What a screen reader walks through in the main states: the accessibility tree of the open panel, as kept in trees/."""
from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.browser.test_gallery import visit

TREES = Path(__file__).parent / "trees"


@pytest.mark.parametrize("state", ["opening", "answer", "wide", "emergency", "failed"])
def test_the_tree_is_as_kept(new_chat: Any, state: str) -> None:
    """A6, A8, A11"""
    chat = new_chat()
    visit(chat.page, chat.server.address, state)
    # What is spoken comes and goes by the clock; test_widget.py listens to it.
    chat.panel.locator("> .spoken").evaluate("(it) => it.remove()")
    kept = TREES / f"{state}.yml"
    tree = chat.panel.aria_snapshot() + "\n"
    assert tree == kept.read_text("utf-8"), f"If the new order and names are meant, write this to {kept.name}:\n{tree}"
