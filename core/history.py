"""What a viewer may know of how a row came to be as it is (docs/architecture.md, rules 2 and 4).

An event is shown only to who may see the row as it is now and as it was then; what a change began from is shown only
where that may be seen too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db import models
from django.urls import Resolver404, resolve
from django.utils import formats
from django.utils.dateparse import parse_datetime
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from accounts.classification import Classification
from accounts.models import User
from accounts.tracking import events_of
from accounts.viewers import Viewer
from core import dates
from core.differences import Piece, changed_words, shortened
from core.models import Citation, Guarded, Redaction
from core.quarters import Quarter
from core.triggers import REASON_OF_A_CHANGE
from core.visibility import RULES, is_guarded, may_see, parts_of, stands_alone

Event = Any
"""A row of a model's history, as pghistory makes it."""

# Columns that say nothing to people, or that others say better.
UNTOLD = frozenset({"id", "revision", "created", "updated"})


class Deed(StrEnum):
    """What happened to a row or a part of it."""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"
    REDACTED = "redacted"


@dataclass(frozen=True)
class ColumnChange:
    """One column of a row: its name in words, what it said before and what it says after (the same, where it came new).

    Words are compared only when they are shown: a page shows few of all the changes that there were.
    """

    label: str
    old: str = ""
    new: str = ""

    @cached_property
    def pieces(self) -> tuple[Piece, ...]:
        """The words that were added and taken away, with a few beside them."""
        return shortened(changed_words(self.old, self.new))


@dataclass(frozen=True)
class Line:
    """What happened to one row: to the whole itself (`part` is empty), or to a part of it, named."""

    deed: Deed
    part: str
    columns: tuple[ColumnChange, ...]


@dataclass(frozen=True)
class Change:
    """What one person did at one moment, in one place: a page, the API, or work in the background.

    `at` is the domain's time where it is known; `order` is the real time, by which changes follow each other. `told` is
    whatever classified state of rows it tells of, by which the page around it is marked.
    """

    at: datetime
    order: datetime
    who: str
    where: str
    reason: str
    lines: tuple[Line, ...]
    told: tuple[Any, ...]


def told_in(changes: Iterable[Change], row: Any) -> list[Any]:
    """What these changes tell beside the row as it is now, that is not public, for the marking of a page."""
    now = (row.classification, row.compartment_id)
    states = [state for change in changes for state in change.told if state.classification > Classification.PUBLIC]
    return [state for state in states if (state.classification, state.compartment_id) != now]


def has_history(model: type[models.Model]) -> bool:
    """Whether events of this model are kept."""
    return bool(getattr(model, "pgh_event_models", None))


def history_of(viewer: Viewer, row: Guarded) -> list[Change]:
    """Every change of a row and its parts that the viewer may see, the newest first; none of a row it may not see."""
    if not may_see(viewer, row):
        return []
    seen = _steps(viewer, row)
    shown = _Shown(viewer, seen)
    # Events of one deed share their circumstances and the moment of their transaction.
    seen.sort(key=lambda step: (step.event.pgh_created_at, str(step.event.pgh_context_id), step.event.pgh_id))
    changes = []
    for (_moment, circumstances), steps in groupby(seen, lambda s: (s.event.pgh_created_at, s.event.pgh_context_id)):
        change = _change(list(steps), circumstances, shown)
        if change.lines or change.reason:
            changes.append(change)
    changes += _redactions(viewer, row, {row.pk, *(step.event.pgh_obj_id for step in seen)})
    return sorted(changes, key=lambda change: change.order, reverse=True)


def rows_seen(viewer: Viewer, row: Guarded) -> dict[tuple[type[Guarded], Any], Event]:
    """The row, its parts and theirs, also those that are gone, of which the viewer sees events; each with its last."""
    return {(step.event.pgh_tracked_model, step.event.pgh_obj_id): step.event for step in _steps(viewer, row)}


def _steps(viewer: Viewer, row: Guarded) -> list[_Step]:
    chains = _chains(row)
    wholes: dict[Any, _Whole] = {}

    def whole(model: type[Guarded], pk: Any) -> _Whole:
        """The events of a row that has parts, with those of what it is part of itself."""
        if pk not in wholes:
            chain = chains.get((model, pk), [])
            if pk == row.pk:
                above = _above(viewer, row)
            else:
                above = whole(model.root_model(), getattr(chain[-1], f"{model.part_of}_id")) if chain else None
            wholes[pk] = _Whole(chain, viewer, above)
        return wholes[pk]

    steps: list[_Step] = []
    for (model, pk), chain in list(chains.items()):
        if pk == row.pk:
            steps += _seen(viewer, chain, whole(model, pk), is_part=False)
        else:
            within = whole(model.root_model(), getattr(chain[-1], f"{model.part_of}_id"))
            steps += _seen(viewer, chain, within, is_part=True)
    return steps


