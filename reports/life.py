"""The life of a report, from draft to published, derived from what was asked, approved, published and withdrawn.

It is always about the latest version: a new one makes approvals of the earlier lapse.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.viewers import Viewer
from core.visibility import see
from reports.models import Approval, Publication, Rendition, RenditionFormat, Report, ReportVersion, ReviewRequest

DEPARTMENTS_THAT_APPROVE = 2
"""EZK and BZ share the chair (the letter, section 3); the database holds publications to the same number."""


class State(models.TextChoices):
    """Where a version is in its life. The last three are of versions that something later came after."""

    DRAFT = "draft", _("draft")
    IN_REVIEW = "in-review", _("approval asked")
    APPROVED = "approved", _("approved")
    PUBLISHED = "published", _("published")
    WITHDRAWN = "withdrawn", _("withdrawn")
    REPLACED = "replaced", _("replaced")
    LAPSED = "lapsed", _("approval lapsed")
    OVERTAKEN = "overtaken", _("earlier draft")


@dataclass(frozen=True)
class Facts:
    """What was done with one version: asked, approved by which departments, published, withdrawn."""

    asked: bool = False
    departments: frozenset[Any] = frozenset()
    published: bool = False
    withdrawn: bool = False


def states(versions: Sequence[Facts]) -> list[State]:
    """The state of each version of one report, the oldest first."""
    found: list[State] = []
    published_later = False
    for facts in reversed(versions):
        found.append(_told(facts, published_later) if facts.published else _untold(facts, is_latest=not found))
        published_later = published_later or facts.published
    return found[::-1]


def _told(facts: Facts, published_later: bool) -> State:
    if facts.withdrawn:
        return State.WITHDRAWN
    return State.REPLACED if published_later else State.PUBLISHED


def _untold(facts: Facts, *, is_latest: bool) -> State:
    if not is_latest:
        return State.LAPSED if facts.asked else State.OVERTAKEN
    if len(facts.departments) >= DEPARTMENTS_THAT_APPROVE:
        return State.APPROVED
    return State.IN_REVIEW if facts.asked else State.DRAFT


TONES = {
    State.APPROVED: "good",
    State.PUBLISHED: "good",
    State.IN_REVIEW: "warn",
    State.WITHDRAWN: "bad",
    State.LAPSED: "warn",
    State.REPLACED: "quiet",
    State.OVERTAKEN: "quiet",
}


@dataclass(frozen=True)
class VersionLife:
    """One version, as far as the viewer sees it, and what was done with it."""

    version: ReportVersion
    state: State
    review: ReviewRequest | None
    approvals: tuple[Approval, ...]
    publication: Publication | None
    renditions: tuple[Rendition, ...]

    @property
    def tone(self) -> str:
        """The tone of its badge."""
        return TONES.get(self.state, "")

    @property
    def is_complete(self) -> bool:
        """Whether its files were made in every format."""
        return {rendition.format for rendition in self.renditions} >= set(RenditionFormat)

    def approval_of(self, viewer: Viewer) -> Approval | None:
        """The approval that this person gave."""
        return next((one for one in self.approvals if one.by_id == viewer.user), None)

    def awaits(self, viewer: Viewer) -> bool:
        """Whether it still waits for the approval of the viewer's department."""
        given = {one.department_id for one in self.approvals}
        return self.state == State.IN_REVIEW and viewer.department not in given


@dataclass(frozen=True)
class ReportLife:
    """All versions of a report that the viewer sees, the latest first."""

    report: Report
    versions: tuple[VersionLife, ...]

    @property
    def latest(self) -> VersionLife | None:
        """The version that the state of the report is about."""
        return self.versions[0] if self.versions else None

    @property
    def state(self) -> State:
        """The state of the report: that of its latest version, or a draft while there is none."""
        return self.versions[0].state if self.versions else State.DRAFT

    @property
    def standing(self) -> VersionLife | None:
        """The version that is published and neither withdrawn nor replaced."""
        return next((one for one in self.versions if one.state == State.PUBLISHED), None)

    def of(self, version: ReportVersion) -> VersionLife:
        """The life of one of its versions."""
        return next(one for one in self.versions if one.version.pk == version.pk)


def life_of(viewer: Viewer, report: Report) -> ReportLife:
    """The life of one report."""
    return lives_of(viewer, [report])[0]


def lives_of(viewer: Viewer, reports: Iterable[Report]) -> list[ReportLife]:
    """The lives of reports, in the same order, with one query for each kind of row."""
    reports = list(reports)
    rows = ReportVersion.objects.visible_to(viewer).filter(report__in=reports).order_by("number").defer("document")
    related = ("renditions", "review__by", "approvals__by", "approvals__department", "publication__by")
    by_report: dict[Any, list[ReportVersion]] = defaultdict(list)
    for version in rows.with_related(viewer, *related, "publication__withdrawn_by"):
        by_report[version.report_id].append(version)
    return [_life(viewer, report, by_report[report.pk]) for report in reports]


def _life(viewer: Viewer, report: Report, versions: list[ReportVersion]) -> ReportLife:
    for version in versions:
        version.report = report  # seen already: asking whether a part is seen asks for its whole
    found = states([_facts(viewer, version) for version in versions])
    lives = [
        VersionLife(
            version=version,
            state=state,
            review=see(viewer, version, "review"),
            approvals=tuple(version.approvals.all()),
            publication=see(viewer, version, "publication"),
            renditions=tuple(version.renditions.all()),
        )
        for version, state in zip(versions, found, strict=True)
    ]
    return ReportLife(report, tuple(reversed(lives)))


def _facts(viewer: Viewer, version: ReportVersion) -> Facts:
    publication = see(viewer, version, "publication")
    return Facts(
        asked=see(viewer, version, "review") is not None,
        departments=frozenset(one.department_id for one in version.approvals.all()),
        published=publication is not None,
        withdrawn=publication is not None and publication.is_withdrawn,
    )
