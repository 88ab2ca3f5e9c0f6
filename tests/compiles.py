"""Reports that a real worker compiles, for tests."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db import connection

from accounts.models import Compartment
from accounts.roles import ViewerKind
from core import jobs
from core.models import Job
from reports.actions import compile_report
from reports.compiling import COMPILE
from reports.models import Report, ReportVersion
from tests.conftest import database_url
from tests.factories import CompartmentFactory, ReportFactory, a_user, join, viewer_of
from tests.waiting import wait_until


def ended(job: Job) -> Job:
    """The job, once there is nothing left to do."""
    wait_until(lambda: not Job.objects.get(pk=job.pk).is_active, "the end of a job")
    return Job.objects.get(pk=job.pk)


def sweep_until_ended(job: Job) -> Job:
    """What beat does, until the job ends."""

    def swept() -> bool:
        jobs.sweep()
        return not Job.objects.get(pk=job.pk).is_active

    wait_until(swept, "the end of a job that is swept up")
    return Job.objects.get(pk=job.pk)


def hceu_circle(**members: Any) -> Compartment:
    """The compartment that the HCEU is in, with these members."""
    circle = CompartmentFactory(name="HCEU", home_of=ViewerKind.HCEU)
    join(circle, audience=ViewerKind.HCEU)
    for name, member in members.items():
        join(circle, **{name: member})
    return circle


def hceu_report(circle: Compartment) -> Report:
    """The report to the HCEU over the quarter that runs."""
    return ReportFactory(audience=ViewerKind.HCEU, compartment=circle)


@contextmanager
def locked(report: Report) -> Iterator[psycopg.Connection[Any]]:
    """The report's row in somebody else's hands, on a connection of its own."""
    with psycopg.connect(database_url()) as other:
        other.execute("SELECT 1 FROM reports_report WHERE id = %s FOR UPDATE", [report.pk])
        yield other
        other.rollback()


def wait_for_somebody_behind(other: psycopg.Connection[Any]) -> None:
    """Wait until somebody waits for a lock that this connection holds."""
    wait_until(lambda: is_blocked_by(other), "somebody who waits for the lock")


def is_blocked_by(other: psycopg.Connection[Any]) -> bool:
    """Whether somebody waits for a lock that this connection holds."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE %s = ANY(pg_blocking_pids(pid))", [other.info.backend_pid]
        )
        return bool(cursor.fetchone()[0])


def compiled(report: Report) -> ReportVersion:
    """A version that is compiled here and now, in this process, by somebody who may."""
    secretary = a_user()
    if report.compartment is not None:
        join(report.compartment, user=secretary)
    job = compile_report(viewer_of(secretary), report)
    for _phase in COMPILE.phases:
        jobs.run(job.pk)
    return ReportVersion.objects.get(job=job)
