"""Backup and restore: one dump of the database, the files, and a manifest by which a restore is proven whole.

The rows that are counted and summed are those that are dumped: both are read in one snapshot. Files come after the
dump: they are named by their content and never change, so that each file of a dumped row is there by then. Needs
pg_dump and pg_restore of the server's major version or a later one, on PATH or in the folder that PG_BIN names.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

DUMP, FILES, MANIFEST = "database.dump", "files", "manifest.json"


class BackupError(Exception):
    """Words for the operator: what is missing, or what does not agree."""


@dataclass(frozen=True)
class Table:
    """How many rows a table has, and the sum over all of them, in whatever order they stand."""

    rows: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """What a backup holds: tables by name, files by their path, each with its SHA-256."""

    tables: dict[str, Table]
    files: dict[str, str]

    def as_json(self) -> str:
        """As it stands beside the dump."""
        return json.dumps(asdict(self), indent=1, sort_keys=True)

    @classmethod
    def read(cls, folder: Path) -> Manifest:
        """The manifest of a backup. Raises BackupError where there is none: the backup never ended."""
        try:
            told: dict[str, Any] = json.loads((folder / MANIFEST).read_text())
        except FileNotFoundError as error:
            raise BackupError(f"{folder} holds no manifest: this backup did not come to its end.") from error
        return cls({name: Table(**table) for name, table in told["tables"].items()}, told["files"])


def backup(folder: Path) -> Manifest:
    """Make a backup in a new folder, which only its owner can read. The manifest is written last.

    Raises BackupError.
    """
    try:
        folder.mkdir(mode=0o700, parents=True)
    except FileExistsError as error:
        raise BackupError(f"{folder} is there already: choose a new folder.") from error
    with psycopg.connect(_database()) as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        snapshot = _one(connection, "SELECT pg_export_snapshot()")
        _run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}",
             f"--file={folder / DUMP}", _database())  # fmt: skip
        tables = tables_of(connection)
    if _media().exists():
        shutil.copytree(_media(), folder / FILES)
    manifest = Manifest(tables, files_of(folder / FILES))
    fresh = folder / f"{MANIFEST}.new"
    fresh.write_text(manifest.as_json())
    fresh.rename(folder / MANIFEST)
    return manifest


def restore(folder: Path) -> None:
    """Put a backup into an empty database and an empty folder, and prove that every table and file is as it was.

    Raises BackupError where one is not empty, and where what came back differs from the manifest.
    """
    manifest = Manifest.read(folder)
    if files_of(folder / FILES) != manifest.files:
        raise BackupError("The files of this backup are not those of its manifest.")
    with psycopg.connect(_database()) as connection:
        if _one(connection, "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace"):
            raise BackupError("This database is not empty: restore into a new one.")
    if _media().exists() and any(_media().iterdir()):
        raise BackupError(f"{_media()} is not empty: restore into a new folder.")
    _run("pg_restore", "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction",
         f"--dbname={_database()}", str(folder / DUMP))  # fmt: skip
    if (folder / FILES).exists():
        shutil.copytree(folder / FILES, _media(), dirs_exist_ok=True)
    with psycopg.connect(_database()) as connection:
        restored = Manifest(tables_of(connection), files_of(_media()))
    differing = [name for name in manifest.tables if restored.tables.get(name) != manifest.tables[name]]
    differing += [name for name in manifest.files if restored.files.get(name) != manifest.files[name]]
    if differing or restored != manifest:
        raise BackupError(
            f"What was restored differs from the backup: {', '.join(differing) or 'there is more of it'}."
        )


def tables_of(connection: psycopg.Connection[Any]) -> dict[str, Table]:
    """Every table of ours, with its rows counted and summed."""
    connection.execute("SET LOCAL extra_float_digits = 3")
    connection.execute("SET LOCAL timezone = 'UTC'")
    names = connection.execute(
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' ORDER BY relname"
    ).fetchall()
    return {name: _summed(connection, name) for (name,) in names}


def _summed(connection: psycopg.Connection[Any], name: str) -> Table:
    """Each row by itself, then all of them in the order of their sums: rows have no order that survives a restore."""
    rows, total = 0, hashlib.sha256()
    question = sql.SQL("SELECT encode(sha256(convert_to(t::text, 'UTF8')), 'hex') FROM {} t ORDER BY 1")
    with connection.cursor(name="sums") as cursor:
        cursor.itersize = 10_000
        cursor.execute(question.format(sql.Identifier(name)))
        for (row,) in cursor:
            rows += 1
            total.update(row.encode())
    return Table(rows, total.hexdigest())


def files_of(folder: Path) -> dict[str, str]:
    """Every file below a folder by its path, with the sum of its bytes; none where there is no folder."""
    found = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): _digest(path) for path in found}


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _one(connection: psycopg.Connection[Any], question: str) -> Any:
    row = connection.execute(question).fetchone()
    return row[0] if row else None


def _database() -> str:
    url = os.environ.get("DATABASE_URL", "")
    if not url:
        raise BackupError("Set DATABASE_URL, as the owner of the tables reaches them.")
    return url


def _media() -> Path:
    folder = os.environ.get("TASKFORCE_MEDIA", "")
    if not folder:
        raise BackupError("Set TASKFORCE_MEDIA, the folder of the renditions.")
    return Path(folder)


def _run(program: str, *words: str) -> None:
    folder = os.environ.get("PG_BIN", "")
    path = str(Path(folder) / program) if folder else program
    try:
        done = subprocess.run([path, *words], capture_output=True, text=True)
    except FileNotFoundError as error:
        raise BackupError(f"{program} is needed, of the server's major version: on PATH, or in PG_BIN.") from error
    if done.returncode:
        # Its first line says what is the matter; later ones may hold rows.
        raise BackupError(f"{program} failed: {done.stderr.strip().partition(chr(10))[0]}")
