"""The log tells who, where and what failed, and no word of what was said, searched for or stored."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

import pytest
from redis import Redis

from accounts.models import Department
from core.jobs import register, request_job
from core.models import JobState
from tests.compiles import ended
from tests.factories import ActivityFactory, UserFactory, a_viewer
from tests.running import Running, Web, free_port, production, serving, session_of
from tests.taskforce.test_compose import command_of
from tests.taskforce.test_settings import run
from tests.waiting import wait_until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("messages")]

SITE = "tests.taskforce.faulty_site"
MARKER = "Zeer-geheim-woord"
REQUEST_KEYS = {"time", "level", "logger", "event", "request", "method", "route", "user", "status", "ms"}


def web_command(port: int) -> list[str]:
    """The image's own, for the site with the faults, at another port."""
    words = [sys.executable, *command_of("web")[1:]]
    words[words.index("taskforce.wsgi:application")] = f"{SITE}:application"
    words[words.index("--host") + 1] = "127.0.0.1"
    words[words.index("--port") + 1] = str(port)
    return words


@pytest.fixture(scope="module")
def shared_site(tmp_path_factory: pytest.TempPathFactory, django_db_setup: None) -> Iterator[tuple[Running, Web]]:
    port = free_port()
    with serving(web_command(port), production(), tmp_path_factory.mktemp("site") / "log", port) as running:
        yield running


@pytest.fixture
def site(shared_site: tuple[Running, Web], transactional_db: None) -> tuple[Running, Web]:
    process, web = shared_site
    process.forget()
    return process, Web(web.port)


def requests_of(process: Running, count: int) -> list[dict[str, Any]]:
    """The lines of so many requests."""

    def told() -> list[dict[str, Any]]:
        return [line for line in process.lines if line["event"] == "request"]

    wait_until(lambda: len(told()) >= count, f"{count} requests in the log")
    return told()


class TestWeb:
    def test_a_request_is_one_line_without_its_address(self, site: tuple[Running, Web]) -> None:
        process, web = site
        user = UserFactory(name=MARKER)
        activity = ActivityFactory(title=MARKER)
        web.cookie = session_of(user)

        assert web.get(f"/tijdlijn/activiteiten/?words={MARKER}")[0] == 200
        status, body, headers = web.ask("GET", f"/tijdlijn/activiteiten/{activity.pk}/", {})
        assert (status, MARKER in body) == (200, True)

        listed, opened = requests_of(process, 2)
        assert set(listed) == REQUEST_KEYS
        assert (listed["route"], listed["status"], listed["user"]) == ("timeline:activities", 200, user.pk)
        assert (opened["route"], opened["row"]) == ("timeline:activity", str(activity.pk))
        assert headers["X-Request-Id"] == opened["request"] != listed["request"]
        assert MARKER not in process.said

    def test_what_is_not_there_or_not_allowed_is_a_line_and_no_noise(self, site: tuple[Running, Web]) -> None:
        process, web = site

        assert web.get(f"/{MARKER}/")[0] == 404
        assert web.ask("POST", "/account/login/", {}, body=f"login={MARKER}")[0] == 403
        assert web.ask("GET", "/", {"Host": f"{MARKER}.example.org"})[0] == 400

        assert {(line["status"], line["level"]) for line in requests_of(process, 3)} == {
            (404, "INFO"),
            (403, "INFO"),
            (400, "INFO"),
        }
        assert not [line for line in process.lines if line["level"] not in {"INFO", "DEBUG"}]
        assert MARKER not in process.said

    @pytest.mark.parametrize(
        ("fault", "kind"),
        [("database", "IntegrityError"), ("value", "ValueError"), ("domain", "DomainError")],
    )
    def test_of_a_failure_the_class_and_the_way_are_told(
        self, fault: str, kind: str, site: tuple[Running, Web]
    ) -> None:
        process, web = site

        assert web.get(f"/faulty/{fault}/?words={MARKER}")[0] == 500

        (request,) = requests_of(process, 1)
        (failure,) = [line for line in process.lines if "errors" in line]
        assert (request["status"], request["level"], request["route"]) == (500, "ERROR", "faulty")
        assert failure["request"] == request["request"]
        assert failure["errors"][0]["type"].endswith(f".{kind}")
        assert any("faulty_site.py" in frame for frame in failure["errors"][0]["frames"])
        assert MARKER not in process.said
        assert "DETAIL" not in process.said

    def test_a_rule_of_the_database_is_told_by_its_name(self, site: tuple[Running, Web]) -> None:
        process, web = site

        web.get("/faulty/database/")

        (failure,) = [line for line in process.lines if "errors" in line]
        told = [error for error in failure["errors"] if "constraint" in error]
        assert [(error["constraint"], error["sqlstate"]) for error in told] == [
            ("department_abbreviation_once", "23505")
        ]


class TestWorker:
    @pytest.fixture(scope="class")
    def shared_worker(self, tmp_path_factory: pytest.TempPathFactory, django_db_setup: None) -> Iterator[Running]:
        command = [sys.executable, "-m", "celery", "-A", SITE, "worker", "--concurrency", "1", "--loglevel", "INFO"]
        log = tmp_path_factory.mktemp("worker") / "log"
        with Running([*command, "--without-gossip", "--without-mingle"], production(), log) as worker:
            worker.has_said(" ready.")
            yield worker

    @pytest.fixture
    def process(self, shared_worker: Running, messages: Redis) -> Running:
        shared_worker.forget()
        return shared_worker

    @pytest.mark.parametrize("fault", ["database", "value", "domain"])
    def test_of_work_that_fails_the_job_and_the_class_are_told(
        self, fault: str, process: Running, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        job = self.asked(fault, monkeypatch)
        assert ended(job).state == JobState.FAILED

        process.has_said('"event": "job"')
        (line,) = [line for line in process.lines if line["event"] == "job"]
        assert (line["job"], line["kind"], line["user"]) == (str(job.pk), "test-faulty", job.requested_by_id)
        assert line["ended"] in {"IntegrityError", "ValueError", "DomainError"}
        assert MARKER not in process.said
        assert "DETAIL" not in process.said

    def test_a_task_that_falls_over_tells_no_more(self, process: Running) -> None:
        from taskforce.celery import app

        app.send_task("tests.faulty_task", args=[MARKER], queue="default")

        process.has_said("IntegrityError")
        assert process.lines
        assert MARKER not in process.said
        assert "DETAIL" not in process.said

    @staticmethod
    def asked(fault: str, monkeypatch: pytest.MonkeyPatch) -> Any:
        from core import jobs
        from core.jobs import Kind, Phase

        monkeypatch.setattr(jobs, "KINDS", dict(jobs.KINDS))
        register(Kind("test-faulty", "Werk", (Phase("default", lambda run: None, ()),), lambda args: "/"))
        return request_job(a_viewer(), "test-faulty", "een", args={"fault": fault}, about=ActivityFactory())


def test_a_command_that_falls_over_tells_no_more(transactional_db: None) -> None:
    Department.objects.create(abbreviation=MARKER, name="x")
    again = f"from accounts.models import Department; Department.objects.create(abbreviation='{MARKER}', name='x')"

    ended_so = run(production(), "-c", f"import django; django.setup(); {again}")

    assert ended_so.returncode == 1
    assert "IntegrityError" in ended_so.stderr
    assert MARKER not in ended_so.stderr
