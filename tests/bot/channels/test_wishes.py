"""STOP, HELP and START are known when they are the whole message, and never inside a sentence."""
from __future__ import annotations

from typing import Optional

import pytest

from bot.channels.wishes import HELP, START, STOP, wish

REQUIRED = ["stop", "quit", "end", "revoke", "opt out", "cancel", "unsubscribe"]  # 47 CFR 64.1200(a)(10)
SENTENCES = [
    "should I stop my pills", "I want to end it", "I want to end it all", "stop the pain", "when does the pain stop", "can I cancel my scan",
    "help me I can't feel my legs", "help!! I cannot breathe", "how do I quit smoking", "I quit my pills", "the end of my spine",
    "can I start walking", "yes it hurts", "end of life", "please help me", "i cant stop bleeding", "no more pain", "it will not stop",
]  # fmt: skip


@pytest.mark.parametrize("word", REQUIRED)
@pytest.mark.parametrize("form", ["{}", " {} ", "{}.", "{}!!!", '"{}"', "\u200b{}"])
def test_the_required_words_stop(word: str, form: str) -> None:
    for text in (word, word.upper(), word.title()):
        assert wish(form.format(text)) == STOP


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("no more texts", STOP), ("No más", STOP), ("NO MAS!", STOP), ("don't text me", STOP),
        ("Don’t text me", STOP), ("Please stop texting me", STOP), ("opt-out", STOP), ("OPTOUT", STOP), ("STOPALL", STOP),
        ("Help", HELP), ("INFO", HELP), ("ayuda", HELP), ("help?", HELP), ("start", START), ("UNSTOP", START), ("YES", START),
    ],
)  # fmt: skip
def test_other_wishes(text: str, kind: str) -> None:
    assert wish(text) == kind


@pytest.mark.parametrize("text", SENTENCES)
def test_a_word_inside_a_sentence_is_no_wish(text: str) -> None:
    assert wish(text) is None


@pytest.mark.parametrize("text", [None, "", " ", "🙂", "\x00", "!!!", "stop " * 4000, "/restart", "停止"])
def test_anything_else_is_none(text: Optional[str]) -> None:
    assert wish(text) is None
