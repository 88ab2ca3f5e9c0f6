"""Markers: words of which each stands in one column of one row, so that whoever finds one knows what got out."""

from __future__ import annotations

import re
from itertools import count
from typing import Any

from django.db import models

from core.models import Guarded
from tests.rows import text_fields

MARKER = re.compile(r"MERK\d{5}X")
HOSTILE = "\"><b onx='"
"""Stands behind every marker where there is room: a page that does not escape it would hold it as it is."""


class Markers:
    """Makes markers, each another one, and remembers which columns were filled with them."""

    def __init__(self) -> None:
        self._numbers = count()
        self.planted: set[models.Field[Any, Any]] = set()

    def new(self) -> str:
        """A marker that was not given out before."""
        return f"MERK{next(self._numbers):05d}X"

    def words(self, model: type[models.Model], *, besides: tuple[str, ...] = ()) -> dict[str, tuple[str, Any]]:
        """For every column with words: a marker, and the value in a form that the column takes."""
        words = {}
        for column in text_fields(model):
            if column.name not in besides:
                marker = self.new()
                self.planted.add(column)
                words[column.name] = (marker, as_value(column, marker))
        return words


def as_value(column: models.Field[Any, Any], marker: str) -> Any:
    """A marker in a form that the column takes."""
    if isinstance(column, models.JSONField):
        return {"marker": marker}
    if isinstance(column, models.URLField):
        return f"https://www.example.org/{marker}"
    if column.get_internal_type() == "ArrayField":
        return [marker]
    if column.name == "identifier":
        return marker  # made by us from what was cited, never typed: a document takes no other signs in it
    hostile = f"{marker}{HOSTILE}"
    return hostile if column.max_length is None or len(hostile) <= column.max_length else marker


def guarded_keys(model: type[models.Model]) -> list[Any]:
    """The keys of a model that lead to other guarded rows."""
    columns: list[Any] = list(model._meta.concrete_fields)
    return [column for column in columns if column.is_relation and issubclass(column.related_model, Guarded)]


def found(text: str) -> set[str]:
    """The markers in a text, also where a line broke them."""
    return set(MARKER.findall(without_breaks(text)))


def without_breaks(text: str) -> str:
    """A text without what may stand inside a word where a line broke it."""
    return re.sub(r"[\s\u00ad-]", "", text)
