"""Mails about the approval of reports: to co-chairs whose turn it is, and to the secretariat once both approved."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from accounts.models import User
from accounts.roles import Role
from accounts.viewers import Viewer
from core import clock
from core.access import may
from core.mails import Kind, every_working_morning, post, register
from reports.life import State, VersionLife, life_of, lives_of
from reports.models import Report, ReportVersion

REVIEW, APPROVED = "review", "approved"

PATIENCE: Final = 2
"""Working days after which a co-chair who did not approve yet is asked once more."""


def post_review(version: ReportVersion) -> None:
    """Inside the transaction that asks for approval: tell the co-chairs."""
    for person in _active(Role.CO_CHAIR):
        post(REVIEW, to=person, about=version, dedupe_key=f"{REVIEW}:{version.pk}:{person.pk}")


def post_approved(version: ReportVersion) -> None:
    """Inside the transaction of the last approval: tell the secretariat that it can be published."""
    for person in _active(Role.SECRETARIAT):
        post(APPROVED, to=person, about=version, dedupe_key=f"{APPROVED}:{version.pk}:{person.pk}")


def post_reminders(now: datetime) -> None:
    """Ask a co-chair once more for an approval that waits for PATIENCE working days."""
    for person in _active(Role.CO_CHAIR):
        viewer = Viewer.for_user(person, now)
        asked = ReportVersion.objects.visible_to(viewer).filter(review__isnull=False, publication=None)
        for life in lives_of(viewer, Report.objects.visible_to(viewer).filter(pk__in=asked.values("report"))):
            latest = life.latest
            if latest is not None and _is_asked(viewer, latest) and _has_waited(latest, now):
                key = f"{REVIEW}:{latest.version.pk}:{person.pk}:again"
                post(REVIEW, to=person, about=latest.version, dedupe_key=key)


def review_address(viewer: Viewer, person: User, version: ReportVersion) -> str | None:
    """The version, while it waits for this co-chair."""
    return version.get_absolute_url() if _is_asked(viewer, _life(viewer, version)) else None


def approved_address(viewer: Viewer, person: User, version: ReportVersion) -> str | None:
    """The version, while it is approved and not published."""
    is_ready = _life(viewer, version).state == State.APPROVED and may(viewer, "reports.publish_version", version)
    return version.get_absolute_url() if is_ready else None


def _active(role: Role) -> list[User]:
    return list(User.objects.filter(is_active=True, role=role))


def _life(viewer: Viewer, version: ReportVersion) -> VersionLife:
    return life_of(viewer, version.report).of(version)


def _is_asked(viewer: Viewer, life: VersionLife) -> bool:
    return life.awaits(viewer) and may(viewer, "reports.approve_version", life.version)


def _has_waited(life: VersionLife, now: datetime) -> bool:
    if life.review is None:
        return False
    asked_on = life.review.at.astimezone(clock.AMSTERDAM).date()
    return clock.working_days_between(asked_on, now.date()) >= PATIENCE


register(Kind(REVIEW, review_address))
register(Kind(APPROVED, approved_address))
every_working_morning(post_reminders)
