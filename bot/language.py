"""Which language is a message in? Only those that can be told apart safely (language.yml); in doubt it is English."""
from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import Any, Mapping, Optional

from bot import quick_yaml

_FOLDER = Path(__file__).parent
_ENGLISH = _FOLDER / "safety" / "english.txt"
_WORD = re.compile(r"\b[^\W\d_]+\b")  # the l of "L5" is no word
# A language is believed that so many words are of, so large a part of all, and so many times as many as are English.
_FEWEST, _PART, _TIMES = 2, 0.4, 2


def language(text: str) -> Optional[str]:
    """Return the code of the language that `text` is in (`es`, `zh`, ...), or None when it is English or cannot be told."""
    data = _data()
    letters = [character for character in text if character.isalpha()]
    names = [unicodedata.name(letter, "").split(" ")[0] for letter in letters]
    if 2 * names.count("LATIN") < len(letters):
        return _by_script(text.lower(), names, data)
    return _by_words(set(_WORD.findall(_plain(text))), data)


def _by_script(text: str, names: list[str], data: Mapping[str, Any]) -> Optional[str]:
    for code, script in data["scripts"].items():
        if 2 * names.count(script["letters"]) >= len(names):
            foreign = set(script.get("others", "")) & set(text) or set(script.get("beside", ())) & set(names)
            return None if foreign else code
    return None


def _by_words(words: set[str], data: Mapping[str, Any]) -> Optional[str]:
    """The language that knows most of the words, when it alone does and they are clearly more its own than English."""
    if words & data["english"]:
        return None
    known = {code: len(words & own) for code, own in data["words"].items()}
    best = max(known, key=lambda code: known[code])
    own = len((words & data["words"][best]) - data["everyday"])
    english = len((words & data["everyday"]) - data["words"][best])
    alone = sum(count == known[best] for count in known.values()) == 1
    believed = own >= max(_FEWEST, _PART * len(words), _TIMES * english)
    return best if alone and believed else None


def _plain(text: str) -> str:
    """Lower-case, without accents."""
    split = unicodedata.normalize("NFKD", text.lower()).replace("đ", "d")
    return "".join(letter for letter in split if not unicodedata.combining(letter))


@lru_cache(maxsize=1)
def _data() -> dict[str, Any]:
    data = quick_yaml.load((_FOLDER / "language.yml").read_text("utf-8"))
    data["words"] = {code: frozenset(words.split()) for code, words in data["words"].items()}
    data["everyday"] = frozenset([*data["everyday"].split(), *_ENGLISH.read_text("utf-8").split()])
    data["english"] = frozenset(data["english"])
    return data
