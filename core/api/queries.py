"""What a list may be asked for: each parameter narrows the rows as the filter of the page does, and one orders them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers

from core.api.naming import camel

Narrow = Callable[[Any, Any], Any]
"""How the value of one parameter narrows rows."""
Orders = Mapping[str, tuple[str, ...]]
"""By what a list may be sorted, and the columns behind it."""

CLASSIFIED: dict[str, Narrow] = {
    "classification": lambda rows, level: rows.filter(classification=level),
    "updated_since": lambda rows, moment: rows.filter(updated__gte=moment),
}
"""What every list of classified rows may be asked for."""
WORDS: dict[str, Narrow] = {"q": lambda rows, words: rows.matching(words)}
"""What a list of rows that are found by their words may be asked for too."""


def sort_field(orders: Orders, default: str) -> serializers.ChoiceField:
    """In which of these orders, up or down."""
    return serializers.ChoiceField(
        [sign + camel(key) for key in orders for sign in ("", "-")],
        default=camel(default),
        help_text="The order; with a minus, the other way round.",
    )


def selected(rows: QuerySet[Any], query: dict[str, Any], narrowing: Mapping[str, Narrow], orders: Orders) -> Any:
    """The rows that a query leaves, in the order it asks for; ties broken by key so that pages never overlap."""
    for name, narrow in narrowing.items():
        if name in query:
            rows = narrow(rows, query[name])
    sort = query["sort"]
    sign = "-" if sort.startswith("-") else ""
    columns = {camel(key): columns for key, columns in orders.items()}[sort.removeprefix("-")]
    return rows.order_by(*(sign + column for column in columns), "pk")
