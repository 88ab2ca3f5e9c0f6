"""The read ledger: every opening of what is not for everybody is written down before anything of it is sent."""

from __future__ import annotations

from typing import Any

from django.contrib.contenttypes.models import ContentType

from accounts.viewers import Viewer
from core.access import person
from core.classifying import is_for_everybody
from core.models import Classified, Purpose, ReadEvent
from core.visibility import VisibleQuerySet


def note_opening(viewer: Viewer, row: Classified, purpose: Purpose) -> None:
    """Write down that the viewer, a member of staff, opens this row now; of what is for everybody nothing is kept.

    Called before the answer is made: where the line cannot be written, this raises and nothing is read.
    """
    if is_for_everybody(row):
        return
    ReadEvent.objects.create(
        classification=row.classification,
        compartment_id=row.compartment_id,
        user_id=person(viewer),
        role=viewer.role or "",
        department_id=viewer.department,
        content_type=ContentType.objects.get_for_model(type(row)),
        object_id=row.pk,
        purpose=purpose,
        at=viewer.at,
    )


def own_openings(viewer: Viewer) -> VisibleQuerySet[Any]:
    """What the viewer opened itself."""
    rows: VisibleQuerySet[Any] = ReadEvent.objects.visible_to(viewer).filter(user=viewer.user)
    return rows
