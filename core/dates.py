"""How we write dates and times ("Zo schrijven we"): everything but Dutch is written as in English."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import formats, timezone
from django.utils.translation import get_language

DUTCH = {"day": "D j b", "long": "j F Y", "short": "j b Y", "time": r"G.i \u\u\r"}
ENGLISH = {"day": "D j M", "long": "j F Y", "short": "j M Y", "time": "G:i"}


def day(value: date | datetime | None) -> str:
    """A day in a list: "do 23 nov", "Thu 23 Nov"."""
    return _written(value, "day")


def long_date(value: date | datetime | None) -> str:
    """A date in a sentence: "23 november 2022"."""
    return _written(value, "long")


def short_date(value: date | datetime | None) -> str:
    """A date in a table: "23 nov 2022"."""
    return _written(value, "short")


def clock_time(value: datetime | None) -> str:
    """A time of the day: "10.42 uur", "10:42"."""
    return _written(value, "time")


def moment(value: datetime | None) -> str:
    """A date with its time: "23 november 2022, 10.42 uur"."""
    return f"{long_date(value)}, {clock_time(value)}" if value else ""


def _written(value: date | datetime | None, name: str) -> str:
    if not value:
        return ""
    if isinstance(value, datetime) and timezone.is_aware(value):
        value = timezone.localtime(value)
    pattern = (DUTCH if (get_language() or "").startswith("nl") else ENGLISH)[name]
    return formats.date_format(value, pattern)
