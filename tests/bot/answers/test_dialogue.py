"""The rules of conversation: what is said to a message as understood, and what is remembered."""
from __future__ import annotations

from dataclasses import replace
from typing import Optional

import pytest

from bot.answers.compose import Composer, payload
from bot.answers.dialogue import AHEAD, CLEAR, DECLINING, LIKELY, PLAIN, SURE, UNSURE, Dialogue
from bot.answers.question import Memory, Question
from bot.answers.reply import Reply

DURATION = "sacroplasty.duration"
TALKING = Memory("sacroplasty", DURATION, 1)


@pytest.fixture(scope="module")
def dialogue(composer: Composer) -> Dialogue:
    return Dialogue(composer)


def asked(*topics: tuple[str, float], facets: tuple = (), subjects: tuple = ()) -> Question:
    return Question(topics, facets, subjects)


def choices(reply: Reply) -> list[str]:
    return [button.payload for button in reply.buttons]


@pytest.mark.parametrize(
    "question",
    [
        asked(),
        asked((DURATION, UNSURE - 0.01)),
        asked(("sacroplasty.retired", 0.99)),  # learnt, but no longer in the library
        asked(facets=(("duration", 0.9),)),  # no subject
        asked(facets=(("duration", 0.9),), subjects=("unheard_of",)),
        asked(facets=(("duration", 0.9),), subjects=("sacrum",)),  # nothing to say about it
        asked(facets=(("duration", 0.9),), subjects=("mri", "kyphosis")),  # which of the two?
        asked(facets=(("risks", SURE - 0.01),), subjects=("mri",)),
        asked(facets=(("duration", 0.9),), subjects=("sacroplasty",)),  # there is an answer, so the topic model doubted it
        asked(subjects=("sacroplasty", "vertebroplasty")),  # a comparison that nobody has written
    ],
)
def test_what_is_not_understood_is_declined_and_the_second_time_a_person_offered(dialogue: Dialogue, question: Question) -> None:
    memory = Memory("sacroplasty", DURATION)
    first, after = dialogue.ask(question, memory)
    assert (first.kind, first.outcome, first.texts) == ("decline", "decline.no_answer", ("Words of decline.",))
    assert after == Memory("sacroplasty", DURATION, 1)
    second, after = dialogue.ask(question, after)
    assert (second.outcome, second.texts) == ("decline.no_answer", ("Words of decline_again.",))
    assert after.misses == 2


def test_an_absent_guess_asks_nothing_and_a_whole_one_is_read() -> None:
    assert Question.from_guess({}) == Question()
    guess = {
        "topics": [{"id": DURATION, "confidence": 0.8}],
        "facets": [{"name": "duration", "confidence": 0.7}],
        "subjects": ["sacroplasty"],
    }
    assert Question.from_guess(guess) == asked((DURATION, 0.8), facets=(("duration", 0.7),), subjects=("sacroplasty",))


@pytest.mark.parametrize("chance", [SURE, 0.99])
def test_a_sure_question_is_answered_and_remembered(dialogue: Dialogue, chance: float) -> None:
    reply, after = dialogue.ask(asked((DURATION, chance)), Memory("mri", "mri.what", 1))
    assert reply.outcome == "answered.sacroplasty.duration"
    assert after == Memory("sacroplasty", DURATION, 0)


@pytest.mark.parametrize(
    ("topics", "facet", "subjects", "outcome"),
    [
        (("sacroplasty", "kyphoplasty"), "duration", (), "clarify.subject"),
        (("sacroplasty", "kyphoplasty"), "duration", ("sacrum",), "decline.no_answer"),  # the one named has no answer
        (("sacroplasty", "kyphoplasty"), "recovery", (), "decline.no_answer"),  # another thing is likelier than what is asked
        (("sacroplasty",), "duration", (), "decline.no_answer"),
    ],
)
def test_a_clear_question_about_no_likely_subject_is_asked_of_which(
    dialogue: Dialogue, topics: tuple, facet: str, subjects: tuple, outcome: str
) -> None:
    """ "Does it hurt?", after the three procedures side by side in a conversation that began with a fracture."""
    question = asked(*((f"{topic}.duration", UNSURE - 0.01) for topic in topics), facets=((facet, SURE),), subjects=subjects)
    reply, _ = dialogue.ask(question, Memory("kyphosis", "compare.all"))
    assert reply.outcome == outcome and len(reply.buttons) == (2 if outcome == "clarify.subject" else len(OWN))


