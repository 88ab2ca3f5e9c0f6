"""What people do with reports: start one, write its chapters, have it compiled, stop that."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.roles import AUDIENCES, ViewerKind
from accounts.viewers import Viewer
from core import jobs
from core.access import require
from core.concurrency import locked, save
from core.errors import ConflictError, DomainError
from core.models import Job, Source
from core.quarters import Quarter
from reports import document as doc
from reports.access import own_compartment, reaches
from reports.chapters import all_chapters
from reports.chapters.reading import marking_of
from reports.compiling import COMPILE
from reports.editions import SIGNATORIES, default_title
from reports.markdown import MarkdownError, parse_chapter
from reports.models import ChapterText, Report


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


def chapter_blocks(viewer: Viewer, report: Report, markdown: str) -> tuple[doc.Block, ...]:
    """An author's text as blocks. Raises DomainError at `markdown`, with the line, where it cannot be printed."""
    try:
        return parse_chapter(markdown, classification=marking_of(report), known_sources=citable(viewer, report).keys())
    except MarkdownError as error:
        raise DomainError(_(error.message) % error.params, field="markdown") from error


def citable(viewer: Viewer, report: Report) -> dict[str, str]:
    """What may be cited in a report: what its audience and the author may see, as identifier and printed citation."""
    audience = Viewer.for_audience(ViewerKind(report.audience), viewer.at)
    # An author cites no source that he may not see, even where the audience may.
    theirs, own = Source.objects.visible_to(audience), Source.objects.visible_to(viewer)
    known = theirs.filter(pk__in=own.values("pk")).exclude(identifier=None)
    return dict(known.values_list("identifier", "citation"))


def compile_report(viewer: Viewer, report: Report) -> Job:
    """Ask for a new version. While one is being made, that job is given back: two compiles never run at once."""
    require(viewer, "reports.compile_report", report)
    _check_begun(viewer, report.quarter)
    return jobs.request_job(viewer, COMPILE.name, str(report.pk), args={"report": str(report.pk)}, about=report)
