"""The terminal chat as a transcript: lines in, exact screen text out."""
from __future__ import annotations

import io
from typing import Any, Optional

import pytest

from bot import chat
from bot.answers.compose import Composer

START = """
Hello from Test Clinic.

In an emergency, call 911.

Type your question, a number to pick a choice, or press Ctrl-D to leave.
"""


async def transcript(composer: Composer, typed: str, *turns: list[dict[str, Any]]) -> tuple[str, list[str]]:
    """Return what the screen shows after `typed` is piped in, and what was asked; the nth question gets the nth of `turns`."""
    asked: list[str] = []

    async def answer(text: str) -> list[dict[str, Any]]:
        asked.append(text.rstrip("\n"))
        return turns[len(asked) - 1]

    target = io.StringIO()
    await chat.run(answer, composer, io.StringIO(typed), target)
    return target.getvalue(), asked


def physician(composer: Composer) -> list[dict[str, Any]]:
    """Return advice to see a physician, then an answer: as the server sends it."""
    advice, answer = composer.escalation("physician", ["night_pain"]), composer.answer(["mri.what"]).messages()
    return [*advice.messages()[:-1], *answer[:-1], {"custom": {**answer[-1]["custom"], "escalation": advice.escalation}}]


@pytest.mark.parametrize("typed", ["", "\n", "   \n\t\n\n"])
async def test_nothing_typed_asks_nothing(composer: Composer, typed: str) -> None:
    screen, asked = await transcript(composer, typed)
    assert screen.startswith(START) and asked == []
    assert screen.removeprefix(START).replace("You:", "").strip() == ""


async def test_an_answer_shows_its_source_line_and_numbered_choices(composer: Composer) -> None:
    screen, asked = await transcript(composer, "How long?\n", composer.answer(["sacroplasty.duration"]).messages())
    assert asked == ["How long?"]
    assert screen == START + """
You: How long?

Answer of sacroplasty.duration.

Its second paragraph.

Next step of sacroplasty.duration.

[Title of sacroplasty.duration. Draft: not yet reviewed by a clinician.
Sources: Source B, 2020; Source A, 2020]

  1. Tell me more
  2. Title of sacroplasty.what
  3. Title of mri.what
"""


async def test_a_number_goes_to_the_door_as_typed_and_the_last_line_needs_no_line_end(composer: Composer) -> None:
    turns = [composer.answer(["sacroplasty.duration"]).messages(), composer.message("thanks").messages()]
    screen, asked = await transcript(composer, "how long\n2", *turns)
    assert asked == ["how long", "2"]
    assert screen.endswith("\nYou: 2\n\nWords of thanks.\n\n  1. What can I ask?\n  2. MRI\n")


async def test_an_emergency_is_said_first_with_whom_to_call(composer: Composer) -> None:
    screen, _ = await transcript(composer, "my face droops\n", composer.escalation("emergency", ["stroke"]).messages())
    assert screen == START + """
You: my face droops

EMERGENCY: Call 911. Note the time.

Phone: 911
"""


def test_an_urgent_sign_names_its_level_and_every_phone(composer: Composer) -> None:
    reply = composer.escalation("urgent", ["clot"], held_back=True)
    assert chat.show(reply.messages()) == """\
CALL TODAY: Call us today: 555-0100.

Phone: 555-0100
Phone: 911

  1. Show my answer"""


def test_advice_to_see_a_physician_comes_before_the_answer(composer: Composer) -> None:
    assert chat.show(physician(composer)) == """\
SEE YOUR PHYSICIAN: See your physician this week.

Phone: 555-0100

Answer of mri.what.

Its second paragraph.

Next step of mri.what.

[Title of mri.what. Draft: not yet reviewed by a clinician. Sources: Source B,
2020; Source A, 2020]"""


def test_a_table_is_read_row_by_row(composer: Composer) -> None:
    assert chat.show(composer.answer(["compare.kyphoplasty_vertebroplasty"]).messages()) == """\
Answer of compare.kyphoplasty_vertebroplasty.

Its second paragraph.

Next step of compare.kyphoplasty_vertebroplasty.

Balloon:
  Vertebroplasty: No
  Kyphoplasty: Yes
Time:
  Vertebroplasty: About an hour
  Kyphoplasty: An hour

[Title of compare.kyphoplasty_vertebroplasty. Draft: not yet reviewed by a
clinician. Sources: Source B, 2020; Source A, 2020]"""


def test_a_signed_answer_names_who_signed_it_and_when(composer: Composer) -> None:
    shown = chat.show(composer.answer(["sacroplasty.what"]).messages())
    assert "Reviewed by A. Reviewer on 2026-01-05. Sources:" in shown.replace("\n", " ") and "Draft" not in shown


def test_long_lines_are_wrapped_and_list_items_hang() -> None:
    text = "First paragraph, " + "word " * 30 + "\n- item " + "word " * 20 + "\n- short item"
    lines = chat.show([{"text": text}, {"custom": None}]).split("\n")
    assert max(map(len, lines)) <= 78 and len(lines) == 6
    assert lines[3].startswith("- item") and lines[4].startswith("  word") and lines[5] == "- short item"


async def test_asking_back_and_an_error_are_shown_as_text(composer: Composer) -> None:
    turns = [
        composer.clarify("clarify_topic", [("Sacroplasty", "sacroplasty.what")]).messages(),
        composer.message("error", "error", "error.internal").messages(),
    ]
    screen, _ = await transcript(composer, "a\nb\n", *turns)
    assert "Words of clarify_topic.\n\n  1. Sacroplasty\n\nYou: b\n\nWords of error." in screen


@pytest.mark.parametrize("no_color", [None, "1"])
async def test_no_codes_of_a_terminal_are_written_to_a_pipe(
    composer: Composer, monkeypatch: pytest.MonkeyPatch, no_color: Optional[str]
) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("NO_COLOR", no_color) if no_color else monkeypatch.delenv("NO_COLOR", raising=False)
    turns = [composer.escalation("emergency", ["stroke"]).messages(), physician(composer)]
    screen, asked = await transcript(composer, "\x1b[31mred\x1b[0m\x07\nplain\n", *turns)
    assert len(asked) == 2
    assert [character for character in screen if not character.isprintable() and character != "\n"] == []
    assert "\nYou: [31mred [0m\n" in screen


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("leave", [EOFError, KeyboardInterrupt])
async def test_at_a_terminal_ctrl_d_and_ctrl_c_leave_without_a_trace(
    composer: Composer, monkeypatch: pytest.MonkeyPatch, leave: type[BaseException]
) -> None:
    typed = iter(["hello", ""])

    class Session:
        async def prompt_async(self, prompt: str) -> str:
            for line in typed:
                return line
            raise leave

    async def answer(text: str) -> list[dict[str, Any]]:
        return [{"text": f"You said {text}."}, {"custom": {}}]

    monkeypatch.setattr("prompt_toolkit.PromptSession", Session)
    screen = Terminal()
    await chat.run(answer, composer, Terminal(), screen)
    assert screen.getvalue() == START + "\nYou said hello.\n"
