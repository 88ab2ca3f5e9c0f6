"""An OpenDocument spreadsheet of one sheet, written line by line (OpenDocument 1.3, parts 2 and 3).

Written here, since the libraries build an object for every cell: ten thousand rows took one of them minutes, longer
than a web server waits.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import BinaryIO
from xml.sax.saxutils import escape, quoteattr

MEDIA_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
_SPACE = "urn:oasis:names:tc:opendocument:xmlns"
_MANIFEST = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    f'<manifest:manifest xmlns:manifest="{_SPACE}:manifest:1.0" manifest:version="1.3">'
    f'<manifest:file-entry manifest:full-path="/" manifest:version="1.3" manifest:media-type="{MEDIA_TYPE}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
    "</manifest:manifest>"
)
_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    f'<office:document-content xmlns:office="{_SPACE}:office:1.0" xmlns:table="{_SPACE}:table:1.0"'
    f' xmlns:text="{_SPACE}:text:1.0" office:version="1.3"><office:body><office:spreadsheet>'
)
_TAIL = "</table:table></office:spreadsheet></office:body></office:document-content>"
# What would be read as one space or none.
_FOLDED = re.compile(r"^ +| {2,}| +$|\t")

Cell = str | int | float | date | None


def write_ods(file: BinaryIO, name: str, lines: Iterable[Sequence[Cell]]) -> None:
    """Write a file with one sheet of this name. The first line says how many columns there are."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as parts:
        # First and not compressed, so that the kind of file can be told from its first bytes.
        parts.writestr("mimetype", MEDIA_TYPE, zipfile.ZIP_STORED)
        parts.writestr("META-INF/manifest.xml", _MANIFEST)
        with parts.open("content.xml", "w", force_zip64=True) as content:
            for piece in _content(name, lines):
                content.write(piece.encode())


def _content(name: str, lines: Iterable[Sequence[Cell]]) -> Iterator[str]:
    yield f"{_HEAD}<table:table table:name={quoteattr(name)}>"
    for number, line in enumerate(lines):
        if number == 0:
            yield f'<table:table-column table:number-columns-repeated="{len(line)}"/>'
        yield f"<table:table-row>{''.join(map(_cell, line))}</table:table-row>"
    yield _TAIL


def _cell(value: Cell) -> str:
    if value is None or value == "":
        return "<table:table-cell/>"
    if isinstance(value, str):
        kind = 'office:value-type="string"'
    elif isinstance(value, date):
        kind = f'office:value-type="date" office:date-value="{value:%Y-%m-%d}"'
    else:
        kind = f'office:value-type="float" office:value="{value}"'
    paragraphs = (f"<text:p>{_words(line)}</text:p>" for line in re.split(r"\r\n?|\n", str(value)))
    return f"<table:table-cell {kind}>{''.join(paragraphs)}</table:table-cell>"


def _words(line: str) -> str:
    return _FOLDED.sub(_kept, escape(line))


def _kept(folded: re.Match[str]) -> str:
    space = folded.group()
    return "<text:tab/>" if space == "\t" else f'<text:s text:c="{len(space)}"/>'
