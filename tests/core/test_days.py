"""The days that anything can fall on: the same ones for a form, an action, the API, a picture and the database."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django import forms
from django.db import IntegrityError, models, transaction
from hypothesis import given
from hypothesis import strategies as st

from core.days import FIRST_DAY, LAST_DAY, check_days, is_in_range, nearest
from core.errors import DomainError
from core.form_fields import DayField
from core.quarters import Quarter
from tests.factories import NOW, SourceFactory
from tests.rows import build, house_models
from timeline.models import ActivityState

# Of papers and validities: older than the taskforce, and chosen by nobody here.
OTHER_DAYS = {"core.Source.date", "core.FocusArea.valid_from", "core.FocusArea.valid_to"}
# What a row must have before it may have such a day at all.
BESIDE: dict[str, Callable[[], dict[str, Any]]] = {
    "done_on": lambda: {"state": ActivityState.DONE, "done_on": NOW.date()},
    "settled_on": lambda: {"settled_by": SourceFactory()},
}
OUTSIDE = [date.min, date(1999, 12, 31), date(2100, 1, 1), date(2104, 2, 29), date.max]


def is_taken(day: date) -> bool:
    """Whether the field of a form takes a day."""
    try:
        DayField().clean(day.isoformat())
    except forms.ValidationError:
        return False
    return True


@given(st.dates())
def test_a_day_is_taken_everywhere_or_nowhere(day: date) -> None:
    inside = 2000 <= day.year <= 2099
    assert is_in_range(day) == inside == is_taken(day)
    assert is_in_range(nearest(day))
    assert (nearest(day) == day) == inside
    assert Quarter.of(nearest(day))
    if inside:
        check_days(due_on=day)
    else:
        with pytest.raises(DomainError) as refused:
            check_days(starts_on=None, due_on=day)
        assert refused.value.field == "due_on"


def dates() -> list[Any]:
    """Every column of a day in our own apps above accounts, but for those of papers and validities."""
    return [
        field
        for model in house_models()
        for field in model._meta.concrete_fields
        if type(field) is models.DateField
        and model._meta.app_label != "accounts"
        and f"{model._meta.label}.{field.name}" not in OTHER_DAYS
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("column", dates(), ids=str)
def test_the_database_keeps_no_other_day(column: Any) -> None:
    row = build(column.model, **BESIDE.get(column.name, dict)())
    rows = type(row)._base_manager.filter(pk=row.pk)
    for day in OUTSIDE:
        with pytest.raises(IntegrityError, match=f"{column.name}_in_range"), transaction.atomic():
            rows.update(**{column.name: day})


def test_the_first_and_last_day_are_those_of_the_quarters() -> None:
    assert (date(2000, 1, 1), date(2099, 12, 31)) == (FIRST_DAY, LAST_DAY)
