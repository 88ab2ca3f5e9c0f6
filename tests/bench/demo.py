"""`make demo ARGS=--once` in a fresh clone of the commit that is checked out, and again."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from taskforce.services import Home
from tests.bench.measure import timed

OURS = ("DATABASE_URL", "REDIS_URL", "TASKFORCE_", "DJANGO_", "PG", "MAKE", "MFLAGS", "VIRTUAL_ENV")
"""How variables begin that a newcomer's shell does not have."""


@dataclass(frozen=True)
class Demo:
    """Seconds: of the first run, which also installs everything, and of the second."""

    commit: str
    fresh: float
    second: float


def measured() -> Demo:
    """Clone, run, run again; nothing of it stays. Raises RuntimeError, with what was said, when one fails."""
    with tempfile.TemporaryDirectory(prefix="taskforce bench ") as folder:
        clone = Path(folder) / "clone"
        run("git", "clone", "--quiet", str(settings.BASE_DIR), str(clone), inside=Path(folder))
        try:
            fresh, second = (timed(lambda: run("make", "demo", "ARGS=--once", inside=clone), 1) for _run in range(2))
        finally:
            shutil.rmtree(Home.of(clone).state, ignore_errors=True)
        commit = run("git", "rev-parse", "--short", "HEAD", inside=clone)
    return Demo(commit, fresh.median, second.median)


def run(*command: str, inside: Path) -> str:
    """What a command says, run as in a newcomer's shell."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    done = subprocess.run(command, cwd=inside, env=environment, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(command)} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return done.stdout.strip()
