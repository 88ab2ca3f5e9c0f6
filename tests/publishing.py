"""Versions and what is done with them on the way to publication, for tests; made by no worker, and complete."""

from __future__ import annotations

from typing import Any

from accounts.models import User
from accounts.roles import Role
from reports import actions
from reports import document as doc
from reports.compiling import keep
from reports.editions import Facts, frame
from reports.models import Publication, RenditionFormat, Report, ReportVersion
from reports.renderers.html import render_html
from tests.factories import NOW, a_user, viewer_of
from tests.rows import build


def a_document(report: Report, number: int, *paragraphs: str) -> doc.Document:
    """A document with these paragraphs under one heading."""
    marking = doc.Marking[report.ceiling.name]
    blocks: tuple[doc.Block, ...] = (
        doc.Heading(text="Voortgang", classification=doc.Marking.PUBLIC),
        *(doc.Paragraph(runs=(doc.Text(words),), classification=marking) for words in paragraphs),
    )
    return frame(Facts(report, number, NOW.date(), doc.number(blocks), {}))


def a_version(report: Report, *paragraphs: str, pdf: bytes | None = b"%PDF-1.7 van een test") -> ReportVersion:
    """The next version of a report, with its files; without the PDF it is not complete."""
    number = report.versions.count() + 1
    document = a_document(report, number, *(paragraphs or ("Er is voortgang.",)))
    version = build(
        ReportVersion,
        report=report,
        number=number,
        classification=report.classification,
        compartment=report.compartment,
        document=doc.to_json(document),
        sha256=doc.sha256(document),
        as_of=NOW,
    )
    keep(version, RenditionFormat.HTML, render_html(document), {})
    if pdf is not None:
        keep(version, RenditionFormat.PDF, pdf + str(number).encode(), {})
    return version


class Chairs:
    """The people who bring a report to its readers: the secretariat and the co-chairs of EZK and BZ."""

    def __init__(self, secretary: User | None = None, ezk: User | None = None, bz: User | None = None) -> None:
        self.secretary = secretary or a_user()
        self.ezk = ezk or a_user(Role.CO_CHAIR, department="EZK", name="K. Visser")
        self.bz = bz or a_user(Role.CO_CHAIR, department="BZ", name="R. van Dam")

    @property
    def everybody(self) -> tuple[User, ...]:
        """All three."""
        return self.secretary, self.ezk, self.bz

    def ask(self, version: ReportVersion) -> None:
        """Approval is asked."""
        actions.ask_review(viewer_of(self.secretary), version, sha256=version.sha256)

    def approve(self, version: ReportVersion, *who: User) -> None:
        """Approval is asked, and given by these people; by both co-chairs where nobody is named."""
        self.ask(version)
        for chair in who or (self.ezk, self.bz):
            actions.approve(viewer_of(chair), version, sha256=version.sha256)

    def publish(self, version: ReportVersion, **facts: Any) -> Publication:
        """The version goes all the way."""
        self.approve(version)
        return actions.publish_version(viewer_of(self.secretary, **facts), version, sha256=version.sha256)
