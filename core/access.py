"""How a permission is asked: one question for the button in the template and the action that does it.

Apps register their predicates over (viewer, row) with `rules` in their own access.py; nothing else decides.
"""

from __future__ import annotations

from typing import Any

import rules
from django.http import Http404

from accounts.models import User
from accounts.roles import Role
from accounts.viewers import Viewer
from core.errors import NotAllowedError
from core.visibility import is_guarded, may_see


def may(viewer: Viewer, permission: str, row: Any = None) -> bool:
    """Whether the viewer may do this to the row (or at all, without a row). May do implies may see."""
    return _sees(viewer, row) and bool(rules.has_perm(permission, viewer, row))


def require(viewer: Viewer, permission: str, row: Any = None) -> None:
    """Raise where the viewer may not: Http404 for what it may not even see, NotAllowedError for the rest."""
    if not _sees(viewer, row):
        raise Http404
    if not rules.has_perm(permission, viewer, row):
        raise NotAllowedError


def person(viewer: Viewer) -> int:
    """Who acts, for what is done in somebody's own name. Raises NotAllowedError where nobody is signed in."""
    if viewer.user is None:
        raise NotAllowedError
    return viewer.user


def _sees(viewer: Viewer, row: Any) -> bool:
    return row is None or not is_guarded(type(row)) or may_see(viewer, row)


@rules.predicate
def works_for_taskforce(viewer: Viewer, row: Any = None) -> bool:
    """The secretariat and the co-chairs: they edit, release and compile all that they see."""
    return viewer.role in (Role.SECRETARIAT, Role.CO_CHAIR)


@rules.predicate
def is_auditor(viewer: Viewer, row: Any = None) -> bool:
    """Who reads everything and changes nothing."""
    return viewer.role == Role.AUDITOR


@rules.predicate
def is_co_chair(viewer: Viewer, row: Any = None) -> bool:
    """Who chairs the taskforce for a department."""
    return viewer.role == Role.CO_CHAIR and viewer.department is not None


@rules.predicate
def is_operator(viewer: Viewer, row: Any = None) -> bool:
    """Whoever administers the site, whatever that person may read."""
    return viewer.user is not None and User.objects.operators().filter(pk=viewer.user).exists()


rules.add_perm("core.read_ledger", is_auditor)
rules.add_perm("core.cancel_job", works_for_taskforce)
rules.add_perm("core.redact", works_for_taskforce)
rules.add_perm("core.operate_jobs", is_operator)
