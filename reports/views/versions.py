"""The pages of a version: what it says, and its files."""

from __future__ import annotations

from typing import Any

from csp.decorators import csp_replace
from django.http import FileResponse, Http404, HttpRequest
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.safestring import mark_safe

from core.ledger import note_opening
from core.models import Purpose
from core.pages import DetailPage, ObjectMixin
from reports import document as doc
from reports.errors import DamagedFileError
from reports.models import BlockSource, Rendition, RenditionFormat, ReportVersion
from reports.renderers.html import render_fragment, style_hash
from reports.renderers.pdf import ARCHIVE_COPY
from reports.verifying import faults_of_file
from reports.views.opening import OpensVersion

CONTENT_TYPES = {RenditionFormat.PDF: "application/pdf", RenditionFormat.HTML: "text/html; charset=utf-8"}


class VersionPage(OpensVersion, DetailPage):
    """A version as it was compiled, with the way to the sources of every block."""

    purpose = Purpose.PAGE
    related = ("report", "renditions")
    template_name = "reports/version.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        document = doc.from_json(self.object.document)
        traced = set(
            BlockSource.objects.visible_to(self.viewer).filter(version=self.object).values_list("block_id", flat=True)
        )
        traced |= {block.id for block in doc.all_blocks(document.blocks) if block.sources}

        def link(block_id: str) -> str | None:
            return reverse("reports:block", args=[self.object.pk, block_id]) if block_id in traced else None

        fragment = render_fragment(document, block_link=link, heading_offset=1)
        return super().get_context_data(**kwargs) | {
            "document": document,
            "fragment": mark_safe(fragment),  # noqa: S308  escaped by the renderer
        }


POLICY_OF_FILES = csp_replace({"default-src": ["'none'"], "style-src": [f"'{style_hash()}'"], "img-src": ["data:"]})
"""A file has its style embedded, and asks for nothing else."""


def stored_file(rendition: Rendition, name: str) -> FileResponse:
    """The stored bytes: the PDF to keep, the web page to read.

    Raises DamagedFileError where they are not as they were made: nobody is handed what nobody approved.
    """
    for fault in faults_of_file(rendition):
        raise DamagedFileError(f"rendition {rendition.pk}: the {fault.thing} {fault.problem}")
    return FileResponse(
        rendition.file.open("rb"),
        as_attachment=rendition.format == RenditionFormat.PDF,
        filename=f"{name}.{rendition.format}",
        content_type=CONTENT_TYPES[RenditionFormat(rendition.format)],
    )


class RenditionFile(ObjectMixin):
    """The bytes of a version in one format, as they were made."""

    model = ReportVersion

    @method_decorator(POLICY_OF_FILES)
    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        renditions = Rendition.objects.visible_to(self.viewer).with_related(self.viewer, "version__report")
        found = renditions.filter(version=self.kwargs["pk"], format=self.kwargs["format"], copy=ARCHIVE_COPY).first()
        if found is None:
            raise Http404
        note_opening(self.viewer, found.version, Purpose.FILE)
        report = found.version.report
        return stored_file(found, f"{report.audience}-{report.quarter}-versie-{found.version.number}")
