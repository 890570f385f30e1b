"""The safety screen: does a message describe a warning sign, and how urgent is it?

In: what the patient typed, and the turns just before. Out: a `Screening`. Pure and total: the same text always gives the
same verdict, any string gives one. The policy lives in the flag files; this module only joins the parts.
"""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Dict, Iterator, List, NamedTuple, Optional, Sequence, Set, Tuple

from bot.safety.assertion import why_not
from bot.safety.lexicon import Lexicon, PatternError
from bot.safety.mend import Mender
from bot.safety.normalize import ASK, STOP, Word, Words, normalize
from bot.safety.patterns import Match, Pattern, find_pattern, index_by_first, read_pattern
from bot.safety.rules import HERE, Rules, SafetyDataError, Sign, read_rules
from bot.safety.verdict import Screening, Span, joined, outermost, rank
from bot.safety.view import View

_TURNS_KEPT = 6
_TURN_LENGTH = 2000
_REMEMBERED = 128  # turns
_NEARBY = 6
_ENOUGH = 3
_MOST_MATCHES = 100


class Finding(NamedTuple):
    """One matched sign and, when it does not stand, why."""

    sign: Sign
    match: Match
    dropped: Optional[str]


class _Message(NamedTuple):
    """The conversation as one stream of words; the message itself begins at word `now`."""

    words: List[Word]
    view: View
    joined: List[int]
    now: int


