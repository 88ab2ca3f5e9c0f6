"""What authors write in a chapter: as blocks of the report, with what may be cited in it, and as it will be printed."""

from __future__ import annotations

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from accounts.roles import ViewerKind
from accounts.viewers import Viewer
from core.errors import DomainError
from core.models import Source
from reports import document as doc
from reports.chapters import Chapter
from reports.chapters.reading import marking_of
from reports.editions import Facts, frame
from reports.markdown import MarkdownError, parse_chapter
from reports.models import Report
from reports.renderers.html import render_fragment


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


def preview(viewer: Viewer, report: Report, chapter: Chapter, markdown: str) -> SafeString:
    """The text under the heading of its chapter, as it would be printed. Raises DomainError where it could not be."""
    heading = doc.Heading(text=chapter.title, classification=doc.Marking.PUBLIC)
    blocks = doc.number((heading, *chapter_blocks(viewer, report, markdown)))
    known = citable(viewer, report)
    cited = {identifier: doc.Source(known[identifier]) for identifier in doc.named_sources(blocks)}
    document = frame(Facts(report, 0, viewer.at.date(), blocks, cited))
    return mark_safe(render_fragment(document, heading_offset=2))  # noqa: S308  escaped by the renderer
