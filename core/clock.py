"""The one clock of the domain, and time counted in Dutch working days.

Leases, sessions, second factors and event rows use real time; everything else asks here.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from time import time as real_time
from typing import Final
from zoneinfo import ZoneInfo

import holidays
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import ngettext, pgettext

AMSTERDAM: Final = ZoneInfo("Europe/Amsterdam")

SOON: Final = 3
"""A deadline is soon when at most so many working days are left."""

_PROCESS_STARTED: Final = real_time()
_frozen: ContextVar[datetime | None] = ContextVar("frozen_clock", default=None)


def now() -> datetime:
    """The moment it is for the domain, aware and in Europe/Amsterdam.

    Where the setting `TASKFORCE_NOW` ("2023-12-04T09:00") is given, the clock started there and runs on:
    `TASKFORCE_NOW_SINCE` is the real time, in seconds since 1970, at which it did. Processes that are given the same
    pair agree; without `TASKFORCE_NOW_SINCE` each counts from its own start.
    Raises ImproperlyConfigured when either setting cannot be read.
    """
    frozen = _frozen.get()
    if frozen is not None:
        return frozen
    start = getattr(settings, "TASKFORCE_NOW", None)
    if not start:
        return datetime.fromtimestamp(real_time(), AMSTERDAM)
    return running_since(_configured_start(start), _configured_anchor(), real_time())


def today() -> date:
    """The day it is for the domain, in Europe/Amsterdam."""
    return now().date()


@contextmanager
def at(moment: datetime | str) -> Iterator[datetime]:
    """Stop the clock at a moment, for the tests inside the `with` block (this thread, this asynchronous task).

    A moment without an offset, as in "2023-12-04T09:00", is a time in Amsterdam. Raises ValueError for another text.
    """
    stopped = _in_amsterdam(datetime.fromisoformat(moment) if isinstance(moment, str) else moment)
    token = _frozen.set(stopped)
    try:
        yield stopped
    finally:
        _frozen.reset(token)


def running_since(start: datetime, since: float, real: float) -> datetime:
    """What a clock shows that was put at `start` when the real time was `since`, now that the real time is `real`."""
    return (start.astimezone(UTC) + timedelta(seconds=real - since)).astimezone(AMSTERDAM)


def _in_amsterdam(moment: datetime) -> datetime:
    local = moment.replace(tzinfo=AMSTERDAM) if moment.tzinfo is None else moment
    # By way of UTC, so that an hour that summer time skips becomes one that exists.
    return local.astimezone(UTC).astimezone(AMSTERDAM)


@lru_cache(maxsize=8)
def _configured_start(text: str) -> datetime:
    try:
        return _in_amsterdam(datetime.fromisoformat(text))
    except (TypeError, ValueError, OverflowError) as error:
        raise ImproperlyConfigured(
            f"TASKFORCE_NOW is {text!r}; it must be a date and time such as 2023-12-04T09:00, or be left out"
        ) from error


def _configured_anchor() -> float:
    since = getattr(settings, "TASKFORCE_NOW_SINCE", None)
    if since is None:
        return _PROCESS_STARTED
    try:
        anchor = float(since)
    except (TypeError, ValueError):
        anchor = math.nan
    if not math.isfinite(anchor):
        raise ImproperlyConfigured(
            f"TASKFORCE_NOW_SINCE is {since!r}; it must be a number of seconds since 1970, or be left out"
        )
    return anchor


@lru_cache(maxsize=256)
def days_off(year: int) -> frozenset[date]:
    """The days of a year, beside Saturdays and Sundays, that are no working days.

    These are the generally recognised holidays of the Algemene termijnenwet, article 3: New Year's Day, Easter Monday,
    Whit Monday, both Christmas days, Ascension Day, the day on which the King's birthday is celebrated and 5 May
    (first paragraph), with Good Friday, which is put on a par with them (second paragraph).
    Single days that a royal decree puts on a par (third paragraph) are not among them.
    """
    # The library has 5 May only in the years in which most employers give it off; the law has it each year.
    return frozenset(holidays.country_holidays("NL", years=year)) | {date(year, 5, 5)}


def is_working_day(day: date) -> bool:
    """Whether a day is neither a Saturday, nor a Sunday, nor a holiday of the Algemene termijnenwet."""
    return day.weekday() < 5 and day not in days_off(day.year)


def working_days_between(start: date, end: date) -> int:
    """How many working days there are after `start`, up to and including `end`.

    When `end` is before `start` it is that number the other way round, made negative.
    """
    if end < start:
        return -working_days_between(end, start)
    # By whole weeks: pages ask this of every deadline, and one day at a time took most of their time.
    weeks, rest = divmod((end - start).days, 7)
    weekdays = weeks * 5 + sum((start.weekday() + step) % 7 < 5 for step in range(1, rest + 1))
    holidays_between = (day for year in range(start.year, end.year + 1) for day in days_off(year) if start < day <= end)
    return weekdays - sum(day.weekday() < 5 for day in holidays_between)


def add_working_days(day: date, count: int) -> date:
    """The `count`-th working day after a day, or before it when negative; the day itself when `count` is 0."""
    step = timedelta(days=1 if count > 0 else -1)
    for _ in range(abs(count)):
        day += step
        while not is_working_day(day):
            day += step
    return day


class Tone(StrEnum):
    """How pressing a deadline is; the values are the names that the looks give to it."""

    LATE = "late"
    TODAY = "today"
    SOON = "soon"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class Term:
    """How much time a deadline leaves, or by how much it was missed, in whole working days."""

    tone: Tone
    working_days: int

    def words(self) -> str:
        """The term in the reader's language: "nog 4 werkdagen", "vandaag", "1 werkdag te laat"."""
        if self.tone is Tone.TODAY:
            return pgettext("deadline", "today")
        if self.tone is Tone.LATE:
            if self.working_days == 0:
                return pgettext("deadline", "late")
            return ngettext("%(count)d working day late", "%(count)d working days late", self.working_days) % {
                "count": self.working_days
            }
        if self.working_days == 0:
            return pgettext("deadline", "before the next working day")
        return ngettext("%(count)d working day left", "%(count)d working days left", self.working_days) % {
            "count": self.working_days
        }


def term(due: date, today: date) -> Term:
    """How a deadline stands: late once its day has passed, soon when at most three working days are left.

    The count is 0 where only days off lie between, as on the Saturday after a deadline on Friday.
    """
    count = abs(working_days_between(today, due))
    if due < today:
        return Term(Tone.LATE, count)
    if due == today:
        return Term(Tone.TODAY, 0)
    return Term(Tone.SOON if count <= SOON else Tone.LATER, count)
