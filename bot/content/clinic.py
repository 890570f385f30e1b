"""The shape of the clinic's own settings: content/clinic.yml."""
from __future__ import annotations

import re
from datetime import date, datetime
from typing import Dict, List, Optional

import pytz
from pydantic import HttpUrl, validator

from bot.content import gsm7
from bot.content.model import Strict, Text, one_line

SETTINGS = (
    "clinic_name", "clinic_phone", "emergency_number", "hours", "language_help", "poison_help", "crisis_line",
    "eldercare", "after_hours", "interpreter",
)

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_FROM_TO = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)")


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
    weekly_hours: Optional[Dict[str, str]]
    closed_on: List[date] = []
    after_hours: Optional[Phone]
    language_help: Text
    interpreter: Optional[Phone]
    address: Optional[Text]
    website: Optional[HttpUrl]

    _one_line = validator("name", "hours", "holidays", "language_help", "address", allow_reuse=True)(
        lambda text: text and one_line(text)
    )

    @validator("timezone")
    def _on_the_map(cls, timezone: str) -> str:
        if timezone not in pytz.all_timezones_set:
            raise ValueError("is not the name of a time zone, such as America/New_York")
        return timezone

    @validator("weekly_hours")
    def _days_and_times(cls, hours: Optional[Dict[str, str]]) -> Optional[Dict[str, str]]:
        for day, times in (hours or {}).items():
            if day not in _DAYS:
                raise ValueError(f"'{day}' is not a day: write {', '.join(_DAYS)}")
            if not _FROM_TO.fullmatch(times) or times[:5] >= times[6:]:
                raise ValueError(f"'{times}' must be two times of one day, such as 08:00-17:00")
        return hours

    def closed(self, at: datetime) -> bool:
        """Tell whether nobody answers the clinic's phone at `at`, which has a time zone; unknown hours count as open."""
        if self.weekly_hours is None:
            return False
        there = at.astimezone(pytz.timezone(self.timezone))
        times = self.weekly_hours.get(_DAYS[there.weekday()])
        if times is None or there.date() in self.closed_on:
            return True
        return not times[:5] <= f"{there:%H:%M}" < times[6:]

    def answering(self, at: datetime) -> Optional[Phone]:
        """Return the line that somebody answers at `at`, or None when the clinic is closed and has no line for that."""
        return self.after_hours if self.closed(at) else self.phone


def settings(clinic: Clinic) -> dict[str, str]:
    """Return the value of each placeholder that any text may hold."""
    hours = f"{clinic.hours}; closed on {clinic.holidays}" if clinic.holidays else clinic.hours
    return {
        "clinic_name": clinic.name,
        "clinic_phone": clinic.phone.display,
        "emergency_number": clinic.emergency.display,
        "hours": hours.rstrip("."),  # it ends a sentence in every text, and may end in "p.m."
        "language_help": clinic.language_help,
        "poison_help": clinic.poison_help.display,
        "crisis_line": clinic.crisis_line.display,
        "eldercare": clinic.eldercare.display,
        "after_hours": (clinic.after_hours or clinic.phone).display,
        "interpreter": (clinic.interpreter or clinic.phone).display,
    }
