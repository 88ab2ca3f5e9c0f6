"""Programs of the platform as real processes with production's settings, on this test process's servers."""

from __future__ import annotations

import json
import os
import shlex
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.test import Client, override_settings

from accounts.models import User
from tests.conftest import ROOT, database_url
from tests.waiting import wait_until

SECRET = "dY2yV9kq0mWz4Jc7RrXn1TbLp8GsHf3eAuQo6iZxKvNtCMj5BdS"
HOST = "taskforce.example.org"


def production(**more: str) -> dict[str, str]:
    """The environment of production and nothing else of ours, with the database and Redis of this test process."""
    bare = {name: value for name, value in os.environ.items() if not name.startswith(("TASKFORCE_", "DJANGO_"))}
    return bare | {
        "TASKFORCE_ENV": "production",
        "TASKFORCE_BEHIND_PROXY": "1",
        "TASKFORCE_SECRET_KEY": SECRET,
        "TASKFORCE_HOSTS": HOST,
        "TASKFORCE_EMAIL_HOST": "127.0.0.1",
        "TASKFORCE_EMAIL_PORT": "1",
        "DATABASE_URL": database_url(),
        "PYTHONUNBUFFERED": "1",
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        **more,
    }


def words_of(command: str) -> list[str]:
    """A command line as it is run here: a virtual environment that was moved keeps no programs, only modules."""
    program, *rest = shlex.split(command)
    if program == "celery":
        return [sys.executable, "-m", program, *rest]
    return [sys.executable if program == "python" else program, *rest]


class Running:
    """A program while it runs, in a process group of its own; leaving the block kills what is left of it."""

    def __init__(self, command: list[str], environment: dict[str, str], log: Path) -> None:
        self.command = command
        self.environment = environment
        self._log = log
        self._told = 0

    def __enter__(self) -> Self:
        self._log.parent.mkdir(parents=True, exist_ok=True)
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                self.command,
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=log,
                start_new_session=True,
            )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.kill()

    @property
    def pid(self) -> int:
        """The process that was started."""
        return self._process.pid

    @property
    def said(self) -> str:
        """All that it wrote to stderr so far, or since it was told to forget."""
        return self._log.read_bytes()[self._told :].decode(errors="replace")

    def forget(self) -> None:
        """Count from here what it says, so that a next test sees its own lines only."""
        self._told = self._log.stat().st_size

    @property
    def lines(self) -> list[dict[str, Any]]:
        """Its log, line by line. Raises where a line is no JSON."""
        return [json.loads(line) for line in self.said.splitlines()]

    def has_said(self, word: str) -> None:
        """Wait until it said this. Raises AssertionError with its log where it ended before."""
        wait_until(lambda: word in self.said or self._ended(), f"{word!r} of {self.command}")
        assert word in self.said, self.said

    def _ended(self) -> bool:
        return self._process.poll() is not None

    def terminate(self, *, within: float) -> int:
        """Ask it to end, as an engine of containers does (SIGTERM), and give its exit code."""
        self._process.send_signal(signal.SIGTERM)
        return self._process.wait(timeout=within)

    def ends(self, *, within: float) -> int:
        """Wait until it ends by itself, and give its exit code."""
        return self._process.wait(timeout=within)

    def kill(self) -> None:
        """End it and its children at once (SIGKILL)."""
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Web:
    """The site as a proxy that speaks HTTPS reaches it."""

    def __init__(self, port: int, cookie: str = "") -> None:
        self.port = port
        self.cookie = cookie

    def get(self, path: str, **headers: str) -> tuple[int, str]:
        """Status and body of a page."""
        status, body, _headers = self.ask("GET", path, headers)
        return status, body

    def ask(
        self, method: str, path: str, headers: dict[str, str], body: str | None = None
    ) -> tuple[int, str, dict[str, str]]:
        """Status, body and headers of an answer."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        sent = {"Host": HOST, "X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.1"}
        if self.cookie:
            sent["Cookie"] = f"__Host-sessionid={self.cookie}"
        try:
            connection.request(method, path, body=body, headers=sent | headers)
            answer: HTTPResponse = connection.getresponse()
            told = {name.title(): value for name, value in answer.getheaders()}
            return answer.status, answer.read().decode(errors="replace"), told
        finally:
            connection.close()

    def is_up(self) -> bool:
        """Whether it answers at all."""
        try:
            return self.get("/healthz")[0] == 200
        except OSError:
            return False


@contextmanager
def serving(command: list[str], environment: dict[str, str], log: Path, port: int) -> Iterator[tuple[Running, Web]]:
    """A web server at a port, once it answers."""
    with Running(command, environment, log) as process:
        web = Web(port)
        wait_until(lambda: web.is_up() or process._ended(), "the site")
        assert web.is_up(), process.said
        yield process, web


def session_of(user: User, secret: str = SECRET) -> str:
    """The session of a person who signed in with a second factor, as a site with this secret would have made it."""
    Authenticator.objects.get_or_create(user=user, type=Authenticator.Type.TOTP, defaults={"data": {"secret": ""}})
    with override_settings(SECRET_KEY=secret):
        client = Client()
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client.cookies[settings.SESSION_COOKIE_NAME].value
