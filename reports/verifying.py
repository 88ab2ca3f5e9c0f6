"""Whether what is stored is still what was made: the hash of every file and of the document against their rows."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from reports import document as doc
from reports.models import Rendition, ReportVersion


@dataclass(frozen=True)
class Fault:
    """Something of a version that is not as it was made: which thing, and what is the matter."""

    thing: str
    problem: str


def faults_of(version: ReportVersion) -> list[Fault]:
    """What of a version is not as it was made; nothing where all is well."""
    return [
        *_of_document(version),
        *(fault for rendition in version.renditions.all() for fault in faults_of_file(rendition)),
    ]


def _of_document(version: ReportVersion) -> list[Fault]:
    try:
        found = doc.sha256(doc.from_json(version.document))
    except doc.DocumentError as error:
        return [Fault("document", f"cannot be read: {error}")]
    return [] if found == version.sha256 else [Fault("document", f"has hash {found}, not {version.sha256}")]


def faults_of_file(rendition: Rendition) -> list[Fault]:
    """What is the matter with one file; nothing where it is as it was made."""
    try:
        with rendition.file.open("rb") as stored:
            found = hashlib.file_digest(stored, "sha256").hexdigest()
    except OSError as error:
        return [Fault(rendition.format, f"cannot be read: {type(error).__name__}")]
    return [] if found == rendition.sha256 else [Fault(rendition.format, f"has hash {found}, not {rendition.sha256}")]
