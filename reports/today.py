"""What reports contribute to the home page: what is to be compiled, approved, published and read."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.roles import AUDIENCES, ViewerKind
from accounts.viewers import Viewer
from core.access import may
from core.dates import long_date
from core.ledger import own_openings
from core.models import Job, JobState
from core.quarters import Quarter
from core.today import KeyNumber, WorkItem
from reports.access import reaches
from reports.compiling import COMPILE
from reports.life import State, lives_of
from reports.models import Publication, Report, ReportVersion
from reports.steps import next_step


def work(viewer: Viewer) -> Iterator[WorkItem]:
    """What is to be done with reports, from starting one until it is read."""
    return chain(_to_compile(viewer), _to_approve_and_publish(viewer), _to_read(viewer))


def _to_compile(viewer: Viewer) -> Iterator[WorkItem]:
    """For who compiles: a report that is not there yet, was never compiled, or whose last compile failed."""
    if not may(viewer, "reports.start_report"):
        return
    quarter = Quarter.of(viewer.at.date())
    reports = {row.audience: row for row in _of(viewer, quarter)}
    failed = set(
        Job.objects.visible_to(viewer).filter(kind=COMPILE.name, state=JobState.FAILED).values_list("key", flat=True)
    )
    for audience in AUDIENCES:
        report = reports.get(audience)
        if report is None and reaches(viewer, audience):
            yield WorkItem(
                quarter.last_day,
                _("Start the progress report over %(quarter)s: %(audience)s")
                % {"quarter": quarter.short_label(), "audience": audience.label},
                reverse("reports:start"),
                _("There is none yet."),
            )
        elif report is not None and report.latest_number is None:
            why = _("The last attempt failed.") if str(report.pk) in failed else _("It was never compiled yet.")
            yield WorkItem(
                quarter.last_day,
                _("Compile “%(title)s”") % {"title": report.title},
                report.get_absolute_url(),
                why,
                report,
            )


def _to_approve_and_publish(viewer: Viewer) -> Iterator[WorkItem]:
    """Of every report for which approval was asked: approving it for a co-chair, publishing it once it is approved."""
    if not (may(viewer, "reports.approve_version") or may(viewer, "reports.publish_version")):
        return
    asked = ReportVersion.objects.visible_to(viewer).filter(review__isnull=False, publication=None)
    reports = Report.objects.visible_to(viewer).filter(pk__in=asked.values("report"))
    for life in lives_of(viewer, reports):
        step = next_step(viewer, life) if life.state in (State.IN_REVIEW, State.APPROVED) else None
        if step is not None:
            yield WorkItem(life.report.quarter.last_day, step.work, step.url, step.why, life.report)


def _to_read(viewer: Viewer) -> Iterator[WorkItem]:
    """For the readers of a confidential edition: what was published to them and they have not opened yet."""
    if viewer.kind != ViewerKind.DEPARTMENT:
        return
    told = Publication.objects.visible_to(viewer).filter(published_at=None, withdrawn_at=None)
    versions = ReportVersion.objects.visible_to(viewer).filter(pk__in=told.values("version")).defer("document")
    unread = versions.exclude(pk__in=own_openings(viewer).values("object_id"))
    for version in unread.with_related(viewer, "report", "publication"):
        names = {"title": version.report.title, "number": version.number}
        why = _("Published to you on %(day)s.") % {"day": long_date(version.publication.at)}
        what = _("Read “%(title)s”, version %(number)s") % names
        yield WorkItem(None, what, version.get_absolute_url(), why, version)


def key_numbers(viewer: Viewer) -> Iterator[KeyNumber]:
    """The last version of each report over this quarter."""
    for report in _of(viewer, Quarter.of(viewer.at.date())):
        yield KeyNumber(
            _("Report: %(audience)s") % {"audience": report.get_audience_display()},
            _("version %(number)s") % {"number": report.latest_number} if report.latest_number else _("none yet"),
            report.quarter.short_label(),
            report.get_absolute_url(),
        )


def _of(viewer: Viewer, quarter: Quarter) -> list[Any]:
    """Reports, each with the number of its last version."""
    return list(Report.objects.visible_to(viewer).filter(quarter=quarter).with_latest(viewer))
