"""The one place all channels pass: tidies, screens, caps, and never lets a turn end in silence.

It stands where channels expect Rasa's agent. Rasa alone would let a typed "/intent" bypass the screen, answer an exception with an
empty list, and drop what a pipeline component attached (docs/decisions/0002-the-door.md).
"""
from __future__ import annotations

import asyncio
import logging
from typing import Any, Awaitable, Optional, TypeVar

from rasa.core.agent import Agent
from rasa.core.channels.channel import CollectingOutputChannel, UserMessage

from bot import intake
from bot.answers.compose import ANSWER_ANYWAY, HAPPENING, Composer
from bot.answers.reply import Reply, before
from bot.language import language
from bot.rasa import conversation
from bot.rasa.deliver import deliver
from bot.rasa.pair import Pair, pair
from bot.rasa.topic_classifier import ABOUT
from bot.safety.combined import CombinedScreener
from bot.safety.screen import Screening
from bot.settings import Settings

log = logging.getLogger(__name__)

URGENT, PHYSICIAN = "urgent", "physician"

_YES_OR_NO = {True: HAPPENING, False: ANSWER_ANYWAY}

Messages = list[dict[str, Any]]
_T = TypeVar("_T")


class Door:
    """Handles messages in place of Rasa's agent, which it asks only once a message is screened."""

    def __init__(self, agent: Optional[Agent], composer: Composer, screener: CombinedScreener, settings: Settings) -> None:
        self._agent = agent
        self._compose = composer
        self._screener = screener
        self._settings = settings

    @property
    def tracker_store(self) -> Any:
        """Rasa closes the store's event broker through this when the server stops."""
        return self._agent.tracker_store if self._agent else _NoStore()

    def is_ready(self) -> bool:
        """Tell whether questions can be answered; warning signs are answered in any case."""
        return self._agent is not None and self._agent.is_ready()

    async def handle_message(self, message: UserMessage) -> Optional[Messages]:
        """Answer `message` on its own output channel; never raises, never stays silent."""
        channel = message.output_channel or CollectingOutputChannel()
        messages = await self.turn(message.text, message.sender_id, message.input_channel or channel.name())
        await deliver(messages, channel, message.sender_id)
        return channel.messages if isinstance(channel, CollectingOutputChannel) else None

    async def turn(self, text: Optional[str], sender: str, channel: str) -> Messages:
        """Return the messages that answer `text`: texts and buttons, then one `custom`."""
        try:
            return await asyncio.wait_for(self._turn(text, sender, channel), 2 * self._settings.turn_seconds)
        except Exception:  # whatever broke, the patient gets a sentence
            log.exception("turn failed")
            return self._compose.message("error", "error", "error.internal").messages()

    async def parse(self, text: str, sender: str) -> dict[str, Any]:
        """Return what Rasa would make of `text` as the next message of `sender`, all that its components left included.

        Nothing is said and nothing remembered.
        """
        if self._agent is None or self._agent.processor is None:
            return {}
        message = UserMessage(intake.without_command(intake.tidy(text)), metadata={ABOUT: (await self._past(sender)).about})
        return await self._agent.processor.parse_message(message, only_output_properties=False)

    async def _turn(self, text: Optional[str], sender: str, channel: str) -> Messages:
        if not isinstance(text, str):
            return self._compose.message("unsupported", "decline").messages()
        past = await self._past(sender)
        messages = await self._screened(text, past, sender, channel)
        if past.alarmed and not messages[-1]["custom"]["escalation"]:
            return before(self._compose.message("after_emergency"), messages)
        return messages

    async def _screened(self, text: str, past: conversation.Past, sender: str, channel: str) -> Messages:
        tidy = intake.tidy(text)
        picked = intake.chosen(tidy, past.offered, past.issued) or (past.doubted and _YES_OR_NO.get(intake.yes_or_no(tidy)))
        if picked == HAPPENING and past.held_back:
            doubt = self._screener.screen(past.held_back, past.texts[:-1]).doubt
            if doubt:
                return await self._sent_to_care(doubt, past.held_back, past.about, sender, channel)
        if picked == ANSWER_ANYWAY and past.held_back:
            asked = _besides(past.held_back, self._screener.screen(past.held_back))
            return await self._answer(asked, past.about, sender, channel)
        if picked:
            return await self._ask(picked, past.about, sender, channel)

        screening = self._screener.screen(text, past.texts)
        if screening.level:
            return await self._sent_to_care(screening, text, past.about, sender, channel)
        if screening.doubt:
            reply = self._compose.message("happening_now", "clarify")
            await self._remember(tidy, reply, sender, channel, doubted=True)
            return reply.messages()
        return await self._answer(tidy, past.about, sender, channel)

    async def _sent_to_care(self, screening: Screening, text: str, about: Optional[str], sender: str, channel: str) -> Messages:
        if screening.level == PHYSICIAN:
            messages = await self._answer(_besides(text, screening), about, sender, channel)
            return _after(self._compose.escalation(PHYSICIAN, screening.flags), messages)
        tidy = intake.tidy(text)
        reply = self._escalation(screening, tidy)
        await self._remember(tidy, reply, sender, channel)
        return reply.messages()

    def _escalation(self, screening: Screening, tidy: str) -> Reply:
        if screening.level == URGENT:
            return self._compose.escalation(URGENT, screening.flags, held_back=True)
        return self._compose.emergency_in(screening.language or language(tidy), screening.flags)

    async def _answer(self, tidy: str, about: Optional[str], sender: str, channel: str) -> Messages:
        refusal = self._refusal(tidy)
        if refusal:
            other = refusal == "other_language"
            reply = self._compose.other_language(language(tidy)) if other else self._compose.message(refusal, "decline")
            await self._remember(tidy[: self._settings.message_characters], reply, sender, channel)
            return reply.messages()
        text = intake.without_command(tidy)
        both = await self._pair(text, about)
        if both is None:
            return self._readable(text, await self._ask(text, about, sender, channel))
        first = await self._ask(both.first, about, sender, channel)
        if first[-1]["custom"]["kind"] == "error":
            return first
        return _joined(first, await self._ask(both.second, both.about, sender, channel))

    def _readable(self, text: str, messages: Messages) -> Messages:
        """Decline what has no answer in the patient's language; what was understood all the same stays answered in English."""
        spoken = language(text) if messages[-1]["custom"]["kind"] == "decline" else None
        return self._compose.other_language(spoken).messages() if spoken in self._compose.library.languages else messages

    async def _pair(self, text: str, about: Optional[str]) -> Optional[Pair]:
        try:
            return await self._soon(pair(self._agent, text, about)) if self._agent else None
        except Exception:  # the message is then asked whole
            log.exception("message could not be read for two questions")
            return None

    def _refusal(self, tidy: str) -> Optional[str]:
        if not tidy:
            return "empty"
        if not intake.has_words(tidy):
            return "no_words"
        if len(tidy) > self._settings.message_characters:
            return "too_long"
        return None if intake.mostly_latin(tidy) else "other_language"

    async def _ask(self, text: str, about: Optional[str], sender: str, channel: str) -> Messages:
        """Have Rasa answer. A message that it leaves without a proper reply gets the error sentence."""
        if self._agent is None:
            return self._compose.message("error", "error", "error.no_model").messages()
        collected = _Collector(channel)
        message = UserMessage(text, collected, sender, input_channel=channel, metadata={ABOUT: about})
        try:
            await asyncio.wait_for(_going_on(self._agent.handle_message(message)), self._settings.turn_seconds)
        except asyncio.TimeoutError:
            log.error("turn took longer than %s seconds", self._settings.turn_seconds)
            return self._compose.message("error", "error", "error.timeout").messages()
        except Exception:  # Rasa's errors have no common class
            log.exception("turn failed in Rasa")
        messages = [{key: value for key, value in message.items() if key != "recipient_id"} for message in collected.messages]
        if not messages or "custom" not in messages[-1]:
            return self._compose.message("error", "error", "error.internal").messages()
        return messages

    async def _past(self, sender: str) -> conversation.Past:
        try:
            return await self._soon(conversation.past(self._agent, sender))
        except Exception:  # a broken or hanging store must not keep a warning sign from being seen
            log.exception("conversation could not be read")
            return conversation.Past()

    async def _remember(self, text: str, reply: Reply, sender: str, channel: str, doubted: bool = False) -> None:
        try:
            await self._soon(conversation.remember(self._agent, text, reply, sender, channel, doubted))
        except Exception:  # the patient still gets the reply
            log.exception("turn could not be stored")

    async def _soon(self, work: Awaitable[_T]) -> _T:
        """Return what `work` returns. Reading and writing together must end well before the turn's own limit."""
        return await asyncio.wait_for(_going_on(work), self._settings.turn_seconds / 2)


