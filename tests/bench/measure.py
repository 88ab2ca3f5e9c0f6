"""How time and memory are measured."""

from __future__ import annotations

import multiprocessing
import resource
import statistics
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import ParamSpec, TypeVar

from tests.bench.database import current_name, use

P = ParamSpec("P")
T = TypeVar("T")
MOST_MEMORY = 4_000_000_000
"""Bytes of address space: work that wants more fails, and does not take the machine with it."""


@dataclass(frozen=True)
class Timing:
    """Some runs of the same work, in seconds each."""

    seconds: tuple[float, ...]

    @property
    def median(self) -> float:
        """What half of the runs stayed under."""
        return statistics.median(self.seconds)

    @property
    def p95(self) -> float:
        """What 95 of 100 runs stayed under."""
        return statistics.quantiles(self.seconds, n=20, method="inclusive")[-1]


def timed(work: Callable[[], object], times: int) -> Timing:
    """The time of each of so many runs."""
    seconds = []
    for _run in range(times):
        started = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - started)
    return Timing(tuple(seconds))


def in_a_child(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run a function in a fresh process on the same database, so that its peak of memory is its own."""
    fresh = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=fresh, initializer=_start, initargs=(current_name(),)) as pool:
        return pool.submit(function, *args, **kwargs).result()


def _start(database: str) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    use(database)


def peak_memory() -> int:
    """The most memory that this process held so far, in bytes.

    Linux starts getrusage's figure of a new process at its parent's, hence the figure of /proc where there is one.
    """
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM:"))
        return int(line.split()[1]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
