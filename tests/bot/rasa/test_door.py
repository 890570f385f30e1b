"""The door with agents that fail: whatever breaks behind it, the patient hears a sentence, and a warning sign is answered."""
from __future__ import annotations

import asyncio
import threading
from typing import Any, Optional

import pytest
from fakes import FAULTS, FakeAgent, answers, door_to, rules
from hypothesis import given
from hypothesis import settings as rounds
from hypothesis import strategies as st
from rasa.core.channels.channel import CollectingOutputChannel, OutputChannel, UserMessage

from bot import resources
from bot.rasa import conversation
from bot.rasa.door import Door
from bot.safety.combined import CombinedScreener
from bot.safety.screen import Screener
from bot.safety.verdict import Screening
from bot.understanding import encoder
from bot.understanding.contexts import About

EMERGENCY = "I can't feel when I pee since this morning"
URGENT = "I fell yesterday and now I have new back pain. How long does sacroplasty take?"
PHYSICIAN = "I have lost 10 pounds without trying. How long does sacroplasty take?"
QUESTION = "How long does sacroplasty take?"
FAILING = [name for name in FAULTS if name.startswith(("the agent", "there is")) or "store hangs" in name]


class Doubtful:
    """A screen that is in doubt about each message that wonders, and sees in any other what `rules` see, if they are given."""

    def __init__(self, level: str = "emergency", flag: str = "cauda_equina", rules: Optional[Screener] = None) -> None:
        self._doubt = Screening(level, (flag,))
        self._rules = rules

    def screen(self, text: str, recent_turns: Any = ()) -> Screening:
        if "wonder" in text:
            return Screening(None, doubt=self._doubt)
        return self._rules.screen(text) if self._rules else Screening(None)


class BrokenScreen:
    def screen(self, text: str, recent_turns: Any = ()) -> None:
        raise RuntimeError(f"no rule for {text}")