def _above(viewer: Viewer, row: Guarded) -> _Whole | None:
    """The whole that a row is itself part of, with what is above that; the viewer sees the row, and so all of it."""
    if stands_alone(row):
        return None
    whole: Guarded = getattr(row, row.part_of)
    events = list(events_of(type(whole)).filter(pgh_obj_id=whole.pk).order_by("pgh_id"))
    return _Whole(events, viewer, _above(viewer, whole))


@dataclass(frozen=True)
class _Step:
    """An event, and the one before it of the same row where the viewer may see that too."""

    event: Event
    before: Event | None
    is_first: bool
    is_part: bool


class _Whole:
    """The events of a whole, which its parts are seen with, and of what that is part of."""

    def __init__(self, events: list[Event], viewer: Viewer, above: _Whole | None) -> None:
        self.events = events
        self._viewer = viewer
        self._above = above

    @property
    def is_seen(self) -> bool:
        """Whether the viewer may see the whole as it is now, or was when it went."""
        return (
            bool(self.events)
            and _is_seen_itself(self._viewer, self.events[-1])
            and (self._above is None or self._above.is_seen)
        )

    def is_seen_at(self, moment: datetime) -> bool:
        """Whether the viewer may see the whole as it was at a moment (the end of the transaction of that moment)."""
        then = [event for event in self.events if event.pgh_created_at <= moment]
        return (
            bool(then)
            and _is_seen_itself(self._viewer, then[-1])
            and (self._above is None or self._above.is_seen_at(moment))
        )


def _chains(row: Guarded) -> dict[tuple[type[Guarded], Any], list[Event]]:
    """The events of a row, of its parts and of theirs, also of those that are gone, by model and key, oldest first."""
    chains: dict[tuple[type[Guarded], Any], list[Event]] = defaultdict(list)
    ahead: list[tuple[type[Guarded], str, set[Any]]] = [(type(row), "pgh_obj_id", {row.pk})]
    while ahead:
        model, column, keys = ahead.pop(0)
        events = events_of(model).filter(**{f"{column}__in": keys}).select_related("pgh_context").order_by("pgh_id")
        for event in events:
            chains[model, event.pgh_obj_id].append(event)
        found = {pk for kind, pk in chains if kind is model}
        if found:
            ahead += [(part, f"{part.part_of}_id", found) for part in filter(has_history, parts_of(model))]
    return chains


def _is_seen_itself(viewer: Viewer, event: Event) -> bool:
    """Whether the viewer may see a row by the columns that it had then."""
    if not event.pgh_tracked_model.has_own_classification():
        return True
    return RULES[viewer.kind][1](viewer, event)


def _seen(viewer: Viewer, chain: list[Event], whole: _Whole, *, is_part: bool) -> Iterator[_Step]:
    """The events of one row that the viewer may see."""
    if not whole.is_seen or not _is_seen_itself(viewer, chain[-1]):
        return
    before: Event | None = None
    before_seen = False
    for event in chain:
        seen = _is_seen_itself(viewer, event) and whole.is_seen_at(event.pgh_created_at)
        if seen:
            yield _Step(event, before if before_seen else None, before is None, is_part)
        before, before_seen = event, seen


class _Shown:
    """Values of columns as this viewer may read them; what keys lead to is fetched once for all events."""

    def __init__(self, viewer: Viewer, steps: Iterable[_Step]) -> None:
        keys: dict[type[models.Model], set[Any]] = defaultdict(set)
        users: set[int] = set()
        for step in steps:
            for column in told_columns(step.event.pgh_tracked_model):
                if column.is_relation:
                    values = (getattr(event, column.attname, None) for event in (step.event, step.before) if event)
                    keys[column.related_model] |= {value for value in values if value is not None}
            if step.event.pgh_context and step.event.pgh_context.metadata.get("user"):
                users.add(step.event.pgh_context.metadata["user"])
        keys[User] |= users
        self._rows = {model: _fetched(viewer, model, pks) for model, pks in keys.items() if pks}

    def user(self, pk: int | None) -> str:
        """The name of a member of staff, or nothing."""
        return str(self._rows.get(User, {}).get(pk, ""))

    def is_hidden(self, event: Event, column: Any) -> bool:
        """Whether a key leads to a row that the viewer may not see."""
        key = getattr(event, column.attname)
        return key is not None and key not in self._rows.get(column.related_model, {})

    def words(self, event: Event, column: Any) -> str | None:
        """The value of a column in words; None where the viewer may not know it."""
        teller = event.pgh_tracked_model.told_with.get(column.name)
        if teller and self.is_hidden(event, event.pgh_tracked_model._meta.get_field(teller)):
            return None
        if column.is_relation:
            return None if self.is_hidden(event, column) else self._name(event, column)
        return in_words(getattr(event, column.attname), column)

    def _name(self, event: Event, column: Any) -> str:
        key = getattr(event, column.attname)
        return "" if key is None else str(self._rows[column.related_model][key])


def _fetched(viewer: Viewer, model: type[models.Model], pks: set[Any]) -> dict[Any, models.Model]:
    rows: Any = model.objects.visible_to(viewer) if is_guarded(model) else model._default_manager.all()
    found: dict[Any, models.Model] = rows.in_bulk(pks)
    return found


