"""Long work that survives: a row says what there is to do, Celery only carries its id (docs/architecture.md, rule 8).

A worker claims a job with a lease and a fence. A thread beside the work renews the lease, writes progress on a
connection of its own (so that it is seen while the work's transaction is open) and breaks off the work when somebody
asked to stop or when another worker took over. The sweeper re-sends what lost its message or its lease.
Leases use the database's real time, never the clock of the domain.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Protocol
from uuid import UUID

import pghistory
from django.conf import settings
from django.db import IntegrityError, InterfaceError, OperationalError, connection, connections, transaction
from django.db.models import F, Q, QuerySet
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import Now
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.viewers import Viewer
from core import clock, logs, trouble
from core.access import require
from core.carrying import carry
from core.errors import DomainError, OutOfOrderError
from core.models import Classified, Job, JobState

logger = logging.getLogger(__name__)

MAX_ATTEMPTS = 5


class CancelledError(Exception):
    """Somebody asked this job to stop."""


class LeaseLostError(Exception):
    """Another worker has taken over this job: nothing may be written any more."""


class Work(Protocol):
    """One phase of a kind of job: does the work and reports through the run."""

    def __call__(self, run: Run) -> None: ...


@dataclass(frozen=True)
class Phase:
    """A part of the work that runs on one queue: its steps are keys with the words that a page shows."""

    queue: str
    work: Work
    steps: tuple[tuple[str, str | Promise], ...]


@dataclass(frozen=True)
class Kind:
    """A kind of job: its phases, and where the page of its result is (given the job's args)."""

    name: str
    title: str | Promise
    phases: tuple[Phase, ...]
    result_url: Callable[[dict[str, Any]], str]

    @property
    def steps(self) -> tuple[tuple[str, str | Promise], ...]:
        """The steps of all phases, in order."""
        return tuple(step for phase in self.phases for step in phase.steps)


KINDS: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Make a kind of job known; apps call this when they are ready."""
    KINDS[kind.name] = kind


def request_job(viewer: Viewer, kind: str, key: str, *, args: dict[str, Any], about: Classified) -> Job:
    """Ask for work on a row. While a job of this kind and key is active, that one is given back instead."""
    job = Job(
        kind=kind,
        key=key,
        args=args,
        requested_by_id=viewer.user,
        requested_at=viewer.at,
        classification=about.classification,
        compartment=about.compartment,
    )
    while True:
        try:
            with transaction.atomic():
                job.save(force_insert=True)
        except IntegrityError as error:
            if "job_once_while_active" not in str(error):
                raise
            active = Job.objects.filter(kind=kind, key=key, state__in=JobState.active()).first()
            if active is not None:
                return active
            # It ended between the two questions: ask again.
        else:
            send(job)
            return job


def cancel(viewer: Viewer, job: Job) -> None:
    """Ask a job to stop. One that waits stops at once; one that runs does so at its next heartbeat."""
    require(viewer, "core.cancel_job", job)
    stopped = Job.objects.filter(pk=job.pk, state=JobState.QUEUED).update(
        state=JobState.CANCELLED, cancel_requested=True, finished_at=viewer.at
    )
    if not stopped:
        Job.objects.filter(pk=job.pk, state=JobState.RUNNING).update(cancel_requested=True)


def send(job: Job) -> None:
    """Have Celery carry the job's id to a worker once the transaction is through. If it cannot, the sweeper will."""
    from core.tasks import run_job

    queue = KINDS[job.kind].phases[job.phase].queue
    Job.objects.filter(pk=job.pk).update(sent_at=Now())
    carry(run_job, job.pk, queue=queue)


def sweep() -> int:
    """Send again what lost its worker or its message; give up after MAX_ATTEMPTS. Returns how many were sent."""
    lease = timedelta(seconds=settings.JOB_LEASE_SECONDS)
    lost = Q(state=JobState.RUNNING, lease_until__lt=Now()) | Q(state=JobState.QUEUED, sent_at__lt=Now() - lease)
    sent = 0
    with transaction.atomic():
        for job in Job.objects.filter(lost).select_for_update(skip_locked=True):
            if job.attempts >= MAX_ATTEMPTS:
                _finish(job, JobState.FAILED, error=str(_("This was tried several times and never finished.")))
                trouble.tell_operators()
            elif job.cancel_requested:
                _finish(job, JobState.CANCELLED)
            else:
                Job.objects.filter(pk=job.pk).update(state=JobState.QUEUED, lease_until=None)
                send(job)
                sent += 1
    if trouble.stuck().exists():
        trouble.tell_operators()
    return sent


def _finish(job: Job, state: JobState, *, error: str = "") -> None:
    Job.objects.filter(pk=job.pk).update(state=state, error=error, lease_until=None, finished_at=clock.now())


def _mine(job: Job) -> QuerySet[Job]:
    """The row of a job, as long as it is still this attempt's: running, under the fence that it was claimed with."""
    return Job.objects.filter(pk=job.pk, fence=job.fence, state=JobState.RUNNING)


def _lease_end() -> CombinedExpression:
    return Now() + timedelta(seconds=settings.JOB_LEASE_SECONDS)


class Run:
    """One attempt at one phase of a job, as its work sees it."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self._heart = _Heart(job)

    @property
    def args(self) -> dict[str, Any]:
        """The ids that the job was asked with."""
        return self.job.args

    def report(self, step: str, percent: int) -> None:
        """Say where the work is: a step's key and a percentage of the whole. Raises when it must stop."""
        self._heart.progress = (step, percent)
        self._heart.beat_now()
        self.check()

    def check(self) -> None:
        """Raise CancelledError or LeaseLostError when the work must stop."""
        if self._heart.stopped_by is not None:
            raise self._heart.stopped_by

    def hold(self) -> None:
        """Lock the job inside the caller's transaction: what is written in it is refused under an old fence.

        Raises LeaseLostError under an old fence, and CancelledError when somebody asked to stop.
        """
        held = _mine(self.job).select_for_update().first()
        if held is None:
            raise LeaseLostError
        if held.cancel_requested:
            raise CancelledError

    def hand_over(self) -> None:
        """Inside the caller's transaction: end this phase and send the job to the queue of the next one, or end it."""
        self.hold()
        mine = _mine(self.job)
        if self.job.phase + 1 < len(KINDS[self.job.kind].phases):
            self.job.phase += 1
            mine.update(state=JobState.QUEUED, phase=self.job.phase, lease_until=None, attempts=0)
            send(self.job)
        else:
            mine.update(state=JobState.DONE, percent=100, lease_until=None, finished_at=clock.now())


class _Heart(threading.Thread):
    """Renews the lease and writes progress beside the work, on the connection of its own thread."""

    def __init__(self, job: Job) -> None:
        super().__init__(name=f"heart of {job.pk}", daemon=True)
        self.job = job
        self.progress = (job.step, job.percent)
        self.stopped_by: Exception | None = None
        self._wake = threading.Event()
        self._written = threading.Event()
        self._end = threading.Event()
        self._work_connection = connections["default"]  # the work's own: this line runs in its thread

    def beat_now(self) -> None:
        """Write the progress and wait until it is seen."""
        self._written.clear()
        self._wake.set()
        self._written.wait(timeout=5)

    def end(self) -> None:
        self._end.set()
        self._wake.set()
        self.join()

    def run(self) -> None:
        try:
            while not self._end.is_set():
                self._wake.wait(timeout=min(1.0, settings.JOB_LEASE_SECONDS / 4))
                self._wake.clear()
                if not self._end.is_set():
                    self._beat()
                self._written.set()
        finally:
            connection.close()

    def _beat(self) -> None:
        step, percent = self.progress
        try:
            alive = _mine(self.job).update(lease_until=_lease_end(), step=step, percent=percent)
            cancel = Job.objects.filter(pk=self.job.pk, cancel_requested=True).exists()
        except (OperationalError, InterfaceError):
            connection.close()  # the next beat tries on a new connection
            return
        if cancel:
            self._break_off(CancelledError())
        elif not alive:
            self._break_off(LeaseLostError())

    def _break_off(self, why: Exception) -> None:
        if self.stopped_by is None and not self._end.is_set():
            self.stopped_by = why
            if self._work_connection.connection is not None:
                self._work_connection.connection.cancel_safe(timeout=5)


def claim(job_id: UUID) -> Job | None:
    """Take a job for this worker, or None where it is not there to be taken (done, stopped, or with another)."""
    claimable = Q(state=JobState.QUEUED) | Q(state=JobState.RUNNING, lease_until__lt=Now())
    claimed = Job.objects.filter(claimable, pk=job_id).update(
        state=JobState.RUNNING,
        fence=F("fence") + 1,
        attempts=F("attempts") + 1,
        lease_until=_lease_end(),
    )
    return Job.objects.get(pk=job_id) if claimed else None


def run(job_id: UUID) -> None:
    """Do one phase of a job, from claim to end, whatever happens in between."""
    job = claim(job_id)
    if job is None:
        return
    with logs.facts(job=str(job.pk), kind=job.kind, phase=job.phase, attempt=job.attempts):
        _attempt(job)


def _attempt(job: Job) -> None:
    started = time.perf_counter()
    attempt = Run(job)
    attempt._heart.start()
    failure: Exception | None = None
    try:
        with pghistory.context(job=str(job.pk), user=job.requested_by_id, at=clock.now().isoformat()):
            KINDS[job.kind].phases[job.phase].work(attempt)
    except Exception as error:
        failure = attempt._heart.stopped_by or error
    finally:
        attempt._heart.end()
    if failure is not None:
        _record(attempt, failure)
    told = {"ended": "well" if failure is None else type(failure).__name__, "user": job.requested_by_id}
    logger.info("job", extra={"facts": told | {"ms": round((time.perf_counter() - started) * 1000, 1)}})


def _record(attempt: Run, failure: Exception) -> None:
    mine = _mine(attempt.job)
    ended: dict[str, Any] = {"lease_until": None, "finished_at": clock.now()}
    if isinstance(failure, LeaseLostError):
        logger.warning("job %s was taken over by another worker", attempt.job.pk)
    elif isinstance(failure, CancelledError):
        mine.update(state=JobState.CANCELLED, **ended)
    elif isinstance(failure, DomainError):
        failed = mine.update(state=JobState.FAILED, error=str(failure.message), **ended)
        if failed and isinstance(failure, OutOfOrderError):
            trouble.tell_operators()
    elif isinstance(failure, OperationalError | InterfaceError):
        # The database went away or could not do it now. The lease runs out, and the sweeper sends it again.
        logger.warning("job %s lost the database: %s", attempt.job.pk, type(failure).__name__)
    else:
        # The message may hold words of a row: only the kind of error is kept, and shown.
        kind = type(failure).__name__
        # In production the log tells the class and the way of the error, and not its message either (core/logs.py).
        logger.error("job %s failed: %s", attempt.job.pk, kind, exc_info=failure if settings.PRODUCTION else None)
        words = _("Something went wrong that nobody foresaw (%(kind)s). Try again, or ask the administrator.")
        if mine.update(state=JobState.FAILED, error=words % {"kind": kind}, **ended):
            trouble.tell_operators()
