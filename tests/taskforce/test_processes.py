"""Every service of docker-compose.yml as a real process with its own command, in production, on real servers."""

from __future__ import annotations

import os
import shlex
import socket
import subprocess
import sys
import threading
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from django.db import connection
from redis import Redis

from core.models import Job, JobState
from reports.actions import compile_report
from reports.models import Rendition, ReportVersion
from tests.compiles import ended, locked, wait_for_somebody_behind
from tests.conftest import ROOT, database_url
from tests.factories import ReportFactory, UserFactory, a_viewer
from tests.running import Running, Web, free_port, production, serving, session_of, words_of
from tests.taskforce.test_compose import SERVICES, command_of
from tests.waiting import wait_until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("messages")]

GRACE = {"web": 30.0, "worker": 60.0, "render-worker": 120.0}


def web_command(port: int, site: str = "taskforce.wsgi") -> list[str]:
    """The image's own command, at another port."""
    words = [sys.executable, *command_of("web")[1:]]
    words[words.index("taskforce.wsgi:application")] = f"{site}:application"
    words[words.index("--host") + 1] = "127.0.0.1"
    words[words.index("--port") + 1] = str(port)
    return words


def environment_of(name: str, folder: Path) -> dict[str, str]:
    """What a service finds around it, in a folder of this test instead of the image's."""
    return production(
        TASKFORCE_MEDIA=str(folder / "media"),
        TASKFORCE_BEAT_FILE=str(folder / "celerybeat-schedule"),
        PROMETHEUS_MULTIPROC_DIR=str(folder / f"{name}-metrics"),
        HOSTNAME=socket.gethostname(),
    )


def is_healthy(name: str, folder: Path) -> bool:
    """Whether the service's own check, as it stands in the file, finds it well."""
    check = SERVICES[name]["healthcheck"]["test"].replace("$$", "$").replace("find /tmp ", f"find {folder} ")
    return subprocess.run(["sh", "-c", check], cwd=ROOT, env=environment_of(name, folder)).returncode == 0


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Callable[[str], Running]]:
    """Start a service by its name; it is killed after the test."""
    started: list[Running] = []

    def start(name: str) -> Running:
        log = tmp_path / f"{name}-{len(started)}.log"
        process = Running(words_of(shlex.join(command_of(name))), environment_of(name, tmp_path), log)
        started.append(process.__enter__())
        return process

    yield start
    for process in started:
        process.kill()


@pytest.mark.parametrize("broken", [False, True])
def test_the_file_is_as_the_compose_specification_says(broken: bool, tmp_path: Path) -> None:
    words = (ROOT / "docker-compose.yml").read_text()
    file = tmp_path / "docker-compose.yml"
    file.write_text(words.replace("stop_grace_period", "stop_grace_perido") if broken else words)
    check = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", str(file)]
    assert (subprocess.run(check, capture_output=True).returncode != 0) is broken


def test_services_get_the_time_that_their_work_takes() -> None:
    assert {name: f"{seconds:.0f}s" for name, seconds in GRACE.items()} == {
        name: SERVICES[name]["stop_grace_period"] for name in GRACE
    }


def test_the_web_answers_and_its_check_finds_it_well(tmp_path: Path) -> None:
    port = free_port()
    with serving(web_command(port), environment_of("web", tmp_path), tmp_path / "log", port) as (process, web):
        assert web.get("/readyz") == (200, "ok")
        assert web.get("/")[0] == 200
        check = [sys.executable, "bin/is-healthy", str(port)]
        assert subprocess.run(check, cwd=ROOT, env=process.environment).returncode == 0
        assert process.terminate(within=GRACE["web"]) == 0


@pytest.mark.parametrize("name", ["worker", "render-worker"])
def test_a_worker_is_well_until_it_is_ended(name: str, service: Callable[[str], Running], tmp_path: Path) -> None:
    process = service(name)
    process.has_said(" ready.")
    assert is_healthy(name, tmp_path)
    assert process.terminate(within=GRACE[name]) == 0
    assert not is_healthy(name, tmp_path)


def test_beat_calls_the_sweeper_and_is_well(service: Callable[[str], Running], tmp_path: Path, messages: Redis) -> None:
    assert not is_healthy("beat", tmp_path)
    process = service("beat")
    wait_until(lambda: messages.llen("default"), "a call of beat's")
    assert is_healthy("beat", tmp_path)
    assert process.terminate(within=10) == 0


@pytest.fixture
def empty_database() -> Iterator[str]:
    """The address of a new database on the test's server."""
    name = f"empty_{uuid.uuid4().hex}"
    parts = urlsplit(database_url())
    with psycopg.connect(database_url(), autocommit=True) as own:
        own.execute(f"CREATE DATABASE {name}")
        yield urlunsplit(parts._replace(path=f"/{name}"))
        own.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def app_role() -> Iterator[str]:
    """The name of a role that is not there yet; gone after the test."""
    name = f"app_{uuid.uuid4().hex}"
    yield name
    with psycopg.connect(database_url(), autocommit=True) as own:
        if own.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name]).fetchone():
            own.execute(f"DROP OWNED BY {name}")
            own.execute(f"DROP ROLE {name}")


