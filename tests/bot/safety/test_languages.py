"""Emergency words in other languages: each block of languages.yml, and what it must leave alone."""
from __future__ import annotations

import json
import time
from collections import Counter

import pytest
import yaml

from bot.safety.combined import CombinedScreener
from bot.safety.languages import LanguageError, Languages
from bot.safety.learned import Learned, Reading
from bot.safety.rules import HERE, read_rules
from bot.safety.screen import Screener
from bot.settings import PROJECT

SCREENER = Screener.load()
EXAMPLES = SCREENER.rules.languages.examples
TEN = {"es", "zh", "vi", "tl", "ko", "ru", "ar", "ht", "fr", "pt"}
LEVELS = {name: flag.level for name, flag in read_rules().flags.items()}
# Not in the file's own examples: the same signs in other words, with accents left out and in capitals.
OTHER_WORDINGS = [
    ("es", "cardiopulmonary", "ME DUELE MUCHO EL PECHO"),
    ("es", "head_injury", "se dio un golpe en la cabeza"),
    ("es", "cauda_equina", "no controlo la orina desde ayer"),
    ("es", "hip_fracture", "me caí y no puedo levantarme"),
    ("zh", "cardiopulmonary", "他昏倒了，叫不醒"),
    ("zh", "hip_fracture", "奶奶摔倒了，她摔得站不起来"),
    ("vi", "cardiopulmonary", "KHÓ THỞ QUÁ"),
    ("vi", "gi_bleed", "ông tôi nôn ra máu"),
    ("tl", "cardiopulmonary", "nahihirapan po akong huminga"),
    ("tl", "gi_bleed", "sumusuka siya ng dugo"),
    ("ko", "cardiopulmonary", "남편이 쓰러졌어요"),
    ("ko", "overdose", "수면제를 먹었어요. 약을 너무 많이 먹은 것 같아요"),
    ("ru", "cardiopulmonary", "она потеряла сознание"),
    ("ru", "gi_bleed", "его рвёт кровью"),
    ("ar", "neuro_deficit", "لا أستطيع تحريك رجلي"),
    ("ar", "gi_bleed", "أبي يتقيأ دم"),
    ("ht", "cardiopulmonary", "souf mwen kout anpil, souf kout"),
    ("ht", "gi_bleed", "li vomi san"),
    ("fr", "cardiopulmonary", "IL S'EST ÉVANOUI"),
    ("fr", "gi_bleed", "mon père vomit du sang"),
    ("pt", "cardiopulmonary", "MEU MARIDO DESMAIOU"),
    ("pt", "gi_bleed", "ele vomitou sangue"),
]


def ids(example: object) -> str:
    return f"{example.language}: {example.text}"  # type: ignore[attr-defined]


def test_every_language_has_eight_emergencies_and_four_innocent_messages_at_least() -> None:
    emergencies = Counter(example.language for example in EXAMPLES if example.flag)
    innocent = Counter(example.language for example in EXAMPLES if example.flag is None)
    assert set(emergencies) == set(innocent) == TEN
    assert min(emergencies.values()) >= 8 and min(innocent.values()) >= 4


@pytest.mark.parametrize("example", [one for one in EXAMPLES if one.flag], ids=ids)
def test_what_must_fire_does_so_in_its_language(example) -> None:
    found = SCREENER.screen(example.text)
    assert (found.level, found.language) == ("emergency", example.language) and example.flag in found.flags


@pytest.mark.parametrize("example", [one for one in EXAMPLES if one.flag is None], ids=ids)
def test_what_is_denied_asked_or_harmless_does_not(example) -> None:
    assert SCREENER.screen(example.text).level is None


@pytest.mark.parametrize(("language", "flag", "text"), OTHER_WORDINGS)
def test_other_wordings_are_caught_too(language: str, flag: str, text: str) -> None:
    found = SCREENER.screen(text)
    assert (found.level, found.language) == ("emergency", language) and flag in found.flags


