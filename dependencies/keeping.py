"""Keeping what is known fresh: who looks at it, when it was last looked at, and when it is to be looked at again."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final, Protocol, TypeVar

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.viewers import Viewer
from core.concurrency import locked, save
from core.days import check_days, nearest
from core.errors import DomainError
from core.models import Classified
from core.visibility import may_see

NEXT_LOOK: Final = timedelta(days=182)
"""After how long something is looked at again where nobody says otherwise: half a year."""


class Kept(Protocol):
    """A row that somebody keeps up to date."""

    owner: User | None
    look_again_on: date | None
    looked_at_on: date | None


K = TypeVar("K", bound=Classified)


def keep(viewer: Viewer, row: Kept, *, owner: User | None, look_again_on: date | None) -> None:
    """Give a row, already placed where it may be read, its owner and its next look; the caller writes it.

    Raises DomainError for an owner who could not see it.
    """
    check_days(look_again_on=look_again_on)
    if owner is not None and owner != row.owner and not may_see(Viewer.for_user(owner, viewer.at), row):  # type: ignore[arg-type]
        raise DomainError(_("Choose somebody who may see this."), field="owner")
    row.owner = owner
    row.look_again_on = look_again_on


def look_at(viewer: Viewer, row: K, *, revision: int) -> K:
    """Record that somebody looked at a row today and found nothing to change. The next look is half a year from now,
    or on the day that stands there if that is later. The caller has asked the permission."""
    current = locked(row, revision=revision)
    today = viewer.at.date()
    kept: Kept = current  # type: ignore[assignment]
    kept.looked_at_on = today
    kept.look_again_on = max(kept.look_again_on or today, nearest(today + NEXT_LOOK))
    return save(current)
