"""`python -m taskforce.services exec -- COMMAND ARGS...`: run a command with a database and a Redis to talk to.

DATABASE_URL and REDIS_URL that are set are used as they are; for one that is unset an own server is started, and
stopped when the command ends. The exit code is the command's (128 and the signal's number if a signal ended it).
"""

import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import FrameType
from typing import NoReturn

from taskforce.services import ServiceError, running

PROJECT = Path(__file__).resolve().parents[2]
USAGE = "usage: python -m taskforce.services exec -- COMMAND ARGS...\n"


class Command:
    """The command while it runs, and the signals that come for it."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._received: list[int] = []
        self._interrupts = 0

    def run(self, words: Sequence[str], environment: Mapping[str, str]) -> int:
        """Run it to its end and give its exit code, as a shell would."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._receive)
        try:
            self._process = subprocess.Popen(words, env=environment)
        except OSError as error:
            sys.stderr.write(f"{words[0]}: {error.strerror}\n")
            return 127 if isinstance(error, FileNotFoundError) else 126
        self._deliver()
        code = self._process.wait()
        return code if code >= 0 else 128 - code

    def _receive(self, number: int, _frame: FrameType | None) -> None:
        self._received.append(number)
        self._deliver()

    def _deliver(self) -> None:
        """Hand on what came, also what came before the process was there."""
        while self._process is not None and self._received:
            number = self._received.pop(0)
            if number != signal.SIGINT:
                self._process.send_signal(number)
                continue
            # Ctrl-C goes to all in the terminal's foreground, so the command has it already and is ending.
            self._interrupts += 1
            if self._interrupts > 1:
                self._process.kill()


def _leave(number: int, _frame: FrameType | None) -> NoReturn:
    """While servers start, a signal unwinds the blocks that stop them again."""
    raise SystemExit(128 + number)


def execute(words: Sequence[str], project: Path) -> int:
    """Run the command with both addresses in its environment; give the exit code."""
    database, redis = os.environ.get("DATABASE_URL", ""), os.environ.get("REDIS_URL", "")
    if os.environ.get("TASKFORCE_ENV") == "production" and not (database and redis):
        sys.stderr.write("Production has servers of its own: set DATABASE_URL and REDIS_URL.\n")
        return 1
    if not database:
        # libpq would let PGPORT, PGSERVICE and the like change what our own address says, here and in the command.
        for name in [name for name in os.environ if name.startswith("PG")]:
            del os.environ[name]
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _leave)
    try:
        with running(project, database=database, redis=redis) as urls:
            return Command().run(words, {**os.environ, "DATABASE_URL": urls.database, "REDIS_URL": urls.redis})
    except ServiceError as error:
        sys.stderr.write(f"{error}\n")
        return 1


def main(arguments: Sequence[str], *, project: Path = PROJECT) -> int:
    """Read the command line and do what it says; give the exit code (2: it was not understood)."""
    match list(arguments):
        case ["exec", "--", *words] if words:
            return execute(words, project)
        case _:
            sys.stderr.write(USAGE)
            return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
