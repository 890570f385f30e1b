"""Composing replies: the library's words, its cards and its choices, and no words beside them."""
from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timezone
from typing import Optional

import pytest
from closed_book import manifest

from bot.answers.compose import ANSWER_ANYWAY, Composer, payload
from bot.answers.reply import Button
from bot.content.clinic import Clinic
from bot.content.model import Escalation, Language, Message

DURATION = "sacroplasty.duration"
ABOUT_WHAT = Button("Title of sacroplasty.what", payload(topic="sacroplasty.what"))
ABOUT_MRI = Button("Title of mri.what", payload(topic="mri.what"))
ABOUT_KYPHOSIS = Button("Title of kyphosis.what", payload(topic="kyphosis.what"))
MORE = Button("Tell me more", payload(more=DURATION))


def test_a_payload_is_a_command_with_compact_json() -> None:
    assert payload(topic="sacroplasty.day") == '/choose{"topic":"sacroplasty.day"}'


def test_an_answer_is_its_paragraphs_then_the_next_step_then_its_card(composer: Composer) -> None:
    reply = composer.answer([DURATION])
    assert (reply.kind, reply.outcome) == ("answer", "answered.sacroplasty.duration")
    assert reply.texts == ("Answer of sacroplasty.duration.\n\nIts second paragraph.", "Next step of sacroplasty.duration.")
    assert reply.answers == (
        {
            "id": DURATION,
            "title": "Title of sacroplasty.duration",
            "review": {"status": "draft", "by": None, "on": None, "due": None},
            "sources": [
                {"id": "B", "label": "Source B, 2020", "url": None},
                {"id": "A", "label": "Source A, 2020", "url": "https://example.org/a"},
            ],
            "certainty": "Certainty of sacroplasty.duration.",
            "table": None,
            "picture": None,
            "more": True,
        },
    )


def test_a_signed_review_travels_with_its_dates(composer: Composer) -> None:
    review = composer.answer(["sacroplasty.what"]).answers[0]["review"]
    assert review == {"status": "signed", "by": "A. Reviewer", "on": "2026-01-05", "due": "2027-01-05"}


def test_at_most_three_choices_follow_an_answer_more_before_related(composer: Composer) -> None:
    assert composer.answer([DURATION]).suggestions == (MORE, ABOUT_WHAT, ABOUT_MRI)


def test_of_two_answers_the_first_is_not_offered_again(composer: Composer) -> None:
    assert composer.answer(["sacroplasty.what", DURATION]).suggestions == (MORE, ABOUT_MRI, ABOUT_KYPHOSIS)


def test_an_answer_without_more_or_related_offers_nothing(composer: Composer) -> None:
    reply = composer.answer(["mri.what"])
    assert reply.suggestions == () and reply.answers[0]["more"] is False


def test_more_is_filled_in_and_not_offered_again(composer: Composer) -> None:
    reply = composer.part(DURATION, "more")
    assert reply.texts == ("More on Test Clinic.",)
    assert reply.suggestions == (ABOUT_WHAT, ABOUT_MRI, ABOUT_KYPHOSIS)


def test_fewer_words_come_after_their_intro(composer: Composer) -> None:
    reply = composer.part(DURATION, "main_message", "simpler_intro")
    assert reply.texts == ("Words of simpler_intro.", "Main message of sacroplasty.duration.")
    assert reply.outcome == "answered.sacroplasty.duration"


def test_sources_are_listed_once_each_in_the_order_of_the_facts(composer: Composer) -> None:
    reply = composer.sources(DURATION)
    assert reply.texts == ("Words of sources_intro.", "- Source B, 2020\n- Source A, 2020")
    assert [source["id"] for source in reply.answers[0]["sources"]] == ["B", "A"]


def test_an_intro_names_the_subject(composer: Composer) -> None:
    reply = composer.answer(["mri.what"], intro="no_answer_for_subject", subject="MRI")
    assert reply.texts[0] == "Nothing on that for MRI. Here is what I have:"


def test_several_answers_share_a_reply_with_a_card_each(composer: Composer) -> None:
    reply = composer.answer(["mri.what", DURATION])
    assert reply.outcome == "answered.mri.what"
    assert [card["id"] for card in reply.answers] == ["mri.what", DURATION]
    assert reply.texts[1::2] == ("Next step of mri.what.", "Next step of sacroplasty.duration.")
    assert reply.suggestions[0] == MORE


def test_a_table_travels_as_rows(composer: Composer) -> None:
    table = composer.answer(["compare.kyphoplasty_vertebroplasty"]).answers[0]["table"]
    assert table[0] == ["", "Vertebroplasty", "Kyphoplasty"] and len(table) == 3


def test_a_message_is_filled_in_and_brings_its_own_buttons(composer: Composer) -> None:
    welcome, menu = composer.message("welcome"), composer.message("menu")
    assert welcome.texts == ("Hello from Test Clinic.\n\nIn an emergency, call 911.",)
    assert (welcome.kind, welcome.outcome, welcome.buttons) == ("smalltalk", "smalltalk.welcome", ())
    assert menu.buttons == (Button("What can I ask?", payload(message="menu")), Button("MRI", payload(topic="mri.what")))


