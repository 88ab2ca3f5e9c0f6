"""What people do with reports: start one, write its chapters, have it compiled, approve it, publish it, withdraw it."""

from __future__ import annotations

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.classification import Classification
from accounts.roles import AUDIENCES, ViewerKind
from accounts.viewers import Viewer
from core import clock, jobs
from core.access import person, require
from core.classifying import is_for_everybody
from core.concurrency import locked, save
from core.dates import long_date
from core.errors import ConflictError, DomainError
from core.models import Job, Source, SourceKind
from core.quarters import Quarter
from reports.access import own_compartment, reaches
from reports.authored import chapter_blocks
from reports.chapters import all_chapters
from reports.compiling import COMPILE
from reports.editions import SIGNATORIES, citation_of, default_title, source_identifier
from reports.errors import OvertakenError
from reports.life import State, VersionLife, life_of
from reports.mails import post_approved, post_review
from reports.models import Approval, ChapterText, Publication, Report, ReportVersion, ReviewRequest
from reports.verifying import faults_of


@transaction.atomic
def start_report(viewer: Viewer, *, quarter: Quarter, audience: ViewerKind) -> Report:
    """Start the report over a quarter for an audience. Raises DomainError for a quarter that is still to come.

    A report to the HCEU sits in the audience's own compartment, so only who is in it can start one.
    """
    require(viewer, "reports.start_report")
    _check_begun(viewer, quarter)
    if not reaches(viewer, audience):
        raise DomainError(_("You are not in the compartment of this audience."), field="audience")
    try:
        with transaction.atomic():
            return Report.objects.create(
                quarter=quarter,
                audience=audience,
                title=default_title(audience, quarter),
                signatories=list(SIGNATORIES) if audience == ViewerKind.KAMER else [],
                classification=AUDIENCES[audience],
                compartment=own_compartment(viewer, audience),
            )
    except IntegrityError:
        message = _("There is a report over this quarter for this audience already.")
        raise DomainError(message, field="quarter") from None


def _check_begun(viewer: Viewer, quarter: Quarter) -> None:
    if quarter.first_day > viewer.at.date():
        raise DomainError(_("This quarter has not begun yet. Choose an earlier one."), field="quarter")


@transaction.atomic
def change_report(viewer: Viewer, report: Report, *, revision: int, title: str, signatories: list[str]) -> Report:
    """Change what a report is called and which offices sign it; versions that were made stay as they are."""
    require(viewer, "reports.change_report", report)
    current = locked(report, revision=revision)
    current.title = title
    current.signatories = signatories
    return save(current)


@transaction.atomic
def write_chapter(viewer: Viewer, report: Report, *, key: str, markdown: str, revision: int) -> ChapterText:
    """Keep what authors write in a chapter. `revision` is 0 for a text that was not there yet.

    Raises DomainError at `markdown`, with the line, for what is not in the subset or cites an unknown source.
    """
    require(viewer, "reports.write_chapter", report)
    if key not in {chapter.key for chapter in all_chapters() if chapter.authored}:
        raise DomainError(_("This chapter takes no text of authors."))
    chapter_blocks(viewer, report, markdown)
    # Made empty first, so that two who both write the first text find one row to queue for.
    ChapterText.objects.get_or_create(report=report, key=key, defaults={"revision": 0})
    text = ChapterText.objects.select_for_update().get(report=report, key=key)
    if text.revision != revision:
        raise ConflictError(text)
    text.markdown = markdown
    text.revision += 1
    text.save()
    return text


def compile_report(viewer: Viewer, report: Report) -> Job:
    """Ask for a new version. While one is being made, that job is given back: two compiles never run at once."""
    require(viewer, "reports.compile_report", report)
    _check_begun(viewer, report.quarter)
    return jobs.request_job(viewer, COMPILE.name, str(report.pk), args={"report": str(report.pk)}, about=report)


@transaction.atomic
def ask_review(viewer: Viewer, version: ReportVersion, *, sha256: str) -> ReviewRequest:
    """Ask the co-chairs to approve a version, as it reads under this fingerprint. Asked twice, it was asked once.

    Raises OvertakenError for any text but the latest, DomainError while its files are not all made.
    """
    require(viewer, "reports.ask_review", version)
    life = _as_it_stands(viewer, version, sha256)
    if life.review is not None:
        return life.review
    if not life.is_complete:
        raise DomainError(_("The files of this version were not all made. Wait for them, or compile again."))
    review = ReviewRequest.objects.create(version=version, by_id=person(viewer), at=viewer.at)
    post_review(version)
    return review


