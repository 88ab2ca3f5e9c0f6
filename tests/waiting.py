"""The one place where tests wait: for what another process does, never for a fixed time."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TypeVar

PATIENCE = 60.0
"""Seconds after which something that other processes should do is given up; far more than they ever need."""
PAUSE = 0.02

T = TypeVar("T")


def wait_until(condition: Callable[[], T], what: str = "") -> T:
    """Ask again and again until the answer is something, and return it. Raises AssertionError when it never is."""
    give_up = time.monotonic() + PATIENCE
    while not (answer := condition()):
        assert time.monotonic() < give_up, f"this never came: {what or condition}"
        threading.Event().wait(PAUSE)
    return answer
