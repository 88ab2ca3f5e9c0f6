"""What the timeline asks of whom today, by role, from the state of what the viewer may see."""

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
from core import clock
from core.access import works_for_taskforce
from core.quarters import Quarter
from core.today import KeyNumber, WorkItem
from timeline.models import MOVED, Activity, Commitment, CommitmentKind, Milestone
from timeline.schedule import on_schedule, planned_end

HORIZON = 10
"""Working days ahead that are looked at."""


def work(viewer: Viewer) -> list[WorkItem]:
    """What needs this viewer: activities, milestones and commitments that are due soon, late, or left behind."""
    today = viewer.at.date()
    horizon = clock.add_working_days(today, HORIZON)
    return [
        *_activities(viewer, today, horizon),
        *_milestones(viewer, horizon),
        *_commitments(viewer, horizon),
    ]


def carried_on_by(viewer: Viewer) -> QuerySet[Any]:
    """Open activities that are the viewer's to carry on: of the own department; for the taskforce, the secretariat's
    and those that nobody leads."""
    visible: QuerySet[Any] = Activity.objects.visible_to(viewer).open()
    if works_for_taskforce(viewer):
        return visible.filter(Q(led_by_secretariat=True) | Q(leads=None))
    if viewer.role == Role.DEPARTMENT_MEMBER:
        return visible.filter(leads__department=viewer.department)
    return visible.none()


def _activities(viewer: Viewer, today: date, horizon: date) -> Iterator[WorkItem]:
    left_behind = Q(quarter__lt=Quarter.of(today))
    mine = carried_on_by(viewer).values("pk")
    concerned = Q(pk__in=mine) & (left_behind | Q(due_on__lte=horizon))
    if works_for_taskforce(viewer):
        concerned |= left_behind
    for activity in Activity.objects.visible_to(viewer).open().filter(concerned):
        if activity.quarter < Quarter.of(today):
            what = _("Move “%(title)s” to another quarter, or record what came of it")
            why = _("Planned in %(quarter)s, and neither done nor moved.")
        else:
            what = _("Finish “%(title)s”, or record how far it is")
            why = _("Planned in %(quarter)s.")
        yield WorkItem(
            due=planned_end(activity),
            what=what % {"title": activity.title},
            url=activity.get_absolute_url(),
            why=why % {"quarter": activity.quarter.short_label()},
            about=activity,
        )


def _milestones(viewer: Viewer, horizon: date) -> Iterator[WorkItem]:
    near = Milestone.objects.visible_to(viewer).filter(
        reached_on=None, due_on__lte=horizon, activity__in=carried_on_by(viewer)
    )
    for milestone in near.with_related(viewer, "activity"):
        yield WorkItem(
            due=milestone.due_on,
            what=_("Record whether the milestone “%(title)s” was reached") % {"title": milestone.title},
            url=f"{milestone.activity.get_absolute_url()}#milestones",
            why=_("On the way of “%(activity)s”.") % {"activity": milestone.activity.title},
            about=milestone.activity,
        )


def _commitments(viewer: Viewer, horizon: date) -> Iterator[WorkItem]:
    due = Commitment.objects.visible_to(viewer).open().filter(due_on__lte=horizon)
    if viewer.role == Role.DEPARTMENT_MEMBER:
        due = due.filter(department=viewer.department)
    elif not works_for_taskforce(viewer):
        due = due.none()
    for commitment in due.select_related("department"):
        motion = commitment.kind == CommitmentKind.MOTION
        what = _("Settle the motion “%(text)s”") if motion else _("Settle the promise “%(text)s”")
        why = _("For %(department)s to settle.") if commitment.department else _("No department was named for it yet.")
        yield WorkItem(
            due=commitment.due_on,
            what=what % {"text": commitment.text},
            url=commitment.get_absolute_url(),
            why=why % {"department": commitment.department},
            about=commitment,
        )


def key_numbers(viewer: Viewer) -> list[KeyNumber]:
    """The year on the timeline in numbers, over what this viewer may see."""
    today = viewer.at.date()
    quarters = Quarter.range(Quarter(today.year, 1), Quarter(today.year, 4))
    year = Activity.objects.visible_to(viewer).filter(quarter__in=quarters)
    counted = year.aggregate(
        total=Count("pk"),
        on_schedule=Count("pk", filter=on_schedule(today, quarters)),
        moved=Count("pk", filter=MOVED),
    )
    still_open = Commitment.objects.visible_to(viewer).open()
    late = still_open.overdue(today).count()
    return [
        KeyNumber(
            name=_("Activities on schedule"),
            value=_("%(count)d of %(total)d") % {"count": counted["on_schedule"], "total": counted["total"]},
            meaning=ngettext("%(count)d has moved", "%(count)d have moved", counted["moved"])
            % {"count": counted["moved"]},
            url=reverse("timeline:plan"),
        ),
        KeyNumber(
            name=_("Open commitments"),
            value=str(still_open.count()),
            meaning=ngettext("%(count)d of them is late", "%(count)d of them are late", late) % {"count": late},
            url=f"{reverse('timeline:commitments')}?state=open",
        ),
    ]
