"""A worker is killed (-9) in the middle of a phase: another does what was left, once."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest

from accounts.classification import Classification
from core.models import Job, JobState
from reports.actions import compile_report
from reports.models import Rendition, ReportVersion
from reports.verifying import faults_of
from tests.compiles import sweep_until_ended, wait_for_somebody_behind
from tests.conftest import LEASE, Worker, database_url
from tests.factories import ActivityFactory, ReportFactory, a_viewer

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "snapshot"])

# Where the work of a phase stops: at the table that it writes last.
LAST_WRITTEN = {0: "reports_reportversion", 1: "reports_rendition"}


@pytest.mark.parametrize("phase", LAST_WRITTEN)
def test_a_worker_that_is_killed_costs_nothing_in_either_phase(phase: int, worker: Worker, settings: Any) -> None:
    settings.JOB_LEASE_SECONDS = LEASE
    ActivityFactory(classification=Classification.PUBLIC)
    report = ReportFactory()
    worker.start()
    with psycopg.connect(database_url()) as other:
        other.execute(f"LOCK TABLE {LAST_WRITTEN[phase]} IN EXCLUSIVE MODE")
        job = compile_report(a_viewer(), report)
        wait_for_somebody_behind(other)
        worker.kill()
    killed = Job.objects.get(pk=job.pk)
    assert (killed.state, killed.phase) == (JobState.RUNNING, phase)
    assert not Rendition.objects.exists()

    worker.start()

    done = sweep_until_ended(job)
    assert (done.state, done.error) == (JobState.DONE, "")
    version = ReportVersion.objects.get()
    assert version.renditions.count() == 2
    assert faults_of(version) == []
