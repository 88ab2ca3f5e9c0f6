"""What lists of the timeline can be filtered by: own columns of visible rows, never those of a related row."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

import django_filters as filters
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.classification import Classification
from accounts.models import Department
from core import clock
from core.cleaning_fields import CleanCharField
from core.form_fields import DayField, QuarterChoiceField
from core.models import FocusArea
from core.quarters import Quarter
from timeline.models import ActivityState, CommitmentKind, CoreTask

SECRETARIAT = "secretariat"


class WordsFilter(filters.Filter):
    """Rows in which every word occurs, in one of the row's own texts."""

    field_class = CleanCharField

    def __init__(self, *texts: str) -> None:
        super().__init__(label=_("Words"), max_length=200)
        self.texts = texts

    def filter(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        """Narrow the rows down, word by word."""
        for word in value.split() if value else ():
            condition = Q()
            for text in self.texts:
                condition |= Q(**{f"{text}__icontains": word})
            rows = rows.filter(condition)
        return rows


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


class ActivityFilters(ClassifiedFilters):
    """Filters of the list of activities."""

    words = WordsFilter("title", "description", "yielded")
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
        departments = Department.objects.order_by("abbreviation").values_list("abbreviation", flat=True).distinct()
        names = [(name, name) for name in departments]
        self.filters["lead"].extra["choices"] = [(SECRETARIAT, _("secretariat")), *names]
        self.form.order_fields(self.field_order)
        quarters = self.queryset.order_by().values_list("quarter", flat=True).distinct()
        self.form.fields["quarter"].offer([*quarters, *self._asked(self.data.get("quarter", ""))], empty=_("All"))

    @staticmethod
    def _asked(written: str) -> list[Quarter]:
        try:
            return [Quarter.parse(written)]
        except ValueError:
            return []

    def about(self, rows: QuerySet[Any], name: str, area: FocusArea) -> QuerySet[Any]:
        """Activities about a focus area."""
        return rows.filter(focus_areas__focus_area=area)

    def led_by(self, rows: QuerySet[Any], name: str, lead: str) -> QuerySet[Any]:
        """Activities that a department leads, under whatever name it is known in its time; or the secretariat."""
        if lead == SECRETARIAT:
            return rows.filter(led_by_secretariat=True)
        return rows.filter(leads__department__in=Department.objects.filter(abbreviation=lead)).distinct()

    def that_moved(self, rows: QuerySet[Any], name: str, moved: str) -> QuerySet[Any]:
        """Activities that left the quarter in which they were first planned, or stayed."""
        stayed = Q(quarter=F("original_quarter"))
        return rows.filter(~stayed if moved == "yes" else stayed)


class CommitmentFilters(ClassifiedFilters):
    """Filters of the list of commitments."""

    words = WordsFilter("text", "officeholder")
    kind = filters.ChoiceFilter(label=_("Kind"), empty_label=_("All"), choices=CommitmentKind.choices)
    state = filters.ChoiceFilter(
        label=_("State"),
        empty_label=_("All"),
        choices=[("open", _("open")), ("settled", _("settled"))],
        method="in_state",
    )
    department = filters.ModelChoiceFilter(
        label=_("Department"), empty_label=_("All"), queryset=Department.objects.all()
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.form.order_fields(("words", "kind", "state", "department", "classification"))

    def in_state(self, rows: QuerySet[Any], name: str, state: str) -> QuerySet[Any]:
        """Commitments that still have to be settled, or those that are."""
        return rows.filter(settled_by=None) if state == "open" else rows.exclude(settled_by=None)
