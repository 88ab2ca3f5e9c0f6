"""What the register asks of whom today: what was to be looked at again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.roles import Role
from accounts.viewers import Viewer
from core.access import works_for_taskforce
from core.dates import long_date
from core.today import KeyNumber, WorkItem
from dependencies.models import Dependency, FigureSeries, needs_look


def work(viewer: Viewer) -> list[WorkItem]:
    """What the viewer is to look at again: what it owns; and what nobody owns, of its department or, for the
    taskforce, of all."""
    today = viewer.at.date()
    dependencies = Dependency.objects.visible_to(viewer).needing_look(today).filter(_concerns(viewer, ""))
    series = FigureSeries.objects.visible_to(viewer).needing_look(today).filter(_concerns(viewer, "dependency__"))
    what = _("Look again at “%(title)s”, or change what is no longer so")
    of_figures = _("Look again at the figures “%(title)s”, or change what is no longer so")
    return [*_items(dependencies, what), *_items(series, of_figures)]


def _concerns(viewer: Viewer, path: str) -> Q:
    concerned = Q(owner=viewer.user) if viewer.user is not None else Q(pk__in=[])
    if works_for_taskforce(viewer):
        return concerned | Q(owner=None)
    if viewer.role == Role.DEPARTMENT_MEMBER:
        return concerned | Q(owner=None, **{f"{path}lead_department": viewer.department})
    return concerned


def _items(rows: QuerySet[Any], what: str) -> Iterator[WorkItem]:
    for row in rows:
        yield WorkItem(
            due=row.look_again_on,
            what=what % {"title": row},
            url=row.get_absolute_url(),
            why=_why(row.looked_at_on),
            about=row,
        )


def _why(looked_at_on: date | None) -> str:
    if looked_at_on is None:
        return _("Was to be looked at by now, and never was.")
    return _("Was to be looked at by now; the last look was on %(day)s.") % {"day": long_date(looked_at_on)}


def key_numbers(viewer: Viewer) -> list[KeyNumber]:
    """How much stands in the register, over what this viewer may see."""
    counted = Dependency.objects.visible_to(viewer).aggregate(
        total=Count("pk"), late=Count("pk", filter=needs_look(viewer.at.date()))
    )
    late = ngettext("%(count)d needs a look", "%(count)d need a look", counted["late"]) % {"count": counted["late"]}
    return [
        KeyNumber(
            name=_("Dependencies in the register"),
            value=str(counted["total"]),
            meaning=late,
            url=reverse("dependencies:register"),
        )
    ]
