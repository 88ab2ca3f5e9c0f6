"""What lists of the timeline can be filtered by; how a row fits is said by the QuerySets, for the API too."""

from __future__ import annotations

from typing import Any

import django_filters as filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from core.filters import ClassifiedFilters, QuarterFilter, WordsFilter, departments_by_name
from core.models import FocusArea
from core.quarters import Quarter
from timeline.models import ActivityState, CommitmentKind, CoreTask

SECRETARIAT = "secretariat"


class ActivityFilters(ClassifiedFilters):
    """Filters of the list of activities."""

    words = WordsFilter()
    quarter = QuarterFilter(label=_("Quarter"))
    state = filters.ChoiceFilter(label=_("State"), empty_label=_("All"), choices=ActivityState.choices)
    core_task = filters.TypedChoiceFilter(
        label=_("Core task"),
        choices=[("", _("Both")), *CoreTask.choices],
        coerce=lambda value: CoreTask(int(value)),
        empty_value=None,
    )
    focus_area = filters.ModelChoiceFilter(
        label=_("Focus area"),
        empty_label=_("All"),
        queryset=FocusArea.objects.all(),
        to_field_name="slug",
        method="about",
    )
    lead = filters.ChoiceFilter(label=_("Lead"), empty_label=_("All"), choices=(), method="led_by")
    moved = filters.ChoiceFilter(
        label=_("Moved"),
        empty_label=_("All"),
        choices=[("yes", _("moved")), ("no", _("not moved"))],
        method="that_moved",
    )

    field_order = ("words", "quarter", "state", "core_task", "focus_area", "lead", "moved", "classification")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.filters["lead"].extra["choices"] = [(SECRETARIAT, _("secretariat")), *departments_by_name()]
        self.form.order_fields(self.field_order)
        quarters = self.queryset.order_by().values_list("quarter", flat=True).distinct()
        self.form.fields["quarter"].offer([*quarters, *self._asked(self.data.get("quarter", ""))], empty=_("All"))

    @staticmethod
    def _asked(written: str) -> list[Quarter]:
        try:
            return [Quarter.parse(written)]
        except ValueError:
            return []

    def about(self, rows: Any, name: str, area: FocusArea) -> QuerySet[Any]:
        """Activities about a focus area."""
        return rows.about(area)

    def led_by(self, rows: Any, name: str, lead: str) -> QuerySet[Any]:
        """Activities that a department leads, or the secretariat."""
        return rows.led_by_the_secretariat() if lead == SECRETARIAT else rows.led_by(lead)

    def that_moved(self, rows: Any, name: str, moved: str) -> QuerySet[Any]:
        """Activities that left the quarter in which they were first planned, or stayed."""
        return rows.moved() if moved == "yes" else rows.stayed()


class CommitmentFilters(ClassifiedFilters):
    """Filters of the list of commitments."""

    words = WordsFilter()
    kind = filters.ChoiceFilter(label=_("Kind"), empty_label=_("All"), choices=CommitmentKind.choices)
    state = filters.ChoiceFilter(
        label=_("State"),
        empty_label=_("All"),
        choices=[("open", _("open")), ("settled", _("settled"))],
        method="in_state",
    )
    department = filters.ChoiceFilter(label=_("Department"), empty_label=_("All"), choices=(), method="for_department")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.filters["department"].extra["choices"] = departments_by_name()
        self.form.order_fields(("words", "kind", "state", "department", "classification"))

    def in_state(self, rows: Any, name: str, state: str) -> QuerySet[Any]:
        """Commitments that still have to be settled, or those that are."""
        return rows.open() if state == "open" else rows.settled()

    def for_department(self, rows: Any, name: str, department: str) -> QuerySet[Any]:
        """Commitments that a department has to settle."""
        return rows.for_department(department)