def test_an_unsure_question_is_asked_back_with_the_likely_topics(dialogue: Dialogue) -> None:
    likely = (("mri.what", SURE - 0.01), (DURATION, UNSURE), ("kyphosis.what", UNSURE / 2))
    question = asked(*likely, ("compare.all", UNSURE / 2 - 0.01))
    reply, after = dialogue.ask(question, TALKING)
    assert reply.outcome == "clarify.topic"
    assert [button.title for button in reply.buttons] == ["Title of mri.what", f"Title of {DURATION}", "Title of kyphosis.what"]
    assert after == TALKING


def test_alike_topics_of_several_subjects_are_asked_back_by_subject(dialogue: Dialogue) -> None:
    question = asked((DURATION, 0.3), ("vertebroplasty.duration", 0.25), ("mri.what", 0.2), ("kyphoplasty.duration", 0.2))
    reply, after = dialogue.ask(question, TALKING)
    assert reply.outcome == "clarify.subject"
    assert [button.title for button in reply.buttons] == ["Sacroplasty", "Vertebroplasty", "Kyphoplasty"]
    assert choices(reply)[1] == payload(topic="vertebroplasty.duration")
    assert after == TALKING


def test_where_one_answer_covers_all_subjects_it_is_given_and_the_subject_stays(dialogue: Dialogue) -> None:
    question = asked(("sacroplasty.recovery", 0.5), ("kyphoplasty.recovery", 0.3))
    reply, after = dialogue.ask(question, TALKING)
    assert reply.outcome == "answered.overview.recovery"
    assert after == Memory("sacroplasty", "overview.recovery", 0)


@pytest.mark.parametrize("best", ["overview", "kyphoplasty"])
def test_a_question_that_names_no_procedure_gets_what_holds_for_all(dialogue: Dialogue, best: str) -> None:
    others = [subject for subject in ("overview", "kyphoplasty", "sacroplasty") if subject != best]
    question = asked((f"{best}.recovery", 0.35), *((f"{subject}.recovery", 0.2) for subject in others))
    assert dialogue.ask(question, Memory())[0].outcome == "answered.overview.recovery"


def test_what_holds_for_every_procedure_is_said_of_the_one_that_is_named(dialogue: Dialogue) -> None:
    memory = Memory("sacroplasty")
    reply, after = dialogue.ask(asked(facets=(("recovery", 0.9),), subjects=("discoplasty",)), memory)
    assert reply.kind == "decline"
    reply, after = dialogue.ask(asked(("overview.recovery", 0.8), subjects=("sacroplasty",)), memory)
    assert (reply.outcome, after.subject) == ("answered.overview.recovery", "sacroplasty")


def test_one_subject_that_stands_out_among_alike_ones_is_answered(dialogue: Dialogue) -> None:
    clear = asked((DURATION, CLEAR), ("vertebroplasty.duration", 1 - CLEAR))
    unclear = asked((DURATION, CLEAR - 0.01), ("vertebroplasty.duration", 1.01 - CLEAR))
    assert dialogue.ask(clear, Memory("mri"))[0].outcome == "answered.sacroplasty.duration"
    assert dialogue.ask(unclear, Memory("mri"))[0].outcome == "clarify.subject"


def test_with_no_subject_known_it_asks_which_procedure_unless_that_is_plain(dialogue: Dialogue) -> None:
    reply, _ = dialogue.ask(asked((DURATION, PLAIN - 0.01)), Memory())
    assert reply.outcome == "clarify.subject" and len(reply.buttons) == 3
    assert dialogue.ask(asked((DURATION, PLAIN)), Memory())[0].outcome == "answered.sacroplasty.duration"
    named = asked((DURATION, PLAIN - 0.01), subjects=("sacroplasty",))
    assert dialogue.ask(named, Memory())[0].outcome == "answered.sacroplasty.duration"
    assert dialogue.ask(asked(("mri.what", 0.95)), Memory())[0].outcome == "answered.mri.what"


