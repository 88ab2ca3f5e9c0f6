"""Saying where it is written: the sources that a row cites, which are its parts `citations`."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from accounts.viewers import Viewer
from core.concurrency import locked, save
from core.errors import DomainError
from core.models import Citation, Classified
from core.sources import cite
from core.visibility import may_see


@transaction.atomic
def cite_for(viewer: Viewer, row: Classified, *, revision: int, source: str, locator: str) -> Any:
    """Have a row cite a source (a citation as people write it) at a place. The caller has asked the permission.

    Raises DomainError at the source where it stands there already, or is none.
    """
    current: Any = save(locked(row, revision=revision))
    cited = cite(viewer, source)
    if current.citations.filter(source=cited, locator=locator).exists():
        raise DomainError(_("This source stands here already, with this place in it."), field="source")
    return current.citations.create(source=cited, locator=locator)


@transaction.atomic
def cite_no_longer(viewer: Viewer, citation: Citation, *, revision: int) -> Any:
    """Take a citation away, which the history keeps; gives the row that cited. The caller has asked the permission.

    `revision` is that of the row. Raises Http404 for a source that the viewer may not see.
    """
    if not may_see(viewer, citation.source):
        raise Http404
    current: Any = save(locked(getattr(citation, citation.part_of), revision=revision))
    current.citations.filter(pk=citation.pk).delete()
    return current
