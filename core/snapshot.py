"""Reading one moment: inside `snapshot()` every query of this thread reads the same state of the database.

A database router sends reads to the alias `snapshot` (REPEATABLE READ, read only), so that what is read needs to know
nothing of it, and a write raises.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import transaction

ALIAS = "snapshot"
_reading: ContextVar[bool] = ContextVar("reading_a_snapshot", default=False)


class SnapshotRouter:
    """Sends what is read inside `snapshot()` to the connection that sees one moment."""

    def db_for_read(self, model: Any, **hints: Any) -> str | None:
        return ALIAS if _reading.get() else None

    def db_for_write(self, model: Any, **hints: Any) -> str | None:
        return ALIAS if _reading.get() else "default"

    def allow_relation(self, one: Any, other: Any, **hints: Any) -> bool:
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        return db != ALIAS


@contextmanager
def snapshot() -> Iterator[None]:
    """Read everything inside from one moment, and write nothing."""
    token = _reading.set(True)
    try:
        with transaction.atomic(using=ALIAS):
            yield
    finally:
        _reading.reset(token)