def test_alike_topics_need_the_same_facet_and_kind_of_subject(dialogue: Dialogue) -> None:
    question = asked(("sacroplasty.what", SURE), ("mri.what", 0.4), ("sacroplasty.duration", 0.1))
    assert dialogue.ask(question, Memory())[0].outcome == "answered.sacroplasty.what"


@pytest.mark.parametrize(
    "subjects, outcome",
    [
        (("vertebroplasty", "kyphoplasty"), "answered.compare.kyphoplasty_vertebroplasty"),
        (("kyphoplasty", "sacrum", "vertebroplasty"), "answered.compare.kyphoplasty_vertebroplasty"),
        (("sacroplasty", "vertebroplasty", "kyphoplasty"), "answered.compare.all"),
        (("kyphoplasty", "sacroplasty"), "answered.mri.what"),  # not written, so the topic decides
        (("kyphoplasty", "mri"), "answered.mri.what"),
    ],
)
def test_two_procedures_in_one_question_are_compared(dialogue: Dialogue, subjects: tuple, outcome: str) -> None:
    reply, _ = dialogue.ask(asked(("mri.what", 0.9), subjects=subjects), Memory())
    assert reply.outcome == outcome


def test_after_a_comparison_the_talk_is_about_a_procedure_and_not_about_comparing(dialogue: Dialogue) -> None:
    _, after = dialogue.ask(asked(subjects=("vertebroplasty", "kyphoplasty")), TALKING)
    assert after == Memory("kyphoplasty", "compare.kyphoplasty_vertebroplasty", 0)


@pytest.mark.parametrize("subject, topic", [("mri", "mri.what"), ("vertebroplasty", "vertebroplasty.duration")])
def test_a_facet_that_the_subject_lacks_gets_what_there_is_and_says_so(dialogue: Dialogue, subject: str, topic: str) -> None:
    reply, after = dialogue.ask(asked(facets=(("risks", SURE),), subjects=(subject,)), Memory())
    assert reply.texts[0] == f"Nothing on that for {subject.capitalize()}. Here is what I have:"
    assert reply.outcome == f"answered.{topic}" and after == Memory(subject, topic)


@pytest.mark.parametrize(
    "subjects, about",
    [
        ((), "sacroplasty"),
        (("unheard_of",), "sacroplasty"),
        (("sacrum",), "sacroplasty"),  # a place, not what is talked about
        (("kyphosis",), "kyphosis"),
        (("kyphosis", "mri"), "mri"),
        (("mri", "sacrum", "kyphoplasty"), "kyphoplasty"),
        (("kyphoplasty", "vertebroplasty"), "kyphoplasty"),  # of one kind, the first named
    ],
)
def test_the_subject_named_is_remembered_whatever_becomes_of_the_message(dialogue: Dialogue, subjects: tuple, about: str) -> None:
    assert dialogue.heard(asked(subjects=subjects), TALKING) == Memory(about, DURATION, 1)


@pytest.mark.parametrize(
    "choice",
    [{}, {"topic": "no.such"}, {"more": "no.such"}, {"subject": "no_such"}, {"subject": "sacrum"}, {"message": "no_such"},
     {"topic": ""}, {"other": DURATION}],
)  # fmt: skip
def test_a_choice_that_leads_nowhere_is_declined(dialogue: Dialogue, choice: dict[str, str]) -> None:
    reply, after = dialogue.choose(choice, TALKING)
    assert reply.outcome == "decline.no_answer" and after.misses == 2


