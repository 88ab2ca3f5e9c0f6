"""The history of a table (docs/architecture.md, rule 4): triggers write an event of every insert, update and delete."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import pghistory
import pgtrigger
from django.db.models import Model, QuerySet
from pghistory import runtime

M = TypeVar("M", bound=type[Model])

NEVER_EMPTIED = pgtrigger.Trigger(
    name="never_emptied",
    level=pgtrigger.Statement,
    when=pgtrigger.Before,
    operation=pgtrigger.Truncate,
    func="RAISE EXCEPTION 'this table is never emptied' USING ERRCODE = 'check_violation';",
)
APPEND_ONLY = pgtrigger.Trigger(
    name="append_only",
    when=pgtrigger.Before,
    operation=pgtrigger.Update | pgtrigger.Delete,
    func="RAISE EXCEPTION 'an event never changes' USING ERRCODE = 'check_violation';",
)


def tracked(*, exclude: tuple[str, ...] = (), guard: pgtrigger.Trigger = APPEND_ONLY) -> Callable[[M], M]:
    """Keep the history of a model, also of bulk changes.

    `exclude` names columns that no event may hold; `guard` is the trigger on the events that says what may change them.
    """
    # New trackers for each model, since they remember the model that they were given to.
    events = (pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
    return pghistory.track(*events, exclude=list(exclude), meta={"triggers": [guard, NEVER_EMPTIED]})


def events_of(model: type[Model]) -> QuerySet[Any]:
    """Every event of a tracked model."""
    events: QuerySet[Any] = model.pgh_event_model._default_manager.all()  # type: ignore[attr-defined]
    return events


@contextmanager
def because(reason: str) -> Iterator[None]:
    """Give what is changed inside a reason, which the history keeps beside who and where.

    A circumstance of its own: pghistory would lend the reason to whatever else the request changes, before and after.
    """
    outer = getattr(runtime._tracker, "value", None)
    if outer is None:
        with pghistory.context(reason=reason):
            yield
        return
    runtime._tracker.value = runtime.Context(id=uuid.uuid4(), metadata=outer.metadata | {"reason": reason})
    try:
        yield
    finally:
        runtime._tracker.value = outer
