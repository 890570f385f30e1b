"""The whole screen: the rules and the learned part. Each adds to the other; the learned part may set aside what a rule only half saw.

Without the learned part, or when it fails, every finding of the rules stands; so does each emergency word of another language,
since the learned part has read English alone. docs/decisions/0007-learned-screen.md
"""
from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from typing import Optional, Sequence

from bot.intake import sentences
from bot.language import language
from bot.safety.learned import Learned, windows
from bot.safety.screen import Screener
from bot.safety.spelling import Spelling
from bot.safety.verdict import LEVELS, Screening, rank

log = logging.getLogger(__name__)

# From this chance of no sign on, a finding of the rules is set aside.
# Not when its own sentence, read alone, leaves less than GUILTY: a question beside a sign must not hide it. Chosen on the tuning set.
INNOCENT = 0.95
GUILTY = 0.2
APART = 100  # sentences read one by one, of a longer text half at its start and half at its end: all of 100 KB would take seconds
DECISION = "medication_decision"  # the flag of which nobody can be asked whether it is happening


@dataclass(frozen=True)
class CombinedScreener:
    """Screens with both parts; with the rules alone when there is no learned part or it fails.

    With `spelling`, a message in which many words are misspelt is screened as it may have been meant, too.
    """

    rules: Screener
    learned: Optional[Learned] = None
    spelling: Optional[Spelling] = None

    def screen(self, text: str, recent_turns: Sequence[str] = ()) -> Screening:
        """Give the verdict on `text`; `recent_turns` are the patient's messages just before it, oldest first."""
        self.ahead(text)
        meant = self._meant(text)  # now, while another core encodes what was typed
        found = self._screened(text, recent_turns)
        if meant is None or found.level == LEVELS[0]:
            return found
        try:
            again = self._screened(meant, recent_turns)
        except Exception:  # what was typed has been screened
            log.exception("a message could not be screened as it may have been meant")
            return found
        # It raises a level and never lowers one: what was typed may be what was meant.
        if rank(again.level) < rank(found.level):
            return replace(again, spans=())  # they are places in other words
        return found if found.level or found.doubt else Screening(None, doubt=again.doubt)

    def _meant(self, text: str) -> Optional[str]:
        """Return the text as it may have been meant, if many of its words look misspelt."""
        try:
            return self.spelling.meant(text) if self.spelling else None
        except Exception:  # it is screened as it was typed
            log.exception("a message could not be respelt for the screen")
            return None

    def _screened(self, text: str, recent_turns: Sequence[str]) -> Screening:
        verdict = self.rules.screen(text, recent_turns)
        if self.learned is None:
            return verdict
        try:
            return self._raised(self._joined(verdict, text, recent_turns), text, recent_turns)
        except Exception:  # whatever fails in a model, the rules' verdict stands
            log.exception("the learned part of the screen failed")
            return verdict

    def ahead(self, text: str) -> None:
        """Have the learned part begin to read `text`, on another core, so that `screen` takes less time afterwards."""
        if self.learned:
            try:
                self.learned.ahead(text)
            except Exception:  # it will fail again when its verdict is asked for, and be set aside there
                log.debug("the learned part of the screen could not begin", exc_info=True)

    def _joined(self, verdict: Screening, text: str, recent_turns: Sequence[str]) -> Screening:
        """Return the rules' `verdict`, or what the learned part makes of it."""
        reading = self.learned.read(text, recent_turns, closely=verdict.level is not None)  # type: ignore[union-attr]
        unsure = verdict.level and not verdict.language and not verdict.certain
        if unsure and reading.innocence >= INNOCENT and not self._plain(text, verdict):
            return Screening(None)
        sign = reading.sign
        doubtful = sign is None and not verdict.level and reading.likely and reading.likely.flag != DECISION
        if doubtful and not language(text):  # the question is in English
            return Screening(None, doubt=Screening(reading.likely.level, (reading.likely.flag,)))
        if sign is None or rank(verdict.level) <= rank(sign.level):
            return verdict
        others = tuple(flag for flag in verdict.flags if flag != sign.flag)
        return replace(verdict, level=sign.level, flags=(sign.flag, *others), entry=None)

    def _raised(self, found: Screening, text: str, recent_turns: Sequence[str]) -> Screening:
        """Raise the level where signs mean more together (flags/_combine.yml). The rules see to their own; the learned part names one
        flag for all that it reads at once, so here it reads each turn and each sentence alone."""
        for raised in self.rules.rules.combinations:
            lower = found.level is not None and rank(found.level) > rank(raised.level)
            if lower and not set(raised.of).isdisjoint(found.flags):
                parts = [sentence[0] for sentence in sentences(text)]
                parts = parts if len(parts) <= APART else [*parts[: APART // 2], *parts[-APART // 2 :]]
                told = [*recent_turns, text, *parts]
                signs = [self.learned.read(each).sign for each in told]  # type: ignore[union-attr]
                seen = {*found.flags, *(sign.flag for sign in signs if sign)}
                if raised.holds(seen):
                    flags = dict.fromkeys([*found.flags, *(part for part in raised.of if part in seen)])
                    found = replace(found, level=raised.level, flags=tuple(flags))
        return found

    def _plain(self, text: str, verdict: Screening) -> bool:
        """Tell whether a sentence that holds a finding of the rules is plainly a sign when it is read alone."""
        told = sentences(text)
        if len(told) < 2:
            return False
        touched = [one[0] for one in told if any(span.start < one.end() and one.start() < span.end for span in verdict.spans)]
        # Among many sentences a short sign is drowned: there its own must be as innocent as the whole.
        limit = GUILTY if len(windows(text)) == 1 else INNOCENT
        return any(self.learned.read(sentence).innocence < limit for sentence in touched)  # type: ignore[union-attr]

    def _respelt(self, text: str) -> list[str]:
        """Say as what `text` was screened a second time, if it was."""
        typed = self._screened(text, ())
        meant = self._meant(text) if typed.level != LEVELS[0] else None
        return [f"as typed: {typed.level or 'no sign'}", f"respelt, it is screened, too: {meant}"] if meant else []

    def explain(self, text: str) -> str:
        """Say in plain lines what the verdict on `text` is, and what each part made of it."""
        verdict = self.screen(text)
        no_sign = "in doubt, the patient is asked" if verdict.doubt else "no sign"
        lines = [
            f"verdict: {verdict.level}: {', '.join(verdict.flags)}" if verdict.level else f"verdict: {no_sign}",
            *self._respelt(text),
            f"rules: {self.rules.explain(text).removeprefix('level: ')}".replace("\n", "\n  "),
        ]
        if self.learned is None:
            return "\n".join([*lines, "learned part: not there"])
        reading = self.learned.read(text)
        sign = reading.sign
        learned = f"{sign.level}: {sign.flag} ({sign.chance:.2f})" if sign else "no sign"
        aside = ", which sets the rules' findings aside" if self.rules.screen(text).level and not verdict.level else ""
        return "\n".join([*lines, f"learned part: {learned}; chance of no sign {reading.innocence:.2f}{aside}"])
