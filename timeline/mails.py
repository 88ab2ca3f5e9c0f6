"""Reminders of the timeline: a milestone that is due soon, and once more when it is late, to who carries it on."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from accounts.models import User
from accounts.roles import Role
from accounts.viewers import Viewer
from core import clock
from core.mails import Kind, every_working_morning, post, register
from timeline.models import Milestone
from timeline.today import carried_on_by

MILESTONE = "milestone"
REMINDED = (Role.SECRETARIAT, Role.DEPARTMENT_MEMBER)
"""Who carries activities on: the secretariat its own and those of nobody, departments what they lead."""


def due_milestones(viewer: Viewer) -> Any:
    """What is late or due within three working days, and is the viewer's to record."""
    soon = clock.add_working_days(viewer.at.date(), clock.SOON)
    near = Milestone.objects.visible_to(viewer).filter(reached_on=None, due_on__lte=soon)
    return near.filter(activity__in=carried_on_by(viewer))


def post_reminders(now: datetime) -> None:
    """One for each milestone and person before its day, and one after; anew where the day was changed."""
    for person in User.objects.filter(is_active=True, role__in=REMINDED):
        for milestone in due_milestones(Viewer.for_user(person, now)):
            when = "late" if milestone.due_on < now.date() else "soon"
            key = f"{MILESTONE}:{milestone.pk}:{milestone.due_on}:{when}:{person.pk}"
            post(MILESTONE, to=person, about=milestone, dedupe_key=key)


def address(viewer: Viewer, person: User, milestone: Milestone) -> str | None:
    """The milestones of its activity, while it still waits for this person."""
    if not due_milestones(viewer).filter(pk=milestone.pk).exists():
        return None
    return f"{milestone.activity.get_absolute_url()}#milestones"


register(Kind(MILESTONE, address))
every_working_morning(post_reminders)
