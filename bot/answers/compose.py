"""Composes replies from the content library: the only place where reviewed words become messages."""
from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timezone
from typing import Any, Callable, Iterable, Optional, Sequence

from bot.answers.reply import Button, Reply
from bot.content.clinic import Phone
from bot.content.library import Library
from bot.content.model import Answer

CHOICES = 3  # buttons offered with an answer or a question back: what every messaging app can show

_TOO = ("poison_help", "crisis_line")  # lines that are named in words, too, when a lesser flag of an emergency needs them
PICTURES = "/pictures/"  # where the server shows them


def payload(**choice: str) -> str:
    """Return the payload of a button, such as `/choose{"topic":"sacroplasty.day"}`."""
    return "/choose" + json.dumps(choice, separators=(",", ":"))


ANSWER_ANYWAY = payload(message="answer_anyway")
HAPPENING = payload(message="happening")


class Composer:
    """Makes replies out of the library's files; it adds no words of its own."""

    def __init__(self, library: Library, now: Callable[[], datetime] = lambda: datetime.now(timezone.utc)) -> None:
        self.library = library
        self._now = now

    def answer(self, topics: Sequence[str], intro: Optional[str] = None, subject: str = "") -> Reply:
        """Reply with the answers to `topics`, after the message `intro` if one is named."""
        answers = [self.library.answers[topic] for topic in topics]
        texts, short = self._said(intro, subject)
        for answer in answers:
            texts += [self.library.fill(answer.answer), self.library.fill(answer.next)]
            short.append(self.library.fill(answer.short))
        return Reply(
            "answer",
            f"answered.{topics[0]}",
            tuple(texts),
            answers=tuple(self._card(answer) for answer in answers),
            suggestions=self._further(answers[-1], given=topics),
            short=tuple(short),
        )

    def part(self, topic: str, part: str, intro: Optional[str] = None) -> Reply:
        """Reply with one part of an answer again: `more`, or `main_message` for fewer words."""
        answer = self.library.answers[topic]
        texts, short = self._said(intro)
        said = self.library.fill(getattr(answer, part))
        return self._again(answer, (*texts, said), (*short, said))

    def sources(self, topic: str) -> Reply:
        """Reply with where the facts of an answer come from."""
        answer = self.library.answers[topic]
        listed = "\n".join(f"- {source['label']}" for source in self._sources(answer))
        texts, short = self._said("sources_intro")
        return self._again(answer, (*texts, listed), (*short, listed))

    def message(self, name: str, kind: str = "smalltalk", outcome: str = "", subject: str = "") -> Reply:
        """Reply with one of the fixed messages and its own buttons."""
        buttons = [self._button(button) for button in self.library.messages[name].buttons]
        texts, short = self._said(name, subject)
        return Reply(kind, outcome or f"{kind}.{name}", tuple(texts), buttons=tuple(buttons), short=tuple(short))

    def in_general(self, name: str, topics: Sequence[str]) -> Reply:
        """Decline with message `name` to speak of their own case; say the main message of the first of `topics`, and offer them all."""
        answers = [self.library.answers[topic] for topic in topics]
        (texts, short), said = self._said(f"{name}_general"), self.library.fill(answers[0].main_message)
        buttons = tuple(Button(answer.title, payload(topic=answer.id)) for answer in answers)
        cards = (self._card(answers[0]),)
        return Reply("decline", f"decline.{name}", (*texts, said), buttons, answers=cards, short=(*short, said))

    def other_language(self, code: Optional[str]) -> Reply:
        """Say that only English is read, in the language `code` where the library has it."""
        reply = self.message("other_language", "decline")
        known = self.library.languages.get(code or "")
        if known is None:
            return reply
        texts = (self.library.fill(known.other_language),)
        return replace(reply, texts=texts, short=texts)

    def clarify(self, name: str, choices: Iterable[tuple[str, str]]) -> Reply:
        """Ask back with message `name` and a button for each (title, topic)."""
        buttons = tuple(Button(title, payload(topic=topic)) for title, topic in choices)
        texts, short = self._said(name)
        return Reply("clarify", f"clarify.{name.removeprefix('clarify_')}", tuple(texts), buttons=buttons, short=tuple(short))

    def emergency_in(self, code: Optional[str], flags: Sequence[str], entry: Optional[str] = None) -> Reply:
        """Send the patient to care now, in the language `code` where the library has it; the numbers to call are the flag's, or those
        of `entry`, which has its own words in English alone."""
        reply = self.escalation("emergency", flags, entry=entry)
        known = self.library.languages.get(code or "")
        if known is None:
            return reply
        wish = flags[0] == "self_harm" and not entry and "overdose" not in flags  # a plan or an act is sent to the emergency line first
        said = known.self_harm if wish else known.emergency
        texts = (self.library.fill(f"{said} {known.poison_help}" if "overdose" in flags else said),)
        details = {**reply.escalation, "heading": known.heading, "lang": known.id}  # type: ignore[dict-item]
        return replace(reply, texts=texts, short=texts, escalation=details)

    def escalation(self, level: str, flags: Sequence[str], held_back: bool = False, entry: Optional[str] = None) -> Reply:
        """Send the patient to care. The worst flag's words are used, or those of `entry`; all flags are listed.

        With `held_back`, a button offers the answer to what was asked, which may only follow once the instruction is given.
        When the clinic is closed, a text that sends to its phone names the line that answers then; without one it sends to emergency
        care instead.
        """
        words = self.library.escalation(flags[0], level, entry)
        answering = self.library.clinic.answering(self._now())
        phone = self.library.clinic.phone if level == "physician" else answering or self.library.clinic.phone
        calls = [*words.call, *(key for flag in flags[1:] for key in self._lines(flag, level))]
        to_clinic = level == "urgent" and words.call[0] == "clinic"
        if to_clinic and answering is None:
            calls = [key for key in calls if key != "clinic"]
            texts, short = self._said("closed_now_no_line")
        else:
            texts, short = ([self.library.fill(each, clinic_phone=phone.display)] for each in (words.text, words.short))
            closed = to_clinic and answering != self.library.clinic.phone
            for added in [*(["closed_now"] if closed else []), *(f"{key}_too" for key in _TOO if key in calls and key not in words.call)]:
                told, told_short = self._said(added)
                texts, short = texts + told, short + told_short
        details = {"level": level, "flags": list(flags), "heading": self.library.fill(words.heading), "call": self._phones(calls, phone)}
        buttons = (Button(self._text("answer_anyway"), ANSWER_ANYWAY),) if held_back else ()
        return Reply("escalation", f"escalated.{level}", tuple(texts), buttons, escalation=details, short=tuple(short))

    def _lines(self, flag: str, level: str) -> list[str]:
        """Return whom to call for a lesser flag of a message; in an emergency not the clinic."""
        words = self.library.escalations.get(flag) or self.library.escalation(flag, level)
        return [key for key in words.call if level != "emergency" or key != "clinic"]

    def _phones(self, keys: Iterable[str], clinic_phone: Phone) -> list[dict[str, str]]:
        clinic = self.library.clinic
        phones = {"emergency": clinic.emergency, "clinic": clinic_phone, "poison_help": clinic.poison_help,
                  "crisis_line": clinic.crisis_line, "eldercare": clinic.eldercare}  # fmt: skip
        return [{"label": phones[key].display, "tel": phones[key].tel} for key in dict.fromkeys(keys)]

    def _again(self, answer: Answer, texts: tuple[str, ...], short: tuple[str, ...]) -> Reply:
        """Reply about an answer that was given before."""
        cards, suggestions = (self._card(answer),), self._related(answer)
        return Reply("answer", f"answered.{answer.id}", texts, answers=cards, suggestions=suggestions, short=short)

    def _said(self, name: Optional[str], subject: str = "") -> tuple[list[str], list[str]]:
        """Return the text of the message `name` and its short form, each alone in a list; two empty ones without a name."""
        if name is None:
            return [], []
        return [self._text(name, subject)], [self.library.fill(self.library.messages[name].short, subject=subject)]

    def _text(self, name: str, subject: str = "") -> str:
        return self.library.fill(self.library.messages[name].text, subject=subject)

    def _button(self, button: Any) -> Button:
        target = {key: value for key in ("topic", "subject", "message") if (value := getattr(button, key))}
        return Button(button.title, payload(**target))

    def _further(self, answer: Answer, given: Sequence[str]) -> tuple[Button, ...]:
        """Return what may be read next: more on `answer`, and what is related to it and has not just been `given`."""
        more = (Button(self._text("tell_more"), payload(more=answer.id)),) if answer.more else ()
        known = {payload(topic=topic) for topic in given}
        return (*more, *(button for button in self._related(answer) if button.payload not in known))[:CHOICES]

    def _related(self, answer: Answer) -> tuple[Button, ...]:
        served = [topic for topic in answer.related if topic in self.library.answers]  # a clinic may hold drafts back
        return tuple(Button(self.library.answers[topic].title, payload(topic=topic)) for topic in served)

    def _card(self, answer: Answer) -> dict[str, Any]:
        review = answer.standing
        return {
            "id": answer.id,
            "title": answer.title,
            "review": {
                "status": review.status,
                "by": review.by,
                "on": review.on and review.on.isoformat(),
                "due": review.due and review.due.isoformat(),
            },
            "sources": self._sources(answer),
            "certainty": answer.certainty,
            "table": answer.table,
            "picture": self._picture(answer.picture),
            "more": bool(answer.more),
        }

    def _picture(self, name: Optional[str]) -> Optional[dict[str, Any]]:
        if name is None:
            return None
        picture, (width, height) = self.library.pictures[name], self.library.picture_size(name)
        return {"url": f"{PICTURES}{name}.svg", "alt": picture.alt, "caption": picture.caption, "width": width, "height": height}

    def _sources(self, answer: Answer) -> list[dict[str, Any]]:
        used = dict.fromkeys(source for fact in answer.facts for source in fact.sources)
        sources = [self.library.sources[source] for source in used]
        return [{"id": source.id, "label": source.label, "url": source.url} for source in sources]
