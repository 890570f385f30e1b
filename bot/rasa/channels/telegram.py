"""Telegram, in private chats only."""
from __future__ import annotations

import asyncio
from typing import Any

import aiohttp
from aiogram.bot.api import TelegramAPIServer
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup
from aiogram.utils.exceptions import NetworkError, RestartingTelegram, RetryAfter, TelegramAPIError
from rasa.core.channels.telegram import TelegramOutput
from sanic import response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.channels import signatures
from bot.channels.parts import Limits, Part, parts
from bot.rasa.channels.desk import Desk, Inbound, Messages, NotSent
from bot.rasa.channels.vendor import SECONDS, VendorChannel

# Characters of a message (Bot API, sendMessage); buttons one below the other, as wide as a phone shows in one line.
_LIMITS = Limits(text=4096, choices=8, title=40)
_TEMPORARY = (NetworkError, RestartingTelegram, RetryAfter, aiohttp.ClientError, asyncio.TimeoutError, ValueError)


class TelegramChannel(VendorChannel):
    def __init__(self, desk: Desk, access_token: str, secret_token: str, api_url: str = "") -> None:
        """Raises aiogram.utils.exceptions.ValidationError when `access_token` cannot be one."""
        super().__init__(desk)
        self._secret = secret_token
        self._bot = TelegramOutput(access_token)
        self._bot.timeout = SECONDS
        if api_url:
            self._bot.server = TelegramAPIServer.from_base(api_url)

    @classmethod
    def name(cls) -> str:
        return "telegram"

    def genuine(self, request: Request) -> bool:
        return signatures.is_secret(self._secret, request.headers.get("x-telegram-bot-api-secret-token", ""))

    def inbound(self, request: Request) -> list[Inbound]:
        update = request.json
        pressed = update.get("callback_query")
        message = pressed["message"] if pressed else update.get("message") or update.get("edited_message")
        if not message or message["chat"]["type"] != "private":  # in a group, others would read the answer
            return []
        text = pressed["data"] if pressed else message.get("text", message.get("caption"))
        return [Inbound(str(update["update_id"]), str(message["chat"]["id"]), _hello(text))]

    def render(self, messages: Messages, inbound: Inbound) -> list[Part]:
        return parts(messages, _LIMITS)

    async def send(self, part: Part, inbound: Inbound) -> None:
        buttons = [[InlineKeyboardButton(title, callback_data=sent)] for title, sent in part.choices]
        keyboard = InlineKeyboardMarkup(inline_keyboard=buttons) if buttons else None
        try:
            await self._bot.send_message(inbound.sender, part.text, reply_markup=keyboard)
        except _TEMPORARY:
            raise NotSent(again=True) from None
        except TelegramAPIError as error:  # a class of its own for each refusal, the plain one for trouble of Telegram's
            raise NotSent(again=type(error) is TelegramAPIError) from None

    def accepted(self, request: Request) -> HTTPResponse:
        """Stop the pressed button from turning: Telegram carries out what the answer to its call says."""
        pressed: Any = request.json.get("callback_query")
        return response.json({"method": "answerCallbackQuery", "callback_query_id": pressed["id"]} if pressed else {})

    async def close(self) -> None:
        await self._bot.close()


def _hello(text: Any) -> Any:
    """What Telegram sends when somebody opens the chat is a greeting."""
    return "Hello" if isinstance(text, str) and text.split()[:1] == ["/start"] else text
