"""Compiling: once, whoever falls over; the same facts give the same words; what was said stays as it was said."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from django.db import connection, transaction
from django.db.models import F
from redis import Redis

from accounts.classification import Classification
from accounts.roles import Role, ViewerKind
from core import jobs
from core.errors import DomainError, NotAllowedError
from core.models import Job, JobState, Source
from core.quarters import Quarter
from reports import document as doc
from reports.actions import compile_report
from reports.compiling import read
from reports.models import BlockSource, ChapterText, RenditionFormat, Report, ReportVersion
from reports.renderers.html import render_html
from reports.renderers.pdf import render_pdf
from tests.compiles import ended, hceu_circle, hceu_report, locked, sweep_until_ended, wait_for_somebody_behind
from tests.conftest import LEASE, Worker, database_url
from tests.factories import (
    ActivityFactory,
    CommitmentFactory,
    MoveFactory,
    ReportFactory,
    SourceFactory,
    a_user,
    a_viewer,
    viewer_of,
)
from tests.rows import build
from timeline.models import Activity, ActivityCitation, Commitment, Move

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "snapshot"])

PUBLIC = Classification.PUBLIC


@pytest.fixture(autouse=True)
def short_lease(settings: Any) -> None:
    """The sweeper of the tests counts as the worker of the tests does."""
    settings.JOB_LEASE_SECONDS = LEASE


@pytest.fixture
def report() -> Report:
    ActivityFactory(classification=PUBLIC, title="Voortgangsrapportage aan de Kamer")
    return ReportFactory()


def assert_compiled_once(report: Report, job: Job) -> None:
    assert (job.state, job.error, job.percent) == (JobState.DONE, "", 100)
    version = ReportVersion.objects.get()
    assert (version.report, version.number, version.job) == (report, 1, job)
    assert [rendition.format for rendition in version.renditions.order_by("format")] == ["html", "pdf"]


class TestWithAWorker:
    def test_a_compile_makes_one_version_in_both_formats(self, worker: Worker, report: Report) -> None:
        worker.start()
        job = ended(compile_report(a_viewer(), report))
        assert_compiled_once(report, job)
        version = ReportVersion.objects.get()
        document = doc.from_json(version.document)
        assert doc.sha256(document) == version.sha256
        assert "Voortgangsrapportage aan de Kamer" in str(version.document)
        assert version.viewer["kind"] == ViewerKind.KAMER
        for rendition in version.renditions.all():
            content = rendition.file.read()
            assert (rendition.sha256, rendition.size) == (hashlib.sha256(content).hexdigest(), len(content))

    def test_a_second_compile_gives_the_second_version(self, worker: Worker, report: Report) -> None:
        worker.start()
        ended(compile_report(a_viewer(), report))
        ended(compile_report(a_viewer(), report))
        assert list(ReportVersion.objects.order_by("number").values_list("number", flat=True)) == [1, 2]

    def test_two_who_ask_at_once_get_one_job(self, worker: Worker, report: Report) -> None:
        with locked(report) as other:
            job = compile_report(a_viewer(), report)
            worker.start()
            wait_for_somebody_behind(other)
            assert compile_report(a_viewer(), report) == job
        assert_compiled_once(report, ended(job))
        assert Job.objects.count() == 1

    @pytest.mark.parametrize("redis_is_emptied", [False, True])
    def test_a_worker_that_is_killed_while_it_waits_costs_nothing(
        self, worker: Worker, messages: Redis, report: Report, redis_is_emptied: bool
    ) -> None:
        worker.start()
        with locked(report) as other:
            job = compile_report(a_viewer(), report)
            wait_for_somebody_behind(other)
            worker.kill()
            if redis_is_emptied:
                messages.flushdb()
        assert Job.objects.get(pk=job.pk).state == JobState.RUNNING
        assert not ReportVersion.objects.exists()
        worker.start()
        done = sweep_until_ended(job)
        assert_compiled_once(report, done)
        assert done.fence > 1

    def test_a_message_that_is_lost_before_a_worker_starts_is_sent_again(
        self, worker: Worker, messages: Redis, report: Report
    ) -> None:
        job = compile_report(a_viewer(), report)
        messages.flushdb()
        worker.start()
        assert_compiled_once(report, sweep_until_ended(job))

    def test_a_compile_that_waits_for_its_turn_can_be_stopped(self, worker: Worker, report: Report) -> None:
        worker.start()
        viewer = a_viewer()
        with locked(report) as other:
            job = compile_report(viewer, report)
            wait_for_somebody_behind(other)
            jobs.cancel(viewer, job)
            assert ended(job).state == JobState.CANCELLED
        assert not ReportVersion.objects.exists()
        again = compile_report(viewer, report)
        assert_compiled_once(report, ended(again))

    def test_a_compile_that_waits_for_a_worker_can_be_stopped(self, worker: Worker, report: Report) -> None:
        viewer = a_viewer()
        stopped = compile_report(viewer, report)
        jobs.cancel(viewer, stopped)
        job = compile_report(viewer, report)
        worker.start()
        assert_compiled_once(report, ended(job))
        assert Job.objects.get(pk=stopped.pk).state == JobState.CANCELLED

    def test_a_text_that_cannot_be_printed_ends_in_words_for_people(self, worker: Worker, report: Report) -> None:
        ChapterText.objects.create(report=report, key="outlook", markdown="Goed.\n\nZie [kst-99999-9].")
        worker.start()
        job = ended(compile_report(a_viewer(), report))
        assert job.state == JobState.FAILED
        assert "Vooruitblik" in job.error
        assert "3" in job.error
        assert "kst-99999-9" in job.error
        assert not ReportVersion.objects.exists()


class TestTheLateComer:
    """A worker that was thought dead comes back while another has taken over."""

    def test_what_it_read_is_not_kept(self, messages: Redis, report: Report, monkeypatch: pytest.MonkeyPatch) -> None:
        job = compile_report(a_viewer(), report)

        def overtaken(*asked: Any) -> Any:
            result = read(*asked)
            with psycopg.connect(database_url()) as other:
                other.execute("UPDATE core_job SET fence = fence + 1 WHERE id = %s", [job.pk])
            return result

        monkeypatch.setattr("reports.compiling.read", overtaken)
        jobs.run(job.pk)
        assert not ReportVersion.objects.exists()
        assert Job.objects.get(pk=job.pk).state == JobState.RUNNING

    def test_what_it_rendered_is_not_kept(self, messages: Redis, report: Report) -> None:
        job = compile_report(a_viewer(), report)
        jobs.run(job.pk)
        late = jobs.claim(job.pk)
        assert late is not None
        Job.objects.filter(pk=job.pk).update(lease_until=F("lease_until") - timedelta(hours=1))
        jobs.run(job.pk)
        with pytest.raises(jobs.LeaseLostError), transaction.atomic():
            jobs.Run(late).hold()
        assert_compiled_once(report, Job.objects.get(pk=job.pk))


class TestTheSameFacts:
    @pytest.fixture
    def full(self, report: Report) -> Report:
        """Rows that differ in nothing but their keys, so that only a stated order tells them apart."""
        sources = [SourceFactory(citation="Dezelfde studie") for _ in range(3)]
        for _ in range(3):
            activity = ActivityFactory(
                classification=PUBLIC, title="Dezelfde", original_quarter=Quarter(2023, 3), yielded="Iets."
            )
            MoveFactory(activity=activity, classification=PUBLIC, reason="Dezelfde reden")
            ActivityFactory(classification=PUBLIC, title="Later", quarter=Quarter(2024, 1))
            CommitmentFactory(classification=PUBLIC, source=sources[0], text="Dezelfde toezegging")
            CommitmentFactory(classification=PUBLIC, source=sources[1], settled_by=sources[2], text="Dezelfde afgedaan")
            for source in sources:
                ActivityCitation.objects.create(activity=activity, source=source)
        return report

    def test_two_readings_at_the_same_moment_give_the_same_document_but_for_its_number(self, full: Report) -> None:
        first, _viewer, events = read(full, 1)
        shuffle()
        second, _viewer, same_events = read(full, 2)
        assert first != second
        assert without_number(first) == without_number(second)
        assert doc.origins_of(first) == doc.origins_of(second)
        assert events == same_events

    def test_the_stored_document_alone_gives_the_same_bytes(
        self, full: Report, messages: Redis, django_db_blocker: Any
    ) -> None:
        job = compile_report(a_viewer(), full)
        jobs.run(job.pk)
        jobs.run(job.pk)
        version = ReportVersion.objects.get()
        kept = {rendition.format: rendition.file.read() for rendition in version.renditions.all()}
        stored = version.document
        with django_db_blocker.block():
            document = doc.from_json(stored)
            assert render_html(document) == kept[RenditionFormat.HTML]
            assert render_pdf(document) == kept[RenditionFormat.PDF]


def shuffle() -> None:
    """Write every row anew, the last one first, so that a query without an order gives them in another one."""
    with connection.cursor() as cursor:
        for model in (Activity, ActivityCitation, Move, Commitment, Source):
            table = connection.ops.quote_name(model._meta.db_table)
            cursor.execute(f"SELECT id FROM {table} ORDER BY ctid DESC")  # noqa: S608  a name of a table
            for (key,) in cursor.fetchall():
                model._base_manager.filter(pk=key).update(id=F("id"))
            cursor.execute(f"VACUUM FULL {table}")  # so that indexes follow the new order too


def without_number(document: doc.Document) -> doc.Document:
    return replace(document, colophon=tuple(entry for entry in document.colophon if entry.label != "Versie"))


class TestWhoMay:
    def test_an_auditor_may_look_but_not_compile(self, report: Report) -> None:
        with pytest.raises(NotAllowedError):
            compile_report(a_viewer(Role.AUDITOR), report)

    def test_a_quarter_that_has_not_begun_is_not_compiled(self) -> None:
        future = ReportFactory(quarter=Quarter(2024, 1))
        with pytest.raises(DomainError) as refused:
            compile_report(a_viewer(), future)
        assert refused.value.field == "quarter"
        assert not Job.objects.exists()


class TestWhatTheDatabaseKeeps:
    def test_no_origin_is_above_its_paper(self, report: Report) -> None:
        version = build(ReportVersion, report=report, classification=PUBLIC)
        with pytest.raises(AssertionError, match="above the ceiling"):
            build(BlockSource, version=version, classification=Classification.INTERNAL)

    def test_a_version_of_a_confidential_report_is_as_confidential(self, messages: Redis) -> None:
        author = a_user()
        circle = hceu_circle(user=author)
        job = compile_report(viewer_of(author), hceu_report(circle))
        assert (job.classification, job.compartment) == (Classification.DEPARTMENTAL, circle)
        jobs.run(job.pk)
        version = ReportVersion.objects.get()
        assert (version.classification, version.compartment) == (Classification.DEPARTMENTAL, circle)
        assert version.viewer["compartments"] == [circle.pk]
