"""The book shows a clinician every text that a patient can get, and what became of each signature."""
from __future__ import annotations

from datetime import date
from html import unescape
from pathlib import Path

import pytest

from bot.content import book
from bot.content.library import Library
from bot.content.sign import sign

SHIPPED = Path(__file__).resolve().parents[3] / "content"


def read(content, tmp_path):
    book.write(content, tmp_path / "out" / "book.html")
    return " ".join(unescape((tmp_path / "out" / "book.html").read_text("utf-8")).split())


def test_it_says_that_nothing_is_signed_yet(content, tmp_path):
    text = read(content, tmp_path)
    assert "draft, not yet reviewed by a clinician" in text and "Nothing was changed after it was signed." in text
    assert "signed by" not in text


def test_a_signature_is_shown_and_a_change_after_it_is_listed(content, change, tmp_path):
    sign(content, ["walker.what"], "A. Reviewer", "MD", date(2026, 1, 5))
    assert "signed by A. Reviewer, MD, 2026-01-05; next review 2029-01-05" in read(content, tmp_path)
    change("answers/walker/what.yml", "Most people put it away", "Many people put it away")
    text = read(content, tmp_path)
    assert "walker.what</a>, signed by A. Reviewer, MD, on 2026-01-05" in text
    assert "changed since it was signed: draft, not yet reviewed by a clinician" in text


def test_markup_in_a_text_stays_text(content, change, tmp_path):
    change("answers/walker/what.yml", "Most people put it away", "Most people <b onclick=x> put it away")
    book.write(content, tmp_path / "book.html")
    assert "&lt;b onclick=x&gt;" in (tmp_path / "book.html").read_text("utf-8")


@pytest.fixture(scope="module")
def shipped(tmp_path_factory):
    return read(SHIPPED, tmp_path_factory.mktemp("book"))


def test_every_shipped_text_is_in_it(shipped):
    library = Library.load(SHIPPED)
    missing = []
    for entry in (*library.answers.values(), *library.escalations.values()):
        for field in ("title", "main_message", "short", "next", "certainty", "heading"):
            text = " ".join(library.fill(getattr(entry, field, None) or "").split())
            missing += [f"{entry.id}.{field}"] if text not in shipped else []
        for fact in getattr(entry, "facts", ()):
            missing += [f"{entry.id}: {fact.claim}"] if " ".join(fact.claim.split()) not in shipped else []
    assert missing == []


def test_it_needs_nothing_from_elsewhere(shipped):
    assert "<script" not in shipped and "<link" not in shipped and "url(" not in shipped.replace("url(#", "") and "src=" not in shipped


def test_texts_in_other_languages_stand_in_it_with_who_translated_them(tmp_path):
    text = read(SHIPPED, tmp_path)
    assert text.count("drafted by a machine, not yet read by a translator") == 10
    assert "Llame al 911 ahora" in text and 'lang="ar" dir="auto"' in text
