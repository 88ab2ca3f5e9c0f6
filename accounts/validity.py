"""Reference rows that come and go: ministries change names, focus areas are added and end."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Self, TypeVar

from django.db import models
from django.db.models import Q

M = TypeVar("M", bound=models.Model)


class ValidityQuerySet(models.QuerySet[M]):
    """Rows with `valid_from` and `valid_to`, either of which may not be known."""

    def valid_on(self, day: date, *, besides: Iterable[Any] = ()) -> Self:
        """The rows that were valid on a day; and `besides`, those that something is tied to already."""
        valid = (Q(valid_from=None) | Q(valid_from__lte=day)) & (Q(valid_to=None) | Q(valid_to__gte=day))
        return self.filter(valid | Q(pk__in=[row.pk for row in besides]))
