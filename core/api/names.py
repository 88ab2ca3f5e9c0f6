"""Rows that the API calls by a name of their own: departments, focus areas, compartments."""

from __future__ import annotations

from typing import Any

from accounts.models import Compartment, Department
from core.api.fields import NameField
from core.models import FocusArea

DEPARTMENT = "Abbreviation of a department."
FOCUS_AREA = "Short name of a focus area."


def department_field(**kwargs: Any) -> NameField:
    """A department that exists today, for a new fact."""
    return NameField("abbreviation", _departments_today, help_text=DEPARTMENT, **kwargs)


def any_department_field(**kwargs: Any) -> NameField:
    """A department that is or was, to search by."""
    return NameField("abbreviation", lambda context: Department.objects.all(), help_text=DEPARTMENT, **kwargs)


def focus_area_field(**kwargs: Any) -> NameField:
    """A focus area that exists today, for a new fact."""
    return NameField("slug", _focus_areas_today, help_text=FOCUS_AREA, **kwargs)


def any_focus_area_field(**kwargs: Any) -> NameField:
    """A focus area that is or was, to search by."""
    return NameField("slug", lambda context: FocusArea.objects.all(), help_text=FOCUS_AREA, **kwargs)


def compartment_field(**kwargs: Any) -> NameField:
    """A compartment that the viewer is in; of others it is not even said that they exist."""
    help_text = "The compartment that the row is kept in, if any."
    return NameField("name", _own_compartments, help_text=help_text, **kwargs)


def _departments_today(context: dict[str, Any]) -> Any:
    return Department.objects.valid_on(context["viewer"].at.date())


def _focus_areas_today(context: dict[str, Any]) -> Any:
    return FocusArea.objects.valid_on(context["viewer"].at.date())


def _own_compartments(context: dict[str, Any]) -> Any:
    return Compartment.objects.filter(pk__in=context["viewer"].compartments)
