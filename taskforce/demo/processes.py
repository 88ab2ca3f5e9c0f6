"""Web, worker and beat as processes of the demonstration, ended together."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from types import TracebackType
from typing import NoReturn, Self

from django.conf import settings

PATIENCE = 120
"""Seconds that a process gets to start, and to end."""


class Processes:
    """A context in which the site runs at `address`. Raises RuntimeError when a process does not start."""

    def __init__(self, port: int) -> None:
        self.port = free_port(port)
        self.address = f"http://127.0.0.1:{self.port}/"
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._logs = Path(settings.BASE_DIR) / ".run" / "logs"

    def __enter__(self) -> Self:
        self._logs.mkdir(parents=True, exist_ok=True)
        signal.signal(signal.SIGTERM, _leave)
        try:
            granian = ("granian", "taskforce.wsgi:application", "--interface", "wsgi", "--no-ws")
            size = ("--workers", "2", "--blocking-threads", "4", "--port", str(self.port))
            # Ctrl-C reaches granian's own workers too, and one that it finds at the wrong moment would never end.
            self._start("web", *granian, *size, "--workers-kill-timeout", "5")
            celery = ("celery", "-A", "taskforce")
            self._start("worker", *celery, "worker", "-Q", "default,render", "-c", "2", "-n", f"demo{self.port}@%h")
            self._start("beat", *celery, "beat")
            self._await_site()
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._end()

    def wait(self) -> None:
        """Stay until one of the processes ends by itself (RuntimeError), or Ctrl-C or SIGTERM (KeyboardInterrupt)."""
        while all(process.poll() is None for process in self._running.values()):
            time.sleep(0.5)
        raise RuntimeError(f"A process ended by itself: see {self._logs}.")

    def _start(self, name: str, *command: str) -> None:
        with (self._logs / f"{name}.log").open("ab") as log:
            # In our process group: Ctrl-C in the terminal reaches them too, even if it ends this process at once.
            self._running[name] = subprocess.Popen(
                [sys.executable, "-m", *command],
                cwd=settings.BASE_DIR,
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                env=os.environ | {"TASKFORCE_BEAT_FILE": str(self._logs.parent / f"beat-{self.port}")},
            )

    def _await_site(self) -> None:
        give_up = time.monotonic() + PATIENCE
        while time.monotonic() < give_up:
            if self._running["web"].poll() is not None:
                break
            try:
                with urllib.request.urlopen(f"{self.address}readyz", timeout=2) as answer:  # noqa: S310  our own
                    if answer.status == 200:
                        return
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
        raise RuntimeError(f"The site did not start: see {self._logs / 'web.log'}.")

    def _end(self) -> None:
        for process in self._running.values():
            process.terminate()
        for process in self._running.values():
            try:
                process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                # Their own children see that they are gone, and leave.
                process.kill()
                process.wait()


def _leave(number: int, frame: object) -> NoReturn:
    raise KeyboardInterrupt


def free_port(wanted: int) -> int:
    """The wanted port, or the first free one of the hundred after it, or any."""
    for port in (*range(wanted, wanted + 100), 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise RuntimeError("There is no free port.")
