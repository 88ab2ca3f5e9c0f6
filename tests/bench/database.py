"""A database of the bench's own, on the server of DATABASE_URL: made for it, dropped after it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, connections
from django.test.utils import setup_databases, teardown_databases

NAME = "taskforce_bench"


@contextmanager
def own_database() -> Iterator[None]:
    """An empty database with all tables; one that an earlier run left behind is replaced."""
    connection.settings_dict["TEST"]["NAME"] = NAME
    made = setup_databases(verbosity=0, interactive=False, serialized_aliases=())
    use(NAME)
    try:
        yield
    finally:
        connections.close_all()
        teardown_databases(made, verbosity=0)


def use(name: str) -> None:
    """Let every connection of this process go to this database."""
    for each in connections.all():
        each.settings_dict["NAME"] = name


def current_name() -> str:
    """The database that this process uses."""
    return str(connection.settings_dict["NAME"])


def settle() -> None:
    """Give the planner its statistics, as autovacuum does in time."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
