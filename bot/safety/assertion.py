"""Decides whether a sign that was matched is really said of someone, now.

In: a `View` of the conversation and a match. Out: None when the sign stands, or the reason it does not: "figure",
"denied", "supposed", "asked", "past" or "other". The words are in `assertion.yml`; the method follows the safety policy:
an inability is a finding, a denial reaches only its own list, a relative is usually the patient, doubt silences nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Dict, Iterator, List, Optional, Sequence, Set, Tuple

from bot.safety.normalize import ASK, SOFT
from bot.safety.patterns import Hits, Match

_REACH = 8
_WINDOW = 14


@dataclass
class View:
    """One conversation as the rules see it: words, marks, sentence numbers, and where each cue stands."""

    texts: Sequence[str]
    marks: Sequence[str]
    sentence: Sequence[int]
    hits: Hits

    def __post_init__(self) -> None:
        self._covered: Dict[str, Set[int]] = {}
        self._bounds: Dict[int, Tuple[int, int]] = {}
        for i, number in enumerate(self.sentence):
            first, _ = self._bounds.get(number, (i, i))
            self._bounds[number] = (first, i + 1)

    def at(self, cue: str, start: int) -> int:
        """The end of the longest `cue` that begins at word `start`; 0 when there is none."""
        ends = self.hits.get(cue, {}).get(start)
        return max(ends) if ends else 0

    def covered(self, cue: str) -> Set[int]:
        """Every word that is part of `cue` anywhere."""
        if cue not in self._covered:
            places = self.hits.get(cue, {}).items()
            self._covered[cue] = {i for start, ends in places for i in range(start, max(ends))}
        return self._covered[cue]

    def within(self, cue: str, first: int, last: int) -> List[Tuple[int, int]]:
        """Each (start, end) of `cue` that lies in words first..last-1."""
        places = self.hits.get(cue)
        if not places:
            return []
        return [(i, end) for i in range(max(first, 0), last) if i in places for end in places[i] if end <= last]

    def bounds(self, i: int) -> Tuple[int, int]:
        """First and last (exclusive) word of the sentence that holds word i."""
        return self._bounds[self.sentence[i]]


def cue(name: str) -> str:
    """The term under which a list of assertion.yml is kept in the lexicon."""
    return f"@assertion.{name}"


def why_not(
    view: View, match: Match, guarded: bool = False, may_be_past: bool = True, may_be_asked: bool = True
) -> Optional[str]:
    """None when the sign stands. `guarded` signs (bladder, legs, chest...) yield to nearby denials only."""
    figure = view.covered(cue("not_meant"))
    if any(i in figure for start, end in match.slots for i in range(start, end)):
        return "figure"
    if _denied(view, match):
        return "denied"
    if may_be_asked and not _happening(view, match):
        if _supposed(view, match):
            return "supposed"
        if _asked(view, match, guarded):
            return "asked"
    if _other_person(view, match):
        return "other"
    if may_be_past and _past(view, match, guarded):
        return "past"
    return None


def _denied(view: View, match: Match) -> bool:
    own = {i for start, end in match.slots for i in range(start, end)}
    starts = sorted({start for start, end in match.slots if end > start})
    if any(_denied_at(view, start, own, match.end) for start in starts):
        return True
    return _parted_by_no(view, match, own) or _denied_after(view, match)


def _parted_by_no(view: View, match: Match, own: Set[int]) -> bool:
    """"stools, and no blood": a "no" between the parts of a sign parts them."""
    no_denial = view.covered(cue("not_a_denial"))
    for i in range(match.start, match.end):
        if i not in own and i not in no_denial and view.texts[i] in ("no", "without") and view.marks[i] == "":
            if not view.within(cue("turn"), i, match.end):
                return True
    return False


def _denied_at(view: View, target: int, own: Set[int], end: int) -> bool:
    first, _ = view.bounds(target)
    no_denial = view.covered(cue("not_a_denial"))
    for start in range(target - 1, max(first, target - 2 * _REACH) - 1, -1):
        after = view.at(cue("deny"), start)
        if not after or after > target or start in no_denial or start in own:
            continue
        if _reaches(view, start, after, target, end) and not _until_now(view, start, end):
            return True
    return False


def _reaches(view: View, start: int, here: int, target: int, end: int) -> bool:
    """Walk from a denial to the sign: fillers, then items joined by "or", "and", commas. Anything else stops it."""
    with_verb = view.texts[start] in ("not", "never")
    if here < target and view.texts[start] == "no" and (view.at(cue("owner"), here) or view.marks[start]):
        return False
    if view.marks[here - 1] and here == target:
        return False
    between, turn, go_on = cue("may_stand_between"), cue("turn"), cue("list_goes_on")
    loose, commas, joined_by_and, spent = False, 0, False, 0
    place = here
    while place < target:
        if view.at(turn, place):
            return False
        if view.at(cue("subject"), place) and view.texts[place] not in ("there", "this", "that", "it"):
            return False
        step = view.at(go_on, place)
        if step and step <= target:
            joined_by_and = joined_by_and or view.texts[place] == "and"
            loose, place = False, step
            continue
        if view.at(between, place) and not loose:
            place += 1
        else:
            if with_verb and place == here and view.texts[start] == "not" and not view.at(cue("symptom"), place):
                return False
            loose, spent, place = True, spent + 1, place + 1
        if view.marks[place - 1] == SOFT:
            loose, commas = False, commas + 1
        if spent > _REACH:
            return False
    if loose:
        return False
    if commas and not joined_by_and and not _list_is_closed(view, end) and commas < 2:
        return False
    return with_verb or not joined_by_and or spent == 0


def _list_is_closed(view: View, end: int) -> bool:
    """"no fever, chest pain or numbness": an "or" soon after the sign shows that it is in the list."""
    return any(view.at(cue("list_or"), i) for i in range(end - 1, min(end + 4, len(view.texts))) if _same(view, i, end - 1))


def _until_now(view: View, start: int, end: int) -> bool:
    """"never had chest pain until today"; "before" only undoes a "never"."""
    for first, last in view.within(cue("until_now"), end, end + 6):
        if _same(view, first, end - 1) and (view.texts[first:last] != ["before"] or view.texts[start] == "never"):
            return True
    return False


def _denied_after(view: View, match: Match) -> bool:
    end = match.end
    if end < len(view.texts):
        answer = view.at(cue("answer_no"), end)
        if answer:
            ends_there = answer == len(view.texts) or bool(view.marks[answer - 1])
            goes_on = answer < len(view.texts) and view.texts[answer] in ("at", "none", "whatsoever", "not")
            if (view.marks[end - 1] or not _same(view, end, end - 1) or ends_there) and (ends_there or goes_on):
                return True
        return bool(view.at(cue("absent_after"), end)) and _same(view, end, end - 1)
    return False


def _happening(view: View, match: Match) -> bool:
    """A time or a start near the sign: it is real, whatever the form of the sentence."""
    first, last = view.bounds(match.start)
    places = view.within(cue("happening"), max(first, match.start - _WINDOW), min(last, match.end + _WINDOW))
    return any(not _ours(match, start) for start, _ in places)


def _supposed(view: View, match: Match) -> bool:
    first, last = view.bounds(match.start)
    first = max(first, match.start - _WINDOW)
    for _, after in view.within(cue("what_if"), first, match.start):
        if not _turned(view, after, match.start):
            return True
    if _in_if_clause(view, match, first, last) or _feared(view, match, first):
        return True
    for start, after in view.within(cue("could_become"), first, match.end):
        if not _ours(match, start) and match.start - after <= 4 and not _turned(view, after, match.start):
            return True
    return False


def _in_if_clause(view: View, match: Match, first: int, last: int) -> bool:
    for start, after in view.within(cue("if"), first, match.start + 1):
        if _turned(view, after, match.start):
            continue
        subjects = [i for i, _ in view.within(cue("first_or_kin"), after, match.end) if view.texts[i] != "me"]
        subjects = [i for n, i in enumerate(subjects) if n == 0 or subjects[n - 1] != i - 1]
        if len(subjects) > 1:
            continue
        verb = subjects[0] + 1 if subjects else after
        if view.at(cue("comes_to_pass"), verb) or not subjects:
            return True
        if any(view.within(cue("future"), start, last)):
            return True
    return False


def _feared(view: View, match: Match, first: int) -> bool:
    for start, after in view.within(cue("fear"), first, match.start):
        if _turned(view, after, match.start) or _ours(match, start):
            continue
        if any(not _ours(match, i) for i, _ in view.within(cue("may_become"), start, match.end)):
            return True
        linked = view.at(cue("about"), after)
        if linked and not view.within(cue("said_of_own"), linked, match.start + 1):
            return True
    return False


def _asked(view: View, match: Match, guarded: bool) -> bool:
    first, last = view.bounds(match.start)
    near = max(first, match.start - _WINDOW)
    if guarded and view.within(cue("asked_of_own"), first, last):
        return False
    opened = _question_opens(view, first, last)
    if opened is not None and match.start - opened <= _WINDOW and not _owned(view, opened, match):
        return True
    for start, after in view.within(cue("in_general"), near, match.start):
        if not _ours(match, start) and not _turned(view, after, match.start) and not _owned(view, after, match):
            return True
    for start, after in view.within(cue("general_after"), match.end, min(last, match.end + 5)):
        if view.marks[last - 1] == ASK or opened is not None or view.texts[after - 1] == "happen":
            if not _owned(view, near, match):
                return True
    return False


def _question_opens(view: View, first: int, last: int) -> Optional[int]:
    """Where the question word stands when the sentence is a question, else None."""
    place = first
    while place < last:
        step = view.at(cue("before_question"), place)
        if not step:
            break
        place = step
    step = view.at(cue("question_word"), place) if place < last else 0
    # "won't stop bleeding" begins like a question and is none.
    if step and step < last and view.texts[step] == "not" and view.marks[last - 1] != ASK:
        return None
    return place if step else None


def _owned(view: View, first: int, match: Match) -> bool:
    """The writer or a relative has the sign: "do I have", "my legs", and not "will I have"."""
    for start, end in view.within(cue("first_or_kin"), first, match.end):
        if view.texts[start] == "me" or (view.texts[start] == "my" and view.at(cue("kin"), start + 1)):
            continue
        before = view.texts[start - 1] if start > first else ""
        after = view.texts[end] if end < len(view.texts) else ""
        if _is(view, "modal", start - 1, before) or _is(view, "modal", end, after):
            return _is_kin(view, first, start, match)
        if not _turned_for_subject(view, start, match):
            return True
    return False


def _is_kin(view: View, first: int, modal_subject: int, match: Match) -> bool:
    """After "can I ... " only a later subject of its own owns the sign ("can I call, my legs are numb")."""
    later = [i for i, _ in view.within(cue("first_or_kin"), modal_subject + 1, match.start)]
    return any(view.marks[i - 1] == SOFT for i in later if i > 0)


def _turned_for_subject(view: View, start: int, match: Match) -> bool:
    """"my doctor", "my procedure": owned, but not the sign."""
    return view.texts[start] in ("my", "his", "her", "our") and bool(view.at(cue("owned_but_no_sign"), start + 1))


def _is(view: View, name: str, place: int, text: str) -> bool:
    return bool(text) and place >= 0 and bool(view.at(cue(name), place))


def _other_person(view: View, match: Match) -> bool:
    """"my neighbor got an infection after hers": someone farther off, told in the past, and not happening now."""
    first, last = view.bounds(match.start)
    people = view.within(cue("distant_person"), max(first, match.start - _WINDOW), match.start)
    if not people or _happening(view, match) or view.within(cue("not_over"), match.end, min(last, match.end + 6)):
        return False
    after = people[-1][1]
    if any(i for i, _ in view.within(cue("first_or_kin"), after, match.start) if view.texts[i] in ("i", "my", "we")):
        return False
    return bool(view.within(cue("past_verb"), after, match.end))


def _past(view: View, match: Match, guarded: bool) -> bool:
    first, last = view.bounds(match.start)
    near, far = max(first, match.start - _WINDOW), min(last, match.end + _WINDOW)
    if any(not _ours(match, i) for i, _ in view.within(cue("not_over"), near, far)):
        return False
    if any(not _turned(view, match.end, i, soft=True) for i, _ in view.within(cue("ended"), match.end, far)):
        return True
    if any(not _turned(view, after, match.start) for _, after in view.within(cue("used_to"), near, match.start)):
        return True
    close = [view.texts[i] for i in range(max(near, match.start - 2), match.end)]
    if any(text in close for text in ("have", "has", "am", "is", "are", "cannot", "keeps", "having")) or _happening(view, match):
        return False
    ago = view.within(cue("long_ago"), near, far) + ([] if guarded else view.within(cue("months_ago"), near, far))
    for start, after in ago:
        if after <= match.start and not _turned(view, after, match.start) and not _new_clause(view, after, match.start):
            return True
        if start >= match.end and not _turned(view, match.end, start):
            return True
    return any(
        _is_year(view.texts, i) for i in range(match.end, far) if not _turned(view, match.end, i)
    )


def _is_year(texts: Sequence[str], i: int) -> bool:
    return texts[i].isdigit() and len(texts[i]) == 4 and texts[i][:2] in ("19", "20") and texts[i - 1] == "in"


def _new_clause(view: View, first: int, last: int) -> bool:
    """A comma and no subject, or "and": what follows an "ages ago" may be new."""
    if view.marks[first - 1] == SOFT and not view.at(cue("subject"), first):
        return True
    commas = any(view.marks[i] == SOFT for i in range(first, last))
    return commas or any(view.texts[i] == "and" for i in range(first, last))


def _turned(view: View, first: int, last: int, soft: bool = False) -> bool:
    """A word that begins something else stands between ("I was scared but ...")."""
    for i, _ in view.within(cue("turn"), first, last):
        if not (soft and view.texts[i] in ("but", "then", "so", "now", "though")):
            return True
    return any(
        view.marks[i] == SOFT and i + 1 < last and view.at(cue("first_or_kin"), i + 1) for i in range(first, last - 1)
    ) and not soft


def _ours(match: Match, i: int) -> bool:
    return any(start <= i < end for start, end in match.slots)


def _same(view: View, one: int, other: int) -> bool:
    return view.sentence[one] == view.sentence[other]


def lists_needed() -> Iterator[str]:
    """The lists assertion.yml must hold."""
    yield from (
        "deny not_a_denial may_stand_between owner list_goes_on list_or turn subject first_or_kin modal answer_no"
        " absent_after until_now what_if if comes_to_pass future fear may_become about said_of_own could_become"
        " question_word before_question in_general general_after asked_of_own happening long_ago months_ago used_to ended not_over"
        " past_verb not_meant owned_but_no_sign kin distant_person symptom"
    ).split()
