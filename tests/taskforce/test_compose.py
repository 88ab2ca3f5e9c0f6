"""The image and what is started from it, as far as that can be seen without an engine that runs containers."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from importlib import import_module
from pathlib import Path
from typing import Any

import click
import pytest
import yaml
from celery.app.utils import find_app
from celery.bin.base import CLIContext
from celery.bin.celery import celery as celery_command
from django.conf import settings

from core.jobs import KINDS

ROOT = Path(__file__).resolve().parents[2]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = sorted(name for name, service in SERVICES.items() if "build" in service)
DOCKERFILE = (ROOT / "Dockerfile").read_text().replace("\\\n", " ")
STARTS_WEB = re.findall(r"^CMD \[(.+)\]$", DOCKERFILE, flags=re.MULTILINE)[-1]


def command_of(name: str) -> list[str]:
    """What a service runs; the image's own command where it names none."""
    command = SERVICES[name].get("command")
    return shlex.split(command) if command else [word.strip().strip('"') for word in STARTS_WEB.split(",")]


def celery_options(words: list[str]) -> dict[str, Any]:
    """The options of a Celery command as Celery itself reads them. Raises click's errors where it would not start."""
    program, option, name, command, *arguments = words
    assert (program, option) == ("celery", "-A")
    app = CLIContext(app=find_app(name), no_color=True, workdir=None)
    options: dict[str, Any] = celery_command.commands[command].make_context(command, arguments, obj=app).params
    return options


def test_every_service_that_the_platform_needs_is_there() -> None:
    assert set(SERVICES) == {"web", "worker", "render-worker", "beat", "migrate", "postgres", "redis"}
    assert OURS == ["beat", "migrate", "render-worker", "web", "worker"]


@pytest.mark.parametrize("name", OURS)
def test_a_service_starts_a_program_of_the_lock(name: str) -> None:
    programs = {"celery", "python", "sh"}
    program = command_of(name)[0]

    assert program in programs
    assert program == "sh" or (Path(sys.executable).parent / program).exists()


@pytest.mark.parametrize("name", ["worker", "render-worker", "beat"])
def test_celery_accepts_the_command(name: str) -> None:
    assert celery_options(command_of(name))


def test_celery_refuses_what_it_does_not_know() -> None:
    with pytest.raises(click.UsageError):
        celery_options(["celery", "-A", "taskforce", "worker", "--queue-names", "default"])


def test_each_queue_that_work_is_sent_to_has_its_worker_and_one_only() -> None:
    served = [queue for name in ("worker", "render-worker") for queue in celery_options(command_of(name))["queues"]]
    used = {phase.queue for kind in KINDS.values() for phase in kind.phases} | {settings.CELERY_TASK_DEFAULT_QUEUE}

    assert sorted(served) == sorted(used)


def test_rendering_cannot_take_all_memory() -> None:
    assert "mem_limit" in SERVICES["render-worker"]
    assert celery_options(command_of("render-worker"))["concurrency"] == 1


def test_the_migration_runs_commands_that_exist() -> None:
    from django.core.management import get_commands

    named = re.findall(r"manage\.py (\w+)", SERVICES["migrate"]["command"])

    assert named == ["migrate", "load_reference", "grant"]
    assert set(named) <= set(get_commands())


@pytest.mark.parametrize("name", sorted(set(SERVICES) - {"web"}))
def test_every_service_says_whether_it_is_well_or_ends(name: str) -> None:
    check = SERVICES[name]["healthcheck"]

    assert check.get("test") or (check["disable"] and SERVICES[name]["restart"] == "no")


def test_the_image_says_whether_the_web_is_well() -> None:
    assert "HEALTHCHECK" in DOCKERFILE


def test_no_secret_stands_in_the_file() -> None:
    secrets = {
        (name, key): text
        for name, service in SERVICES.items()
        for key, text in service.get("environment", {}).items()
        if re.search("PASSWORD|SECRET|DATABASE_URL", key)
    }

    assert secrets
    assert all(re.search(r"\$\{\w+:\?", text) for text in secrets.values()), secrets


def test_only_the_web_can_be_reached_and_from_this_machine_only() -> None:
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["web"]
    assert all(port.startswith("127.0.0.1:") for port in SERVICES["web"]["ports"])


@pytest.mark.parametrize("name", OURS)
def test_the_services_are_production(name: str) -> None:
    assert SERVICES[name]["environment"]["TASKFORCE_ENV"] == "production"


def test_what_is_stored_stays_when_containers_go() -> None:
    kept = {volume.split(":")[0] for service in SERVICES.values() for volume in service.get("volumes", ())}

    assert kept == set(COMPOSE["volumes"])


def test_the_image_runs_as_an_ordinary_user_without_what_only_development_needs() -> None:
    last_stage = DOCKERFILE.rsplit("\nFROM ", 1)[1]

    assert re.findall(r"^USER (\S+)", last_stage, flags=re.MULTILINE) == ["taskforce"]
    assert re.findall(r"\S+\.lock", DOCKERFILE)
    assert "development.lock" not in DOCKERFILE
    assert "--require-hashes" in DOCKERFILE


def test_the_image_holds_all_that_the_site_imports_and_no_more() -> None:
    allowed = {
        line.removeprefix("!") for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")
    }
    apps = {name for name in settings.INSTALLED_APPS if (ROOT / name).is_dir()}

    assert apps | {"templates", "static", "locale", "manage.py"} <= allowed
    assert all((ROOT / name).exists() for name in allowed)
    assert not allowed & {"tests", "requirements", ".", ".env"}
    assert all(Path(import_module(name).__file__ or "").is_relative_to(ROOT) for name in apps)


def test_the_health_check_asks_for_the_sites_own_name_and_believes_its_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TASKFORCE_HOSTS", ".taskforce.example.org localhost")
    asked: list[tuple[str, str]] = []

    class Site(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append((self.path, self.headers["Host"]))
            self.send_response(200 if len(asked) == 1 else 503)
            self.end_headers()

        def log_message(self, *args: object) -> None:
            """Say nothing in the output of tests."""

    with HTTPServer(("127.0.0.1", 0), Site) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        check = [sys.executable, "bin/is-healthy", str(server.server_port)]
        codes = [subprocess.run(check, cwd=ROOT, timeout=30).returncode for _ in range(2)]
        server.shutdown()
    codes.append(subprocess.run(check, cwd=ROOT, timeout=30).returncode)

    assert codes == [0, 1, 1]
    assert asked == [("/healthz", "taskforce.example.org")] * 2


def test_the_health_check_is_a_program() -> None:
    assert shutil.which(str(ROOT / "bin" / "is-healthy"))
