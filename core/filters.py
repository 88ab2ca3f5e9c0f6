"""What every list can be filtered by; own columns of visible rows only, never those of a related row."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

import django_filters as filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.classification import Classification
from accounts.models import Department
from core import clock
from core.cleaning_fields import CleanCharField
from core.form_fields import DayField, QuarterChoiceField

LONGEST_SEARCH = 200
"""Characters in which somebody says what to search for."""


class WordsFilter(filters.Filter):
    """Rows that match every word, as `matching` of their QuerySet has it."""

    field_class = CleanCharField

    def __init__(self) -> None:
        super().__init__(label=_("Words"), max_length=LONGEST_SEARCH)

    def filter(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        """Narrow the rows down to those that match."""
        matching: QuerySet[Any] = rows.matching(value) if value else rows  # type: ignore[attr-defined]
        return matching


class QuarterFilter(filters.Filter):
    """Rows of one quarter."""

    field_class = QuarterChoiceField


class ChangedSinceFilter(filters.Filter):
    """Rows that changed on a day or after it."""

    field_class = DayField

    def __init__(self) -> None:
        super().__init__(label=_("Changed since"))

    def filter(self, rows: QuerySet[Any], value: date | None) -> QuerySet[Any]:
        """Keep what changed since midnight in Amsterdam."""
        return rows.filter(updated__gte=datetime.combine(value, time(), clock.AMSTERDAM)) if value else rows


class ClassifiedFilters(filters.FilterSet):
    """Filters that every classified list has."""

    classification = filters.TypedChoiceFilter(
        label=_("Classification"), coerce=lambda value: Classification(int(value)), empty_value=None
    )
    changed_since = ChangedSinceFilter()

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        ceiling = self.request.viewer.ceiling
        readable = [choice for choice in Classification.choices if choice[0] <= ceiling]
        self.filters["classification"].extra["choices"] = [("", _("All")), *readable]


def departments_by_name() -> list[tuple[str, str]]:
    """Every department that is or was, once by its abbreviation, as the choices of a filter."""
    names = Department.objects.order_by("abbreviation").values_list("abbreviation", flat=True).distinct()
    return [(name, name) for name in names]
