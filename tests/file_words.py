"""Every word in a file, also those that nobody is shown: properties, names of parts, alternatives, attachments."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

import pikepdf
import pypdf


def words_in(content: bytes) -> str:
    """Every word in a download, whatever its format."""
    if content.startswith(b"PK\x03\x04"):
        return zip_words(content)
    if content.startswith(b"%PDF-"):
        return pdf_text(content) + pdf_beside_its_text(content)
    return content.decode("utf-8", errors="replace")


def zip_words(content: bytes) -> str:
    """The names and texts of all parts of a spreadsheet or another file that is a ZIP."""
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        return "\n".join(name + parts.read(name).decode("utf-8", errors="replace") for name in parts.namelist())


def pdf_text(content: bytes) -> str:
    """What a reader sees on the pages."""
    return "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)


def pdf_beside_its_text(content: bytes) -> str:
    """Every string and every stream of the file: metadata, bookmarks, alternatives, attachments, all of them."""
    said: list[str] = []
    with pikepdf.open(io.BytesIO(content)) as pdf:
        for thing in pdf.objects:
            if isinstance(thing, pikepdf.Stream):
                said.append(thing.read_bytes().decode("utf-8", errors="replace"))
                said.extend(_strings(thing.stream_dict))
            else:
                said.extend(_strings(thing))
    return "\n".join(said)


def _strings(thing: Any) -> Iterator[str]:
    if isinstance(thing, pikepdf.String):
        yield str(thing)
    elif isinstance(thing, pikepdf.Array):
        for one in thing:
            if not getattr(one, "is_indirect", False):
                yield from _strings(one)
    elif isinstance(thing, pikepdf.Dictionary):
        for one in thing.values():
            if not getattr(one, "is_indirect", False):
                yield from _strings(one)
