"""The shape of the clinic's own settings: content/clinic.yml."""
from __future__ import annotations

import re
from typing import Optional

from pydantic import HttpUrl, validator

from bot.content import gsm7
from bot.content.model import Strict, Text, one_line


class Phone(Strict):
    """`display` is what a patient reads, `tel` what a phone dials."""

    display: Text
    tel: Text

    @validator("display")
    def _plain(cls, display: str) -> str:
        if gsm7.foreign(display):
            raise ValueError("use plain digits, spaces, brackets and hyphens")
        return display

    @validator("tel")
    def _can_be_dialled(cls, tel: str) -> str:
        if not re.fullmatch(r"\+?[0-9]{3,15}", tel):
            raise ValueError("must be digits only, with + and the country code in front of a full number")
        return tel


class Clinic(Strict):
    """The clinic's own settings: content/clinic.yml."""

    sample: bool
    serve_drafts: bool = True
    name: Text
    phone: Phone
    emergency: Phone
    poison_help: Phone
    crisis_line: Phone
    eldercare: Phone
    hours: Text
    holidays: Optional[Text]
    timezone: Text
    language_help: Text
    address: Optional[Text]
    website: Optional[HttpUrl]

    _one_line = validator("name", "hours", "holidays", "language_help", "address", allow_reuse=True)(
        lambda text: text and one_line(text)
    )
