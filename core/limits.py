"""How long a text may be: said once, by the column that keeps it."""

from __future__ import annotations

from typing import Any

from django.db.models import Model


def limit(model: type[Model], name: str) -> int:
    """The longest text that a column takes, in characters; forms and the API ask it here."""
    column: Any = model._meta.get_field(name)
    return int(column.max_length)
