"""The embedded servers of development, demo and tests: PostgreSQL and Valkey from wheels, for who has none.

`running(folder)` gives their addresses for as long as they are needed; `python -m taskforce.services exec -- COMMAND`
runs a command with DATABASE_URL and REDIS_URL set. Runs that overlap in one project folder share the servers, and the
last one out stops them; other folders have others. The data stays: in `.run/` of the project folder, or for root (as
whom PostgreSQL refuses to run) below /var/lib/taskforce.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from taskforce.services.errors import ServiceError
from taskforce.services.folders import Home
from taskforce.services.postgres import Postgres
from taskforce.services.valkey import Valkey

__all__ = ["Home", "Postgres", "ServiceError", "Urls", "Valkey", "running"]


@dataclass(frozen=True)
class Urls:
    """Where the servers are: `database` as libpq and Django read it, `redis` as redis-py reads it."""

    database: str
    redis: str


@contextmanager
def running(project: Path, *, database: str = "", redis: str = "") -> Iterator[Urls]:
    """Give the addresses of a PostgreSQL and a Redis that answer for as long as the block lasts.

    An address that is handed in is passed on as it is; for an empty one the project folder's own server is started,
    or shared with who started it before. Raises ServiceError, whose message names the log to read.
    """
    with ExitStack() as servers:
        if not database:
            database = servers.enter_context(Postgres(Home.of(project)).shared())
        if not redis:
            redis = servers.enter_context(Valkey(Home.of(project)).shared())
        yield Urls(database, redis)