def test_asking_back_offers_each_choice(composer: Composer) -> None:
    reply = composer.clarify("clarify_subject", [("Sacroplasty", DURATION), ("MRI", "mri.what")])
    assert (reply.kind, reply.outcome, reply.texts) == ("clarify", "clarify.subject", ("Words of clarify_subject.",))
    assert reply.buttons == (Button("Sacroplasty", payload(topic=DURATION)), Button("MRI", payload(topic="mri.what")))


def test_an_emergency_is_one_text_with_whom_to_call_and_no_choice(composer: Composer) -> None:
    reply = composer.escalation("emergency", ["stroke", "clot"])
    assert reply.escalation == {
        "level": "emergency",
        "flags": ["stroke", "clot"],
        "heading": "Emergency: stroke",
        "call": [{"label": "911", "tel": "911"}],
    }
    text, custom = reply.messages()
    assert text == {"text": "Call 911. Note the time."}
    assert custom["custom"]["outcome"] == "escalated.emergency" and custom["custom"]["suggestions"] == []


@pytest.mark.parametrize("flag, level", [("stroke", "urgent"), ("unheard_of", "urgent")])
def test_a_flag_without_words_of_its_level_gets_the_level_s_default(composer: Composer, flag: str, level: str) -> None:
    reply = composer.escalation(level, [flag])
    assert reply.texts == ("Call us today: 555-0100.",)
    assert reply.escalation["call"] == [{"label": "555-0100", "tel": "5550100"}, {"label": "911", "tel": "911"}]


def test_an_answer_held_back_is_offered_as_a_button(composer: Composer) -> None:
    assert composer.escalation("urgent", ["clot"]).buttons == ()
    assert composer.escalation("urgent", ["clot"], held_back=True).buttons == (Button("Show my answer", ANSWER_ANYWAY),)


def test_a_reply_is_also_put_in_short_for_text_messages(composer: Composer) -> None:
    assert composer.answer([DURATION, "mri.what"]).short == ("Short sacroplasty.duration.", "Short mri.what.")
    assert composer.answer(["mri.what"], intro="no_answer_for_subject", subject="MRI").short[0].startswith("Nothing on that for MRI.")
    assert composer.part(DURATION, "main_message", "simpler_intro").short == ("-", "Main message of sacroplasty.duration.")
    assert composer.sources(DURATION).short == ("-", "- Source B, 2020\n- Source A, 2020")
    assert composer.message("menu").short == composer.clarify("clarify_subject", []).short == ("-",)
    assert composer.escalation("emergency", ["stroke"]).short == ("Call 911. Note the time.",)


def test_every_word_sent_is_the_library_s(composer: Composer) -> None:
    written = manifest(composer.library)
    replies = [composer.answer([topic]) for topic in composer.library.answers]
    replies += [composer.message(name, subject="Sacrum") for name in composer.library.messages]
    replies += [composer.part(DURATION, "more"), composer.escalation("urgent", ["clot"], held_back=True)]
    said = [part for reply in replies for text in (*reply.texts, *reply.short) for part in text.split("\n\n")]
    said += [button.title for reply in replies for button in (*reply.buttons, *reply.suggestions)]
    assert [part for part in said if part not in written] == []


def test_every_reply_can_travel_as_json(composer: Composer) -> None:
    for topic in composer.library.answers:
        messages = composer.answer([topic]).messages()
        assert json.loads(json.dumps(messages)) == messages


CLOSED = Message(id="closed_now", text="Closed. Call {after_hours}.", short="-")
CLOSED_NO_LINE = Message(id="closed_now_no_line", text="Closed. Go to emergency care.", short="-")
NIGHT, NOON = datetime(2026, 12, 1, 3, tzinfo=timezone.utc), datetime(2026, 12, 1, 17, tzinfo=timezone.utc)
NIGHT_LINE = {"display": "555-0199", "tel": "5550199"}


def with_hours(composer: Composer, at: datetime, line: Optional[dict[str, str]]) -> Composer:
    """Return a composer whose clinic is open on Tuesdays from eight to five, at the moment `at`."""
    clinic = Clinic.parse_obj({**composer.library.clinic.dict(), "weekly_hours": {"tuesday": "08:00-17:00"}, "after_hours": line})
    messages = {**composer.library.messages, CLOSED.id: CLOSED, CLOSED_NO_LINE.id: CLOSED_NO_LINE}
    return Composer(replace(composer.library, clinic=clinic, messages=messages), now=lambda: at)


def test_an_urgent_text_says_whom_to_call_when_the_clinic_is_closed(composer: Composer) -> None:
    reply = with_hours(composer, NIGHT, NIGHT_LINE).escalation("urgent", ["clot"], held_back=True)
    assert reply.texts == ("Call us today: 555-0199.", "Closed. Call 555-0199.")
    assert reply.short == ("Call us today: 555-0199.", "-")
    assert [phone["tel"] for phone in reply.escalation["call"]] == ["5550199", "911"]
    assert reply.messages()[1]["buttons"][0]["title"] == "Show my answer"