@transaction.atomic
def approve(viewer: Viewer, version: ReportVersion, *, sha256: str) -> Approval:
    """Approve a version in the viewer's own name, for the department that it co-chairs for.

    It holds for exactly this text. Raises OvertakenError for any other, DomainError where it was not asked or where
    the department approved already.
    """
    require(viewer, "reports.approve_version", version)
    life = _as_it_stands(viewer, version, sha256)
    own = life.approval_of(viewer)
    if own is not None:
        return own
    if life.review is None:
        raise DomainError(_("Nobody asked for approval of this version yet."))
    if life.state != State.IN_REVIEW:
        raise DomainError(_("Both co-chairs approved this version already."))
    if not life.awaits(viewer):
        raise DomainError(_("A co-chair of your department approved this version already. The other one has to."))
    approval = Approval.objects.create(  # type: ignore[misc]  # a co-chair has a department, says the permission
        version=version,
        sha256=sha256,
        department_id=viewer.department,
        by_id=person(viewer),
        at=viewer.at,
    )
    if life_of(viewer, version.report).of(version).state == State.APPROVED:
        post_approved(version)
    return approval


@transaction.atomic
def publish_version(viewer: Viewer, version: ReportVersion, *, sha256: str) -> Publication:
    """Tell an approved version to its audience. What everybody may read becomes a source that can be cited.

    Raises OvertakenError for any text but the latest, DomainError where it is not approved or its files are not as
    they were made.
    """
    require(viewer, "reports.publish_version", version)
    life = _as_it_stands(viewer, version, sha256)
    if life.publication is not None and not life.publication.is_withdrawn:
        return life.publication
    if life.state != State.APPROVED:
        raise DomainError(_("Only what the co-chairs of two departments approved can be published."))
    if faults_of(version):
        raise DomainError(_("The files are not as they were made. Compile again, and tell the administrator."))
    told = is_for_everybody(version)
    if told:
        _make_source(viewer, version)
    return Publication.objects.create(
        version=version,
        classification=version.classification,
        compartment_id=version.compartment_id,
        ground=version.ground,
        by_id=person(viewer),
        at=viewer.at,
        published_at=viewer.at if told else None,
    )


@transaction.atomic
def withdraw_version(viewer: Viewer, version: ReportVersion, *, reason: str) -> Publication:
    """Take a publication back. What remains is that it was there, when it was withdrawn and why; its source says so."""
    require(viewer, "reports.withdraw_version", version)
    Report.objects.select_for_update(no_key=True).get(pk=version.report_id)
    publication = Publication.objects.visible_to(viewer).filter(version=version).first()
    if publication is None:
        raise DomainError(_("This version was not published."))
    if publication.is_withdrawn:
        raise DomainError(_("This version was withdrawn already."))
    if not reason.strip():
        raise DomainError(_("Say why this is withdrawn."), field="reason")
    publication.withdrawn_at, publication.withdrawn_by_id, publication.reason = viewer.at, viewer.user, reason
    save(publication)
    source = Source.objects.visible_to(viewer).filter(identifier=source_identifier(version)).first()
    if source is not None:
        source = locked(source, revision=source.revision)
        with translation.override("nl"):
            source.note = f"Ingetrokken op {long_date(viewer.at)}."
        save(source)
    return publication


def _as_it_stands(viewer: Viewer, version: ReportVersion, sha256: str) -> VersionLife:
    """The life of the latest version of its report, which stays the latest until the transaction ends.

    Raises OvertakenError where the viewer had another text before it.
    """
    report = Report.objects.select_for_update(no_key=True).get(pk=version.report_id)
    latest = ReportVersion.objects.filter(report=report).defer("document").order_by("-number")[0]
    if latest.pk != version.pk or latest.sha256 != sha256:
        raise OvertakenError(latest)
    return life_of(viewer, report).of(version)


def _make_source(viewer: Viewer, version: ReportVersion) -> Source:
    return Source.objects.create(
        kind=SourceKind.REPORT,
        identifier=source_identifier(version),
        citation=citation_of(version),
        title=version.document["title"],
        url=settings.SITE_URL + reverse("publications:paper", args=[version.report.quarter, version.number]),
        date=version.as_of.astimezone(clock.AMSTERDAM).date(),
        classification=Classification.PUBLIC,
        published_at=viewer.at,
    )
