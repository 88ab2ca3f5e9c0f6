"""Changing how far a row may travel: always its own, logged step, with a reason (DESIGN, rule 1)."""

from __future__ import annotations

from typing import TypeVar

import pghistory
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.classification import Classification
from accounts.models import Compartment
from accounts.viewers import Viewer
from core.concurrency import locked, save
from core.errors import DomainError
from core.models import Classified

C = TypeVar("C", bound=Classified)


def check_within_reach(
    viewer: Viewer, classification: Classification, compartment: Compartment | None, *, field: str = "classification"
) -> None:
    """Raise DomainError for a classification or compartment in which the viewer could not see the row any more."""
    if classification > viewer.ceiling:
        raise DomainError(_("You may not read this classification yourself. Choose a lower one."), field=field)
    if compartment is not None and compartment.pk not in viewer.compartments:
        raise DomainError(_("You are not in this compartment. Choose another."), field="compartment")


@transaction.atomic
def reclassify(
    viewer: Viewer,
    row: C,
    *,
    revision: int,
    classification: Classification,
    compartment: Compartment | None,
    ground: str,
    reason: str,
) -> C:
    """Give a row another classification, compartment or ground; the reason is kept in the history.

    The caller has asked the permission. Raising what was published ends its publication from now on.
    """
    check_within_reach(viewer, classification, compartment)
    if classification > Classification.PUBLIC and not ground:
        raise DomainError(_("Say on which ground this is not public."), field="ground")
    current = locked(row, revision=revision)
    current.classification = classification
    current.compartment = compartment
    current.ground = ground if classification > Classification.PUBLIC or compartment else ""
    if classification > Classification.PUBLIC or compartment:
        current.published_at = None
    with pghistory.context(reason=reason):
        return save(current)
