"""What lists of the register can be filtered by; how a row fits is said by the QuerySets, for the API too."""

from __future__ import annotations

from typing import Any

import django_filters as filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from core import countries
from core.filters import ClassifiedFilters, WordsFilter, departments_by_name
from core.models import FocusArea
from dependencies.models import Figure, SeriesKind, Stage

MINE = "me"


class KeptFilters(ClassifiedFilters):
    """Filters by who keeps a row up to date, and whether it needs a look."""

    owner = filters.ChoiceFilter(label=_("Owner"), empty_label=_("All"), choices=[(MINE, _("me"))], method="owned")
    needs_look = filters.ChoiceFilter(
        label=_("Needs a look"), empty_label=_("All"), choices=[("yes", _("yes"))], method="that_need_a_look"
    )

    def owned(self, rows: Any, name: str, owner: str) -> QuerySet[Any]:
        """What the viewer keeps up to date."""
        return rows.owned_by(self.request.viewer.user)

    def that_need_a_look(self, rows: Any, name: str, needs: str) -> QuerySet[Any]:
        """What was to be looked at again by now."""
        return rows.needing_look(self.request.viewer.at.date())


class DependencyFilters(KeptFilters):
    """Filters of the register."""

    words = WordsFilter()
    focus_area = filters.ModelChoiceFilter(
        label=_("Focus area"),
        empty_label=_("All"),
        queryset=FocusArea.objects.all(),
        to_field_name="slug",
        method="about",
    )
    stage = filters.ChoiceFilter(label=_("Stage"), empty_label=_("All"), choices=Stage.choices)
    lead = filters.ChoiceFilter(label=_("Lead department"), empty_label=_("All"), choices=(), method="led_by")
    country = filters.ChoiceFilter(
        label=_("Country of a figure"), empty_label=_("All"), choices=(), method="with_figure_of"
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.filters["lead"].extra["choices"] = departments_by_name()
        self.filters["country"].extra["choices"] = self._countries()
        self.form.order_fields(
            ("words", "focus_area", "stage", "lead", "country", "owner", "needs_look", "classification")
        )

    def _countries(self) -> list[tuple[str, str]]:
        """The countries of which the viewer sees a figure; any other gives nothing, as one that only others see."""
        figures = Figure.objects.visible_to(self.request.viewer).exclude(country=None).exclude(series__dependency=None)
        seen = set(figures.order_by().values_list("country", flat=True).distinct())
        asked = {self.data.get("country", "")} if self.data else set()
        return [choice for choice in countries.choices() if choice[0] in seen | asked]

    def about(self, rows: Any, name: str, area: FocusArea) -> QuerySet[Any]:
        """Dependencies that are about a focus area."""
        return rows.about(area)

    def led_by(self, rows: Any, name: str, lead: str) -> QuerySet[Any]:
        """Dependencies that a department leads."""
        return rows.led_by(lead)

    def with_figure_of(self, rows: Any, name: str, country: str) -> QuerySet[Any]:
        """Dependencies of which the viewer sees a figure of a country."""
        return rows.with_figure_of(country, self.request.viewer)


class SeriesFilters(KeptFilters):
    """Filters of the list of figures."""

    words = WordsFilter()
    kind = filters.ChoiceFilter(label=_("Kind"), empty_label=_("All"), choices=SeriesKind.choices)
    belongs = filters.ChoiceFilter(
        label=_("Belongs to"),
        empty_label=_("All"),
        choices=[("yes", _("a dependency")), ("no", _("no dependency"))],
        method="that_belongs",
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.form.order_fields(("words", "kind", "belongs", "owner", "needs_look", "classification"))

    def that_belongs(self, rows: Any, name: str, belongs: str) -> QuerySet[Any]:
        """Series of a dependency, or those that stand alone."""
        return rows.standing_alone() if belongs == "no" else rows.of_a_dependency()
