"""The one door (docs/architecture.md, rule 2): which rows a viewer sees, in SQL and in Python.

The two are compared by a test over every classified model, every combination of the columns and every kind of viewer.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from itertools import accumulate
from typing import TYPE_CHECKING, Any, TypeGuard, TypeVar

from django.apps import apps
from django.db import models
from django.db.models import Exists, Prefetch, Q

from accounts.classification import Classification
from accounts.roles import ViewerKind
from accounts.viewers import Viewer

if TYPE_CHECKING:
    from core.models import Classified, Guarded

M = TypeVar("M", bound=models.Model)


def _cleared_sql(viewer: Viewer) -> Q:
    return Q(classification__lte=viewer.ceiling) & (
        Q(compartment=None) | Q(compartment__in=sorted(viewer.compartments))
    )


def _cleared(viewer: Viewer, row: Classified) -> bool:
    return row.classification <= viewer.ceiling and (
        row.compartment_id is None or row.compartment_id in viewer.compartments
    )


def _public_sql(viewer: Viewer) -> Q:
    return Q(classification=Classification.PUBLIC, compartment=None)


def _public(viewer: Viewer, row: Classified) -> bool:
    return row.classification == Classification.PUBLIC and row.compartment_id is None


def _published_sql(viewer: Viewer) -> Q:
    return Q(classification=Classification.PUBLIC, published_at__lte=viewer.at)


def _published(viewer: Viewer, row: Classified) -> bool:
    return (
        row.classification == Classification.PUBLIC and row.published_at is not None and row.published_at <= viewer.at
    )


# One rule for each kind of viewer: as SQL over the row's own columns and constants of the viewer, and in plain Python.
RULES: dict[ViewerKind, tuple[Callable[[Viewer], Q], Callable[[Viewer, Classified], bool]]] = {
    ViewerKind.VISITOR: (_published_sql, _published),
    ViewerKind.DEPARTMENT: (_cleared_sql, _cleared),
    ViewerKind.TASKFORCE: (_cleared_sql, _cleared),
    ViewerKind.KAMER: (_public_sql, _public),
    ViewerKind.HCEU: (_cleared_sql, _cleared),
}


def is_guarded(model: type[models.Model]) -> TypeGuard[type[Guarded]]:
    """Whether rows of this model are read through this door; all staff may read the others (departments, names)."""
    from core.models import Guarded

    return issubclass(model, Guarded)


@cache
def parts_of(model: type[Guarded]) -> tuple[type[Guarded], ...]:
    """The models whose rows are parts of this model's rows."""
    return tuple(part for part in apps.get_models() if is_guarded(part) and part.part_of and part.root_model() is model)


def seen_by(model: type[Guarded], viewer: Viewer) -> Q:
    """The condition under which rows of a model are seen: its own columns, and those of the whole it is part of."""
    condition = Q()
    if model.has_own_classification():
        condition &= RULES[viewer.kind][0](viewer)
    if model.part_of:
        condition &= with_the_whole(model, Q(**{f"{model.part_of}__in": _wholes_seen(model, viewer)}))
    return condition


def _wholes_seen(model: type[Guarded], viewer: Viewer) -> Any:
    return model.root_model().objects.visible_to(viewer).values("pk")


def with_the_whole(model: type[Guarded], condition: Q | Exists) -> Q:
    """What is asked of a part because of its whole; nothing of one that stands alone, where a model has such."""
    key: Any = model._meta.get_field(model.part_of)
    if key.null:
        return Q(**{model.part_of: None}) | Q(condition)
    return Q(condition)


def stands_alone(row: Guarded) -> bool:
    """Whether a row is part of nothing: by its model, or because the key to its whole is empty."""
    return not row.part_of or row._meta.get_field(row.part_of).value_from_object(row) is None  # type: ignore[union-attr]


def may_see(viewer: Viewer, row: Guarded) -> bool:
    """Whether the viewer sees this row: the same rule as `visible_to`, for a row that is already at hand."""
    if row.has_own_classification() and not RULES[viewer.kind][1](viewer, row):  # type: ignore[arg-type]
        return False
    if stands_alone(row):
        return True
    whole = getattr(row, row.part_of, None)  # None where a prefetch left out what the viewer may not see
    return whole is not None and may_see(viewer, whole)


class VisibleQuerySet(models.QuerySet[M]):
    """The QuerySet of everything that holds people's words; `visible_to` comes first in every read."""

    def visible_to(self, viewer: Viewer) -> Any:
        """Only the rows that this viewer may see."""
        return self.filter(seen_by(self.model, viewer))  # type: ignore[arg-type]

    def with_related(self, viewer: Viewer, *paths: str) -> Any:
        """Load relations through the same door at every step: what the viewer may not see is not in the list.

        A single row is read with `see`, since Django raises where a key that cannot be empty leads to what is hidden.
        """
        steps = dict.fromkeys(step for path in paths for step in accumulate(path.split("__"), "{}__{}".format))
        return self.prefetch_related(*(related(self.model, step, viewer) for step in steps))


def related(model: type[models.Model], path: str, viewer: Viewer) -> Prefetch | str:
    """A prefetch of the last step of a path (`settled_by`, `moves__moved_by`), holding only what the viewer may see."""
    target: Any = model
    for name in path.split("__"):
        target = target._meta.get_field(name).related_model
    if not is_guarded(target):
        return path
    return Prefetch(path, queryset=target.objects.visible_to(viewer))


def see(viewer: Viewer, row: models.Model, name: str) -> Any:
    """The row that a foreign key leads to, or None where there is none or the viewer may not see it."""
    found = getattr(row, name, None)  # a key that cannot be empty raises an AttributeError for what was not loaded
    if found is None or not is_guarded(type(found)):
        return found
    return found if may_see(viewer, found) else None