@pytest.mark.parametrize(
    "choice, outcome, said, after",
    [
        ({"topic": "mri.what"}, "answered.mri.what", "Answer of mri.what.\n\nIts second paragraph.", Memory("mri", "mri.what")),
        ({"more": DURATION}, f"answered.{DURATION}", "More on Test Clinic.", Memory("mri", DURATION)),
        ({"subject": "sacroplasty"}, "answered.sacroplasty.what", "Answer of sacroplasty.what.\n\nIts second paragraph.",
         Memory("sacroplasty", "sacroplasty.what")),
        ({"message": "menu"}, "smalltalk.menu", "Words of menu.", Memory("mri", "kyphosis.what")),
    ],
)  # fmt: skip
def test_a_choice_is_followed(dialogue: Dialogue, choice: dict, outcome: str, said: str, after: Memory) -> None:
    reply, remembered = dialogue.choose(choice, Memory("mri", "kyphosis.what", 1))
    assert (reply.outcome, reply.texts[0], remembered) == (outcome, said, after)


@pytest.mark.parametrize("topic", [None, "retired.topic"])
def test_without_a_last_answer_there_is_nothing_to_add_to(dialogue: Dialogue, topic: Optional[str]) -> None:
    memory = Memory("sacroplasty", topic, 1)
    for rule, outcome in (
        (dialogue.more, "clarify.no_previous"),
        (dialogue.simpler, "clarify.no_previous"),
        (dialogue.sources, "smalltalk.no_sources"),
    ):
        reply, after = rule(memory)
        assert reply.outcome == outcome and after == memory


def test_the_last_answer_is_continued_shortened_and_sourced(dialogue: Dialogue) -> None:
    said = {rule: getattr(dialogue, rule)(TALKING) for rule in ("more", "simpler", "sources")}
    assert {rule: reply.texts[-1] for rule, (reply, _) in said.items()} == {
        "more": "More on Test Clinic.",
        "simpler": f"Main message of {DURATION}.",
        "sources": "- Source B, 2020\n- Source A, 2020",
    }
    assert {reply.outcome for reply, _ in said.values()} == {f"answered.{DURATION}"}
    assert {after for _, after in said.values()} == {Memory("sacroplasty", DURATION, 0)}


def test_when_there_is_no_more_that_is_said(dialogue: Dialogue) -> None:
    memory = Memory("mri", "mri.what")
    assert dialogue.more(memory) == (dialogue.say("no_more", memory)[0], memory)


@pytest.mark.parametrize("name", sorted(DECLINING))
def test_a_refusal_counts_as_a_turn_without_an_answer(dialogue: Dialogue, name: str) -> None:
    reply, after = dialogue.say(name, TALKING)
    assert (reply.kind, reply.outcome, reply.texts) == ("decline", f"decline.{name}", (f"Words of {name}.",))
    assert after == Memory("sacroplasty", DURATION, 2)


def test_a_courtesy_does_not_and_keeps_what_is_talked_about(dialogue: Dialogue) -> None:
    reply, after = dialogue.say("thanks", TALKING)
    assert reply.outcome == "smalltalk.thanks" and after == Memory("sacroplasty", DURATION, 0)


def test_starting_over_forgets_everything(dialogue: Dialogue) -> None:
    reply, after = dialogue.start_over()
    assert reply.outcome == "smalltalk.start_over" and after == Memory()


@pytest.mark.parametrize(
    ("chance", "next_chance", "outcome"),
    [
        (LIKELY, LIKELY / AHEAD, "answered.mri.what"),
        (LIKELY, 0.0, "answered.mri.what"),
        (LIKELY - 0.01, 0.0, "clarify.topic"),
        (LIKELY, LIKELY / AHEAD + 0.01, "clarify.topic"),
        (SURE - 0.01, SURE / AHEAD, "clarify.topic"),
        (SURE, 1 - SURE, "answered.mri.what"),
    ],
)
def test_a_topic_far_ahead_of_the_next_is_answered_though_it_is_not_sure(
    dialogue: Dialogue, chance: float, next_chance: float, outcome: str
) -> None:
    assert dialogue.ask(asked(("mri.what", chance), ("compare.all", next_chance)), Memory())[0].outcome == outcome


def test_an_answer_is_not_given_again_on_a_guess(dialogue: Dialogue) -> None:
    assert dialogue.ask(asked(("mri.what", SURE - 0.01)), Memory("mri", "mri.what"))[0].outcome == "clarify.topic"
    assert dialogue.ask(asked(("mri.what", SURE)), Memory("mri", "mri.what"))[0].outcome == "answered.mri.what"


