"""All that stands in a content library, to hold what is sent against it."""
from __future__ import annotations

from typing import Iterator

from bot.content.library import Library


def manifest(library: Library) -> frozenset[str]:
    """Return every paragraph, label and button title a patient can be sent, filled in."""
    return frozenset(part for text in _texts(library) for part in text.split("\n\n"))


def _texts(library: Library) -> Iterator[str]:
    for answer in library.answers.values():
        texts = (answer.title, answer.main_message, answer.answer, answer.more, answer.short, answer.next, answer.certainty)
        cells = (cell for row in answer.table or () for cell in row)
        yield from (library.fill(text) for text in (*texts, *cells) if text)
    for escalation in library.escalations.values():
        yield from (library.fill(text) for text in (escalation.heading, escalation.text, escalation.short))
        if escalation.level == "urgent" and library.clinic.after_hours:  # said while the clinic is closed
            closed = library.clinic.after_hours.display
            yield from (library.fill(text, clinic_phone=closed) for text in (escalation.text, escalation.short))
    for language in library.languages.values():
        poisoned = f"{language.emergency} {language.poison_help}"
        texts = (language.heading, language.emergency, poisoned, language.self_harm, language.other_language)
        yield from (library.fill(text) for text in texts)
    for message in library.messages.values():
        for text in (message.text, message.short, *(button.title for button in message.buttons)):
            if "{subject}" in text:
                yield from (library.fill(text, subject=subject.title) for subject in library.subjects.values())
            else:
                yield library.fill(text)
    yield from (text for picture in library.pictures.values() for text in (picture.alt, picture.caption))
    yield from (subject.title for subject in library.subjects.values())
    yield from (source.label for source in library.sources.values())
