"""What was published to everybody, as everybody may read it.

That there is a publication is read as a visitor; what it says is read as the audience to which it was published.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models.fields.json import KT

from accounts.roles import ViewerKind
from accounts.viewers import Viewer
from core.quarters import Quarter
from core.visibility import may_see
from reports.life import ReportLife, State, VersionLife, lives_of
from reports.models import Publication, Rendition, Report, ReportVersion


@dataclass(frozen=True)
class Paper:
    """A published version as a visitor knows it. Of a withdrawn one only its number, its dates and the reason are left.

    `replaces` and `replaced_by` are numbers of published versions of the same report.
    """

    quarter: Quarter
    number: int
    state: State
    published_at: datetime
    title: str = ""
    sha256: str = ""
    as_of: date | None = None
    renditions: tuple[Rendition, ...] = ()
    withdrawn_at: datetime | None = None
    reason: str = ""
    replaces: int | None = None
    replaced_by: int | None = None

    @property
    def is_withdrawn(self) -> bool:
        """Whether only the marker is left."""
        return self.state == State.WITHDRAWN

    @property
    def is_standing(self) -> bool:
        """Whether it is the one to read: neither withdrawn nor replaced."""
        return self.state == State.PUBLISHED


def published_papers(at: datetime, quarter: Quarter | None = None) -> list[Paper]:
    """Every paper that was published to the Kamer by then, or those of one quarter; the newest first."""
    visitor, kamer = Viewer.visitor(at), Viewer.for_audience(ViewerKind.KAMER, at)
    told = Publication.objects.visible_to(visitor).values("version")
    versions = ReportVersion.objects.visible_to(kamer).filter(pk__in=told)
    reports = Report.objects.visible_to(kamer).filter(audience=ViewerKind.KAMER, pk__in=versions.values("report"))
    if quarter is not None:
        reports = reports.filter(quarter=quarter)
    titles = dict(versions.annotate(title=KT("document__title")).values_list("pk", "title"))
    papers: list[Paper] = []
    for life in lives_of(kamer, reports.order_by("-quarter")):
        papers += _of_one_report(life, visitor, titles)
    return papers


def _of_one_report(life: ReportLife, visitor: Viewer, titles: dict[object, str]) -> list[Paper]:
    """The newest first, each knowing its neighbours."""
    papers = [
        _paper(life.report.quarter, one, one.publication, titles[one.version.pk])
        for one in life.versions
        if one.publication is not None and may_see(visitor, one.publication)
    ]
    newer = [None, *(paper.number for paper in papers[:-1])]
    older = [*(paper.number for paper in papers[1:]), None]
    return [
        replace(paper, replaced_by=after, replaces=before)
        for paper, after, before in zip(papers, newer, older, strict=True)
    ]


def _paper(quarter: Quarter, life: VersionLife, publication: Publication, title: str) -> Paper:
    if life.state == State.WITHDRAWN:
        return Paper(
            quarter,
            life.version.number,
            life.state,
            publication.at,
            withdrawn_at=publication.withdrawn_at,
            reason=publication.reason,
        )
    return Paper(
        quarter,
        life.version.number,
        life.state,
        publication.at,
        title=title,
        sha256=life.version.sha256,
        as_of=life.version.as_of,
        renditions=life.renditions,
    )