def in_words(value: Any, column: Any) -> str:
    """The value of a column that is no key, as people read it; empty where there is none."""
    if value is None or value == "":
        return ""
    if isinstance(value, Quarter):
        return value.short_label()
    if column.choices:
        return str(dict(column.flatchoices).get(value, value))
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return dates.moment(value)
    if isinstance(value, date):
        return dates.long_date(value)
    if isinstance(value, Decimal):
        return formats.number_format(value.normalize() if value % 1 else value.to_integral_value())
    if isinstance(value, list):
        return "\n".join(str(one) for one in value)
    return str(value)


def told_columns(model: type[models.Model]) -> list[Any]:
    """The columns whose changes are told, in the order of the model; of a part not the key to its whole."""
    part_of = getattr(model, "part_of", "")
    return [column for column in model._meta.concrete_fields if column.name not in UNTOLD | {part_of}]


def _change(steps: list[_Step], circumstances: UUID | None, shown: _Shown) -> Change:
    last = steps[-1].event
    metadata: dict[str, Any] = last.pgh_context.metadata if last.pgh_context else {}
    # A reason explains what a change began from, and is not told to who may not see that.
    knows_why = all(step.before is not None or step.is_first for step in steps)
    return Change(
        at=parse_datetime(metadata.get("at") or "") or last.pgh_created_at,
        order=last.pgh_created_at,
        who=shown.user(metadata.get("user")),
        where=_where(metadata),
        reason=metadata.get("reason", "") if knows_why else "",
        lines=tuple(_lines(steps, shown)),
        told=tuple(event for step in steps for event in (step.before, step.event) if _is_classified(event)),
    )


def _is_classified(event: Event | None) -> bool:
    return event is not None and event.pgh_tracked_model.has_own_classification()


def _lines(steps: list[_Step], shown: _Shown) -> Iterator[Line]:
    for step in sorted(steps, key=lambda step: (step.is_part, step.event.pgh_id)):
        model = step.event.pgh_tracked_model
        part = str(model._meta.verbose_name) if step.is_part else ""
        if issubclass(model, Citation) and shown.is_hidden(step.event, model._meta.get_field("source")):
            continue
        deed = {"insert": Deed.ADDED, "delete": Deed.REMOVED}.get(step.event.pgh_label, Deed.CHANGED)
        if deed == Deed.CHANGED:
            columns = tuple(_compared(step, shown)) if step.before is not None else ()
        else:
            columns = tuple(_named(step.event, shown)) if part else ()
        if columns or deed != Deed.CHANGED:
            yield Line(deed, part, columns)


def _compared(step: _Step, shown: _Shown) -> Iterator[ColumnChange]:
    for column in told_columns(step.event.pgh_tracked_model):
        if getattr(step.before, column.attname) == getattr(step.event, column.attname):
            continue
        old, new = shown.words(step.before, column), shown.words(step.event, column)
        if old is not None and new is not None and old != new:
            yield ColumnChange(str(column.verbose_name), old, new)


def _named(event: Event, shown: _Shown) -> Iterator[ColumnChange]:
    """What a part was when it was added or removed."""
    for column in told_columns(event.pgh_tracked_model):
        words = shown.words(event, column) if _is_its_own(column) else None
        if words:
            yield ColumnChange(str(column.verbose_name), words, words)


def _is_its_own(column: Any) -> bool:
    """Whether a column says something of the part that neither its place nor the circumstances of the change say."""
    if column.related_model is User or isinstance(column, models.DateTimeField):
        return False
    return column.name not in {"classification", "compartment", "ground"}


def _where(metadata: dict[str, Any]) -> str:
    """In words where something was done; empty where it is not known."""
    if metadata.get("job"):
        return _("work in the background")
    path = metadata.get("page", "")
    if path.startswith("/api/"):
        return _("through the API")
    try:
        view: Any = getattr(resolve(path).func, "view_class", None)
    except Resolver404:
        return ""
    return str(getattr(view, "deed", None) or getattr(view, "title", ""))


def _redactions(viewer: Viewer, row: Guarded, pks: set[Any]) -> Iterator[Change]:
    """What was taken away for good from the rows that the viewer sees."""
    redactions = Redaction.objects.visible_to(viewer).filter(object_id__in=pks)
    for redaction in redactions.select_related("content_type", "redacted_by"):
        model: Any = redaction.content_type.model_class()
        part = str(model._meta.verbose_name) if redaction.object_id != row.pk else ""
        columns = tuple(ColumnChange(_column_words(model, name)) for name in redaction.fields)
        line = Line(Deed.REDACTED, part, columns)
        yield Change(
            at=redaction.redacted_at,
            order=redaction.logged_at,
            who=str(redaction.redacted_by),
            where="",
            reason=redaction.reason,
            lines=(line,),
            told=(redaction,),
        )


def _column_words(model: type[models.Model], name: str) -> str:
    if name == REASON_OF_A_CHANGE:
        return _("reasons of changes")
    return str(model._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
