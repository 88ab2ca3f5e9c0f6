"""The days that anything here can fall on: those of the quarters that there are, whoever writes them."""

from __future__ import annotations

from datetime import date
from typing import Final

from django.db.models import CheckConstraint, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.errors import DomainError
from core.quarters import FIRST_YEAR, LAST_YEAR, Quarter

FIRST_DAY: Final = Quarter(FIRST_YEAR, 1).first_day
LAST_DAY: Final = Quarter(LAST_YEAR, 4).last_day
OUT_OF_RANGE = _("Enter a day from 2000 to 2099.")


def is_in_range(day: date) -> bool:
    """Whether a day is one of them; the year 0223 is a slip of the finger."""
    return FIRST_DAY <= day <= LAST_DAY


def nearest(day: date) -> date:
    """The day itself, or the first or last that there is."""
    return min(max(day, FIRST_DAY), LAST_DAY)


def check_days(**days: date | None) -> None:
    """Raise DomainError at the first field whose day is none of them; an empty one is no day."""
    for field, day in days.items():
        if day is not None and not is_in_range(day):
            raise DomainError(str(OUT_OF_RANGE), field=field)


def check_past(today: date, **days: date | None) -> None:
    """Raise DomainError at the first field whose day has not come yet, or never will."""
    check_days(**days)
    for field, day in days.items():
        if day is not None and day > today:
            raise DomainError(gettext("This day is still to come. Choose today or an earlier day."), field=field)


def day_in_range(column: str) -> CheckConstraint:
    """The same rule in the database, for a column of a model."""
    return CheckConstraint(
        condition=Q(**{column: None}) | Q(**{f"{column}__range": (FIRST_DAY, LAST_DAY)}),
        name=f"%(app_label)s_%(class)s_{column}_in_range",
    )
