"""When the clinic is closed: in its own time zone, on its own days, holidays included."""
from __future__ import annotations

from datetime import date, datetime, timezone

import pytest
from pydantic import ValidationError

from bot.content.clinic import Clinic, settings
from bot.content.library import Library
from bot.settings import PROJECT

CLINIC = Library.load(PROJECT / "content").clinic


def clinic(**fields: object) -> Clinic:
    return Clinic.parse_obj({**CLINIC.dict(), "closed_on": [date(2026, 12, 25)], **fields})


@pytest.mark.parametrize(
    ("moment", "closed"),
    [
        ("2026-12-01T12:59", True),  # Tuesday, a minute before eight in New York
        ("2026-12-01T13:00", False),
        ("2026-12-01T21:59", False),
        ("2026-12-01T22:00", True),  # five o'clock
        ("2026-12-02T01:00", True),  # still Tuesday there
        ("2026-12-05T17:00", True),  # Saturday
        ("2026-12-25T17:00", True),  # a holiday on a Friday
        ("2026-07-01T12:00", False),  # summer time: eight o'clock
        ("2026-07-01T21:00", True),
    ],
)
def test_closed_by_the_clinic_s_own_clock(moment: str, closed: bool) -> None:
    assert clinic().closed(datetime.fromisoformat(moment).replace(tzinfo=timezone.utc)) is closed


def test_a_clinic_elsewhere_has_another_clock() -> None:
    noon = datetime(2026, 12, 1, 23, tzinfo=timezone.utc)
    assert clinic().closed(noon) and not clinic(timezone="Pacific/Honolulu").closed(noon)


def test_hours_that_nobody_wrote_down_count_as_open() -> None:
    assert not clinic(weekly_hours=None).closed(datetime(2026, 12, 5, 3, tzinfo=timezone.utc))


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"weekly_hours": {"mon": "08:00-17:00"}}, "is not a day"),
        ({"weekly_hours": {"monday": "8-5"}}, "must be two times"),
        ({"weekly_hours": {"monday": "17:00-08:00"}}, "must be two times"),
        ({"weekly_hours": {"monday": "08:00-24:30"}}, "must be two times"),
        ({"timezone": "New York"}, "is not the name of a time zone"),
        ({"closed_on": ["Christmas"]}, "invalid date"),
    ],
)
def test_a_setting_that_cannot_be_read_is_refused(fields: dict, said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        clinic(**fields)


@pytest.mark.parametrize(
    ("fields", "hours"),
    [
        ({"hours": "Weekdays, 8 a.m. to 5 p.m."}, "Weekdays, 8 a.m. to 5 p.m"),
        ({"hours": "Weekdays, 8 to 5"}, "Weekdays, 8 to 5"),
        ({"hours": "Weekdays, 8 a.m. to 5 p.m.", "holidays": "Jan. 1"}, "Weekdays, 8 a.m. to 5 p.m.; closed on Jan. 1"),
        ({"hours": "Weekdays", "holidays": "Dec."}, "Weekdays; closed on Dec"),
    ],
)
def test_a_sentence_that_ends_with_the_hours_has_one_period(fields: dict, hours: str) -> None:
    assert settings(clinic(**fields))["hours"] == hours
