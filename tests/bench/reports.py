"""A report: the reading of the rows into a Document, and each renderer, in processes of their own."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from pypdf import PdfReader

from accounts.roles import ViewerKind
from core.quarters import Quarter
from reports import document as doc
from reports.compiling import read
from reports.models import Report
from reports.renderers.html import render_html
from reports.renderers.pdf import render_pdf
from tests.bench.measure import Timing, in_a_child, peak_memory, timed

QUARTER = Quarter(2023, 4)
READING = "reading"
RENDERERS: dict[str, Callable[[doc.Document], bytes]] = {"PDF": render_pdf, "HTML": render_html}


@dataclass(frozen=True)
class Made:
    """What one step made of one edition, in how much time (seconds) and memory (bytes)."""

    edition: str
    step: str
    timing: Timing
    peak: int
    content: bytes

    @property
    def pages(self) -> int | None:
        """How many pages a PDF has."""
        return len(PdfReader(io.BytesIO(self.content)).pages) if self.step == "PDF" else None


def measured(times: int) -> Iterator[Made]:
    """Both editions over the rows that are there now."""
    for audience in (ViewerKind.KAMER, ViewerKind.HCEU):
        reading = in_a_child(compiled, audience, times)
        yield reading
        for step in RENDERERS:
            yield in_a_child(rendered, audience, step, reading.content, times)


def compiled(audience: str, times: int) -> Made:
    """The reading of one edition, with the Document that came of it."""
    report = Report.objects.get(quarter=QUARTER, audience=audience)
    documents: list[doc.Document] = []
    timing = timed(lambda: documents.append(read(report, 1)[0]), times)
    return Made(audience, READING, timing, peak_memory(), doc.canonical_bytes(documents[-1]))


def rendered(audience: str, step: str, stored: bytes, times: int) -> Made:
    """One renderer on a stored Document. The peak is of the first run: Typst keeps what it laid out."""
    document = doc.from_json(json.loads(stored))
    contents: set[bytes] = set()
    peaks: list[int] = []

    def render() -> None:
        contents.add(RENDERERS[step](document))
        peaks.append(peak_memory())

    timing = timed(render, times)
    (content,) = contents
    return Made(audience, step, timing, peaks[0], content)
