"""The disk is full while a rendition is written: words for people, nothing half, and whole as soon as there is room."""

from __future__ import annotations

import hashlib
import os
import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from accounts.classification import Classification
from core.models import Job, JobState, Mail
from core.operating import send_again
from reports.actions import compile_report
from reports.keeping import UNFINISHED, keep_bytes
from reports.models import Rendition, Report, ReportVersion
from reports.verifying import faults_of
from tests.compiles import ended
from tests.conftest import Worker
from tests.factories import ActivityFactory, ReportFactory, a_user, a_viewer, viewer_of

FULL_AFTER = 2_000
"""Bytes that a file may have on the disk that is full; every rendition has more."""
CONTENT = b"%PDF-1.7 " + bytes(3 * FULL_AFTER)


@contextmanager
def full(*pids: int) -> Iterator[None]:
    """No file of these processes takes more: the system refuses the write itself, as it does on a full disk."""
    for pid in pids:
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (FULL_AFTER, resource.RLIM_INFINITY))
    try:
        yield
    finally:
        for pid in pids:
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


def files() -> list[Path]:
    """Every file that is kept, or half kept."""
    return sorted(path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file())


def place_of(name: str) -> Path:
    return Path(settings.MEDIA_ROOT) / name


@pytest.mark.django_db(transaction=True, databases=["default", "snapshot"])
class TestWithAWorker:
    @pytest.fixture
    def operator(self) -> Any:
        return a_user(is_staff=True, is_superuser=True)

    @pytest.fixture
    def report(self) -> Report:
        ActivityFactory(classification=Classification.PUBLIC)
        return ReportFactory()

    @pytest.fixture
    def failed(self, worker: Worker, report: Report, operator: Any) -> Job:
        """A compile of which the disk took nothing; there is room again now."""
        worker.start()
        with full(*(process.pid for process in worker.processes)):
            return ended(compile_report(a_viewer(), report))

    def test_a_compile_that_finds_the_disk_full_fails_in_words_and_leaves_nothing_half(
        self, failed: Job, operator: Any
    ) -> None:
        assert failed.state == JobState.FAILED
        assert "schijf" in failed.error
        assert "OSError" not in failed.error
        assert files() == []
        assert not Rendition.objects.exists()
        assert ReportVersion.objects.get().renditions.count() == 0
        assert Mail.objects.filter(recipient=operator, template="trouble").exists()

    def test_a_compile_after_the_disk_was_full_is_whole(self, failed: Job, report: Report) -> None:
        assert ended(compile_report(a_viewer(), report)).state == JobState.DONE
        version = ReportVersion.objects.get(number=2)
        assert version.renditions.count() == 2
        assert faults_of(version) == []

    def test_the_job_that_found_the_disk_full_is_sent_again_and_completes_its_version(
        self, failed: Job, operator: Any
    ) -> None:
        send_again(viewer_of(operator), failed)
        assert ended(failed).state == JobState.DONE
        version = ReportVersion.objects.get()
        assert version.renditions.count() == 2
        assert faults_of(version) == []


class TestKeeping:
    def test_bytes_stand_under_their_hash_for_their_owner_only(self) -> None:
        name = keep_bytes(CONTENT, "pdf")
        assert name == f"renditions/{hashlib.sha256(CONTENT).hexdigest()}.pdf"
        assert files() == [place_of(name)]
        assert place_of(name).read_bytes() == CONTENT
        assert (place_of(name).stat().st_mode & 0o777, place_of(name).parent.stat().st_mode & 0o777) == (0o600, 0o700)

    def test_a_file_that_the_disk_does_not_take_is_not_there_at_all(self) -> None:
        with full(os.getpid()), pytest.raises(OSError, match="too large"):
            keep_bytes(CONTENT, "pdf")
        assert files() == []
        assert place_of(keep_bytes(CONTENT, "pdf")).read_bytes() == CONTENT

    def test_what_is_there_whole_is_left_as_it_is(self) -> None:
        place = place_of(keep_bytes(CONTENT, "pdf"))
        before = place.stat()
        keep_bytes(CONTENT, "pdf")
        assert (place.stat().st_ino, place.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)

    @pytest.mark.parametrize("found", [b"", CONTENT[:100], b"x" + CONTENT[1:]])
    def test_what_is_there_but_not_as_its_name_says_is_written_anew(self, found: bytes) -> None:
        place = place_of(keep_bytes(CONTENT, "pdf"))
        place.write_bytes(found)
        keep_bytes(CONTENT, "pdf")
        assert place.read_bytes() == CONTENT
        assert files() == [place]

    def test_what_a_killed_worker_left_half_written_is_cleaned_once_nobody_can_be_at_it(self) -> None:
        folder = place_of(keep_bytes(CONTENT, "pdf")).parent
        left, busy = folder / f"left{UNFINISHED}", folder / f"busy{UNFINISHED}"
        for path in (left, busy):
            path.write_bytes(CONTENT[:100])
        long_ago = time.time() - 2 * settings.CELERY_TASK_TIME_LIMIT
        os.utime(left, (long_ago, long_ago))
        keep_bytes(CONTENT + b"more", "pdf")
        assert not left.exists()
        assert busy.exists()
