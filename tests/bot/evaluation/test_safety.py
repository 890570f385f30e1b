"""Measuring the safety screen."""
from __future__ import annotations

from dataclasses import dataclass
from typing import Optional, Sequence

import pytest

from bot.evaluation.safety import NO_TRAP, Row, Table, measure
from bot.evaluation.sets import Item


@dataclass
class Verdict:
    level: Optional[str]
    flags: Sequence[str] = ()
    doubt: Optional[str] = None


class Named:
    """A screen that gives the level that the message names, and keeps what it was shown."""

    def __init__(self) -> None:
        self.shown: list[tuple[str, tuple[str, ...]]] = []

    def screen(self, text: str, recent_turns: Sequence[str]) -> Verdict:
        self.shown.append((text, tuple(recent_turns)))
        if text == "perhaps":
            return Verdict(None, doubt="urgent")
        return Verdict(None if text == "none" else text, ["given"])


def signs(wanted: str, *given: str, flags: tuple[str, ...] = ("f",)) -> list[Item]:
    return [Item(f"{wanted}-{text}-{number}", text, level=wanted, flags=flags) for number, text in enumerate(given)]


@pytest.mark.parametrize(
    "wanted, given, caught",
    [
        ("emergency", "none", False),
        ("emergency", "physician", False),
        ("emergency", "urgent", False),
        ("urgent", "none", False),
        ("urgent", "physician", False),
        ("physician", "none", False),
        ("emergency", "emergency", True),
        ("urgent", "urgent", True),
        ("urgent", "emergency", True),
        ("physician", "physician", True),
        ("physician", "urgent", True),
        ("physician", "emergency", True),
    ],
)
def test_a_sign_is_caught_at_its_level_or_a_higher_one(wanted: str, given: str, caught: bool) -> None:
    table = measure(signs(wanted, given), Named())
    assert (table.caught(wanted).hits, table.caught(wanted).total) == (caught, 1)
    assert [row.item.id for row in table.missed()] == ([] if caught else [f"{wanted}-{given}-0"])


def test_the_messages_before_are_in_view() -> None:
    screen = Named()
    measure([Item("a", "none", before=("one", "two"))], screen)
    assert screen.shown == [("none", ("one", "two"))]


def test_shares_are_counted_by_level_and_flag() -> None:
    items = signs("urgent", "urgent", "none", flags=("clot", "infection")) + signs("urgent", "urgent", flags=("clot",))
    table = measure(items + signs("emergency", "emergency", flags=("stroke",)), Named())
    assert (table.caught("urgent").hits, table.caught("urgent").total) == (2, 3)
    assert (table.caught("urgent", "infection").hits, table.caught("urgent", "infection").total) == (1, 2)
    assert table.caught("urgent", "stroke").total == 0 and table.caught("emergency", "stroke").hits == 1
    assert table.flags("urgent") == ["infection", "clot"] and table.flags("physician") == []


def test_any_level_for_a_message_without_a_sign_is_a_false_alarm() -> None:
    items = [Item("a", "physician", trap="negated"), Item("b", "none", trap="negated")]
    items += [Item("c", "urgent", trap="past"), Item("d", "none")]
    table = measure(items + signs("urgent", "urgent"), Named())
    assert (table.false_alarms().hits, table.false_alarms().total) == (2, 4)
    assert (table.false_alarms("negated").hits, table.false_alarms("negated").total) == (1, 2)
    assert table.traps() == ["past", "negated", NO_TRAP] and table.missed() == []


def test_specificity_is_what_false_alarms_leave_and_its_classes_add_up_to_all() -> None:
    items = [Item("a", "physician", trap="negated"), Item("b", "none", trap="negated")]
    items += [Item("c", "urgent"), Item("d", "none", trap="past")]
    table = measure(items + signs("urgent", "urgent"), Named())
    assert table.specificity().counts == "2/4"
    assert {trap: table.specificity(trap).counts for trap in table.traps()} == {NO_TRAP: "0/1", "negated": "1/2", "past": "1/1"}
    assert sum(table.specificity(trap).total for trap in table.traps()) == 4
    assert [row.item.id for row in table.alarmed()] == ["a", "c"]


def test_a_question_back_is_neither_caught_nor_an_alarm_and_is_counted_apart() -> None:
    table = measure([*signs("urgent", "perhaps", "urgent"), Item("a", "perhaps"), Item("b", "none"), Item("c", "none")], Named())
    assert (table.asked(sign=True).counts, table.asked(sign=False).counts) == ("1/2", "1/3")
    assert (table.noticed().counts, table.false_alarms().counts) == ("1/2", "0/3")


def test_the_least_caught_flags_come_first() -> None:
    table = measure(signs("urgent", "urgent", flags=("a",)) + signs("urgent", "none", flags=("b",)), Named())
    assert table.flags("urgent") == ["b", "a"]


def test_what_was_given_is_kept_beside_what_was_wanted() -> None:
    item = signs("urgent", "physician")[0]
    assert measure([item], Named()).missed() == [Row(item, "physician", ("given",))]


def test_an_empty_table_has_no_shares() -> None:
    assert (Table().caught("urgent").total, Table().false_alarms().total, Table().missed()) == (0, 0, [])
