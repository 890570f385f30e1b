"""The one place all channels pass: tidies, screens, caps, and never lets a turn end in silence.

It stands where channels expect Rasa's agent. Rasa alone would let a typed "/intent" bypass the screen, answer an exception with an
empty list, and drop what a pipeline component attached (docs/decisions/0002-the-door.md).
"""
from __future__ import annotations

import asyncio
import logging
import time
from contextlib import nullcontext
from dataclasses import replace
from typing import Any, Awaitable, Callable, Optional, TypeVar

from rasa.core.agent import Agent
from rasa.core.channels.channel import CollectingOutputChannel, UserMessage

from bot import intake
from bot.answers.compose import ANSWER_ANYWAY, HAPPENING
from bot.answers.reply import Reply, after, before, joined
from bot.language import language
from bot.limits import Limits
from bot.metrics import Metrics
from bot.rasa import conversation
from bot.rasa.deliver import Collector, deliver
from bot.rasa.locks import one_at_a_time
from bot.rasa.pair import Pair, pair
from bot.rasa.screening import screened
from bot.rasa.topic_classifier import ABOUT
from bot.resources import Resources, use
from bot.safety.verdict import Screening, rank
from bot.settings import Settings
from bot.understanding import encoder
from bot.understanding.contexts import About, in_conversation

log = logging.getLogger(__name__)

URGENT, PHYSICIAN = "urgent", "physician"

Messages = list[dict[str, Any]]
Keep = Callable[[Messages], Awaitable[None]]
_T = TypeVar("_T")


class Asked(UserMessage):
    """A message of which the channel knows the address it came from (turns are counted by it), and what to do with the reply in time."""

    address: Optional[str] = None
    keep: Optional[Keep] = None


