"""Plain text for channels that show nothing else."""
from __future__ import annotations

from bot.answers.compose import Composer
from bot.answers.plain import plain_text


def test_texts_then_numbered_choices_and_nothing_of_the_machine_part(composer: Composer) -> None:
    assert plain_text(composer.answer(["sacroplasty.duration"]).messages()) == (
        "Answer of sacroplasty.duration.\n\nIts second paragraph.\n\nNext step of sacroplasty.duration.\n\n"
        "1. Tell me more\n2. Title of sacroplasty.what\n3. Title of mri.what"
    )


def test_without_choices_there_is_no_empty_list(composer: Composer) -> None:
    assert plain_text(composer.escalation("emergency", ["stroke"]).messages()) == "Call 911. Note the time."


def test_nothing_to_say_is_an_empty_text() -> None:
    assert plain_text([{"custom": {"kind": "error"}}]) == ""
