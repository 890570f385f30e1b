"""Judging the reply to a held-out question."""
from __future__ import annotations

from typing import Any

import pytest

from bot.answers.compose import Composer
from bot.answers.dialogue import Dialogue
from bot.answers.question import Memory, Question
from bot.answers.reply import Reply
from bot.evaluation import understanding
from bot.evaluation.sets import Item
from bot.evaluation.understanding import ASKED, DECLINED, ESCALATED, OUTCOME_OF_TALK, RIGHT, WRONG
from bot.evaluation.understanding import Best, Result, Table, measure


async def unsure(text: str, conversation: str) -> None:
    """A model without a likeliest topic."""


async def judge(label: str, reply: Reply, also: tuple[str, ...] = ()) -> str:
    async def turn(text: str, conversation: str) -> list[dict[str, Any]]:
        return reply.messages()

    return (await measure([Item("1", "?", label=label, also=also)], turn, unsure)).results[0].verdict


def card(topic: str) -> dict[str, str]:
    return {"id": topic}


@pytest.mark.parametrize(
    "label, reply, verdict",
    [
        ("mri.what", Reply("answer", "answered.ct.what", ("",), answers=(card("ct.what"),)), WRONG),
        ("off_topic", Reply("answer", "answered.ct.what", ("",), answers=(card("ct.what"),)), WRONG),
        ("mri.what", Reply("escalation", "escalated.urgent", ("",)), ESCALATED),
        ("mri.what", Reply("escalation", "escalated.physician", ("",), answers=(card("mri.what"),)), ESCALATED),
        ("mri.what", Reply("decline", "decline.no_answer", ("",)), DECLINED),
        ("mri.what", Reply("error", "error.timeout", ("",)), DECLINED),
        ("mri.what", Reply("smalltalk", "smalltalk.greet", ("",)), DECLINED),
        ("mri.what", Reply("clarify", "clarify.topic", ("",)), ASKED),
        ("off_topic", Reply("decline", "decline.admin", ("",)), DECLINED),
        ("greet", Reply("smalltalk", "smalltalk.thanks", ("",)), DECLINED),
        ("tell_more", Reply("clarify", "clarify.topic", ("",)), ASKED),
        ("mri.what", Reply("answer", "answered.mri.what", ("",), answers=(card("mri.what"),)), RIGHT),
        ("mri.what", Reply("answer", "answered.ct.what", ("",), answers=(card("ct.what"), card("mri.what"))), RIGHT),
        ("off_topic", Reply("decline", "decline.off_topic", ("",)), RIGHT),
        ("greet", Reply("smalltalk", "smalltalk.greet", ("",)), RIGHT),
    ],
)
async def test_a_reply_is_judged_by_what_was_wanted(label: str, reply: Reply, verdict: str) -> None:
    assert await judge(label, reply) == verdict


async def test_an_answer_as_fair_as_the_wanted_one_is_right() -> None:
    reply = Reply("answer", "answered.ct.what", ("",), answers=(card("ct.what"),))
    assert await judge("mri.what", reply, also=("xray.what", "ct.what")) == RIGHT


@pytest.mark.parametrize("given, advised", [(("ct.what", "mri.what"), True), (("ct.what",), False), ((), False)])
async def test_the_right_answer_below_the_advice_to_see_a_physician_is_counted_apart(given: tuple[str, ...], advised: bool) -> None:
    async def turn(text: str, conversation: str) -> list[dict[str, Any]]:
        return Reply("escalation", "escalated.physician", ("",), answers=tuple(map(card, given))).messages()

    table = await measure([Item("1", "?", label="mri.what"), Item("2", "?", label="ct.day")], turn, unsure)
    assert (table.results[0].advised, table.advised().counts, table.share(ESCALATED).hits) == (advised, f"{int(advised)}/2", 2)


async def test_an_answer_without_advice_is_not_counted_as_advised() -> None:
    async def turn(text: str, conversation: str) -> list[dict[str, Any]]:
        return Reply("answer", "answered.mri.what", ("",), answers=(card("mri.what"),)).messages()

    assert (await measure([Item("1", "?", label="mri.what")], turn, unsure)).advised().hits == 0


@pytest.mark.parametrize("label, rule", [("tell_more", "more"), ("simpler", "simpler"), ("sources", "sources")])
async def test_right_without_a_last_answer_is_what_the_dialogue_says(composer: Composer, label: str, rule: str) -> None:
    reply, _ = getattr(Dialogue(composer), rule)(Memory())
    assert reply.outcome == OUTCOME_OF_TALK[label]
    assert await judge(label, reply) == RIGHT


async def test_right_to_what_asks_nothing_is_what_the_dialogue_says(composer: Composer) -> None:
    reply, _ = Dialogue(composer).told(Question(), Memory())
    assert reply.outcome == OUTCOME_OF_TALK["told"] and await judge("told", reply) == RIGHT