async def _going_on(work: Awaitable[_T]) -> _T:
    """Return what `work` returns. Rasa's SQL store ends the process at some faults of one conversation; others go on here."""
    try:
        return await work
    except SystemExit as error:
        raise RuntimeError("Rasa wanted to end the process") from error


class _Collector(CollectingOutputChannel):
    """Collects what Rasa says in a turn, under the name of the channel that the patient uses."""

    def __init__(self, channel: str) -> None:
        super().__init__()
        self._channel = channel

    def name(self) -> str:  # type: ignore[override]
        return self._channel


class _NoStore:
    event_broker = None


def _besides(text: str, screening: Screening) -> str:
    """Return what `text` asks besides the sign that was answered already, so that the sign does not blur the question."""
    return intake.tidy(intake.besides(text, ((span.start, span.end) for span in screening.spans)))


def _after(advice: Reply, messages: Messages) -> Messages:
    """Put the advice to see a physician before the answer, and into its `custom` object."""
    told = before(advice, messages)
    custom = {**told[-1]["custom"], "kind": advice.kind, "outcome": advice.outcome, "escalation": advice.escalation}
    return [*told[:-1], {"custom": custom}]


def _joined(first: Messages, second: Messages) -> Messages:
    """Put two turns' messages into one: texts in order, and one `custom` with the answers of both."""
    one, two = first[-1]["custom"], second[-1]["custom"]
    joined = {key: [*one[key], *two[key]] for key in ("answers", "short")}
    return [*first[:-1], *second[:-1], {"custom": {**two, **joined, "outcome": one["outcome"]}}]
