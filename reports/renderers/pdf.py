"""A document as PDF, by Typst: PDF/UA-1 and PDF/A-2a at once.

Text of people reaches Typst only as JSON data, never as markup. The folder that Typst may read holds the templates
and nothing else; fonts are our own; any warning counts as a failure.
"""

import json
from datetime import UTC, datetime, time
from functools import cache
from importlib.metadata import version
from pathlib import Path

import fontpkg_fira_sans
import fontpkg_source_serif_4
import typst

from reports.document import Document, Edition, canonical_bytes, unprinted_sources
from reports.renderers.errors import RenderError

TEMPLATES = Path(__file__).resolve().parent.parent / "typst"
ARCHIVE_COPY = 0
TOOLS = ("typst", "fontpkg-fira-sans", "fontpkg-source-serif-4")


def render_pdf(document: Document, *, copy: int = ARCHIVE_COPY) -> bytes:
    """The PDF of a document; ``copy`` is the number printed on every page, 0 for the archive's.

    Raises ``RenderError`` when Typst refuses the document, and ``ValueError`` for a copy that cannot exist: the letter
    to the Kamer is public and has no numbered copies.
    """
    if copy < 0 or (copy != ARCHIVE_COPY and document.edition is Edition.KAMER):
        raise ValueError(f"the {document.edition} edition has no copy {copy}")
    inputs = {
        "document": canonical_bytes(document).decode(),
        "copy": str(copy),
        "unprinted": json.dumps([key for key, _source in unprinted_sources(document)]),
    }
    made = datetime.combine(document.date, time(), tzinfo=UTC)
    return compile_template(document.edition, inputs, made)


def compile_template(edition: Edition, inputs: dict[str, str], made: datetime) -> bytes:
    """Set one edition's template with its inputs; ``made`` is the time the file says it was made.

    Raises ``RenderError``.
    """
    try:
        pdf, warnings = typst.compile_with_warnings(
            TEMPLATES / f"{edition}.typ",
            root=TEMPLATES,
            font_paths=_fonts(),
            ignore_system_fonts=True,
            sys_inputs=inputs,
            format="pdf",
            pdf_standards=["ua-1", "a-2a"],
            timestamp=made,
        )
    except typst.TypstError as error:
        raise RenderError(" ".join([error.message, *error.hints])) from error
    if warnings:
        raise RenderError("; ".join(warning.message for warning in warnings))
    if not isinstance(pdf, bytes):
        raise RenderError("Typst made no single file")
    return pdf


def tool_versions() -> dict[str, str]:
    """What a PDF was made with, by distribution: bytes can only be compared when these are the same."""
    return {name: version(name) for name in TOOLS}


@cache
def _fonts() -> typst.Fonts:
    folders = [Path(package.ROOT) / "files" for package in (fontpkg_fira_sans, fontpkg_source_serif_4)]
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)
