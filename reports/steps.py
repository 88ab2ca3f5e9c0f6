"""What is to be done next with a report, and by whom: one answer for its page and for the home page."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.viewers import Viewer
from core.access import may
from reports.life import ReportLife, State, VersionLife


@dataclass(frozen=True)
class Step:
    """The next thing to do: on its button, as a line of work that names the report, why it is there, and where."""

    button: str
    work: str
    why: str
    url: str


def next_step(viewer: Viewer, life: ReportLife) -> Step | None:
    """What this viewer can do next to bring the latest version to its readers; None where it is not this one's turn."""
    latest = life.latest
    if latest is None:
        return None
    names = {"number": latest.version.number, "title": life.report.title}
    if latest.state == State.DRAFT and latest.is_complete and may(viewer, "reports.ask_review", latest.version):
        return Step(
            _("Ask for approval of version %(number)s") % names,
            _("Ask for approval of “%(title)s”, version %(number)s") % names,
            _("It is compiled; the co-chairs were not asked yet."),
            _address("ask-review", latest),
        )
    if latest.awaits(viewer) and may(viewer, "reports.approve_version", latest.version):
        return Step(
            _("Approve version %(number)s") % names,
            _("Approve “%(title)s”, version %(number)s") % names,
            _("Your approval as a co-chair was asked."),
            _address("approve", latest),
        )
    if latest.state == State.APPROVED and may(viewer, "reports.publish_version", latest.version):
        return Step(
            _("Publish version %(number)s") % names,
            _("Publish “%(title)s”, version %(number)s") % names,
            _("The co-chairs of two departments approved it."),
            _address("publish", latest),
        )
    return None


def _address(name: str, life: VersionLife) -> str:
    return reverse(f"reports:{name}", args=[life.version.pk])
