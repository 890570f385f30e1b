"""Decides whether a sign that was matched is really said of someone, now.

In: a `View` of the conversation and a match. Out: None when the sign stands, or the reason it does not: "figure",
"denied", "supposed", "asked", "past" or "other". The words are in `assertion.yml`; the method follows the safety policy:
an inability is a finding, a denial reaches only its own list, a relative is usually the patient, doubt silences nothing.
"""

from __future__ import annotations

from typing import Iterator, Optional, Sequence

from bot.safety.denial import denied
from bot.safety.normalize import ASK, SOFT
from bot.safety.patterns import Match
from bot.safety.view import View, cue

_WINDOW = 14


def why_not(
    view: View, match: Match, guarded: bool = False, may_be_past: bool = True, may_be_asked: bool = True
) -> Optional[str]:
    """None when the sign stands. `guarded` signs (bladder, legs, chest...) yield to nearby denials only."""
    figure = view.covered(cue("not_meant"))
    if any(i in figure for start, end in match.slots for i in range(start, end)):
        return "figure"
    if denied(view, match):
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
        people = [i for i, _ in view.within(cue("first_or_kin"), after, match.end) if view.texts[i] != "me"]
        subjects = [i for i in people if i <= match.start or not view.at(cue("owner"), i)]
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
    if opened is not None and match.start - opened <= _WINDOW:
        if not _owned(view, opened, match) or _asks_for_cause(view, opened, match):
            return True
    for start, after in view.within(cue("in_general"), near, match.start):
        if not _ours(match, start) and not _turned(view, after, match.start) and not _owned(view, after, match):
            return True
    for start, after in view.within(cue("general_after"), match.end, min(last, match.end + 5)):
        if view.marks[last - 1] == ASK or opened is not None or view.texts[after - 1] == "happen":
            if not _owned(view, near, match):
                return True
    return False


def _asks_for_cause(view: View, opened: int, match: Match) -> bool:
    causes = [i for i, _ in view.within(cue("makes_happen"), opened + 1, match.start)]
    return view.texts[opened] not in ("why", "how") and bool(causes) and not view.within(cue("first_or_kin"), opened, causes[0])


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
            return _owned_after_modal(view, start, match)
        if not _turned_for_subject(view, start, match):
            return True
    return False


def _owned_after_modal(view: View, modal_subject: int, match: Match) -> bool:
    """After "can I", "should I" only a new clause owns the sign ("should I worry that my leg is weak")."""
    later = [i for i, _ in view.within(cue("first_or_kin"), modal_subject + 1, match.end)]
    return any(view.marks[i - 1] == SOFT or view.at(cue("now_of_own"), i - 1) for i in later)


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
    ended = view.within(cue("ended"), match.end, far)
    if not guarded:
        ended += view.within(cue("ended_unguarded"), match.end, far)
    if any(not _turned(view, match.end, i, soft=True) for i, _ in ended):
        return True
    if any(not _turned(view, after, match.start) for _, after in view.within(cue("used_to"), near, match.start)):
        return True
    close = [view.texts[i] for i in range(max(near, match.start - 2), match.end)]
    if any(text in close for text in ("have", "has", "am", "is", "are", "cannot", "keeps", "having")):
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


def lists_needed() -> Iterator[str]:
    """The lists assertion.yml must hold."""
    yield from (
        "deny not_a_denial may_stand_between owner list_goes_on list_or turn subject first_or_kin modal"
        " answer_no absent_after until_now what_if if comes_to_pass future fear may_become about said_of_own"
        " now_of_own could_become question_word before_question in_general general_after asked_of_own"
        " happening long_ago months_ago used_to ended ended_unguarded not_over makes_happen past_verb"
        " not_meant owned_but_no_sign kin distant_person symptom"
    ).split()
