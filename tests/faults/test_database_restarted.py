"""PostgreSQL is restarted under web and worker: both go on by themselves, and nothing is done twice."""

from __future__ import annotations

import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import dj_database_url
import psycopg
import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connections
from redis import Redis

from accounts.classification import Classification
from core.models import JobState
from reports.actions import compile_report
from reports.models import Rendition, ReportVersion
from taskforce.services import Home, Postgres
from tests.compiles import sweep_until_ended, wait_for_somebody_behind
from tests.conftest import LEASE, ROOT, database_url
from tests.factories import ActivityFactory, ReportFactory, a_user, a_viewer
from tests.faults.forms import Form
from tests.faults.test_redis_gone import WORKER
from tests.running import Running, Web, free_port, serving, session_of, words_of
from tests.taskforce.test_processes import environment_of, web_command
from tests.waiting import wait_until
from timeline.models import Activity


@pytest.fixture
def postgres(
    tmp_path: Path, messages: Redis, django_db_setup: None, django_db_blocker: Any, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Postgres]:
    """A server of this test's own, with all tables, on which this process works as well."""
    home = tmp_path / "database"
    home.mkdir()
    server = Postgres(Home.of(home))
    with server.shared() as url, django_db_blocker.unblock():
        found = dj_database_url.parse(url)
        monkeypatch.setenv("DATABASE_URL", url)
        for alias in ("default", "snapshot"):
            connections[alias].close()
            address = connections[alias].settings_dict
            for name in ("NAME", "USER", "PASSWORD", "HOST", "PORT"):
                monkeypatch.setitem(address, name, found[name])
            monkeypatch.setitem(address, "OPTIONS", address["OPTIONS"] | found["OPTIONS"])
        ContentType.objects.clear_cache()
        migrate = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
        subprocess.run(migrate, cwd=ROOT, env=environment_of("migrate", tmp_path), check=True)
        yield server
        for alias in ("default", "snapshot"):
            connections[alias].close()
        ContentType.objects.clear_cache()
    shutil.rmtree(server.home.state)


def again(postgres: Postgres) -> None:
    """This process connects anew, as web and worker must by themselves."""
    postgres.ensure()
    for alias in ("default", "snapshot"):
        connections[alias].close()


def test_postgresql_is_restarted_and_web_worker_and_forms_go_on(
    postgres: Postgres, tmp_path: Path, settings: Any
) -> None:
    settings.JOB_LEASE_SECONDS = LEASE
    ActivityFactory(classification=Classification.PUBLIC)
    report, user = ReportFactory(), a_user()
    port, environment = free_port(), environment_of("web", tmp_path) | {"TASKFORCE_JOB_LEASE": str(LEASE)}
    with (
        serving(web_command(port), environment, tmp_path / "web.log", port) as (_process, web),
        Running(words_of(WORKER), environment, tmp_path / "worker.log") as worker,
    ):
        monitor = Web(port)
        worker.has_said(" ready.")
        web.cookie = session_of(user)
        form = Form(web, "/tijdlijn/activiteiten/nieuw/", title="Eén keer", classification="1", quarter="2023-Q4")
        answers: list[int] = []
        sending = threading.Thread(target=lambda: answers.append(form.send()))
        with closing(psycopg.connect(database_url())) as table:
            table.execute("LOCK TABLE timeline_activity IN EXCLUSIVE MODE")
            sending.start()
            wait_for_somebody_behind(table)
            with closing(psycopg.connect(database_url())) as other:
                other.execute("SELECT 1 FROM reports_report WHERE id = %s FOR UPDATE", [report.pk])
                job = compile_report(a_viewer(), report)
                wait_for_somebody_behind(other)
                postgres.stop()
        sending.join()
        assert answers == [500]
        assert monitor.get("/readyz") == (503, "database")
        again(postgres)
        wait_until(lambda: monitor.get("/readyz") == (200, "ok"), "the site to be ready again")

        done = sweep_until_ended(job)

        assert (done.state, done.error) == (JobState.DONE, "")
        assert done.fence > 1
        assert ReportVersion.objects.count() == 1
        assert Rendition.objects.count() == 2
        assert web.get("/vandaag/")[0] == 200
        assert [form.send(), form.send()] == [302, 302]
        assert Activity.objects.filter(title="Eén keer").count() == 1
