"""Which language a message is in: ten are told apart, English is never taken for another."""
from __future__ import annotations

import pytest
import yaml

from bot.language import language
from bot.settings import PROJECT


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("es", "¿Cuánto dura la operación del cemento en la espalda?"),
        ("es", "cuanto dura la operacion"),
        ("pt", "Quanto tempo leva para colar o osso da bacia?"),
        ("pt", "minha mãe está com dor nas costas"),
        ("fr", "est-ce que ça fait mal quand ils mettent le ciment"),
        ("fr", "j'ai mal au dos depuis hier"),
        ("ht", "konbyen tan sa pran pou yon zo geri"),
        ("tl", "Ano po ba yung sementong nilalagay sa buto?"),
        ("vi", "bơm xi măng vào cột sống có đau không ạ"),
        ("vi", "toi bi dau lung nhieu"),
        ("zh", "手术需要多长时间"),
        ("zh", "MRI 要做多久"),
        ("ko", "수술 시간은 얼마나 걸리나요?"),
        ("ru", "Сколько длится сакропластика?"),
        ("ar", "كم تستغرق العملية؟"),
    ],
)
def test_ten_languages_are_told_apart(code: str, text: str) -> None:
    assert language(text) == code


@pytest.mark.parametrize(
    "text",
    [
        "", "???", "911", "D2 or D3", "L5-S1 fusion, contributory?", "dada ba ba gaga", "no", "si", "me too",
        "How long does sacroplasty take?",
        "Que es eso de vertebroplasty, is an operation or no",
        "cuánto dura la sacroplasty",  # an English name, by which it can be answered
        "Cuanto tiempo dura the procedure, more or less",
        "背中が痛い",  # Japanese
        "Скільки триває операція?",  # Ukrainian
        "کمر میں درد ہے",  # Urdu
        "La frattura vertebrale guarisce da sola senza intervento?",  # Italian
        "rücken tut weh",  # German
    ],
)  # fmt: skip
def test_english_and_what_cannot_be_told_is_no_other_language(text: str) -> None:
    assert language(text) is None


def test_english_questions_are_never_taken_for_another_language() -> None:
    """Some training phrases are Spanish or Tagalog through and through; whatever is noticed must be of those two."""
    phrases = [
        line.strip()[2:] for path in sorted(PROJECT.glob("data/nlu/*.yml"))
        for block in yaml.load(path.read_text("utf-8"), yaml.CSafeLoader)["nlu"] if block["intent"] != "other_language"
        for line in block["examples"].splitlines()
    ]  # fmt: skip
    noticed = {phrase: code for phrase in phrases if (code := language(phrase))}
    assert len(phrases) > 8000 and len(noticed) < 0.02 * len(phrases)
    assert set(noticed.values()) <= {"es", "tl"}
    english = {"the", "is", "what", "how", "does", "can", "my", "i"}
    assert [phrase for phrase in noticed if len(english & set(phrase.lower().replace(",", " ").split())) > 1] == []


def test_most_of_the_phrases_in_other_languages_are_noticed() -> None:
    blocks = yaml.load((PROJECT / "data/nlu/outside.yml").read_text("utf-8"), yaml.CSafeLoader)["nlu"]
    other = next(block["examples"] for block in blocks if block["intent"] == "other_language")
    said = [line.strip()[2:] for line in other.splitlines()]
    ten = said[: said.index("bolą mnie plecy")]  # the rest is in languages that are not told apart
    assert sum(language(text) is not None for text in ten) >= 0.8 * len(ten)
