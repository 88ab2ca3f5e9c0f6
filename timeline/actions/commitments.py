"""What people do with commitments: record, change, settle, reclassify and publish."""

from __future__ import annotations

from datetime import date
from typing import Required, TypedDict, Unpack
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.classification import Classification
from accounts.models import Compartment, Department
from accounts.viewers import Viewer
from core import classifying
from core.access import require
from core.classifying import Reclassification
from core.concurrency import already_made, locked, save
from core.days import check_days, check_past
from core.errors import DomainError
from core.sources import cite
from core.visibility import see
from timeline.models import Commitment, CommitmentKind


class CommitmentFacts(TypedDict, total=False):
    """What was promised or asked; `source` is a citation. What is left out is empty."""

    kind: Required[CommitmentKind]
    text: Required[str]
    source: Required[str]
    source_locator: str
    made_on: date | None
    officeholder: str
    department: Department | None
    due_on: date | None


@transaction.atomic
def add_commitment(
    viewer: Viewer,
    *,
    key: UUID,
    classification: Classification,
    compartment: Compartment | None = None,
    ground: str = "",
    **facts: Unpack[CommitmentFacts],
) -> Commitment:
    """Record a promise to the House or a motion; the same key again changes nothing."""
    require(viewer, "timeline.add_commitment")
    made = already_made(Commitment, viewer, key)
    if made is not None:
        return made
    commitment = Commitment(pk=key, revision=0)
    classifying.place(viewer, commitment, classification=classification, compartment=compartment, ground=ground)
    return _write(viewer, commitment, **facts)


@transaction.atomic
def change_commitment(
    viewer: Viewer, commitment: Commitment, *, revision: int, **facts: Unpack[CommitmentFacts]
) -> Commitment:
    """Change what was recorded of a commitment; settling it is a step of its own."""
    require(viewer, "timeline.change_commitment", commitment)
    return _write(viewer, locked(commitment, revision=revision), **facts)


def _write(
    viewer: Viewer,
    commitment: Commitment,
    *,
    kind: CommitmentKind,
    text: str,
    source: str,
    source_locator: str = "",
    made_on: date | None = None,
    officeholder: str = "",
    department: Department | None = None,
    due_on: date | None = None,
) -> Commitment:
    check_past(viewer.at.date(), made_on=made_on)
    check_days(due_on=due_on)
    if made_on and due_on and due_on < made_on:
        raise DomainError(_("This is before it was made. Choose a later day."), field="due_on")
    commitment.kind = kind
    commitment.text = text
    commitment.source = cite(viewer, source)
    commitment.source_locator = source_locator
    commitment.made_on = made_on
    commitment.officeholder = officeholder
    commitment.department = department
    commitment.due_on = due_on
    return save(commitment)


@transaction.atomic
def settle_commitment(
    viewer: Viewer,
    commitment: Commitment,
    *,
    revision: int,
    settled_by: str,
    settled_locator: str = "",
    settled_on: date | None = None,
) -> Commitment:
    """Settle a commitment by a source (a citation) and the paragraph in it. Raises DomainError without a source."""
    require(viewer, "timeline.settle_commitment", commitment)
    if not settled_by:
        raise DomainError(_("Say which source settles this, such as “Kamerstuk 35 982, nr. 9”."), field="settled_by")
    check_past(viewer.at.date(), settled_on=settled_on)
    current = locked(commitment, revision=revision)
    if current.is_settled and see(viewer, current, "settled_by") is None:
        raise DomainError(_("A source that you may not see settles this already. Ask the secretariat."))
    if settled_on and current.made_on and settled_on < current.made_on:
        raise DomainError(_("This is before it was made. Choose a later day."), field="settled_on")
    current.settled_by = cite(viewer, settled_by, field="settled_by")
    current.settled_locator = settled_locator
    current.settled_on = settled_on
    return save(current)


@transaction.atomic
def reclassify_commitment(viewer: Viewer, commitment: Commitment, **facts: Unpack[Reclassification]) -> Commitment:
    """Change how far a commitment may travel, with a reason."""
    require(viewer, "timeline.reclassify_commitment", commitment)
    return classifying.reclassify(viewer, commitment, **facts)


@transaction.atomic
def publish_commitment(viewer: Viewer, commitment: Commitment, *, revision: int) -> Commitment:
    """Let everybody see a commitment from now on. Raises DomainError for what may not be told."""
    require(viewer, "timeline.publish_commitment", commitment)
    return classifying.publish(viewer, commitment, revision=revision)
