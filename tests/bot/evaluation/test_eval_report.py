"""The text report, from a made-up measurement."""
from __future__ import annotations

from dataclasses import replace

import pytest

from bot.evaluation import report
from bot.evaluation.bars import Bar
from bot.evaluation.measured import Measured


def cells(text: str, first: str) -> list[list[str]]:
    """Return the cells of each row whose first cell is `first`."""
    rows = [[cell.strip() for cell in line.strip("│").split("│")] for line in text.splitlines() if line.startswith("│")]
    return [row for row in rows if row[0] == first]


def test_the_sets_are_shown_with_their_shares_and_intervals(measured: Measured) -> None:
    once = "12.5% (2.2 to 47.1)"
    shown = ["questions", "8", "37.5% (13.7 to 69.4)", "25.0% (7.1 to 59.1)", once, once, once]
    assert cells(report.text(measured), "questions") == [shown]


def test_wrong_answers_stand_apart_from_no_answers(measured: Measured) -> None:
    text = report.text(measured)
    assert cells(text, "wrong, of the answers given")[0][1].startswith("2/5 = 40.0%")
    assert cells(text, "declined, of all questions")[0][1].startswith("1/8 = 12.5%")


def test_parts_confusions_and_reliability_are_shown(measured: Measured) -> None:
    text = report.text(measured)
    assert [row[1].split()[0] for row in cells(text, "ct") + cells(text, "mri") + cells(text, "voice 2")] == ["0/5", "3/3", "0/3"]
    assert cells(text, "ct.what")[0][1:] == ["answered.mri.what", "2", "q3"]
    assert cells(text, "0.7 to 0.8")[0][1:3] == ["2", "0.73"] and cells(text, "0.9 to 1.0")[0][3].startswith("2/2")
    # |0.05-0|, |0.31-1|, 2 x |0.73-0|, |0.85-1|, 2 x |0.975-1|, over seven questions with a likeliest topic
    assert f"Expected calibration error {(0.05 + 0.69 + 1.46 + 0.15 + 0.05) / 7:.3f}." in text


def test_the_screen_is_shown_by_level_flag_and_trap_with_what_it_missed(measured: Measured) -> None:
    text = report.text(measured)
    assert cells(text, "emergency")[0][1].startswith("1/2 = 50.0%") and "no bar set" in text
    assert [row[1:] for row in cells(text, "") if row[1] == "overdose"][0][1].startswith("0/1")
    assert cells(text, "negated")[0][1].startswith("0/1") and cells(text, "no trap")[0][1].startswith("1/1")


def test_what_the_screen_took_wrongly_is_listed_with_its_words_for_each_held_out_set(measured: Measured) -> None:
    screen = replace(measured.screen, rows=[row._replace(item=replace(row.item, before=("said before",))) for row in measured.screen.rows])
    listed = report.text(replace(measured, screen=screen)).partition("Safety screen, held-out: missed")[2]
    assert listed.splitlines() == [
        " or given a lower level: 2",
        "  s2, wanted emergency (overdose), given physician (raised): said before / text of s2",
        "  s4, wanted physician (side_effect), given no level: said before / text of s4",
        "",
        "Safety screen, held-out: false alarms: 1",
        "  s5, wanted no level, given urgent (raised): said before / text of s5",
        "",
        "Safety screen, held-out, in few words: missed or given a lower level: 1",
        "  t1, wanted urgent (clot), given no level: text of t1",
        "",
        "Safety screen, held-out, in few words: false alarms: 1",
        "  t2, wanted no level, given urgent (raised): text of t2",
        "",
    ]


@pytest.mark.parametrize("limit, verdict", [(0.5, "met"), (0.51, "MISSED")])
def test_a_bar_that_is_set_is_held_against(measured: Measured, limit: float, verdict: str) -> None:
    bars = {**measured.bars, "emergency": Bar(limit), "out_of_scope_answered": Bar(1 - limit, most=True)}
    text = report.text(replace(measured, bars=bars))
    assert cells(text, "emergency")[0][3] == verdict and cells(text, "out of scope: answered")[0][3] == verdict


def test_stock_rasa_stands_beside_ours_when_it_was_measured(measured: Measured, beside_stock: Measured) -> None:
    assert "stock" not in report.text(measured).lower()
    text = report.text(beside_stock)
    assert [cell.split()[0] for cell in [row for row in cells(text, "right") if len(row) == 3][0][1:]] == ["3/8", "5/8"]
    assert cells(text, "training") == [["training", "12 s", "1,834 s"]]
    assert cells(text, "a turn, median") == [["a turn, median", "14 ms", "50 ms"]]
    assert "the same 3,373 of 33,726 phrases" in text and "30 of the 100 epochs" in text and "adapted to all phrases" in text


def test_a_comparison_that_failed_leaves_one_line(measured: Measured) -> None:
    line = "Not compared with stock Rasa: run `make stock`."
    text = report.text(replace(measured, not_compared=line))
    assert text.replace(f"{line}\n\n", "") == report.text(measured)


def test_a_long_table_is_cut_and_says_so(measured: Measured, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report, "WORST", 2)
    text = report.text(measured)
    assert "by voice, worst first: 2 of 3" in " ".join(text.split()) and not cells(text, "voice 3")


def test_a_bracket_in_a_text_is_no_markup(with_markup: Measured) -> None:
    rows = [line for line in report.text(with_markup).splitlines() if line.startswith("│")]
    assert len([line for line in rows if "[bold]you[/bold]" in line]) > 3
