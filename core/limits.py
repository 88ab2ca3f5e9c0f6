"""How long a text may be: said once, by the column that keeps it."""

from __future__ import annotations

from django.db.models import Model


def limit(model: type[Model], name: str) -> int:
    """The longest text that a column takes, in characters; forms and the API ask it here."""
    length: int = model._meta.get_field(name).max_length
    return length
