"""The page, from a made-up measurement."""
from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest

from bot.evaluation import page
from bot.evaluation.bars import Bar
from bot.evaluation.measured import Measured

VOID = {"meta", "br"}


class Balance(HTMLParser):
    """Checks that elements close in the order in which they opened, and collects ids and what links to them."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attributes: list) -> None:
        named = dict(attributes)
        self.ids += [named["id"]] if "id" in named else []
        self.links += [named["href"]] if "href" in named else []
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attributes: list) -> None:
        """Nothing stays open."""

    def handle_endtag(self, tag: str) -> None:
        assert self.open and self.open.pop() == tag, tag


def plain(html: str) -> str:
    """Return what a reader sees, white space closed up."""
    body = html.partition("</head>")[2]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


def row(html: str, caption: str, name: str) -> str:
    """Return the row `name` of the table that is labelled `caption`, as a reader sees it."""
    table = html.partition(f'aria-label="{caption}"')[2].partition("</table>")[0]
    rows = (plain(f"</head>{part}") for part in re.split(r"<tr[^>]*>", table))
    return next(text for text in rows if text.startswith(name))


def figure(html: str) -> ElementTree.Element:
    return ElementTree.fromstring(re.search(r"<figure>\s*(<svg.*?</svg>)", html, re.DOTALL).group(1))  # type: ignore[union-attr]


@pytest.mark.parametrize("which", ["measured", "beside_stock", "with_markup"])
def test_it_is_well_formed_and_every_link_leads_somewhere(which: str, request: pytest.FixtureRequest) -> None:
    balance = Balance()
    balance.feed(page.html(request.getfixturevalue(which)))
    assert balance.open == [] and len(set(balance.ids)) == len(balance.ids)
    assert balance.links and {link.removeprefix("#") for link in balance.links} <= set(balance.ids)


def test_it_needs_nothing_from_elsewhere_and_runs_nothing(beside_stock: Measured) -> None:
    html = page.html(beside_stock)
    assert not re.search(r"<script|<link|<img|src=|url\(|@import|https?:|\son\w+=", html)
    assert "default-src 'none'" in html and "prefers-color-scheme: dark" in html and 'name="viewport"' in html


def test_markup_in_a_text_stays_text(with_markup: Measured) -> None:
    html = page.html(with_markup)
    assert "<script" not in html and with_markup.model in plain(html)
    # Said, wanted, given and likeliest; before; as topic, subject, facet and trap; the model's and a set's name.
    assert html.count("&lt;script&gt;") > 10


def test_numbers_come_with_their_intervals(measured: Measured) -> None:
    html = page.html(measured)
    assert row(html, "questions", "right") == "right 3/8 37.5% (13.7 to 69.4)"
    assert row(html, "questions", "wrong") == "wrong 2/8 25.0% (7.1 to 59.1)"
    assert row(html, "Wrong answers apart from no answers", "wrong").endswith("2/5 40.0% (11.8 to 76.9)")
    assert row(html, "Questions by voice", "voice 2") == "voice 2 0/3 0.0% (0.0 to 56.1) 2/3 = 66.7% (20.8 to 93.9)"
    assert row(html, "Safety, against its bars", "emergency") == "emergency 1/2 50.0% (9.5 to 90.5) no bar set"


def test_a_bar_is_as_long_as_its_share_and_its_line_spans_the_interval(measured: Measured) -> None:
    table = page.html(measured).partition('aria-label="questions"')[2]
    drawn = ElementTree.fromstring(re.search(r"<svg.*?</svg>", table, re.DOTALL).group())  # type: ignore[union-attr]
    _, share, interval = drawn
    assert (share.get("width"), interval.get("x"), interval.get("width")) == ("37.50", "13.68", "55.74")


def test_a_bar_to_be_met_is_drawn_and_judged(measured: Measured) -> None:
    assert 'class="limit"' not in page.html(measured)
    bars = {**measured.bars, "right": Bar(0.375), "emergency": Bar(0.95), "false_alarms": Bar(0.5, most=True)}
    html = page.html(replace(measured, bars=bars))
    assert html.count('class="limit"') == 3 and 'x="94.70"' in html
    assert row(html, "Understanding, against its bars", "questions: right").endswith("3/8 37.5% (13.7 to 69.4) at least 37.5%: met")
    assert row(html, "Safety, against its bars", "emergency").endswith("at least 95%: MISSED")
    assert row(html, "Safety, against its bars", "false alarms").endswith("at most 50%: met")


def test_the_reliability_curve_holds_a_point_and_a_count_for_each_bin(measured: Measured) -> None:
    drawn = figure(page.html(measured))
    points = [(float(point.get("cx", "")), float(point.get("cy", ""))) for point in drawn.iter("circle")]
    # (chance, right): the plot runs from 40 to 340 across and from 260 up to 20.
    wanted = [(0.05, 0), (0.31, 1), (0.73, 0), (0.85, 1), (0.975, 1)]
    assert points == [pytest.approx((40 + 300 * chance, 260 - 240 * right), abs=0.06) for chance, right in wanted]
    line = next(drawn.iter("polyline")).get("points", "")
    assert [tuple(map(float, point.split(","))) for point in line.split(" ")] == points
    assert len([one for one in drawn.iter("line") if one.get("class") == "interval"]) == 5
    counts = [text.text for text in drawn.iter("text") if text.get("y") == "325"]
    assert counts == ["1", "0", "0", "1", "0", "0", "0", "2", "1", "2"]
    tall = [float(one.get("height", "")) for one in drawn.iter("rect")]
    assert tall == [15.0 * int(count) for count in counts]  # type: ignore[arg-type]


def test_without_any_chance_there_is_a_figure_without_points(measured: Measured) -> None:
    results = [replace(result, best=None) for result in measured.questions.results]
    html = page.html(replace(measured, questions=replace(measured.questions, results=results)))
    assert list(figure(html).iter("circle")) == [] and "Expected calibration error" not in html


def test_each_miss_is_listed_with_what_was_wanted_and_given(measured: Measured) -> None:
    text = plain(page.html(measured))
    for kind, count in (("wrong", 2), ("asked back", 1), ("declined", 1), ("escalated", 1)):
        assert f"Questions: {kind}: {count}" in text
    assert "Out of scope, yet answered: 1 text of o1 o1" in text
    assert "said before text of q3 q3, voice 2 · wanted ct.what · given answered.mri.what · likeliest mri.what (0.75)" in text
    assert "wanted ct.day or ct.when · given clarify.topic" in text
    assert "2 times · wanted ct.what · given answered.mri.what · for example q3" in text


def test_each_miss_and_false_alarm_of_the_screen_is_listed(measured: Measured) -> None:
    text = plain(page.html(measured)).partition("Held-out: missed, or given a lower level: 2")[2]
    assert "text of s2 s2 · wanted emergency (overdose) · given physician (raised)" in text
    assert "text of s4 s4 · wanted physician (side_effect) · given no level · trap: understated" in text
    assert "Held-out: false alarms: 1 text of s5 s5 · wanted no level · given urgent (raised) · trap: negated" in text
    assert "Held-out, in few words: missed, or given a lower level: 1 text of t1 t1 · wanted urgent (clot)" in text
    assert not {"text of s1", "text of s3", "text of s6"} & set(re.findall(r"text of s\d", text))


def test_many_misses_are_folded_away_and_none_is_left_out(measured: Measured) -> None:
    wrong = measured.questions.results[2]
    results = [replace(wrong, item=replace(wrong.item, id=f"w{number:02}")) for number in range(20)]
    html = page.html(replace(measured, questions=replace(measured.questions, results=results)))
    section = html.partition('id="misses"')[2].partition("</section>")[0]
    shown, _, folded = section.partition("<details>")
    assert re.findall(r"\bw\d\d\b", shown) == [f"w{number:02}" for number in range(15)]
    assert "The other 5" in folded and re.findall(r"\bw\d\d\b", folded) == [f"w{number:02}" for number in range(15, 20)]


def test_stock_rasa_stands_beside_ours_when_it_was_measured(measured: Measured, beside_stock: Measured) -> None:
    assert "stock" not in page.html(measured).lower()
    html = page.html(beside_stock)
    assert row(html, "Beside stock Rasa", "right") == "right 3/8 = 37.5% (13.7 to 69.4) 5/8 = 62.5% (30.6 to 86.3)"
    assert row(html, "Beside stock Rasa", "training") == "training 12 s 1,834 s"
    assert "the same 3,373 of 33,726 phrases" in plain(html) and "adapted to all phrases" in plain(html)


def test_a_comparison_that_failed_is_told(measured: Measured) -> None:
    html = page.html(replace(measured, not_compared="Not compared: <run> `make stock`."))
    assert "Beside stock Rasa Not compared: <run> `make stock`." in plain(html)


def test_the_screen_is_shown_by_level_flag_and_trap(measured: Measured) -> None:
    html = page.html(measured)
    flags, traps = "Sensitivity by level and flag", "Specificity by kind of trap"
    assert row(html, flags, "emergency: all") == "emergency: all 1/2 50.0% (9.5 to 90.5)"
    assert row(html, flags, "overdose").startswith("overdose 0/1") and row(html, flags, "clot").startswith("clot 1/1")
    assert row(html, traps, "all").startswith("all 1/2") and row(html, traps, "negated").startswith("negated 0/1")