async def test_the_dialogue_s_own_replies_are_judged_as_meant(composer: Composer) -> None:
    dialogue = Dialogue(composer)
    assert await judge("mri.what", dialogue.ask(Question((("mri.what", 0.9),)), Memory())[0]) == RIGHT
    assert await judge("mri.what", dialogue.ask(Question((("mri.what", 0.2),)), Memory())[0]) == ASKED
    assert await judge("mri.what", dialogue.ask(Question(), Memory())[0]) == DECLINED
    assert await judge("off_topic", dialogue.say("off_topic", Memory())[0]) == RIGHT


async def test_the_messages_before_are_said_first_in_a_conversation_of_their_own() -> None:
    said: list[tuple[str, str]] = []

    async def turn(text: str, conversation: str) -> list[dict[str, Any]]:
        said.append((conversation, text))
        outcome = "smalltalk.greet" if text == "last" else "smalltalk.other"
        return Reply("smalltalk", outcome, ("",)).messages()

    table = await measure([Item("a", "last", ("one", "two"), "greet"), Item("b", "alone", (), "greet")], turn, unsure)
    assert said == [("a", "one"), ("a", "two"), ("a", "last"), ("b", "alone")]
    assert [(result.verdict, result.outcome) for result in table.results] == [
        (RIGHT, "smalltalk.greet"),
        (DECLINED, "smalltalk.other"),
    ]


async def test_both_answers_to_two_questions_are_named() -> None:
    async def turn(text: str, conversation: str) -> list[dict[str, Any]]:
        return Reply("answer", "answered.ct.what", ("",), answers=(card("ct.what"), card("ct.day"))).messages()

    table = await measure([Item("a", "?", label="mri.what")], turn, unsure)
    assert table.results[0].outcome == "answered.ct.what and answered.ct.day"


async def test_the_likeliest_topic_is_asked_for_after_what_came_before_and_ahead_of_the_turn() -> None:
    happened: list[str] = []

    async def turn(text: str, conversation: str) -> list[dict[str, Any]]:
        happened.append(f"said {text}")
        return Reply("smalltalk", "smalltalk.greet", ("",)).messages()

    async def guess(text: str, conversation: str) -> Best:
        happened.append(f"guessed {text} in {conversation}")
        return Best("mri.what", 0.7)

    table = await measure([Item("a", "last", ("one",), "mri.what")], turn, guess)
    assert happened == ["said one", "guessed last in a", "said last"] and table.results[0].best == Best("mri.what", 0.7)


def result(label: str, verdict: str, outcome: str = "") -> Result:
    return Result(Item(label, "?", label=label), verdict, outcome)


def test_shares_parts_and_confusions_are_counted() -> None:
    table = Table(
        [
            result("mri.what", RIGHT),
            result("mri.day", WRONG, "answered.ct.what"),
            result("ct.what", WRONG, "answered.mri.what"),
            result("mri.day", WRONG, "answered.ct.what"),
        ]
    )
    assert str(table.share(RIGHT)).startswith("1/4 = 25.0%") and table.share(ASKED).hits == 0
    by_subject = {part: rows.share(RIGHT) for part, rows in table.by(understanding.subject).items()}
    assert {part: (share.hits, share.total) for part, share in by_subject.items()} == {"ct": (0, 1), "mri": (1, 3)}
    confusions = [(wanted, given, [each.item.label for each in results]) for wanted, given, results in table.confusions()]
    assert confusions == [
        ("mri.day", "answered.ct.what", ["mri.day", "mri.day"]),
        ("ct.what", "answered.mri.what", ["ct.what"]),
    ]


def test_parts_come_worst_first_and_the_larger_of_equals_first() -> None:
    table = Table(
        [
            result("a.what", RIGHT),
            result("b.what", WRONG),
            result("c.what", RIGHT),
            result("c.what", WRONG),
            *[result("d.what", ASKED)] * 2,
        ]
    )
    assert list(table.by(understanding.subject)) == ["d", "b", "c", "a"]
    assert list(table.by(understanding.voice)) == ["voice 0"]


def test_the_wrong_share_of_the_answers_leaves_out_those_who_got_none() -> None:
    verdicts = [RIGHT, RIGHT, RIGHT, WRONG, ASKED, DECLINED, ESCALATED, DECLINED]
    table = Table([result("mri.what", verdict) for verdict in verdicts])
    assert (table.answered().counts, table.wrong_answers().counts) == ("4/8", "1/4")


def test_an_empty_table_measures_nothing() -> None:
    assert (Table().share(RIGHT).total, Table().by(understanding.facet), Table().confusions()) == (0, {}, [])
