"""What every list can be filtered by; own columns of visible rows only, never those of a related row."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import django_filters as filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.classification import Classification
from accounts.models import Department, User
from core import clock
from core.cleaning_fields import CleanCharField
from core.form_fields import DayField, QuarterChoiceField
from core.models import Purpose

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


class OnDayFilter(filters.Filter):
    """Rows whose moment lies after the beginning of a day, or before its end, in Amsterdam."""

    field_class = DayField

    def __init__(self, *, label: Any, lookup_expr: str, at_end: bool) -> None:
        super().__init__(label=label, field_name="at", lookup_expr=lookup_expr)
        self.at_end = at_end

    def filter(self, rows: QuerySet[Any], value: date | None) -> QuerySet[Any]:
        """Compare with midnight at the edge of the day."""
        if value is None:
            return rows
        edge = value + timedelta(days=1) if self.at_end else value
        return super().filter(rows, datetime.combine(edge, time(), clock.AMSTERDAM))


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


class ReadEventFilters(filters.FilterSet):
    """Filters of the read ledger."""

    reader = filters.ModelChoiceFilter(
        label=_("Reader"), field_name="user", empty_label=_("All"), queryset=User.objects.none()
    )
    department = filters.ChoiceFilter(
        label=_("Department"), field_name="department__abbreviation", empty_label=_("All")
    )
    purpose = filters.ChoiceFilter(label=_("For what"), empty_label=_("All"), choices=Purpose.choices)
    since = OnDayFilter(label=_("From day"), lookup_expr="gte", at_end=False)
    until = OnDayFilter(label=_("Until and including"), lookup_expr="lt", at_end=True)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        readers = self.queryset.order_by().values("user")
        self.filters["reader"].queryset = User.objects.filter(pk__in=readers)
        self.filters["department"].extra["choices"] = departments_by_name()


def departments_by_name() -> list[tuple[str, str]]:
    """Every department that is or was, once by its abbreviation, as the choices of a filter."""
    names = Department.objects.order_by("abbreviation").values_list("abbreviation", flat=True).distinct()
    return [(name, name) for name in names]
