"""Long work as a row (docs/architecture.md, rule 8): it happens once, whoever falls over; what was overtaken writes
nothing."""

from __future__ import annotations

import logging
import socket
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from django.db import connection, transaction
from django.db.models import F
from django.db.models.functions import Now
from redis import Redis

from accounts.classification import Classification
from core import jobs
from core.errors import DomainError
from core.jobs import CancelledError, Kind, LeaseLostError, Phase, Run
from core.models import Job, JobState
from taskforce.celery import app
from tests.compiles import wait_for_somebody_behind
from tests.conftest import database_url
from tests.factories import ActivityFactory, CompartmentFactory, a_viewer
from timeline.models import Activity

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("messages")]

QUEUES = ("default", "render")


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Make a kind of job known whose phases do what the test says."""

    def known(*phases: Any) -> None:
        made = tuple(
            Phase(QUEUES[place], phase, ((f"step-{place}", f"Stap {place}"),)) for place, phase in enumerate(phases)
        )
        kind = Kind("test-work", "Werk", made, lambda args: "/")
        monkeypatch.setitem(jobs.KINDS, kind.name, kind)

    known(lambda run: None)
    return known


def ask(key: str = "een", **about: Any) -> Job:
    return jobs.request_job(a_viewer(), "test-work", key, args={}, about=ActivityFactory(**about))


def pass_time(job: Job) -> None:
    """Let the lease and the message of a job grow old."""
    old = Now() - timedelta(hours=1)
    Job.objects.filter(pk=job.pk).update(lease_until=F("lease_until") - timedelta(hours=1), sent_at=old)


def claimed(job: Job) -> Job:
    found = jobs.claim(job.pk)
    assert found is not None
    return found


def sent(messages: Redis, queue: str = "default") -> int:
    return int(messages.llen(queue))


def state_of(job: Job) -> str:
    return str(Job.objects.get(pk=job.pk).state)


class TestAsking:
    def test_a_job_is_sent_and_as_classified_as_what_it_is_about(
        self, work: Callable[..., None], messages: Redis
    ) -> None:
        circle = CompartmentFactory()
        job = ask(classification=Classification.DEPARTMENTAL, compartment=circle)
        assert sent(messages) == 1
        assert (job.classification, job.compartment) == (Classification.DEPARTMENTAL, circle)

    def test_while_it_is_active_the_same_question_gives_the_same_job(
        self, work: Callable[..., None], messages: Redis
    ) -> None:
        job = ask()
        assert ask() == job
        claimed(job)
        assert ask() == job
        assert sent(messages) == 1
        assert ask("twee") != job

    def test_when_it_has_ended_the_same_question_gives_a_new_job(self, work: Callable[..., None]) -> None:
        job = ask()
        jobs.cancel(a_viewer(), job)
        assert ask() != job

    def test_a_job_that_ends_just_then_is_not_missed(
        self, work: Callable[..., None], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        first = ask()
        save = Job.save

        def refused_then_ended(job: Job, **options: Any) -> None:
            try:
                save(job, **options)
            finally:
                with psycopg.connect(database_url()) as other:
                    other.execute("UPDATE core_job SET state = 'done' WHERE id = %s", [first.pk])

        monkeypatch.setattr(Job, "save", refused_then_ended)
        assert ask() != first
        assert Job.objects.count() == 2

    def test_nothing_is_sent_of_what_is_undone(self, work: Callable[..., None], messages: Redis) -> None:
        with transaction.atomic():
            ask()
            transaction.set_rollback(True)
        assert sent(messages) == 0


class TestClaiming:
    def test_one_worker_gets_it(self, work: Callable[..., None]) -> None:
        job = ask()
        assert claimed(job).fence == 1
        assert jobs.claim(job.pk) is None

    @pytest.mark.parametrize("state", [JobState.DONE, JobState.FAILED, JobState.CANCELLED])
    def test_what_has_ended_is_not_taken_up_again(self, work: Callable[..., None], state: JobState) -> None:
        job = ask()
        Job.objects.filter(pk=job.pk).update(state=state)
        assert jobs.claim(job.pk) is None

    def test_a_lost_lease_may_be_taken_over_under_a_new_fence(self, work: Callable[..., None]) -> None:
        job = ask()
        claimed(job)
        pass_time(job)
        assert claimed(job).fence == 2

    def test_under_an_old_fence_nothing_is_written(self, work: Callable[..., None]) -> None:
        job = ask()
        old = Run(claimed(job))
        pass_time(job)
        new = Run(claimed(job))

        def write(run: Run, title: str) -> None:
            with transaction.atomic():
                ActivityFactory(title=title)
                run.hold()

        with pytest.raises(LeaseLostError):
            write(old, "te laat")
        write(new, "op tijd")
        assert set(Activity.objects.values_list("title", flat=True)) & {"te laat", "op tijd"} == {"op tijd"}
        with pytest.raises(LeaseLostError), transaction.atomic():
            old.hand_over()
        assert state_of(job) == JobState.RUNNING

    def test_a_job_that_was_sent_again_is_out_of_reach_of_who_lost_it(self, work: Callable[..., None]) -> None:
        """Also before another worker takes it up."""
        job = ask()
        old = Run(claimed(job))
        pass_time(job)
        jobs.sweep()
        with pytest.raises(LeaseLostError), transaction.atomic():
            old.hold()

    def test_who_asked_to_stop_is_heard_before_anything_is_kept(self, work: Callable[..., None]) -> None:
        run = Run(claimed(ask()))
        jobs.cancel(a_viewer(), run.job)
        with pytest.raises(CancelledError), transaction.atomic():
            run.hold()


class TestRunning:
    def test_phases_follow_each_other_on_their_queues(self, work: Callable[..., None], messages: Redis) -> None:
        done: list[int] = []

        def phase(run: Run) -> None:
            done.append(run.job.phase)
            run.report(f"step-{run.job.phase}", 40)
            with transaction.atomic():
                run.hand_over()

        work(phase, phase)
        job = ask()
        jobs.run(job.pk)
        job.refresh_from_db()
        assert (job.state, job.phase, job.step, job.percent) == (JobState.QUEUED, 1, "step-0", 40)
        assert sent(messages, "render") == 1
        jobs.run(job.pk)
        job.refresh_from_db()
        assert (job.state, job.percent, job.lease_until) == (JobState.DONE, 100, None)
        assert done == [0, 1]
        jobs.run(job.pk)
        assert done == [0, 1]

    def test_progress_is_seen_while_the_work_is_in_a_transaction(self, work: Callable[..., None]) -> None:
        seen: list[Any] = []

        def phase(run: Run) -> None:
            with transaction.atomic():
                ActivityFactory()
                run.report("step-0", 55)
                with psycopg.connect(database_url()) as other:
                    seen.append(other.execute("SELECT step, percent FROM core_job").fetchone())

        work(phase)
        jobs.run(ask().pk)
        assert seen == [("step-0", 55)]

    def test_a_refusal_of_the_domain_is_told_to_people(self, work: Callable[..., None]) -> None:
        def refuse(run: Run) -> None:
            raise DomainError("Regel 3: deze bron is niet bekend.")

        work(refuse)
        job = ask()
        jobs.run(job.pk)
        job.refresh_from_db()
        assert (job.state, job.error) == (JobState.FAILED, "Regel 3: deze bron is niet bekend.")
        assert job.finished_at is not None

    def test_of_any_other_error_no_word_gets_out(
        self, work: Callable[..., None], caplog: pytest.LogCaptureFixture
    ) -> None:
        def break_down(run: Run) -> None:
            raise ValueError("geheim")

        work(break_down)
        job = ask()
        with caplog.at_level(logging.DEBUG):
            jobs.run(job.pk)
        job.refresh_from_db()
        assert job.state == JobState.FAILED
        assert "ValueError" in job.error
        assert len(job.error.split()) > 5
        assert "geheim" not in job.error + caplog.text

    def test_what_the_database_cannot_do_now_is_done_later(self, work: Callable[..., None]) -> None:
        """As when it chooses one of two that wait for each other, or is restarted."""

        def find_it_taken(run: Run) -> None:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("LOCK TABLE timeline_activity NOWAIT")
                run.hand_over()

        work(find_it_taken)
        job = ask()
        with psycopg.connect(database_url()) as other:
            other.execute("LOCK TABLE timeline_activity")
            jobs.run(job.pk)
        job.refresh_from_db()
        assert (job.state, job.error) == (JobState.RUNNING, "")
        pass_time(job)
        assert jobs.sweep() == 1
        jobs.run(job.pk)
        assert state_of(job) == JobState.DONE

    def test_what_is_written_before_a_failure_is_undone_with_it(self, work: Callable[..., None]) -> None:
        def break_down(run: Run) -> None:
            with transaction.atomic():
                ActivityFactory(title="half")
                raise ValueError

        work(break_down)
        jobs.run(ask().pk)
        assert not Activity.objects.filter(title="half").exists()


class TestStopping:
    def test_what_waits_for_a_worker_stops_at_once(self, work: Callable[..., None]) -> None:
        job = ask()
        jobs.cancel(a_viewer(), job)
        assert state_of(job) == JobState.CANCELLED
        jobs.run(job.pk)
        assert state_of(job) == JobState.CANCELLED

    def test_what_has_ended_stays_as_it_ended(self, work: Callable[..., None]) -> None:
        job = ask()
        Job.objects.filter(pk=job.pk).update(state=JobState.DONE)
        jobs.cancel(a_viewer(), job)
        job.refresh_from_db()
        assert (job.state, job.cancel_requested) == (JobState.DONE, False)

    @pytest.fixture
    def waiting_in_the_database(self, work: Callable[..., None]) -> Iterator[tuple[Job, threading.Thread]]:
        """A job whose work waits for a lock that somebody else holds."""

        def wait_for_the_lock(run: Run) -> None:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(1)")

        work(wait_for_the_lock)
        job = ask()
        with psycopg.connect(database_url()) as other:
            other.execute("SELECT pg_advisory_xact_lock(1)")
            thread = threading.Thread(target=self.run_in_thread, args=[job])
            thread.start()
            wait_for_somebody_behind(other)
            yield job, thread
            other.rollback()
        thread.join()

    @staticmethod
    def run_in_thread(job: Job) -> None:
        try:
            jobs.run(job.pk)
        finally:
            connection.close()

    def test_what_waits_in_the_database_is_broken_off(
        self, waiting_in_the_database: tuple[Job, threading.Thread]
    ) -> None:
        job, thread = waiting_in_the_database
        jobs.cancel(a_viewer(), job)
        thread.join(timeout=30)
        assert not thread.is_alive()
        assert state_of(job) == JobState.CANCELLED

    def test_who_was_overtaken_is_broken_off_and_leaves_the_job_alone(
        self, waiting_in_the_database: tuple[Job, threading.Thread]
    ) -> None:
        job, thread = waiting_in_the_database
        Job.objects.filter(pk=job.pk).update(fence=F("fence") + 1)
        thread.join(timeout=30)
        assert not thread.is_alive()
        assert state_of(job) == JobState.RUNNING


class TestSweeping:
    def test_what_lost_its_message_is_sent_again(self, work: Callable[..., None], messages: Redis) -> None:
        job = ask()
        messages.flushdb()
        assert jobs.sweep() == 0
        pass_time(job)
        assert jobs.sweep() == 1
        assert sent(messages) == 1
        assert jobs.sweep() == 0

    def test_what_lost_its_worker_is_sent_again(self, work: Callable[..., None], messages: Redis) -> None:
        job = ask()
        claimed(job)
        assert jobs.sweep() == 0
        pass_time(job)
        assert jobs.sweep() == 1
        assert state_of(job) == JobState.QUEUED
        assert sent(messages) == 2

    def test_what_never_ends_is_given_up_with_words(self, work: Callable[..., None]) -> None:
        job = ask()
        for _attempt in range(jobs.MAX_ATTEMPTS):
            assert state_of(job) == JobState.QUEUED
            claimed(job)
            pass_time(job)
            jobs.sweep()
        job.refresh_from_db()
        assert job.state == JobState.FAILED
        assert job.error
        assert jobs.claim(job.pk) is None

    def test_what_lost_its_worker_while_it_was_to_stop_stops(self, work: Callable[..., None]) -> None:
        job = ask()
        claimed(job)
        jobs.cancel(a_viewer(), job)
        pass_time(job)
        assert jobs.sweep() == 0
        assert state_of(job) == JobState.CANCELLED

    @pytest.mark.parametrize("state", [JobState.DONE, JobState.FAILED, JobState.CANCELLED])
    def test_what_has_ended_is_left_alone(self, work: Callable[..., None], state: JobState) -> None:
        job = ask()
        Job.objects.filter(pk=job.pk).update(state=state)
        pass_time(job)
        assert jobs.sweep() == 0
        assert state_of(job) == state


class TestWithoutBroker:
    @pytest.fixture
    def broker(self, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], None]]:
        """Nobody listens at the address of the broker, until the test has it mended."""
        with socket.socket() as nobody:
            nobody.bind(("127.0.0.1", 0))
            monkeypatch.setattr(app.conf, "broker_url", f"redis://127.0.0.1:{nobody.getsockname()[1]}/0")
            monkeypatch.setattr(app.amqp, "_producer_pool", None)

            def mend() -> None:
                monkeypatch.undo()
                app.amqp._producer_pool = None

            yield mend
            mend()

    def test_a_job_is_asked_for_all_the_same_and_sent_later(
        self, work: Callable[..., None], broker: Callable[[], None], messages: Redis, caplog: pytest.LogCaptureFixture
    ) -> None:
        job = ask()
        assert state_of(job) == JobState.QUEUED
        assert "could not be sent" in caplog.text
        pass_time(job)
        broker()
        jobs.register(Kind("test-work", "Werk", (Phase("default", lambda run: None, ()),), lambda args: "/"))
        assert jobs.sweep() == 1
        assert sent(messages) == 1
