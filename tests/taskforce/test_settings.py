"""Settings: what production refuses, and what an operator's monitor is told."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import Client

from taskforce.settings import broker, redis_database
from tests.conftest import database_url

ROOT = Path(__file__).resolve().parents[2]
NOBODY_LISTENS = {
    "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none",
    "REDIS_URL": "redis://127.0.0.1:1/0",
}
PRODUCTION = {
    "TASKFORCE_ENV": "production",
    "TASKFORCE_SECRET_KEY": "dY2yV9kq0mWz4Jc7RrXn1TbLp8GsHf3eAuQo6iZxKvNtCMj5BdS",
    "TASKFORCE_HOSTS": "taskforce.example.org",
    "TASKFORCE_EMAIL_HOST": "mail.example.org",
    **NOBODY_LISTENS,
}
ASK = """
import django; django.setup()
from django.test import Client
for path in ("/healthz", "/readyz"):
    answer = Client(SERVER_NAME="localhost").get(path)
    print(answer.status_code, answer.content.decode())
"""


def run(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    """Python in a process of its own, with no settings but these."""
    # DJANGO_ALLOW_ASYNC_UNSAFE is of the browser tests, which may run in this process too.
    bare = {name: value for name, value in os.environ.items() if not name.startswith(("TASKFORCE_", "DJANGO_"))}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env={**bare, "DJANGO_SETTINGS_MODULE": "taskforce.settings", **environment},
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_production_starts_when_everything_is_set_and_django_has_nothing_to_warn_of() -> None:
    checked = run(PRODUCTION, "manage.py", "check", "--deploy", "--fail-level", "WARNING")

    assert checked.returncode == 0, checked.stderr


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"TASKFORCE_DEBUG": "1"}, "TASKFORCE_DEBUG is set"),
        ({"TASKFORCE_DEMO": "1"}, "TASKFORCE_DEMO is set"),
        ({"TASKFORCE_SECRET_KEY": None}, "TASKFORCE_SECRET_KEY is missing or the default"),
        ({"TASKFORCE_SECRET_KEY": ""}, "TASKFORCE_SECRET_KEY is missing or the default"),
        ({"DATABASE_URL": None}, "DATABASE_URL is missing"),
        ({"REDIS_URL": ""}, "REDIS_URL is missing"),
        ({"TASKFORCE_SECRET_KEY": "short"}, "TASKFORCE_SECRET_KEY has fewer than 50 characters"),
        ({"TASKFORCE_NOW": "2023-12-04T09:00"}, "TASKFORCE_NOW is set"),
        ({"TASKFORCE_HOSTS": None}, "TASKFORCE_HOSTS is missing"),
        ({"TASKFORCE_HOSTS": "*"}, "TASKFORCE_HOSTS is missing or allows every name"),
        ({"TASKFORCE_METRICS_TOKEN": "short"}, "TASKFORCE_METRICS_TOKEN has fewer than 30 characters"),
        ({"TASKFORCE_EMAIL_HOST": None}, "TASKFORCE_EMAIL_HOST is missing"),
        (
            {"TASKFORCE_HOSTS": ".example.org"},
            "TASKFORCE_SITE_URL, or the first of TASKFORCE_HOSTS, is no https address",
        ),
        ({"TASKFORCE_SITE_URL": "http://taskforce.example.org"}, "TASKFORCE_SITE_URL, or the first of TASKFORCE_HOSTS"),
    ],
    ids=lambda value: " ".join(f"{name}={text}" for name, text in value.items()) if isinstance(value, dict) else "",
)
def test_production_refuses_what_is_good_enough_for_a_demonstration(
    change: dict[str, str | None], reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("REDIS_URL", raising=False)
    environment = {name: text for name, text in (PRODUCTION | change).items() if text is not None}

    started = run(environment, "-c", "import taskforce.settings")

    assert started.returncode != 0
    assert reason in started.stderr


def test_the_default_secret_does_not_start_in_production_when_it_is_written_out() -> None:
    from taskforce.settings import DEFAULT_SECRET_KEY

    started = run(PRODUCTION | {"TASKFORCE_SECRET_KEY": DEFAULT_SECRET_KEY}, "-c", "import taskforce.settings")

    assert "TASKFORCE_SECRET_KEY is missing or the default" in started.stderr


@pytest.mark.parametrize(
    ("change", "address"),
    [
        ({}, "https://taskforce.example.org"),
        ({"TASKFORCE_HOSTS": "nieuw.example.org taskforce.example.org"}, "https://nieuw.example.org"),
        ({"TASKFORCE_SITE_URL": "https://taskforce.example.org:8443"}, "https://taskforce.example.org:8443"),
    ],
    ids=["one host", "first host", "said"],
)
def test_links_in_mails_lead_to_the_site(change: dict[str, str], address: str) -> None:
    asked = run(PRODUCTION | change, "-c", "from taskforce import settings; print(settings.SITE_URL)")

    assert asked.stdout.strip() == address


def test_every_refusal_is_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("REDIS_URL", raising=False)

    started = run({"TASKFORCE_ENV": "production", "TASKFORCE_DEBUG": "yes"}, "-c", "import taskforce.settings")

    assert all(name in started.stderr for name in ("TASKFORCE_DEBUG", "TASKFORCE_SECRET_KEY", "DATABASE_URL"))


@pytest.mark.parametrize(
    ("url", "of_database_3"),
    [
        ("redis://127.0.0.1:6379/0", "redis://127.0.0.1:6379/3"),
        ("redis://127.0.0.1:6379", "redis://127.0.0.1:6379/3"),
        ("rediss://user:secret@redis.example.org:6380/1", "rediss://user:secret@redis.example.org:6380/3"),
        ("unix:///run/valkey.sock", "unix:///run/valkey.sock?db=3"),
        ("unix:///run/valkey.sock?db=0", "unix:///run/valkey.sock?db=3"),
        ("unix:///run/valkey.sock?password=x&db=0", "unix:///run/valkey.sock?password=x&db=3"),
    ],
)
def test_another_database_of_the_same_redis_has_this_address(url: str, of_database_3: str) -> None:
    assert redis_database(url, 3) == of_database_3


@pytest.mark.parametrize(
    ("url", "for_celery"),
    [
        ("redis://127.0.0.1:6379/2", "redis://127.0.0.1:6379/2"),
        ("unix:///run/valkey.sock?db=2", "redis+socket:///run/valkey.sock?virtual_host=2"),
        ("unix:///run/valkey.sock", "redis+socket:///run/valkey.sock?virtual_host=0"),
    ],
)
def test_celery_spells_a_socket_differently(url: str, for_celery: str) -> None:
    assert broker(url) == for_celery


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_a_working_site_says_that_it_is_well(client: Client, path: str) -> None:
    answer = client.get(path)

    assert (answer.status_code, answer.content) == (200, b"ok")


@pytest.mark.parametrize("absent", ["DATABASE_URL", "REDIS_URL"])
def test_without_one_of_its_servers_it_lives_but_is_not_ready(
    absent: str, transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", database_url())

    asked = run({absent: NOBODY_LISTENS[absent]}, "-c", ASK)

    name = absent.removesuffix("_URL").lower()
    assert asked.stdout.splitlines() == ["200 ok", f"503 {name}"], asked.stderr
