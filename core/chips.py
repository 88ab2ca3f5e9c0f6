"""The filters of a list that are on, as words that can be taken away one by one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import formats
from django.utils.translation import gettext as _

from core.quarters import Quarter


@dataclass(frozen=True)
class Chip:
    """One filter that is on: its name, what it was set to, and the query string of the list without it."""

    label: str
    words: str
    query: str


def chips(form: forms.Form, query: QueryDict) -> list[Chip]:
    """The filters of a form that hold something valid, in the order of the form."""
    if not form.is_valid():
        return []
    return [
        Chip(str(form[name].label), _words(form[name], value), _without(form[name], query))
        for name, value in form.cleaned_data.items()
        if not form.fields[name].widget.is_hidden and _is_on(value)
    ]


def _is_on(value: Any) -> bool:
    if isinstance(value, slice):
        return value.start is not None or value.stop is not None
    if hasattr(value, "exists"):
        return bool(value)
    return value not in (None, "", [], ())


def _words(field: forms.BoundField, value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, slice):
        return f"{_day(value.start)} – {_day(value.stop)}".strip()
    if isinstance(value, date):
        return _day(value)
    if isinstance(value, Quarter):
        return value.short_label()
    choices = _choices(field)
    if not isinstance(value, str) and isinstance(value, Iterable):
        return ", ".join(choices.get(str(one), str(one)) for one in value)
    return choices.get(str(value), str(value))


def _day(value: date | None) -> str:
    return formats.date_format(value, "j M Y") if value else ""


def _choices(field: forms.BoundField) -> dict[str, str]:
    # A field over rows is left out: its choices would be read from the database, and its values know their own names.
    if isinstance(field.field, forms.ModelChoiceField) or not isinstance(field.field, forms.ChoiceField):
        return {}
    choices: Iterable[tuple[Any, Any]] = field.field.choices  # type: ignore[assignment]
    return {str(key): str(label) for key, label in choices}


def _without(field: forms.BoundField, query: QueryDict) -> str:
    rest = query.copy()
    for key in [key for key in rest if key in (field.html_name, "page") or key.startswith(f"{field.html_name}_")]:
        del rest[key]
    return f"?{rest.urlencode()}"