def as_role(url: str, role: str) -> str:
    """The address of a database as another role reaches it."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{role}:geheim@{host}"))


def test_the_migration_fills_an_empty_database_and_lets_the_app_in(
    empty_database: str, app_role: str, tmp_path: Path
) -> None:
    url = as_role(empty_database, app_role)
    more = {"DATABASE_URL": empty_database, "TASKFORCE_APP_DATABASE_URL": url}
    command = shlex.split(SERVICES["migrate"]["command"])
    with Running(command, environment_of("migrate", tmp_path) | more, tmp_path / "log") as process:
        assert process.ends(within=300) == 0, process.said
    with psycopg.connect(url) as app:
        assert app.execute("SELECT count(*) FROM accounts_department").fetchone() != (0,)
    with psycopg.connect(empty_database, autocommit=True) as own:
        own.execute(f"DROP OWNED BY {app_role}")


class TestAppRole:
    @pytest.fixture
    def app(self, app_role: str) -> str:
        """How web and workers connect, once the owner let them in."""
        url = as_role(database_url(), app_role)
        self.grant(url)
        return url

    @staticmethod
    def grant(url: str) -> None:
        command = [sys.executable, "manage.py", "grant"]
        environment = production(TASKFORCE_APP_DATABASE_URL=url)
        subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)

    @pytest.mark.parametrize(
        "statement",
        [
            "TRUNCATE timeline_activityevent",
            "ALTER TABLE timeline_activityevent DISABLE TRIGGER ALL",
            "DROP TABLE core_job",
            "CREATE TABLE public.other (id int)",
            "CREATE TRIGGER t BEFORE INSERT ON core_job EXECUTE FUNCTION suppress_redundant_updates_trigger()",
            "SET session_replication_role = replica",
        ],
    )
    def test_it_can_do_nothing_to_tables(self, app: str, statement: str) -> None:
        with psycopg.connect(app) as other, pytest.raises(psycopg.errors.InsufficientPrivilege):
            other.execute(statement)

    def test_granting_again_takes_a_new_password_and_changes_nothing_else(self, app: str) -> None:
        self.grant(app)
        with psycopg.connect(app) as other:
            assert other.execute("SELECT count(*) FROM core_job").fetchone() == (0,)

    def test_site_and_worker_do_all_their_work_with_it(self, app: str, tmp_path: Path) -> None:
        port, environment = free_port(), environment_of("web", tmp_path) | {"DATABASE_URL": app}
        worker = [sys.executable, "-m", "celery", "-A", "taskforce", "worker", "-Q", "default,render", "-c", "1"]
        user, report = UserFactory(), ReportFactory()
        with (
            serving(web_command(port), environment, tmp_path / "web.log", port),
            Running(worker, environment, tmp_path / "worker.log") as process,
        ):
            web = Web(port, session_of(user))
            assert web.get("/vandaag/")[0] == 200
            job = ended(compile_report(a_viewer(), report))
            assert job.state == JobState.DONE, process.said
            assert web.get(f"/rapporten/{report.pk}/")[0] == 200


class TestDraining:
    """SIGTERM: what is in hand is finished, nothing is taken on, nothing is done twice."""

    def test_the_web_finishes_the_answer_that_is_under_way(self, tmp_path: Path) -> None:
        port = free_port()
        command = web_command(port, "tests.taskforce.faulty_site")
        answers: list[Any] = []
        with (
            psycopg.connect(database_url()) as other,
            serving(command, environment_of("web", tmp_path), tmp_path / "log", port) as (process, web),
        ):
            other.execute("SELECT pg_advisory_xact_lock(1)")
            thread = threading.Thread(target=lambda: answers.append(web.get("/slow/")))
            thread.start()
            wait_for_somebody_behind(other)
            os.kill(process.pid, 15)
            process.has_said("Shutting down granian")
            wait_until(lambda: not web.is_up(), "no new requests")
            other.rollback()
            thread.join(GRACE["web"])
            assert process.ends(within=GRACE["web"]) == 0
        assert answers == [(200, "ready")]

    def test_a_worker_finishes_its_phase_and_another_does_the_rest_once(
        self, service: Callable[[str], Running]
    ) -> None:
        report = ReportFactory()
        worker = service("worker")
        worker.has_said(" ready.")
        with locked(report) as other:
            job = compile_report(a_viewer(), report)
            wait_for_somebody_behind(other)
            os.kill(worker.pid, 15)
            other.rollback()
            assert worker.ends(within=GRACE["worker"]) == 0
        job.refresh_from_db()
        assert (job.state, job.phase) == (JobState.QUEUED, 1)

        service("render-worker")

        assert ended(job).state == JobState.DONE
        assert ReportVersion.objects.count() == 1
        assert Rendition.objects.count() == 2
        assert Job.objects.count() == 1
        assert connection.is_usable()