def test_which_procedure_is_meant_is_asked_however_far_ahead_one_is(dialogue: Dialogue) -> None:
    ahead = asked((DURATION, LIKELY))
    assert dialogue.ask(ahead, Memory())[0].outcome == "clarify.topic"
    assert dialogue.ask(ahead, Memory("sacroplasty"))[0].outcome == "answered.sacroplasty.duration"


@pytest.mark.parametrize(
    ("subjects", "last", "outcome"),
    [
        (("kyphoplasty",), DURATION, "answered.kyphoplasty.duration"),  # "and the balloon one?"
        ((), DURATION, "clarify.subject"),  # "what about the other one?", of two
        (("mri",), DURATION, "answered.mri.what"),  # nothing on how long an MRI takes: says so, and gives what there is
        (("sacrum",), DURATION, "decline.no_answer"),  # nothing at all on it
        (("kyphoplasty",), None, "decline.no_answer"),  # nothing was said before
    ],
)
def test_the_same_is_answered_about_another_subject(dialogue: Dialogue, subjects: tuple, last: Optional[str], outcome: str) -> None:
    memory = Memory(subjects[0] if subjects else "sacroplasty", last)
    assert dialogue.same(asked(subjects=subjects), memory)[0].outcome == outcome


OWN = [payload(message="menu"), payload(topic="mri.what")]  # the buttons of each message here


@pytest.mark.parametrize(
    "subjects, offered",
    [
        (("sacroplasty",), [payload(topic=topic) for topic in ("sacroplasty.what", DURATION)]),
        (("kyphoplasty",), OWN),  # what it is is not written
        ((), OWN),  # nothing is named: what was talked about before need not be meant
    ],
)
def test_who_only_tells_something_is_asked_what_they_would_like_to_know(
    dialogue: Dialogue, subjects: tuple, offered: list[str]
) -> None:
    memory = dialogue.heard(asked(subjects=subjects), TALKING)
    reply, after = dialogue.told(asked(subjects=subjects), memory)
    assert (reply.kind, reply.outcome, reply.texts) == ("clarify", "clarify.told", ("Words of told.",))
    assert choices(reply) == offered and after == replace(memory, misses=0)


def test_a_subject_named_alone_gets_what_it_is(dialogue: Dialogue) -> None:
    named = asked(("sacroplasty.what", UNSURE), subjects=("sacroplasty",))
    assert dialogue.ask(named, Memory())[0].outcome == "answered.sacroplasty.what"
    doubtful = asked((DURATION, UNSURE), subjects=("sacroplasty",))
    assert dialogue.ask(doubtful, Memory())[0].outcome == "clarify.topic"


@pytest.mark.parametrize(
    ("subjects", "last", "outcome"),
    [
        (("kyphoplasty",), DURATION, "answered.kyphoplasty.duration"),  # "no, i meant the balloon one"
        (("kyphoplasty", "mri"), DURATION, "clarify.topic"),  # which of the two?
        (("sacroplasty",), DURATION, "clarify.topic"),  # the same again
        (("kyphosis",), DURATION, "clarify.topic"),  # no such answer on it
        (("sacrum",), DURATION, "clarify.topic"),  # a body part is where something is, not what is asked about
        (("kyphoplasty",), None, "clarify.topic"),  # nothing was said before
    ],
)
def test_what_is_clear_in_nothing_but_its_subject_asks_the_same_of_that(
    dialogue: Dialogue, subjects: tuple, last: Optional[str], outcome: str
) -> None:
    unclear = asked(("mri.what", 2 * UNSURE), ("compare.all", UNSURE), subjects=subjects)
    assert dialogue.ask(unclear, Memory(subjects[0], last))[0].outcome == outcome


def test_what_is_clear_is_not_taken_for_the_same_of_another_subject(dialogue: Dialogue) -> None:
    clear = asked(("mri.what", SURE), subjects=("kyphoplasty",))
    assert dialogue.ask(clear, Memory("kyphoplasty", DURATION))[0].outcome == "answered.mri.what"
