"""The history of a table (docs/architecture.md, rule 4): triggers write an event of every insert, update and delete."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import pghistory
from django.db.models import Model

M = TypeVar("M", bound=type[Model])


def tracked(*, exclude: tuple[str, ...] = ()) -> Callable[[M], M]:
    """Keep the history of a model, also of bulk changes; `exclude` names columns that no event may hold."""
    # New trackers for each model, since they remember the model that they were given to.
    events = (pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
    return pghistory.track(*events, exclude=list(exclude))
