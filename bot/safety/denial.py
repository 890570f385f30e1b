"""Does a denial ("no", "not", "never", "- no") reach a sign? The words are in `assertion.yml`.

A denial reaches only its own list ("no fever, chills or numbness") and stops at anything that begins something else. An
inability or a loss is part of the sign and denies nothing.
"""

from __future__ import annotations

from typing import Set

from bot.safety.normalize import SOFT
from bot.safety.patterns import Match
from bot.safety.view import View, cue, same_sentence

_REACH = 8


def denied(view: View, match: Match) -> bool:
    """Whether the sign is denied, before, within or after it."""
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
    soon = range(end - 1, min(end + 4, len(view.texts)))
    return any(view.at(cue("list_or"), i) for i in soon if same_sentence(view, i, end - 1))


def _until_now(view: View, start: int, end: int) -> bool:
    """"never had chest pain until today"; "before" only undoes a "never"."""
    for first, last in view.within(cue("until_now"), end, end + 6):
        if same_sentence(view, first, end - 1) and (view.texts[first:last] != ["before"] or view.texts[start] == "never"):
            return True
    return False


def _denied_after(view: View, match: Match) -> bool:
    end = match.end
    if end < len(view.texts):
        answer = view.at(cue("answer_no"), end)
        if answer:
            ends_there = answer == len(view.texts) or bool(view.marks[answer - 1])
            goes_on = answer < len(view.texts) and view.texts[answer] in ("at", "none", "whatsoever", "not")
            if (view.marks[end - 1] or not same_sentence(view, end, end - 1) or ends_there) and (ends_there or goes_on):
                return True
        return bool(view.at(cue("absent_after"), end)) and same_sentence(view, end, end - 1)
    return False