class Screener:
    """The rules, compiled once. Use `Screener.load()`, then `screen` as often as wanted, from any thread."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self._lexicon = Lexicon(rules.lists, lambda said: normalize(said, rules.spelling).texts)
        self._patterns: List[Pattern] = []
        self._groups: List[Tuple[str, int]] = []
        self.signs = [sign for flag in rules.flags.values() for sign in flag.signs]
        self._add_lists()
        for number, sign in enumerate(self.signs):
            self._add("sign", number, sign.say, f"{sign.flag}.yml")
            self._add("unless", number, sign.unless, f"{sign.flag}.yml")
        for number, said in enumerate(rules.contexts.values()):
            self._add("context", number, said, "_contexts.yml")
        self._languages = rules.languages
        self._index = index_by_first(self._patterns)
        self._mender = Mender(self._lexicon.words, rules.english, {**rules.spelling.short_forms, **rules.corrections})
        self._remembered = lru_cache(maxsize=_REMEMBERED)(self._normalized)

    @classmethod
    def load(cls, folder: Path = HERE) -> "Screener":
        """Read and compile the rules; raises SafetyDataError naming file, field and remedy when they are broken."""
        return cls(read_rules(folder))

    def _add_lists(self) -> None:
        for name in self.rules.lists:
            try:
                self._lexicon.add_term(f"@{name}")
            except PatternError as error:
                what, _, remedy = str(error).partition(". Remedy: ")
                file = "assertion.yml" if name.startswith("assertion.") else "_words.yml"
                raise SafetyDataError(Path(file), name, what, remedy) from error

    def _add(self, kind: str, number: int, said: Sequence[str], file: str) -> None:
        for text in said:
            try:
                patterns = read_pattern(text, self._lexicon)
            except PatternError as error:
                what, _, remedy = str(error).partition(". Remedy: ")
                raise SafetyDataError(Path(file), f"say: {text!r}", what, remedy) from error
            self._patterns.extend(patterns)
            self._groups.extend([(kind, number)] * len(patterns))

    def screen(self, text: str, recent_turns: Sequence[str] = ()) -> Screening:
        """Give the verdict on `text`; `recent_turns` are the patient's messages just before it, oldest first."""
        return joined(self._english(text, recent_turns), self._languages.find(text), text)

    def _english(self, text: str, recent_turns: Sequence[str]) -> Screening:
        message = self._read(text, recent_turns)
        findings, contexts = self._findings(message)
        earlier = {f.sign.flag for f in findings if not f.dropped and f.match.end <= message.now}
        standing = [f for f in findings if not f.dropped and f.match.end > message.now]
        levels: Dict[str, str] = {}
        for finding in standing:
            best = levels.get(finding.sign.flag)
            if rank(finding.sign.level) < rank(best):
                levels[finding.sign.flag] = finding.sign.level
        if not levels:
            return Screening(None)
        for raised in self.rules.combinations:
            if raised.holds({*levels, *earlier, *contexts}):
                for flag in set(raised.of) & set(levels):
                    if rank(raised.level) < rank(levels[flag]):
                        levels[flag] = raised.level
        order = list(self.rules.flags)
        flags = sorted(levels, key=lambda flag: (rank(levels[flag]), order.index(flag)))
        spans = outermost({self._span(message, finding) for finding in standing})
        ordered = tuple(sorted(spans, key=lambda s: (flags.index(s.flag), s)))
        certain = any(finding.sign.certain for finding in standing)
        # A plan that was told before a wish is one still.
        entry = next((f.sign.entry for f in findings if not f.dropped and f.sign.flag == flags[0] and f.sign.entry), None)
        return Screening(levels[flags[0]], tuple(flags), ordered, certain=certain, entry=entry)

    def explain(self, text: str, recent_turns: Sequence[str] = ()) -> str:
        """Say in plain lines what the screen saw, what it set aside, and why."""
        verdict = self.screen(text, recent_turns)
        message = self._read(text, recent_turns)
        lines = [f"level: {verdict.level or 'none'}"]
        for finding in sorted(self._findings(message)[0], key=lambda f: (bool(f.dropped), f.match.start)):
            said = " ".join(message.view.texts[finding.match.start : finding.match.end])
            state = f"set aside ({finding.dropped})" if finding.dropped else finding.sign.level
            lines.append(f'{state}: {finding.sign.flag}: {finding.sign.what}: "{said}"')
        for one in self._languages.find(text):
            state = "set aside (denied)" if one.denied else "emergency"
            lines.append(f'{state}: {one.flag}: said in another language ({one.language}): "{text[one.start : one.end]}"')
        return "\n".join(dict.fromkeys(lines))

    def _read(self, text: str, recent_turns: Sequence[str]) -> _Message:
        words: List[Word] = []
        marks: List[str] = []
        sentence: List[int] = []
        joined: List[int] = []
        number = strong = now = 0
        turns = [turn[-_TURN_LENGTH:] for turn in recent_turns[-_TURNS_KEPT:]] + [text]
        for turn in turns:
            now = len(words)
            # A message is read again with each of those that follow it.
            read = self._remembered(turn) if len(turn) <= _TURN_LENGTH else self._normalized(turn)
            for word, mark in zip(read.words, read.marks):
                words.append(word)
                marks.append(mark)
                sentence.append(number)
                joined.append(strong)
                if mark in (STOP, ASK):
                    number += 1
                    strong += 1
            number += 1
            # A sign may be split over two turns ("it's numb" / "between my legs"), so the last stop does not part them.
            if read.marks and read.marks[-1] in (STOP, ASK):
                strong -= 1
        texts = [word.text for word in words]
        view = View(texts, marks, sentence, self._lexicon.find(texts, joined, sentence))
        return _Message(words, view, joined, now)

    def _normalized(self, turn: str) -> Words:
        return normalize(turn, self.rules.spelling, self._mender.mend)

    def _findings(self, message: _Message) -> Tuple[List[Finding], Set[str]]:
        possible: Dict[Tuple[str, int], List[Pattern]] = defaultdict(list)
        # Sorted, because which spans are kept must not depend on the order of a set.
        for number in sorted(n for term in message.view.hits.terms for n in self._index.get(term, ())):
            possible[self._groups[number]].append(self._patterns[number])
        contexts = {
            name
            for n, name in enumerate(self.rules.contexts)
            if any(
                self._why_not(message, match, may_be_past=False) is None
                for match in _matches(message, possible.get(("context", n), ()))
            )
        }
        findings: List[Finding] = []
        for (kind, n), patterns in possible.items():
            if kind == "sign":
                findings.extend(self._judge_all(message, n, patterns, possible.get(("unless", n), ()), contexts))
        return findings, contexts

    def _judge_all(
        self, message: _Message, n: int, patterns: Sequence[Pattern], unless: Sequence[Pattern], contexts: Set[str]
    ) -> Iterator[Finding]:
        """Judge the matches of one sign until enough of them stand."""
        sign = self.signs[n]
        lacking = next((need for need in sign.needs if not contexts.intersection(need.split("/"))), None)
        exceptions: Optional[List[Match]] = None
        standing = 0
        for match in _matches(message, patterns):
            if exceptions is None:
                exceptions = list(_matches(message, unless))
            reason = f"needs {lacking}" if lacking else self._excepted(message, match, exceptions)
            if reason is None:
                reason = self._why_not(message, match, guarded=sign.guarded, may_be_asked=not sign.even_asked)
            yield Finding(sign, match, reason)
            standing += reason is None and match.end > message.now
            if lacking or standing >= _ENOUGH:
                return

    def _excepted(self, message: _Message, match: Match, exceptions: Sequence[Match]) -> Optional[str]:
        own = {message.view.sentence[start] for start, _ in match.slots}
        for other in exceptions:
            if other.start < match.end + _NEARBY and other.end > match.start - _NEARBY:
                if message.view.sentence[other.start] in own:
                    return "exception"
        return None

    def _why_not(self, message: _Message, match: Match, **allowed: bool) -> Optional[str]:
        """A sign split over two turns must stand in each of them."""
        for part in _by_turn(match, message.now):
            reason = why_not(message.view, part, **allowed)
            if reason:
                return reason
        return None

    def _span(self, message: _Message, finding: Finding) -> Span:
        slots = [(start, end) for start, end in finding.match.slots if end > message.now]
        first, last = min(start for start, _ in slots), max(end for _, end in slots)
        return Span(finding.sign.flag, message.words[max(first, message.now)].start, message.words[last - 1].end)


def _matches(message: _Message, patterns: Sequence[Pattern]) -> Iterator[Match]:
    """Each match once; a pattern that matches everywhere is followed only so far, to bound the time."""
    seen: Set[Match] = set()
    for pattern in patterns:
        for match in islice(find_pattern(pattern, message.view.hits, message.joined), _MOST_MATCHES):
            if match not in seen:
                seen.add(match)
                yield match


def _by_turn(match: Match, now: int) -> Iterator[Match]:
    before = tuple(slot for slot in match.slots if slot[1] <= now)
    after = tuple(slot for slot in match.slots if slot[1] > now)
    for slots in (before, after):
        if slots:
            yield Match(slots)
