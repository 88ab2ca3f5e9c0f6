"""Compiling: one reading of the rows as the audience sees them becomes a Document, a version, and its renditions.

Two phases of one job: the reading on the default queue, the rendering on a queue of its own with a memory cap.
"""

from __future__ import annotations

import hashlib
import logging
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.classification import Classification
from accounts.roles import ViewerKind
from accounts.tracking import events_of
from accounts.viewers import Viewer
from core import clock
from core.errors import DomainError, OutOfOrderError
from core.jobs import Kind, Phase, Run
from core.snapshot import snapshot
from reports import document as doc
from reports.chapters import Reading, all_chapters
from reports.editions import Facts, frame
from reports.keeping import keep_bytes
from reports.models import BlockSource, Rendition, RenditionFormat, Report, ReportVersion
from reports.renderers.html import render_html
from reports.renderers.pdf import ARCHIVE_COPY, render_pdf, tool_versions

logger = logging.getLogger(__name__)


def write(run: Run) -> None:
    """The first phase: read in one snapshot as the audience's viewer, and keep what was read as a new version.

    The report's row is locked for as long, so that two compiles of it queue. Nothing of the version is kept unless the
    job is still this worker's when it is written.
    """
    run.report("lock", 5)
    with transaction.atomic():
        report = Report.objects.select_for_update(no_key=True).get(pk=run.args["report"])
        number = (report.versions.aggregate(last=Max("number"))["last"] or 0) + 1
        run.report("read", 15)
        document, viewer, events = read(report, number, run)
        run.report("store", 60)
        run.hold()
        version = ReportVersion.objects.create(
            report=report,
            number=number,
            classification=report.classification,
            compartment=report.compartment,
            as_of=viewer.at,
            viewer=viewer.as_json(),
            document=doc.to_json(document),
            sha256=doc.sha256(document),
            code_version=settings.CODE_VERSION,
            job=run.job,
        )
        BlockSource.objects.bulk_create(block_sources(version, document, events))
        run.hand_over()


def read(report: Report, number: int, run: Run | None = None) -> tuple[doc.Document, Viewer, dict[str, int]]:
    """The document as its audience may be told it now, who read it, and the history event behind each row."""
    with snapshot(), translation.override("nl"):
        viewer = Viewer.for_audience(ViewerKind(report.audience), clock.now())
        reading = Reading(report, viewer)
        blocks: list[doc.Block] = []
        chapters = all_chapters()
        for place, chapter in enumerate(chapters):
            if run is not None:
                run.report("chapters", 20 + 40 * place // len(chapters))
            blocks += chapter.blocks(reading)
        try:
            document = frame(Facts(report, number, viewer.at.date(), doc.number(blocks), reading.sources))
        except doc.DocumentError as error:
            logger.exception("the document of report %s breaks a rule", report.pk)
            raise DomainError(
                gettext("The chapters do not fit together, so that no version was made. Ask the administrator.")
            ) from error
        return document, viewer, _latest_events(origin for _block, origin in doc.origins_of(document))


def _latest_events(origins: Iterable[doc.Origin]) -> dict[str, int]:
    """The last event of each row in this snapshot, by the row's id."""
    by_model: dict[str, set[str]] = defaultdict(set)
    for origin in origins:
        by_model[origin.model].add(origin.object)
    latest: dict[str, int] = {}
    for model, ids in by_model.items():
        events = events_of(apps.get_model(model)).filter(pgh_obj_id__in=ids)
        rows = events.values("pgh_obj_id").annotate(last=Max("pgh_id"))
        latest |= {str(row["pgh_obj_id"]): row["last"] for row in rows}
    return latest


def block_sources(version: ReportVersion, document: doc.Document, events: dict[str, int]) -> list[BlockSource]:
    """The rows behind each block, as they will be kept beside the version."""
    unique = {(block_id, origin.object): origin for block_id, origin in doc.origins_of(document)}
    return [
        BlockSource(
            version=version,
            block_id=block_id,
            content_type=ContentType.objects.get_for_model(apps.get_model(origin.model)),
            object_id=origin.object,
            event=events.get(origin.object),
            classification=Classification[origin.classification],
            compartment_id=int(origin.compartment) if origin.compartment else None,
        )
        for (block_id, _object), origin in unique.items()
    ]


def render(run: Run) -> None:
    """The second phase: the version's document, as it is stored, becomes bytes in every format."""
    version = ReportVersion.objects.get(job=run.job)
    document = doc.from_json(version.document)
    run.report("pdf", 70)
    pdf = render_pdf(document)
    run.report("html", 90)
    html = render_html(document)
    with transaction.atomic():
        run.hold()
        keep(version, RenditionFormat.PDF, pdf, tool_versions())
        # Our own code writes the HTML: which code that is stands with the version.
        keep(version, RenditionFormat.HTML, html, {})
        run.hand_over()


def keep(version: ReportVersion, format_: RenditionFormat, content: bytes, tools: dict[str, str]) -> Rendition:
    """Keep the bytes of a rendition under their own hash; what is there already is there once.

    Raises OutOfOrderError where the disk does not take them.
    """
    try:
        name = keep_bytes(content, format_)
    except OSError as error:
        logger.exception("a rendition of version %s could not be kept", version.pk)
        raise OutOfOrderError(
            gettext(
                "The files could not be stored, most likely because the disk is full. Nothing of them was kept. "
                "The administrator was told; try again later."
            )
        ) from error
    rendition = Rendition(
        version=version,
        format=format_,
        copy=ARCHIVE_COPY,
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        tool_versions=tools,
    )
    rendition.file.name = name
    rendition.save(force_insert=True)
    return rendition


def _result(args: dict[str, Any]) -> str:
    return reverse("reports:report", args=[args["report"]])


COMPILE = Kind(
    name="compile-report",
    title=_("Compiling the report"),
    phases=(
        Phase(
            queue="default",
            work=write,
            steps=(
                ("lock", _("Wait for its turn")),
                ("read", _("Fix the moment")),
                ("chapters", _("Write the chapters")),
                ("store", _("Store the version")),
            ),
        ),
        Phase(queue="render", work=render, steps=(("pdf", _("Typeset the PDF")), ("html", _("Make the web page")))),
    ),
    result_url=_result,
)
