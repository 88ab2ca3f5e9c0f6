"""The numbers for Prometheus: who may fetch them, what they say, and that they say nothing more."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.db.models import F
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families
from redis import Redis

from core import clock
from core.models import Job, JobState
from core.tasks import sweep_jobs
from tests.factories import ActivityFactory, UserFactory
from tests.running import Web, free_port, production, serving, session_of
from tests.taskforce.test_compose import command_of
from tests.taskforce.test_settings import NOBODY_LISTENS

pytestmark = pytest.mark.django_db

TOKEN = "een-sleutel-van-dertig-tekens-of-meer"
SECRET = "Zeer-geheim-woord"
Numbers = dict[tuple[str, frozenset[str]], float]


@pytest.fixture
def scrape(client: Client, settings: object, messages: Redis) -> Callable[[], Numbers]:
    settings.METRICS_TOKEN = TOKEN  # type: ignore[attr-defined]

    def fetched() -> Numbers:
        answer = client.get("/metrics", headers={"authorization": f"Bearer {TOKEN}"})
        assert answer.status_code == 200
        return numbers(answer.content.decode())

    return fetched


def numbers(text: str) -> Numbers:
    """Every number by its name and the values of its labels, as Prometheus reads them."""
    return {
        (sample.name, frozenset(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


@pytest.mark.parametrize("shown", ["", "Bearer ", "Bearer iets anders", TOKEN, f"bearer {TOKEN}"])
def test_without_the_token_there_is_no_such_page(client: Client, settings: object, shown: str) -> None:
    settings.METRICS_TOKEN = TOKEN  # type: ignore[attr-defined]
    assert client.get("/metrics", headers={"authorization": shown}).status_code == 404


@pytest.mark.parametrize("shown", ["", "Bearer ", "Bearer None"])
def test_where_no_token_is_set_nobody_has_it(client: Client, shown: str) -> None:
    assert client.get("/metrics", headers={"authorization": shown}).status_code == 404


def test_an_administrator_who_signed_in_has_no_token(client: Client, settings: object) -> None:
    settings.METRICS_TOKEN = TOKEN  # type: ignore[attr-defined]
    client.force_login(UserFactory(is_superuser=True), backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get("/metrics").status_code == 404


def test_jobs_are_counted_and_the_oldest_is_told(scrape: Callable[[], Numbers]) -> None:
    user = UserFactory()
    facts = {"kind": "compile-report", "requested_by": user, "requested_at": clock.now(), "args": {"word": SECRET}}
    for key, state in (("1", JobState.QUEUED), ("2", JobState.QUEUED), ("3", JobState.FAILED), ("4", JobState.RUNNING)):
        Job.objects.create(key=key, state=state, **facts)
    Job.objects.filter(key="1").update(requested_at=F("requested_at") - timedelta(hours=1))

    told = scrape()

    assert told["taskforce_jobs", frozenset({"compile-report", "queued"})] == 2
    assert told["taskforce_jobs", frozenset({"compile-report", "failed"})] == 1
    assert 3600 <= told["taskforce_jobs_oldest_waiting_seconds", frozenset()] < 3700
    assert told["taskforce_jobs_stuck", frozenset()] == 1


def test_the_sweeper_tells_when_it_came_by(scrape: Callable[[], Numbers]) -> None:
    assert ("taskforce_last_sweep_seconds", frozenset()) not in scrape()
    sweep_jobs()
    assert scrape()["taskforce_last_sweep_seconds", frozenset()] > 1_700_000_000


@pytest.mark.django_db(transaction=True)
def test_requests_are_counted_over_all_processes_and_without_their_words(tmp_path: Path, messages: Redis) -> None:
    port = free_port()
    words = [sys.executable, *command_of("web")[1:]]
    words[words.index("--port") + 1] = str(port)
    more = {"TASKFORCE_METRICS_TOKEN": TOKEN, "PROMETHEUS_MULTIPROC_DIR": str(tmp_path / "metrics")}
    with serving(words, production(**more), tmp_path / "log", port) as (_process, web):
        reader = Web(port, session_of(UserFactory(name=SECRET)))
        activity = ActivityFactory(title=SECRET)
        for _time in range(8):
            assert reader.get(f"/tijdlijn/activiteiten/{activity.pk}/?words={SECRET}")[0] == 200
        assert reader.get(f"/{SECRET}/")[0] == 404
        assert web.ask(SECRET, "/", {})[0] in {403, 405}

        scrapes = [web.get("/metrics", Authorization=f"Bearer {TOKEN}") for _time in range(8)]

    assert {status for status, _text in scrapes} == {200}
    for _status, text in scrapes:
        told = numbers(text)
        assert told["taskforce_requests_total", frozenset({"GET", "timeline:activity", "200"})] == 8
        assert told["taskforce_requests_total", frozenset({"GET", "", "404"})] == 1
        assert told["taskforce_request_seconds_count", frozenset({"timeline:activity"})] == 8
        assert SECRET not in text
        assert str(activity.pk) not in text


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("absent", ["DATABASE_URL", "REDIS_URL"])
def test_a_server_that_is_gone_is_told_as_down(absent: str, tmp_path: Path, messages: Redis) -> None:
    port = free_port()
    words = [sys.executable, *command_of("web")[1:]]
    words[words.index("--port") + 1] = str(port)
    more = {"TASKFORCE_METRICS_TOKEN": TOKEN, absent: NOBODY_LISTENS[absent]}
    with serving(words, production(**more), tmp_path / "log", port) as (_process, web):
        status, text = web.get("/metrics", Authorization=f"Bearer {TOKEN}")

    told = numbers(text)
    down = "database" if absent == "DATABASE_URL" else "redis"
    up = {"database", "redis"} - {down}
    assert status == 200
    assert told["taskforce_up", frozenset({down})] == 0
    assert told["taskforce_up", frozenset(up)] == 1
