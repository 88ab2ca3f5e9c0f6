"""What the embedded servers have in common: being shared, started, asked and stopped."""

import fcntl
import shutil
import signal
import socket
import subprocess
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import ClassVar

import psutil

from taskforce.services.errors import ServiceError
from taskforce.services.folders import Home

START_SECONDS = 60  # PostgreSQL may first have to repair what a killed server left
STOP_SECONDS = 30
POLL_SECONDS = 0.02


class Server(ABC):
    """One server of a project folder, shared by all who use that folder at the same time.

    Who is alive is asked of the system (which processes run in the server's own folder) and of the server itself;
    a pid file, a socket or a lock file that a killed server left is never believed.
    """

    title: ClassVar[str]
    program: ClassVar[str]  # as the list of processes names it

    def __init__(self, home: Home, name: str) -> None:
        self.home = home
        self.folder = home.state / name
        self.sockets = home.sockets_of(self.folder)
        self.log = home.state / f"{name}.log"
        self._lock = home.state / f"{name}.lock"
        self._users = home.state / f"{name}.users"
        self._child: subprocess.Popen[bytes] | None = None

    @property
    @abstractmethod
    def url(self) -> str:
        """The address that a client uses."""

    @property
    @abstractmethod
    def socket_path(self) -> Path:
        """The socket that the server listens on."""

    @abstractmethod
    def answers(self) -> bool:
        """Whether a real question gets an answer."""

    @abstractmethod
    def is_intact(self) -> bool:
        """Whether the folder holds all that the server needs to start."""

    @abstractmethod
    def prepare(self) -> None:
        """Make the folder complete; what is complete is left alone. Raises ServiceError."""

    @abstractmethod
    def command(self) -> list[str]:
        """The server's program and its arguments, to be run in the server's folder."""

    @contextmanager
    def shared(self) -> Iterator[str]:
        """Give the address of the running server; start it if it is not, and as the last user out stop it.

        Every user holds a shared lock, which the system drops with the process: a user killed with -9 counts no more.
        Raises ServiceError, whose message names the log to read.
        """
        with self._users.open("a") as users:
            try:
                with self._alone():
                    fcntl.flock(users, fcntl.LOCK_SH)
                    self.ensure()
                yield self.url
            finally:
                with self._alone(), suppress(BlockingIOError):
                    fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    self.stop()

    def ensure(self) -> None:
        """Leave a server that works alone; otherwise end what is left of it and start it anew."""
        if self.is_intact() and self.processes() and self._serves():
            return
        self._end_processes()
        if self._is_listening():
            raise ServiceError(
                f"A {self.title} that is not of {self.folder} listens on {self.socket_path}: stop it first."
            )
        self.home.make_private(self.sockets)
        for leftover in self.sockets.iterdir():
            leftover.unlink()
        self.prepare()
        self._start()

    def stop(self) -> None:
        """End the server and remove its sockets; its data stays. Raises ServiceError where it cannot be ended."""
        self._end_processes()
        if self.home.is_private(self.sockets):
            shutil.rmtree(self.sockets)

    def processes(self) -> list[psutil.Process]:
        """The processes of this server, found by their name and the folder they run in."""
        return [
            process
            for process in psutil.process_iter(["name", "cwd"])
            if process.info["name"] == self.program and process.info["cwd"] == str(self.folder)
        ]

    def spawn(self, command: list[str], *, folder: Path) -> "subprocess.Popen[bytes]":
        """Run a program of the wheel under the servers' account, its words going to the log.

        In a session of its own, so that Ctrl-C in the terminal does not reach it; without our environment, since
        variables such as PGPORT, PGDATA and LC_ALL would change what it does. Raises ServiceError.
        """
        other = self.home.as_other_account
        try:
            with self.log.open("wb") as log:
                return subprocess.Popen(
                    command,
                    cwd=folder,
                    env={"LC_ALL": "C", "TZ": "UTC"},
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                    user=self.home.uid if other else None,
                    group=self.home.gid if other else None,
                    extra_groups=[] if other else None,
                )
        except OSError as error:
            raise ServiceError(f"{self.title} cannot be run: {error}.") from error

    def failure(self, what: str) -> ServiceError:
        """The error that says what happened, with the log's last line and where the log is."""
        lines = self.log.read_text(errors="replace").split("\n") if self.log.exists() else []
        last = next((line.strip() for line in reversed(lines) if line.strip()), "(the log is empty)")
        return ServiceError(f"{self.title} {what}: {last}\nRead {self.log}")

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with self._lock.open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _start(self) -> None:
        self._child = self.spawn(self.command(), folder=self.folder)
        deadline = time.monotonic() + START_SECONDS
        while not self.answers():
            if self._child.poll() is not None:
                raise self.failure("did not start")
            if time.monotonic() > deadline:
                raise self.failure(f"does not answer after {START_SECONDS} seconds")
            time.sleep(POLL_SECONDS)

    def _serves(self) -> bool:
        deadline = time.monotonic() + START_SECONDS
        while self._is_listening() and time.monotonic() < deadline:
            if self.answers():
                return True
            time.sleep(POLL_SECONDS)
        return False

    def _is_listening(self) -> bool:
        with socket.socket(socket.AF_UNIX) as client:
            try:
                client.connect(str(self.socket_path))
            except OSError:
                return False
            return True

    def _end_processes(self) -> None:
        alive = list({*self.processes(), *self._own_processes()})
        # A server's children call themselves "postgres: checkpointer" and the like. Only their parent can be asked to
        # shut down in good order; where it was killed they are as well.
        parents = [process for process in alive if not _title(process).startswith(f"{self.program}: ")]
        alive = _end(parents, signal.SIGINT, of=alive)
        alive = _end(alive, signal.SIGKILL, of=alive)
        if alive:
            raise self.failure(f"cannot be stopped (process {alive[0].pid})")
        if self._child is not None:
            self._child.wait()
            self._child = None

    def _own_processes(self) -> list[psutil.Process]:
        """Those that were started here, found also when the folder has been moved meanwhile."""
        if self._child is None or self._child.poll() is not None:
            return []
        parent = psutil.Process(self._child.pid)
        return [parent, *parent.children(recursive=True)]


def _end(addressees: list[psutil.Process], number: signal.Signals, *, of: list[psutil.Process]) -> list[psutil.Process]:
    """Signal the addressees, and give those of the whole server that are still alive after a fair time."""
    for process in addressees:
        with suppress(psutil.NoSuchProcess):
            process.send_signal(number)
    deadline = time.monotonic() + (STOP_SECONDS if addressees else 0)
    while (alive := [process for process in of if _is_alive(process)]) and time.monotonic() < deadline:
        time.sleep(POLL_SECONDS)
    return alive


def _title(process: psutil.Process) -> str:
    try:
        return str(process.cmdline()[0])
    except (psutil.NoSuchProcess, IndexError):
        return ""


def _is_alive(process: psutil.Process) -> bool:
    """Whether it still runs; one that has ended but was never collected by its parent does not."""
    try:
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False
