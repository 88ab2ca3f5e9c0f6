"""Redis is emptied, or gone: pages answer, nobody is signed out, work waits as a row and is done once."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from django.contrib.auth.hashers import ScryptPasswordHasher  # type: ignore[attr-defined]  # not in the stubs
from redis import Redis

from accounts.classification import Classification
from accounts.models import User
from core.models import Job, JobState
from reports.models import Rendition, Report, ReportVersion
from taskforce.services import Home, Valkey
from tests.compiles import ended, locked, wait_for_somebody_behind
from tests.factories import PASSWORD, ActivityFactory, ReportFactory, a_user
from tests.faults.forms import Form
from tests.running import Running, Web, free_port, serving, session_of, words_of
from tests.taskforce.test_compose import command_of
from tests.taskforce.test_processes import environment_of, web_command
from tests.waiting import wait_until

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "snapshot"])

WORKER = "celery -A taskforce worker --queues default,render --concurrency 1 --loglevel INFO"


class Site:
    """Web, worker and beat on a Redis of their own, and somebody who is signed in."""

    def __init__(self, valkey: Valkey, web: Web, worker: Running, user: User) -> None:
        self.valkey = valkey
        self.web = web
        self.worker = worker
        self.user = user

    def compile(self, report: Report) -> Job:
        """Press the button that has a report compiled."""
        page = f"/rapporten/{report.pk}/"
        assert Form(self.web, page, f"{page}samenstellen/").send() == 302
        return Job.objects.get(key=str(report.pk))


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    home = tmp_path / "redis"
    home.mkdir()
    valkey = Valkey(Home.of(home))
    port, user = free_port(), a_user()
    with ExitStack() as running:
        running.enter_context(valkey.shared())
        more = {"REDIS_URL": valkey.url, "TASKFORCE_JOB_LEASE": "2"}
        environment = environment_of("web", tmp_path) | more
        worker = running.enter_context(Running(words_of(WORKER), environment, tmp_path / "worker.log"))
        beat = words_of(" ".join(command_of("beat")))
        running.enter_context(Running(beat, environment, tmp_path / "beat.log"))
        serve = serving(web_command(port), environment, tmp_path / "web.log", port)
        _process, web = running.enter_context(serve)
        worker.has_said(" ready.")
        # As the site keeps it, which does not know the quick passwords of tests.
        user.password = ScryptPasswordHasher().encode(PASSWORD, "zout")
        user.save()
        web.cookie = session_of(user)
        yield Site(valkey, web, worker, user)
    # Root's servers keep their things elsewhere than in the test's folder.
    shutil.rmtree(valkey.home.state)


@pytest.fixture
def report() -> Report:
    ActivityFactory(classification=Classification.PUBLIC)
    return ReportFactory()


def assert_done_once(job: Job) -> None:
    job = ended(job)
    assert (job.state, job.error) == (JobState.DONE, "")
    assert Job.objects.count() == 1
    assert ReportVersion.objects.count() == 1
    assert Rendition.objects.count() == 2


def test_when_redis_is_emptied_nobody_is_signed_out_and_work_is_done_once(site: Site, report: Report) -> None:
    with locked(report) as other:
        running = site.compile(report)
        wait_for_somebody_behind(other)
        with Redis.from_url(site.valkey.url) as redis:
            redis.flushall()
        assert site.web.get("/vandaag/")[0] == 200
        assert Job.objects.get(pk=running.pk).state == JobState.RUNNING
    assert_done_once(running)


def test_while_redis_is_gone_pages_answer_and_work_waits_until_it_is_back(site: Site, report: Report) -> None:
    site.valkey.stop()
    visitor = Web(site.web.port)

    assert site.web.get("/readyz") == (503, "redis")
    assert visitor.get("/")[0] == 200
    assert visitor.get("/api/v1/activities")[0] == 200
    assert site.web.get("/vandaag/")[0] == 200
    job = site.compile(report)
    assert job.state == JobState.QUEUED
    assert Form(visitor, "/account/login/", login=site.user.email, password=PASSWORD).send() == 302

    site.valkey.ensure()

    wait_until(lambda: site.web.get("/readyz") == (200, "ok"), "the site to be ready again")
    assert_done_once(job)
