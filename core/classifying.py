"""How far a row may travel: said when it is made, and changed only by a logged step of its own, with a reason
(docs/architecture.md, rule 1)."""

from __future__ import annotations

from typing import Required, TypedDict, TypeVar, Unpack

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.classification import Classification
from accounts.models import Compartment
from accounts.tracking import because
from accounts.viewers import Viewer
from core.concurrency import locked, save
from core.errors import DomainError
from core.models import Classified

C = TypeVar("C", bound=Classified)

LONGEST_REASON = 1_000
"""Characters in the reason of a reclassification, which is kept in the history and has no column of its own."""

# Up to here a row needs no ground, so that most are made without a thought; above it somebody says why.
WITHOUT_GROUND = Classification.INTERNAL


class Place(TypedDict, total=False):
    """How far a row may travel: its classification, its compartment if any, and the ground for both."""

    classification: Required[Classification]
    compartment: Compartment | None
    ground: str


class Reclassification(Place):
    """Another place for a row, the revision that is changed, and why."""

    revision: int
    reason: str


def check_within_reach(viewer: Viewer, classification: Classification, compartment: Compartment | None) -> None:
    """Raise DomainError for a classification or compartment in which the viewer could not see the row any more."""
    if classification > viewer.ceiling:
        raise DomainError(
            _("You may not read this classification yourself. Choose a lower one."), field="classification"
        )
    if compartment is not None and compartment.pk not in viewer.compartments:
        raise DomainError(_("You are not in this compartment. Choose another."), field="compartment")


def place(
    viewer: Viewer,
    row: Classified,
    *,
    classification: Classification,
    compartment: Compartment | None = None,
    ground: str = "",
) -> None:
    """Put a row, new or locked, where it may be read; the caller writes it.

    What is departmental needs a ground, and what is for everybody has none. Raises DomainError.
    """
    check_within_reach(viewer, classification, compartment)
    if classification > WITHOUT_GROUND and not ground:
        raise DomainError(_("Say on which ground this is confidential."), field="ground")
    row.classification = classification
    row.compartment = compartment
    row.ground = ground if classification > Classification.PUBLIC or compartment else ""


@transaction.atomic
def reclassify(viewer: Viewer, row: C, *, revision: int, reason: str, **facts: Unpack[Place]) -> C:
    """Give a row another classification, compartment or ground; the reason is kept in the history.

    The caller has asked the permission. Raising what was published ends its publication from now on.
    """
    current = locked(row, revision=revision)
    place(viewer, current, **facts)
    if not is_for_everybody(current):
        current.published_at = None
    with because(reason):
        return save(current)


@transaction.atomic
def publish(viewer: Viewer, row: C, *, revision: int) -> C:
    """Let everybody see a row from now on. The caller has asked the permission. Raises DomainError for what may not be
    told."""
    current = locked(row, revision=revision)
    if not is_for_everybody(current):
        raise DomainError(_("Only what is public can be published: change its classification first."))
    current.published_at = current.published_at or viewer.at
    return save(current)


def is_for_everybody(row: Classified) -> bool:
    """Whether a row may be told to everybody, if it has not been told already."""
    return row.classification == Classification.PUBLIC and row.compartment_id is None