def custom(messages: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the turn's machine-readable part, having checked that the turn has the wire format's shape."""
    assert messages, "the turn ended in silence"
    *texts, last = messages
    assert set(last) == {"custom"}
    assert texts and all(message["text"].strip() for message in texts)
    assert not any("/choose" in message["text"] or "{" in message["text"] for message in texts)
    return last["custom"]


@pytest.mark.parametrize("fault", FAULTS)
async def test_a_turn_never_ends_in_silence(fault: str) -> None:
    found = custom(await door_to(FAULTS[fault]()).turn(QUESTION, "a", "rest"))
    assert found["kind"] == ("error" if fault in FAILING else "answer")


@pytest.mark.parametrize("fault", FAULTS)
async def test_an_emergency_is_answered_whatever_is_broken(fault: str) -> None:
    agent = FAULTS[fault]()
    messages = await door_to(agent).turn(EMERGENCY, "a", "rest")
    assert custom(messages)["escalation"]["level"] == "emergency" and len(messages) == 2
    assert "911" in messages[0]["text"] and "buttons" not in messages[0]
    assert agent is None or agent.asked == []


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        ("there is no agent", "error.no_model"),
        ("the agent hangs", "error.timeout"),
        ("the agent raises", "error.internal"),
        ("the agent says nothing", "error.internal"),
    ],
)
async def test_an_error_says_what_to_do_and_names_its_kind(fault: str, outcome: str) -> None:
    messages = await door_to(FAULTS[fault]()).turn(QUESTION, "a", "rest")
    assert custom(messages)["outcome"] == outcome
    assert "Something went wrong on our side." in messages[0]["text"] and "call 911" in messages[0]["text"]


@pytest.mark.parametrize("text", [QUESTION, EMERGENCY])
async def test_a_broken_screen_answers_nothing_and_names_the_emergency_number(text: str) -> None:
    agent = FakeAgent()
    messages = await door_to(agent, BrokenScreen()).turn(text, "a", "rest")
    assert custom(messages)["outcome"] == "error.internal" and "911" in messages[0]["text"]
    assert agent.asked == []


async def test_an_emergency_during_a_turn_that_hangs_is_answered() -> None:
    """The lock is that of the turn still going on."""
    entered = asyncio.Event()

    async def hang(message: UserMessage) -> None:
        async with agent.lock_store.lock(message.sender_id):
            entered.set()
            await asyncio.Event().wait()

    agent = FakeAgent(hang)
    door = door_to(agent)
    first = asyncio.create_task(door.turn(QUESTION, "a", "rest"))
    await entered.wait()
    assert custom(await door.turn(EMERGENCY, "a", "rest"))["kind"] == "escalation"
    assert custom(await first)["outcome"] == "error.timeout"


@pytest.mark.parametrize("text", [None, 7, b"bytes", ["list"], {"text": "x"}])
async def test_what_is_not_text_is_declined(text: Any) -> None:
    agent = FakeAgent()
    assert custom(await door_to(agent).turn(text, "a", "rest"))["outcome"] == "decline.unsupported"
    assert agent.asked == []


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("", "decline.empty"),
        (" \t\n\u200b\u00ad\x00 ", "decline.empty"),
        ("\ud800", "decline.empty"),
        ("😀 🙏🏽", "decline.no_words"),
        ("???", "decline.no_words"),
        ("___", "decline.no_words"),
        ("Сколько длится сакропластика?", "decline.other_language"),
        ("手术需要多长时间", "decline.other_language"),
        ("كم تستغرق العملية؟", "decline.other_language"),
        ("why " * 250 + "x", "decline.too_long"),
        ("a" * 100_000, "decline.too_long"),
    ],
)
async def test_what_cannot_be_read_is_declined_in_its_own_words(text: str, outcome: str) -> None:
    agent = FakeAgent()
    assert custom(await door_to(agent, seconds=5).turn(text, "a", "rest"))["outcome"] == outcome
    assert agent.asked == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("No puedo respirar", "Llame al 911 ahora"),
        ("quiero morir", "Llame al 988 ahora"),
        ("我不能呼吸", "请立即拨打 911"),
        ("가슴이 너무 아파요", "지금 911에 전화"),
        ("لا أشعر بساقي", "اتصل بالرقم 911"),
        ("M pa ka respire", "Rele 911 kounye a"),
    ],
)
async def test_an_emergency_in_another_language_is_answered_in_it(text: str, words: str) -> None:
    agent = FakeAgent()
    messages = await door_to(agent).turn(text, "a", "rest")
    assert custom(messages)["escalation"]["level"] == "emergency" and len(messages) == 2
    assert messages[0]["text"].startswith(words) and agent.asked == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Сколько длится сакропластика?", "Я читаю только по-английски."),
        ("手术需要多长时间", "我只能看懂英文。"),
        ("背中が痛い", "I am sorry. I can read only English."),  # Japanese is not among the ten
    ],
)
async def test_that_only_english_is_read_is_said_in_the_patient_s_language(text: str, words: str) -> None:
    messages = await door_to(FakeAgent()).turn(text, "a", "rest")
    assert custom(messages)["outcome"] == "decline.other_language" and messages[0]["text"].startswith(words)


async def declines(message: UserMessage) -> None:
    reply = resources.composer().message("decline", "decline", "decline.no_answer")
    for one in reply.messages():
        await (message.output_channel.send_custom_json("a", one["custom"]) if "custom" in one
               else message.output_channel.send_text_message("a", one["text"]))  # fmt: skip


@pytest.mark.parametrize(
    ("text", "outcome", "words"),
    [
        ("¿Cuánto cuesta la operación de mi mamá?", "decline.other_language", "Solo puedo leer inglés."),
        ("How much does the car park cost?", "decline.no_answer", ""),
    ],
)
async def test_what_has_no_answer_is_declined_in_the_patient_s_language(text: str, outcome: str, words: str) -> None:
    messages = await door_to(FakeAgent(declines)).turn(text, "a", "rest")
    assert custom(messages)["outcome"] == outcome and messages[0]["text"].startswith(words)


async def test_what_was_understood_in_another_language_stays_answered() -> None:
    messages = await door_to(FakeAgent()).turn("¿cuánto dura la recuperación?", "a", "rest")
    assert custom(messages)["kind"] == "answer"


async def test_the_longest_message_allowed_is_answered() -> None:
    agent = FakeAgent()
    await door_to(agent).turn("a" * 1000, "a", "rest")
    assert len(agent.asked[0]) == 1000


@pytest.mark.parametrize("text", ["why oh why " * 200 + EMERGENCY, "боль " * 20 + EMERGENCY, f"😀 {EMERGENCY} 😀"])
async def test_a_warning_sign_is_found_in_what_is_not_answered(text: str) -> None:
    assert custom(await door_to(FakeAgent(), seconds=5).turn(text, "a", "rest"))["outcome"] == "escalated.emergency"


async def test_a_sign_in_a_long_text_is_seen_when_all_of_asyncio_s_threads_hang() -> None:
    ended, loop = threading.Event(), asyncio.get_running_loop()
    hanging = [loop.run_in_executor(None, ended.wait) for _ in range(40)]
    try:
        found = custom(await door_to(FakeAgent(), seconds=5).turn(f"{EMERGENCY}. {QUESTION * 50}", "a", "rest"))
        assert found["escalation"]["level"] == "emergency"
    finally:
        ended.set()
        await asyncio.gather(*hanging)


async def test_a_long_text_is_screened_beside_other_turns() -> None:
    class Noting:
        """A screen that notes the threads that it is asked from."""

        threads: list[bool] = []

        def screen(self, text: str, recent_turns: Any = ()) -> Screening:
            self.threads.append(threading.current_thread() is threading.main_thread())
            return Screening(None)

    door = door_to(FakeAgent(), Noting(), seconds=5)
    for text in (QUESTION, QUESTION * 100):
        await door.turn(text, "a", "rest")
    assert Noting.threads == [True, False]


@pytest.mark.parametrize("text", ["/restart", "  /session_start", "//restart", '/inform{"subject": "<script>"}', "/ /"])
async def test_a_typed_command_reaches_rasa_as_plain_text(text: str) -> None:
    agent = FakeAgent()
    custom(await door_to(agent).turn(text, "a", "rest"))
    assert not any(asked.startswith("/") for asked in agent.asked)


async def test_a_payload_that_nobody_issued_is_plain_text() -> None:
    agent = FakeAgent()
    await door_to(agent).turn('/choose{"topic":"sacroplasty.day"}', "a", "rest")
    assert agent.asked == ['choose{"topic":"sacroplasty.day"}']


@pytest.mark.parametrize("pick", ["Show my answer", "show my answer", "1", "1.", '/choose{"message":"answer_anyway"}'])
async def test_an_urgent_sign_holds_the_answer_back_until_it_is_asked_for(pick: str) -> None:
    agent = FakeAgent()
    door = door_to(agent)
    messages = await door.turn(URGENT, "a", "rest")
    assert custom(messages)["escalation"]["level"] == "urgent" and agent.asked == []
    assert [button["title"] for button in messages[-2]["buttons"]] == ["Show my answer"]
    assert custom(await door.turn(pick, "a", "rest"))["kind"] == "answer"
    assert agent.asked == ["How long does sacroplasty take?"]


WONDER = "I wonder about the damp patch. How long does sacroplasty take?"


async def asked_whether_it_happens(agent: FakeAgent, screener: Doubtful) -> Door:
    door = door_to(agent, screener)
    messages = await door.turn(WONDER, "a", "rest")
    assert custom(messages)["outcome"] == "clarify.happening_now" and custom(messages)["escalation"] is None
    assert [button["title"] for button in messages[-2]["buttons"]] == ["Yes", "No"]
    assert "911" in messages[-2]["text"] and agent.asked == []
    return door


@pytest.mark.parametrize("said", ["Yes", "1", "yeah it is", '/choose{"message":"happening"}'])
@pytest.mark.parametrize(("level", "flag"), [("emergency", "cauda_equina"), ("urgent", "clot")])
async def test_a_doubtful_sign_that_is_happening_is_sent_to_care(said: str, level: str, flag: str) -> None:
    agent = FakeAgent()
    door = await asked_whether_it_happens(agent, Doubtful(level, flag))
    assert custom(await door.turn(said, "a", "rest"))["escalation"]["level"] == level
    assert agent.asked == []


async def test_a_doubtful_sign_for_a_physician_gets_the_advice_and_the_answer() -> None:
    door = await asked_whether_it_happens(FakeAgent(), Doubtful("physician", "side_effect"))
    messages = await door.turn("yes", "a", "rest")
    assert custom(messages)["escalation"]["level"] == "physician" and messages[-2]["text"] == "An answer."


@pytest.mark.parametrize("said", ["No", "2", "no not now", '/choose{"message":"answer_anyway"}'])
async def test_a_doubtful_sign_that_is_not_happening_gets_its_answer(said: str) -> None:
    agent = FakeAgent()
    door = await asked_whether_it_happens(agent, Doubtful())
    assert custom(await door.turn(said, "a", "rest"))["kind"] == "answer" and agent.asked == [WONDER]


@pytest.mark.parametrize("said", ["no i can't breathe", "No. I cannot breathe", "nope, she is unconscious"])
async def test_a_no_that_tells_of_a_sign_is_no_no(said: str) -> None:
    agent = FakeAgent()
    door = await asked_whether_it_happens(agent, Doubtful("urgent", "clot", rules()))
    assert custom(await door.turn(said, "a", "rest"))["escalation"]["level"] == "emergency" and agent.asked == []


async def test_a_no_that_leaves_a_doubt_is_asked_about_again() -> None:
    door = await asked_whether_it_happens(FakeAgent(), Doubtful())
    assert custom(await door.turn("no, i wonder", "a", "rest"))["outcome"] == "clarify.happening_now"


async def test_a_yes_that_tells_of_a_worse_sign_is_answered_as_that() -> None:
    door = await asked_whether_it_happens(FakeAgent(), Doubtful("urgent", "clot", rules()))
    escalation = custom(await door.turn("yes chest pain now", "a", "rest"))["escalation"]
    assert (escalation["level"], escalation["flags"]) == ("emergency", ["cardiopulmonary"])


async def test_a_yes_that_tells_more_of_a_sign_as_bad_is_answered_as_all_of_it() -> None:
    door = await asked_whether_it_happens(FakeAgent(), Doubtful("emergency", "cauda_equina", rules()))
    messages = await door.turn("yes gun is loaded", "a", "rest")
    assert custom(messages)["escalation"]["flags"] == ["self_harm", "cauda_equina"] and messages[0]["text"].startswith("Call 911 now")


async def test_a_yes_that_tells_of_a_lesser_sign_is_answered_as_what_was_asked_about() -> None:
    door = await asked_whether_it_happens(FakeAgent(), Doubtful("emergency", "cauda_equina", rules()))
    escalation = custom(await door.turn("yes, lost weight too", "a", "rest"))["escalation"]
    assert (escalation["level"], escalation["flags"]) == ("emergency", ["cauda_equina"])


async def test_what_was_asked_about_is_confirmed_whatever_is_left_of_the_words() -> None:
    """Redaction changes what is stored of a message, and the screen would read it otherwise."""
    agent = FakeAgent()
    door = door_to(agent, Doubtful())
    await door.turn("I wonder about the damp patch", "a", "rest")
    door._screener = CombinedScreener(rules())  # sees nothing in it
    assert custom(await door.turn("yes", "a", "rest"))["escalation"]["flags"] == ["cauda_equina"]


async def test_whoever_asks_something_else_instead_is_answered() -> None:
    agent = FakeAgent()
    door = await asked_whether_it_happens(agent, Doubtful())
    assert custom(await door.turn(QUESTION, "a", "rest"))["kind"] == "answer"
    assert custom(await door.turn("yes", "a", "rest"))["kind"] == "answer" and agent.asked == [QUESTION, "yes"]


async def test_the_held_back_answer_is_not_given_to_somebody_else() -> None:
    agent = FakeAgent()
    door = door_to(agent)
    await door.turn(URGENT, "a", "rest")
    await door.turn('/choose{"message":"answer_anyway"}', "b", "rest")
    assert agent.asked == ['choose{"message":"answer_anyway"}']


async def test_advice_to_see_a_physician_comes_first_and_the_answer_follows() -> None:
    agent = FakeAgent()
    messages = await door_to(agent).turn(PHYSICIAN, "a", "rest")
    found = custom(messages)
    assert (found["kind"], found["outcome"], found["escalation"]["level"]) == ("escalation", "escalated.physician", "physician")
    assert "An answer." not in messages[0]["text"] and messages[-2]["text"] == "An answer."
    assert agent.asked == ["How long does sacroplasty take?"]


@pytest.mark.parametrize("fault", FAILING)
async def test_advice_to_see_a_physician_is_given_when_the_answer_fails(fault: str) -> None:
    messages = await door_to(FAULTS[fault]()).turn(PHYSICIAN, "a", "rest")
    assert custom(messages)["escalation"]["level"] == "physician"
    assert "Something went wrong on our side." in messages[-2]["text"]


async def test_a_sign_split_over_two_messages_is_seen_in_one_conversation_only() -> None:
    door = door_to(FakeAgent())
    await door.turn("my back is bad today and it went all tingly", "a", "rest")
    assert custom(await door.turn("between my legs", "b", "rest"))["kind"] == "answer"
    assert custom(await door.turn("between my legs", "a", "rest"))["outcome"] == "escalated.emergency"


class _Began:
    """An encoder that keeps what it was to begin with."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def ahead(self, text: str) -> None:
        self.texts.append(text)
        raise OSError("no thread could be started")


@pytest.mark.parametrize(
    "about, text, begun",
    [
        (About("sacroplasty", "sacroplasty.what"), " /How long? ", ["sacroplasty what / how long?"]),
        (About(), "How long?", []),
        (About("sacroplasty", "sacroplasty.what"), "how " * 300, []),
    ],
)
async def test_a_message_is_encoded_ahead_in_its_conversation(
    about: About, text: str, begun: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def past(*_: Any) -> conversation.Past:
        return conversation.Past(about=about)

    began = _Began()
    monkeypatch.setattr(conversation, "past", past)
    monkeypatch.setattr(encoder, "shared", lambda: began)
    custom(await door_to(FakeAgent()).turn(text, "a", "rest"))
    assert [text for text in began.texts if " / " in text] == begun


async def test_text_channels_get_numbered_choices_and_no_payload() -> None:
    sent: list[str] = []

    class TextChannel(OutputChannel):
        @classmethod
        def name(cls) -> str:
            return "sms"

        async def send_text_message(self, recipient_id: str, text: str, **kwargs: Any) -> None:
            sent.append(text)

    returned = await door_to(FakeAgent()).handle_message(UserMessage(URGENT, TextChannel(), "a"))
    assert returned is None and len(sent) == 1
    assert sent[0].endswith("1. Show my answer") and "/choose" not in sent[0] and "{" not in sent[0]


async def test_the_rest_channel_gets_each_message_with_its_recipient() -> None:
    collected = CollectingOutputChannel()
    returned = await door_to(FakeAgent()).handle_message(UserMessage(QUESTION, collected, "a"))
    assert returned == collected.messages
    assert returned == [
        {"recipient_id": "a", "text": "An answer."},
        {"recipient_id": "a", "custom": returned[-1]["custom"]},
    ]


async def test_rasa_hears_the_channel_that_the_patient_uses() -> None:
    heard: list[UserMessage] = []

    async def listen(message: UserMessage) -> None:
        heard.append(message)
        await answers(message)

    await door_to(FakeAgent(listen)).turn(QUESTION, "a", "sms")
    message = heard[0]
    assert (message.input_channel, message.output_channel.name(), message.sender_id) == ("sms", "sms", "a")


def test_a_door_without_agent_is_not_ready_and_can_be_closed() -> None:
    door = door_to(None)
    assert not door.is_ready() and door.tracker_store.event_broker is None
    assert door_to(FakeAgent()).is_ready()


@given(st.text(max_size=60))
@rounds(max_examples=60, deadline=None)
def test_any_text_gets_a_whole_turn(text: str) -> None:
    custom(asyncio.run(door_to(FakeAgent(), seconds=5).turn(text, "a", "rest")))
