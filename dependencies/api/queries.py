"""What a list of the register may be asked for: each parameter narrows the rows as the filter of the page does."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.viewers import Viewer
from core.api.fields import ClassificationField, MomentField, Text
from core.api.names import any_department_field, any_focus_area_field
from core.api.queries import CLASSIFIED, WORDS, Narrow, sort_field
from core.api.serializers import PageQuerySerializer
from core.countries import codes
from core.filters import LONGEST_SEARCH
from dependencies import sorting
from dependencies.models import SeriesKind, Stage


@extend_schema_field({"type": "string", "pattern": "^[A-Z]{2}$", "examples": ["CN"]})
class CountryField(serializers.Field):
    """A country by its code (ISO 3166-1, two letters)."""

    default_error_messages = {"unknown": _("There is no country “{country}”.")}

    def to_internal_value(self, data: Any) -> str:
        """The code; raises ValidationError for what is none."""
        if not isinstance(data, str) or data not in codes():
            self.fail("unknown", country=str(data)[:40])
        return data

    def to_representation(self, value: str) -> str:
        """The code."""
        return value


class DependencyQuerySerializer(PageQuerySerializer):
    """Which dependencies, in which order."""

    stage = serializers.ListField(
        child=serializers.ChoiceField(Stage.choices), required=False, help_text="In one of these stages."
    )
    focus_area = any_focus_area_field(required=False)
    lead = any_department_field(required=False)
    country = CountryField(required=False, help_text="Of which you see a figure of this country (ISO 3166-1).")
    needs_look = serializers.BooleanField(required=False, help_text="Whether the day of its next look has come.")
    classification = ClassificationField(required=False, help_text="Of this classification.")
    updated_since = MomentField(required=False, help_text="Changed at this moment or later.")
    q = Text(
        max_length=LONGEST_SEARCH,
        required=False,
        help_text="Words that all occur in the title, the description or the code.",
    )
    sort = sort_field(sorting.DEPENDENCIES, default="title")


class SeriesQuerySerializer(PageQuerySerializer):
    """Which series of figures, in which order."""

    kind = serializers.ChoiceField(SeriesKind.choices, required=False, help_text="What the figures say.")
    alone = serializers.BooleanField(required=False, help_text="Whether they belong to no dependency.")
    needs_look = serializers.BooleanField(required=False, help_text="Whether the day of their next look has come.")
    classification = ClassificationField(required=False, help_text="Of this classification.")
    updated_since = MomentField(required=False, help_text="Changed at this moment or later.")
    q = Text(max_length=LONGEST_SEARCH, required=False, help_text="Words that all occur in the subject or the note.")
    sort = sort_field(sorting.SERIES, default="about")


def dependencies_for(viewer: Viewer) -> dict[str, Narrow]:
    """One parameter each: how it narrows the dependencies, for this viewer."""
    return (
        CLASSIFIED
        | WORDS
        | {
            "stage": lambda rows, stages: rows.filter(stage__in=stages),
            "focus_area": lambda rows, area: rows.about(area),
            "lead": lambda rows, department: rows.led_by(department.abbreviation),
            "country": lambda rows, country: rows.with_figure_of(country, viewer),
            "needs_look": lambda rows, needs: _look(rows, viewer, needs),
        }
    )


def series_for(viewer: Viewer) -> dict[str, Narrow]:
    """One parameter each: how it narrows the series, for this viewer."""
    return (
        CLASSIFIED
        | WORDS
        | {
            "kind": lambda rows, kind: rows.filter(kind=kind),
            "alone": lambda rows, alone: rows.standing_alone() if alone else rows.of_a_dependency(),
            "needs_look": lambda rows, needs: _look(rows, viewer, needs),
        }
    )


def _look(rows: Any, viewer: Viewer, needs: bool) -> Any:
    needing = rows.needing_look(viewer.at.date())
    return needing if needs else rows.exclude(pk__in=needing.values("pk"))
