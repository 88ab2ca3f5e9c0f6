"""Two people, one row: an edit says which revision it was made on, and a lost race never overwrites."""

from __future__ import annotations

from typing import TypeVar, cast
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.viewers import Viewer
from core.errors import ConflictError, DomainError
from core.models import Classified
from core.visibility import may_see

C = TypeVar("C", bound=Classified)


def locked(row: C, *, revision: int) -> C:
    """The row as it is now, locked until the transaction ends. Raises ConflictError when it is no longer `revision`."""
    current = cast("C", type(row)._default_manager.select_for_update().get(pk=row.pk))
    if current.revision != revision:
        raise ConflictError(current)
    return current


def save(row: C) -> C:
    """Write a locked row under its next revision."""
    row.revision += 1
    row.save()
    return row


def already_made(model: type[C], viewer: Viewer, key: UUID) -> C | None:
    """The row that an earlier sending of the same form made, or None when this is the first."""
    row = cast("C | None", model._default_manager.filter(pk=key).first())
    if row is not None and not may_see(viewer, row):
        raise DomainError(_("Open the form again: this one cannot be used any more."))
    return row
