"""Bytes in a file named after their hash: whole under that name or not there at all, whatever happens meanwhile."""

from __future__ import annotations

import hashlib
import os
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Final

from django.conf import settings
from django.core.files.storage import default_storage

FOLDER: Final = "renditions"
UNFINISHED: Final = ".unfinished"
"""How the name of a file ends that is being written."""


def keep_bytes(content: bytes, extension: str) -> str:
    """Keep bytes under their own hash, on the disk itself when this returns; gives the name in the storage.

    What stands under that name is left alone if it is what its name says, and written anew otherwise. Raises OSError,
    as of a full disk; then nothing of it is left.
    """
    digest = hashlib.sha256(content).hexdigest()
    name = f"{FOLDER}/{digest}.{extension}"
    place = Path(default_storage.path(name))
    if not _holds(place, digest):
        for folder in (place.parents[1], place.parent):
            folder.mkdir(mode=settings.FILE_UPLOAD_DIRECTORY_PERMISSIONS, exist_ok=True)
        _sweep(place.parent)
        _write(place, content)
    return name


def _holds(place: Path, digest: str) -> bool:
    try:
        with place.open("rb") as stored:
            return hashlib.file_digest(stored, "sha256").hexdigest() == digest
    except FileNotFoundError:
        return False


def _write(place: Path, content: bytes) -> None:
    """Write beside the place, and take the name when all of it is on the disk."""
    handle, unfinished = tempfile.mkstemp(suffix=UNFINISHED, dir=place.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fchmod(file.fileno(), settings.FILE_UPLOAD_PERMISSIONS)
            os.fsync(file.fileno())
        Path(unfinished).replace(place)
    except BaseException:
        Path(unfinished).unlink(missing_ok=True)
        raise
    # The name too survives a power cut.
    folder = os.open(place.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _sweep(folder: Path) -> None:
    """Remove what a killed worker left; what is younger than any task may last, somebody may still be writing."""
    for unfinished in folder.glob(f"*{UNFINISHED}"):
        with suppress(FileNotFoundError):
            if unfinished.stat().st_mtime < time.time() - settings.CELERY_TASK_TIME_LIMIT:
                unfinished.unlink()