@pytest.mark.parametrize(
    ("denied", "said"),
    [
        ("no tengo fiebre ni dolor de pecho", "no tengo fiebre pero dolor de pecho"),
        ("没有胸痛", "没有发烧但胸痛"),
        ("je n'ai pas de douleur dans la poitrine", "je n'ai pas de fièvre mais une douleur dans la poitrine"),
        ("não tenho dor no peito", "não tenho febre mas dor no peito"),
        ("у меня нет боли в груди", "температуры нет но боль в груди"),
    ],
)
def test_a_denial_ends_where_the_sentence_turns(denied: str, said: str) -> None:
    assert SCREENER.screen(denied).level is None and SCREENER.screen(said).level == "emergency"


def test_an_emergency_that_is_said_in_english_too_stays_english() -> None:
    found = SCREENER.screen("My mother has crushing chest pain right now. No puedo respirar, she says.")
    assert (found.level, found.language) == ("emergency", "en") and found.flags[0] == "cardiopulmonary"


def test_a_span_is_where_the_words_stand() -> None:
    text = "Hola. Desde ayer: ¡me falta el aire!"
    assert {text[span.start : span.end] for span in SCREENER.screen(text).spans} == {"falta el aire"}


def test_an_act_comes_before_the_wish_behind_it() -> None:
    assert SCREENER.screen("quiero morir, tomé muchas pastillas").flags == ("overdose", "self_harm")


def test_it_is_explained_with_what_was_set_aside() -> None:
    lines = SCREENER.explain("no tengo dolor en el pecho, pero no siento las piernas").splitlines()
    assert lines[0] == "level: emergency"
    assert 'set aside (denied): cardiopulmonary: said in another language (es): "dolor en el pecho"' in lines
    assert 'emergency: neuro_deficit: said in another language (es): "no siento las piernas"' in lines


def test_the_learned_part_which_reads_english_cannot_set_it_aside() -> None:
    class Innocent:
        def read(self, text: str, recent_turns: object = (), closely: bool = True) -> Reading:
            return Reading(None, 1.0)

    both = CombinedScreener(SCREENER, Innocent())  # type: ignore[arg-type]
    for text in ("je ne sens plus mes jambes", "My face droops. Je ne sens plus mes jambes."):
        assert both.screen(text).level == "emergency"


def test_with_the_learned_part_too_nothing_that_must_fire_is_missed() -> None:
    both = CombinedScreener(SCREENER, Learned.load())
    assert [ids(one) for one in EXAMPLES if one.flag and both.screen(one.text).level != "emergency"] == []


def test_english_messages_hold_no_emergency_word_of_another_language() -> None:
    """Neither do those that are half Spanish and raise nothing."""
    lines = [line for path in PROJECT.glob("data/red_flags/*.jsonl") for line in path.read_text("utf-8").splitlines()]
    texts = [one["text"] for one in map(json.loads, lines) if one["level"] == "none"]
    blocks = [block for path in PROJECT.glob("data/nlu/*.yml")
              for block in yaml.load(path.read_text("utf-8"), yaml.CSafeLoader)["nlu"]]  # fmt: skip
    texts += [line.strip()[2:] for block in blocks for line in block["examples"].splitlines()]
    found = {text for text in texts for one in SCREENER.rules.languages.find(text) if not one.denied}
    assert len(texts) > 12_000 and found == set()


@pytest.mark.parametrize("text", ["no puedo dormir " * 6000, "숨 " * 50_000, "가슴" * 50_000, "не могу " * 12_000])
def test_the_time_of_a_long_message_is_bounded(text: str) -> None:
    started = time.perf_counter()
    SCREENER.rules.languages.find(text)
    assert time.perf_counter() - started < 5


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("    cardiopulmonary:\n      - no puedo", "    heart:\n      - no puedo", "es.flags.heart: is no emergency flag"),
        ("{flag: cardiopulmonary, say: \"No puedo respirar\"}", "{flag: infection, say: x}", "es.flags.infection"),
        ("  name: Spanish\n", "", "has not the fields of a language"),
        ('    - "no"\n', "    - no\n", "es.denied_before: False is not text"),
        ("es:\n", "es: [\n", "cannot be read"),
    ],
)  # fmt: skip
def test_a_broken_block_is_refused_with_its_place(tmp_path, old: str, new: str, said: str) -> None:
    text = (HERE / "languages.yml").read_text("utf-8")
    assert old in text
    (tmp_path / "languages.yml").write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(LanguageError) as error:
        Languages.load(LEVELS, tmp_path / "languages.yml")
    assert said in str(error.value) and "Remedy" in str(error.value)