def test_without_a_line_for_the_night_it_sends_to_emergency_care(composer: Composer) -> None:
    reply = with_hours(composer, NIGHT, None).escalation("urgent", ["clot"])
    assert reply.texts == ("Closed. Go to emergency care.",)
    assert [phone["tel"] for phone in reply.escalation["call"]] == ["911"]


def test_a_text_that_does_not_send_to_the_clinic_first_stays_when_that_is_closed(composer: Composer) -> None:
    home = Escalation(id="home", level="urgent", heading="Call today", text="Danger? {emergency_number}. Else {clinic_phone}.", short="-",
                      call=["emergency", "clinic"], sources=["A"])  # fmt: skip
    known = Composer(replace(composer.library, escalations={**composer.library.escalations, "home": home}))
    assert with_hours(known, NIGHT, None).escalation("urgent", ["home"]).texts == ("Danger? 911. Else 555-0100.",)


@pytest.mark.parametrize(("level", "at"), [("urgent", NOON), ("emergency", NIGHT), ("physician", NIGHT)])
def test_nothing_is_added_in_opening_hours_or_at_other_levels(composer: Composer, level: str, at: datetime) -> None:
    assert len(with_hours(composer, at, NIGHT_LINE).escalation(level, ["clot"]).texts) == 1


def test_a_flag_may_be_answered_with_another_entry_than_its_own(composer: Composer) -> None:
    assert composer.escalation("emergency", ["clot"], entry="stroke").texts == composer.escalation("emergency", ["stroke"]).texts
    assert composer.emergency_in(None, ["clot"], "stroke").escalation["flags"] == ["clot"]


def test_the_numbers_of_every_flag_are_given_the_worst_one_s_first(composer: Composer) -> None:
    overdose = Escalation(id="overdose", level="emergency", heading="Emergency", text="-", short="-", call=["emergency", "poison_help"],
                          sources=["A"])  # fmt: skip
    both = Composer(replace(composer.library, escalations={**composer.library.escalations, "overdose": overdose}))
    reply = both.escalation("emergency", ["stroke", "overdose"])
    assert [phone["tel"] for phone in reply.escalation["call"]] == ["911", "5550101"]
    assert reply.texts == ("Call 911. Note the time.", "Words of poison_help_too.")
    assert both.escalation("emergency", ["overdose"]).texts == ("-",)


def test_an_emergency_names_no_clinic_for_its_lesser_flags(composer: Composer) -> None:
    reply = composer.escalation("emergency", ["stroke", "clot"])
    assert [phone["tel"] for phone in reply.escalation["call"]] == ["911"] and len(reply.texts) == 1


SPANISH = Language(
    id="es", name="Spanish", heading="Emergencia", emergency="Llame al {emergency_number}.", poison_help="Luego al {poison_help}.",
    self_harm="Llame al {crisis_line}.", other_language="Llame al {interpreter}.", translation="machine", sources=["A"],
)  # fmt: skip


@pytest.fixture
def in_spanish(composer: Composer) -> Composer:
    return Composer(replace(composer.library, languages={"es": SPANISH}))


def test_an_emergency_in_another_language_is_answered_in_it_with_the_flag_s_numbers(in_spanish: Composer) -> None:
    reply = in_spanish.emergency_in("es", ["stroke"])
    assert reply.texts == ("Llame al 911.",) and reply.outcome == "escalated.emergency" and reply.buttons == ()
    assert reply.escalation == {"level": "emergency", "flags": ["stroke"], "heading": "Emergencia", "lang": "es",
                                "call": [{"label": "911", "tel": "911"}]}  # fmt: skip
    assert in_spanish.emergency_in("es", ["self_harm"]).texts == ("Llame al 988.",)
    assert in_spanish.emergency_in("es", ["stroke", "overdose"]).texts == ("Llame al 911. Luego al 555-0101.",)
    assert in_spanish.emergency_in("es", ["self_harm", "overdose"]).texts == ("Llame al 911. Luego al 555-0101.",)
    assert in_spanish.emergency_in("es", ["self_harm"], "stroke").texts == ("Llame al 911.",)


@pytest.mark.parametrize("code", [None, "zh"])
def test_a_language_without_words_gets_the_english_ones(in_spanish: Composer, code: Optional[str]) -> None:
    assert in_spanish.emergency_in(code, ["stroke"]) == in_spanish.escalation("emergency", ["stroke"])
    assert in_spanish.other_language(code).texts == ("Words of other_language.",)


def test_that_only_english_is_read_is_said_in_the_patient_s_language(in_spanish: Composer) -> None:
    reply = in_spanish.other_language("es")
    assert (reply.texts, reply.outcome, reply.kind) == (("Llame al 555-0100.",), "decline.other_language", "decline")
