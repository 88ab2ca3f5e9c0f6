"""Every address of the house, as Django finds them, and the questions that can be asked of a list."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import URLPattern, URLResolver, get_resolver
from rest_framework import serializers

from core.api.views import ApiView
from core.exports import FORMATS
from core.pages import PAGE_SIZES, ListPage


@dataclass(frozen=True)
class Address:
    """One address: its name with its namespace (its pattern where it has none), its pattern, and its view."""

    name: str
    pattern: str
    view: Any

    @property
    def view_name(self) -> str:
        """What the view is called in the code."""
        return f"{self.view.__module__}.{self.view.__qualname__}"


def all_addresses() -> dict[str, Address]:
    """Every address by its name; of two with one name the first, which is the one that answers."""
    found: dict[str, Address] = {}
    for address in _within(get_resolver(), "", ""):
        found.setdefault(address.name, address)
    return found


def _within(resolver: URLResolver, path: str, namespace: str) -> Iterator[Address]:
    for one in resolver.url_patterns:
        pattern = path + str(one.pattern)
        if isinstance(one, URLPattern):
            view = getattr(one.callback, "view_class", None) or getattr(one.callback, "cls", None) or one.callback
            yield Address(f"{namespace}{one.name}" if one.name else pattern, pattern, view)
        else:
            yield from _within(one, pattern, f"{namespace}{one.namespace}:" if one.namespace else namespace)


def queries(view: Any, hidden_words: list[str], hidden_compartment: int | None) -> list[str]:
    """Every question that a list can be asked: each filter, order, page and format, also about what is hidden."""
    asked: list[dict[str, Any]] = []
    if isinstance(view, type) and issubclass(view, ListPage):
        asked = [*_of_page(view)]
        asked += [{"words": word} for word in hidden_words]
    elif isinstance(view, type) and issubclass(view, ApiView):
        fields: dict[str, Any] = dict(view.query_class().fields)
        if "page" in fields:
            asked = [*_of_api(fields)]
        if "q" in fields:
            asked += [{"q": word} for word in hidden_words]
    if asked:
        asked += [{"compartment": hidden_compartment}, {"compartment__name": hidden_words[0]} if hidden_words else {}]
    short = {"size": PAGE_SIZES[0]} if isinstance(view, type) and issubclass(view, ListPage) else {}
    return [urlencode(short | one, doseq=True) for one in asked]


def _of_page(view: Any) -> Iterator[dict[str, Any]]:
    for column in view.columns:
        if column.sort:
            yield {"sort": f"-{column.key}"}
    yield from ({"page": page, "size": PAGE_SIZES[-1]} for page in (1, 2, 3, 4))
    yield {"page": 999}
    yield from ({"download": format_} for format_ in FORMATS)
    for name, filter_ in view.filterset_class.base_filters.items():
        choices = [value for value, _label in filter_.extra.get("choices") or () if value != ""]
        yield from ({name: value} for value in choices[-2:])
        yield {name: ANYTHING.get(name, "x")}


# What a filter that offers no fixed choices is asked for.
ANYTHING = {
    "quarter": "2023-Q4",
    "lead": "EZK",
    "department": "EZK",
    "focus_area": "overig",
    "country": "CN",
    "classification": "2",
    "changed_since": "2023-11-01",
}


def _of_api(fields: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield from ({"page": page, "pageSize": 100} for page in (1, 2, 3))
    for name, field in fields.items():
        child = getattr(field, "child", field)
        if isinstance(child, serializers.ChoiceField):
            yield from ({name: value} for value in list(child.choices)[-4:])
        elif isinstance(child, serializers.BooleanField):
            yield from ({name: value} for value in ("true", "false"))
        elif name not in ("page", "pageSize", "q"):
            yield {name: API_ANYTHING.get(name, "x")}


API_ANYTHING = {
    "quarter": "2023-Q4",
    "lead": "EZK",
    "department": "EZK",
    "focusArea": "overig",
    "country": "CN",
    "updatedSince": "2023-11-01T00:00:00Z",
}
