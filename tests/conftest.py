"""What tests share. They need a real PostgreSQL and Redis; `make test` starts its own where no URL names them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO
from urllib.parse import parse_qsl, urlsplit, urlunsplit

import hypothesis
import psutil
import pytest
from django.conf import settings
from django.db import connection
from django.db.backends.postgresql.operations import DatabaseOperations
from django.test import Client
from django.utils import translation
from redis import Redis

from accounts.models import User
from core import clock
from tests.factories import NOW

LEASE = 2.0
"""Seconds after which a worker in a test counts as lost."""
ROOT = Path(__file__).resolve().parent.parent


def pytest_configure(config: pytest.Config) -> None:
    if not (os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL")):
        pytest.exit("Tests need DATABASE_URL and REDIS_URL. `make test` starts servers of its own and sets them.", 2)
    # How long an example takes says nothing on a machine that others use too.
    hypothesis.settings.register_profile("house", deadline=None)
    hypothesis.settings.load_profile("house")


@pytest.fixture(scope="session", autouse=True)
def own_redis_database(worker_id: str) -> None:
    """Each test process its own numbered database of the Redis server, so that none sees another's messages.

    They are those that come after the one that REDIS_URL names.
    """
    from taskforce.settings import broker, redis_database

    place = 1 + (int(worker_id.removeprefix("gw")) if worker_id.startswith("gw") else 0)
    url = redis_database(os.environ["REDIS_URL"], redis_number(os.environ["REDIS_URL"]) + place)
    os.environ["REDIS_URL"] = url
    settings.CACHES["default"]["LOCATION"] = url
    settings.CELERY_BROKER_URL = broker(url)
    from taskforce.celery import app

    app.conf.broker_url = broker(url)


def redis_number(url: str) -> int:
    """The number of the database that an address of Redis names; 0 where it names none."""
    parts = urlsplit(url)
    if parts.scheme in {"unix", "redis+socket"}:
        return int(dict(parse_qsl(parts.query)).get("db", "0"))
    return int(parts.path.strip("/") or "0")


@pytest.fixture(scope="session", autouse=True)
def quick_emptying() -> Iterator[None]:
    """Empty tables by DELETE after a test that commits: TRUNCATE of some fifty tables takes seconds each time.

    Needs a superuser, who may switch off triggers and foreign keys for a moment; for others TRUNCATE stays.
    """

    def deletes(operations: DatabaseOperations, style: object, tables: list[str], **options: bool) -> list[str]:
        with operations.connection.cursor() as cursor:
            cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
            if not cursor.fetchone()[0]:
                return truncates(operations, style, tables, **options)
        emptied = [f"DELETE FROM {operations.quote_name(table)}" for table in tables]  # noqa: S608  names of tables
        return ["SET LOCAL session_replication_role = replica", *emptied]

    truncates = DatabaseOperations.sql_flush
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "sql_flush", deletes)
        yield


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> None:
    """Passwords of invented people need not withstand anybody: scrypt would take most of the suite's time."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def demo_moment() -> Iterator[None]:
    """Every test starts at the demo's moment: Monday 4 December 2023, nine o'clock."""
    with clock.at(NOW):
        yield


@pytest.fixture(autouse=True)
def in_dutch() -> Iterator[None]:
    """Every test starts in Dutch, whatever language the last page of the test before it was in."""
    with translation.override("nl"):
        yield


@pytest.fixture(autouse=True)
def without_second_factor(settings: object) -> None:
    """People of tests sign in with a password only, but for the tests that are about the second factor."""
    settings.SECOND_FACTOR_REQUIRED = False  # type: ignore[attr-defined]


@pytest.fixture(autouse=True)
def patience_with_visitors(settings: object) -> None:
    """Visitors of tests come from one address, and may ask for as many pages as they like."""
    settings.VISITOR_RATE = ""  # type: ignore[attr-defined]


@pytest.fixture(autouse=True)
def own_files(tmp_path: Path, settings: object) -> None:
    """Files that a test makes go to a folder of its own."""
    settings.MEDIA_ROOT = tmp_path / "media"  # type: ignore[attr-defined]


@pytest.fixture
def sign_in(client: Client) -> Callable[[User], Client]:
    """A client that is signed in as somebody."""

    def signed_in(user: User) -> Client:
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return signed_in


class Worker:
    """A Celery worker in a process of its own, on this test process's database and Redis database."""

    def __init__(self, media: Path, environment: dict[str, str]) -> None:
        self._environment = (
            os.environ
            | {
                "DATABASE_URL": database_url(),
                "TASKFORCE_MEDIA": str(media),
                "TASKFORCE_NOW": NOW.replace(tzinfo=None).isoformat(),
            }
            | environment
        )
        self._process: subprocess.Popen[bytes] | None = None
        self.said: list[str] = []

    def start(self) -> None:
        """Start it and wait until it is ready for work."""
        command = [sys.executable, "-m", "celery", "-A", "taskforce", "worker", "--queues", "default,render"]
        options = ["--concurrency", "1", "--pool", "prefork", "--without-gossip", "--without-mingle"]
        self._process = subprocess.Popen(
            [*command, *options, "--loglevel", "INFO"],
            cwd=ROOT,
            env=self._environment,
            stderr=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )
        assert self._process.stderr is not None
        for line in self._process.stderr:
            if b" ready." in line:
                break
        else:
            raise RuntimeError("the worker ended before it was ready")
        # A full pipe would stop it.
        threading.Thread(target=self._drain, args=[self._process.stderr], daemon=True).start()

    def _drain(self, stream: IO[bytes]) -> None:
        for line in stream:
            self.said.append(line.decode(errors="replace"))

    @property
    def processes(self) -> list[psutil.Process]:
        """It and its children, while it runs."""
        assert self._process is not None
        own = psutil.Process(self._process.pid)
        return [own, *own.children(recursive=True)]

    def kill(self) -> None:
        """End it and its children at once, as a power cut would (SIGKILL)."""
        if self._process is not None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None

    def stop(self) -> None:
        """End it as an operator would (SIGTERM), with what it has in hand."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(timeout=30)
            self._process = None


def database_url() -> str:
    """The address of the database that this test process uses."""
    parts = urlsplit(os.environ["DATABASE_URL"])
    return urlunsplit(parts._replace(path=f"/{connection.settings_dict['NAME']}"))


@pytest.fixture
def messages() -> Iterator[Redis]:
    """What Celery's broker holds for this test process: nothing, when a test begins and when it ends."""
    with Redis.from_url(os.environ["REDIS_URL"]) as redis:
        redis.flushdb()
        yield redis
        redis.flushdb()


@pytest.fixture
def worker(messages: Redis, tmp_path: Path, transactional_db: None) -> Iterator[Worker]:
    """A worker that is started by the test and ended after it."""
    made = Worker(tmp_path / "media", {"TASKFORCE_JOB_LEASE": str(LEASE)})
    yield made
    made.kill()