class Door:
    """Handles messages in place of Rasa's agent, which it asks only once a message is screened."""

    def __init__(
        self,
        agent: Optional[Agent],
        resources: Resources,
        settings: Settings,
        limits: Optional[Limits] = None,
        metrics: Optional[Metrics] = None,
    ) -> None:
        """Without `agent` only warning signs are answered; without `limits` nobody is refused, without `metrics` none counted."""
        self.agent = agent
        self.resources = resources
        self._compose = resources.composer
        self._screener = resources.screener
        self._settings = settings
        self._limits = limits
        self._metrics = metrics

    @property
    def model(self) -> Optional[str]:
        """The name of the model that answers, or None."""
        return self.agent.model_name.partition(".")[0] if self.agent and self.agent.model_name else None

    @property
    def tracker_store(self) -> Any:
        """Rasa closes the store's event broker through this when the server stops."""
        return self.agent.tracker_store if self.agent else _NoStore()

    def is_ready(self) -> bool:
        """Tell whether questions can be answered; warning signs are answered in any case."""
        return self.agent is not None and self.agent.is_ready()

    async def handle_message(self, message: UserMessage) -> Optional[Messages]:
        """Answer `message` on its own output channel; never raises, never stays silent."""
        channel = message.output_channel or CollectingOutputChannel()
        address, keep = getattr(message, "address", None), getattr(message, "keep", None)
        messages = await self.turn(message.text, message.sender_id, message.input_channel or channel.name(), address, keep)
        await deliver(messages, channel, message.sender_id)
        return channel.messages if isinstance(channel, CollectingOutputChannel) else None

    async def turn(
        self, text: Optional[str], sender: str, channel: str, address: Optional[str] = None, keep: Optional[Keep] = None
    ) -> Messages:
        """Return the messages that answer `text`: texts and buttons, then one `custom`."""
        started, told = time.perf_counter(), []  # type: ignore[var-annotated]

        async def kept(messages: Messages) -> None:
            told.extend(messages)
            if keep:
                await keep(messages)

        with use(self.resources), self._limits.turn(sender, address) if self._limits else nullcontext() as refused:
            try:
                turn = self._turn(text, sender, channel, refused, kept)
                messages = await asyncio.wait_for(turn, 2 * self._settings.turn_seconds)
            except Exception:  # whatever broke, the patient gets a sentence
                log.exception("turn failed")
                messages = told or self._compose.message("error", "error", "error.internal").messages()
            if keep and not told and (messages[-1]["custom"]["escalation"] or not refused):  # a flood fills no disk
                await keep(messages)
        self._count(messages[-1]["custom"], channel, time.perf_counter() - started, refused)
        return messages

    def _count(self, custom: dict[str, Any], channel: str, seconds: float, refused: Optional[str]) -> None:
        try:
            log.info("turn", extra={"outcome": custom["outcome"], "channel": channel, "milliseconds": round(seconds * 1000)})
            if self._metrics:
                self._metrics.turn(custom, channel, seconds, refused)
        except Exception:  # the patient still gets the reply
            log.exception("turn could not be counted")

    async def parse(self, text: str, sender: str) -> dict[str, Any]:
        """Return what Rasa would make of `text` as the next message of `sender`, all that its components left included.

        Nothing is said and nothing remembered.
        """
        if self.agent is None or self.agent.processor is None:
            return {}
        message = UserMessage(intake.question(intake.tidy(text)), metadata={ABOUT: (await self._past(sender)).about})
        return await self.agent.processor.parse_message(message, only_output_properties=False)

    async def _turn(self, text: Optional[str], sender: str, channel: str, refused: Optional[str], kept: Keep) -> Messages:
        if not isinstance(text, str):
            return self._compose.message("unsupported", "decline").messages()
        self._screener.ahead(text)
        if refused:  # a flood waits for nothing
            past = await self._past(sender, text)
            return self._careful(past, await self._refused(text, past, refused))
        async with one_at_a_time(self.agent.lock_store if self.agent else None, sender, self._settings.turn_seconds / 2):
            past = await self._past(sender, text)
            messages = self._careful(past, await self._screened(text, past, sender, channel))
            await kept(messages)
            return messages

    def _careful(self, past: conversation.Past, messages: Messages) -> Messages:
        if past.alarmed and not messages[-1]["custom"]["escalation"]:
            return before(self._compose.message("after_emergency"), messages)
        return messages

    async def _screened(self, text: str, past: conversation.Past, sender: str, channel: str) -> Messages:
        tidy = intake.tidy(text)
        picked, confirmed = self._picked(tidy, past)
        if confirmed:
            return await self._sent_to_care(confirmed, past.held_back or text, past.about, sender, channel)
        if picked == ANSWER_ANYWAY and past.held_back:
            asked = _besides(past.held_back, await screened(self._screener, past.held_back))
            return await self._answer(asked, past.about, sender, channel)
        if picked:
            return await self._ask(picked, past.about, sender, channel)

        self._ahead(tidy, past.about)
        screening = await screened(self._screener, text, past.texts)
        if screening.level:
            return await self._sent_to_care(screening, text, past.about, sender, channel)
        if screening.doubt:
            reply = self._compose.message("happening_now", "clarify")
            await self._remember(intake.question(tidy), reply, sender, channel, screening.doubt)
            return reply.messages()
        return await self._answer(tidy, past.about, sender, channel)

    def _picked(self, tidy: str, past: conversation.Past) -> tuple[Optional[str], Optional[Screening]]:
        """Return the payload of the choice that `tidy` makes, a yes or no to the last question included, and the sign that it confirms.

        A yes may tell of a worse sign than was asked about, and a no of one: then it is no no, and is read like any message.
        """
        picked = intake.chosen(tidy, past.offered, past.issued)
        if picked or past.doubt is None:
            return picked, past.doubt if picked == HAPPENING else None
        said = intake.yes_or_no(tidy)
        if said is None:
            return None, None
        told = self._screener.screen(tidy)
        if said:
            if told.level == past.doubt.level:
                return HAPPENING, replace(told, flags=tuple(dict.fromkeys([*told.flags, *past.doubt.flags])))
            return HAPPENING, min(past.doubt, told, key=lambda sign: rank(sign.level))
        return None if told.level or told.doubt else ANSWER_ANYWAY, None

    def _ahead(self, tidy: str, about: About) -> None:
        """Have another core begin to encode the message as the topics will be asked for it in its conversation, while it is screened."""
        if self.agent and about != About() and len(tidy) <= self._settings.message_characters:
            try:
                encoder.shared().ahead(in_conversation(intake.question(tidy), about))
            except Exception:  # it will fail again when the topics need it, and be answered there
                log.debug("the message could not be encoded ahead", exc_info=True)

    async def _refused(self, text: str, past: conversation.Past, reason: str) -> Messages:
        """Answer a turn over a limit: a sign as ever, even in doubt, as nobody can be asked; anything else with why not.

        A refusal is not kept, so that a flood fills no disk.
        """
        tidy = intake.tidy(text)
        screening = self._picked(tidy, past)[1] or await screened(self._screener, text, past.texts)
        sign = screening if screening.level else screening.doubt
        refusal = self._compose.message(reason, "error", f"error.{reason}").messages()
        if sign is None:
            return refusal
        if sign.level == PHYSICIAN:
            return after(self._compose.escalation(PHYSICIAN, sign.flags), refusal)
        return self._escalation(sign, tidy, held_back=False).messages()

    async def _sent_to_care(self, screening: Screening, text: str, about: About, sender: str, channel: str) -> Messages:
        if screening.level == PHYSICIAN:
            messages = await self._answer(_besides(text, screening), about, sender, channel)
            return after(self._compose.escalation(PHYSICIAN, screening.flags), messages)
        tidy = intake.tidy(text)
        reply = self._escalation(screening, tidy)
        await self._remember(tidy, reply, sender, channel)
        return reply.messages()

    def _escalation(self, screening: Screening, tidy: str, held_back: bool = True) -> Reply:
        if screening.level == URGENT:
            return self._compose.escalation(URGENT, screening.flags, held_back)
        return self._compose.emergency_in(screening.language or language(tidy), screening.flags, screening.entry)

    async def _answer(self, tidy: str, about: About, sender: str, channel: str) -> Messages:
        refusal = intake.refusal(tidy, self._settings.message_characters)
        if refusal:
            other = refusal == "other_language"
            reply = self._compose.other_language(language(tidy)) if other else self._compose.message(refusal, "decline")
            await self._remember(tidy[: self._settings.message_characters], reply, sender, channel)
            return reply.messages()
        text = intake.question(tidy)
        both = await self._pair(text, about)
        if both is None:
            return self._readable(text, await self._ask(text, about, sender, channel))
        first = await self._ask(both.first, about, sender, channel)
        if first[-1]["custom"]["kind"] == "error":
            return first
        return joined(first, await self._ask(both.second, both.about, sender, channel))

    def _readable(self, text: str, messages: Messages) -> Messages:
        """Decline in the patient's language what has no answer, or only a question back; what was understood stays answered in English."""
        spoken = language(text) if messages[-1]["custom"]["kind"] in ("decline", "clarify") else None
        return self._compose.other_language(spoken).messages() if spoken in self._compose.library.languages else messages

    async def _pair(self, text: str, about: About) -> Optional[Pair]:
        try:
            return await self._soon(pair(self.agent, text, about)) if self.agent else None
        except Exception:  # the message is then asked whole
            log.exception("message could not be read for two questions")
            return None

    async def _ask(self, text: str, about: About, sender: str, channel: str) -> Messages:
        """Have Rasa answer. A message that it leaves without a proper reply gets the error sentence."""
        if self.agent is None:
            return self._compose.message("error", "error", "error.no_model").messages()
        collected = Collector(channel)
        message = UserMessage(text, collected, sender, input_channel=channel, metadata={ABOUT: about})
        try:
            await asyncio.wait_for(conversation.going_on(self.agent.handle_message(message)), self._settings.turn_seconds)
        except asyncio.TimeoutError:
            log.error("turn took longer than %s seconds", self._settings.turn_seconds)
            return self._compose.message("error", "error", "error.timeout").messages()
        except Exception:  # Rasa's errors have no common class
            log.exception("turn failed in Rasa")
        messages = [{key: value for key, value in message.items() if key != "recipient_id"} for message in collected.messages]
        if not messages or "custom" not in messages[-1]:
            return self._compose.message("error", "error", "error.internal").messages()
        return messages

    async def _past(self, sender: str, text: str = "") -> conversation.Past:
        try:
            return await self._soon(conversation.past(self.agent, sender, text))
        except Exception:  # a broken or hanging store must not keep a warning sign from being seen
            log.exception("conversation could not be read")
            return conversation.Past()

    async def _remember(self, text: str, reply: Reply, sender: str, channel: str, doubt: Optional[Screening] = None) -> None:
        try:
            await self._soon(conversation.remember(self.agent, text, reply, sender, channel, doubt))
        except Exception:  # the patient still gets the reply
            log.exception("turn could not be stored")

    async def _soon(self, work: Awaitable[_T]) -> _T:
        """Return what `work` returns. Reading and writing together must end well before the turn's own limit."""
        return await asyncio.wait_for(conversation.going_on(work), self._settings.turn_seconds / 2)


class _NoStore:
    event_broker = None


def _besides(text: str, screening: Screening) -> str:
    """Return what `text` asks besides the sign that was answered already, so that the sign does not blur the question."""
    return intake.tidy(intake.besides(text, ((span.start, span.end) for span in screening.spans)))
