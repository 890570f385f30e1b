"""What the screen respells a message with: how often words and pairs of words stand in the corpora, kept beside the learned part.

`python -m bot adapt --head` writes it. It holds single words and pairs alone, no message.
"""
from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Collection, Iterable, Optional

from bot.safety.learned import FAMILIAR, familiar
from bot.understanding import encoder
from bot.understanding.respell import Counts, Respeller, count
from bot.understanding.subjects import words

FILE = Path(__file__).with_name("spelling.json.gz")
# A message is screened a second time, respelt, from so many misspelt words on, and one of so many. Chosen on the tuning set.
FEWEST, ONE_IN = 2, 6
LONGEST = 1500  # characters; who writes more is not respelt, which would take too long


class Spelling:
    """Says how a message may have been meant. Build it with `load`."""

    def __init__(self, counts: Counts, names: Collection[str]) -> None:
        self._respeller = Respeller(counts, names, encoder.english_words())

    @classmethod
    def load(cls, names: Collection[str], path: Path = FILE) -> Spelling:
        """Read what `save` wrote; `names` are those of the content's subjects. Raises OSError when there is no such file, ValueError when
        it is broken."""
        try:
            with gzip.open(path, "rt", encoding="utf-8") as file:
                stored = json.load(file)
            counts = Counts(dict(stored["words"]), dict(stored["pairs"]))
            if not counts.words:
                raise ValueError("no words")
            return cls(counts, names)
        except (KeyError, TypeError, EOFError) as error:
            raise ValueError(f"{path.name} is broken ({error!r}).") from error

    def meant(self, text: str) -> Optional[str]:
        """Return `text` respelt, when many of its words look misspelt and it is English."""
        if len(text) > LONGEST:
            return None
        respelt = self._respeller.respell(text, max(FEWEST, len(text.split()) / ONE_IN))
        return respelt if respelt and familiar(text) >= FAMILIAR else None


def save(texts: Iterable[str], path: Path = FILE) -> None:
    """Count the words of `texts`, and write that. The same texts give the same file."""
    counts = count(words(text) for text in texts)
    path.write_bytes(gzip.compress(json.dumps(counts._asdict(), sort_keys=True).encode(), mtime=0))
