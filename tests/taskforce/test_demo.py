"""The demonstration: one command that ends with two reports, its facts, and an end that leaves nothing running."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psutil
import psycopg
import pytest
from django.conf import settings

from core.clock import today
from core.models import Source
from core.quarters import Quarter
from taskforce.demo.loading import SECRETARIAT, load_demo, read
from timeline.models import Activity, ActivityState, Commitment, Move

ROOT = Path(__file__).resolve().parents[2]
READY = "Ready in"
LONGEST = 300
"""Seconds after which a demonstration that hangs is a failure."""


@dataclass(frozen=True)
class Demo:
    """A database of its own, and a folder for what is made."""

    folder: Path
    database: str

    def command(self, *arguments: str) -> dict[str, Any]:
        """How to run the demonstration here, as keywords of subprocess."""
        return {
            "args": [sys.executable, "manage.py", "demo", "--output", str(self.folder / "uit voer"), *arguments],
            "cwd": ROOT,
            "env": os.environ
            | {
                "DATABASE_URL": self.database,
                "TASKFORCE_MEDIA": str(self.folder / "media"),
                "TASKFORCE_DEMO": "1",
                "TASKFORCE_NOW": "2023-12-04T09:00",
            },
            "stdout": subprocess.PIPE,
            "stderr": subprocess.STDOUT,
            "text": True,
        }

    def once(self, *arguments: str) -> str:
        """Run it to its end; returns what it said. Raises CalledProcessError when it failed."""
        return subprocess.run(**self.command("--once", *arguments), timeout=LONGEST, check=True).stdout

    def counts(self) -> dict[str, int]:
        """How many rows there are of what the demonstration loads."""
        tables = ("timeline_activity", "timeline_commitment", "timeline_move", "core_source", "accounts_user")
        reference = ("questions_questionset", "questions_question", "core_focusarea", "accounts_department")
        with psycopg.connect(self.database) as connection:
            return {
                table: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # type: ignore[index]  # noqa: S608
                for table in (*tables, "reports_report", "reports_chaptertext", *reference)
            }


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[Demo]:
    """A server's database that nothing was ever loaded into."""
    server, name = os.environ["DATABASE_URL"], f"demo_{worker_id}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {name}")
        yield Demo(tmp_path_factory.mktemp("demo"), urlunsplit(urlsplit(server)._replace(path=f"/{name}")))
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="module")
def first(demo: Demo) -> str:
    """What the first run said."""
    return demo.once()


@contextmanager
def busy_port() -> Iterator[int]:
    """A port on which somebody else listens."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


@contextmanager
def running(demo: Demo) -> Iterator[tuple[subprocess.Popen[str], list[psutil.Process]]]:
    """The demonstration once it is ready, in a process group of its own as in a terminal, with its processes."""
    process = subprocess.Popen(**demo.command("--port", "8700"), start_new_session=True)
    assert process.stdout is not None
    try:
        assert any(READY in line for line in process.stdout)
        yield process, psutil.Process(process.pid).children(recursive=True)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def test_it_writes_both_reports(demo: Demo, first: str) -> None:
    made = sorted((demo.folder / "uit voer").iterdir())

    assert [file.name for file in made] == ["hceu-2023-Q4.pdf", "kamer-2023-Q4.pdf"]
    assert all(file.read_bytes().startswith(b"%PDF-") for file in made)


def test_it_tells_where_to_go_and_who_signs_in(demo: Demo, first: str) -> None:
    assert re.search(r"http://127\.0\.0\.1:\d+/", first)
    assert {person["email"] for person in read("people.toml")["people"]} <= set(first.split())
    assert str(demo.folder / "uit voer" / "kamer-2023-Q4.pdf") in first
    assert re.search(r"Ready in \d+\.\d seconds", first)


def test_a_second_run_adds_no_rows_and_passes_by_a_busy_port(demo: Demo, first: str) -> None:
    before = demo.counts()

    with busy_port() as taken:
        second = demo.once("--port", str(taken))

    assert demo.counts() == before
    assert before["timeline_activity"] == 11
    found = re.search(r"http://127\.0\.0\.1:(\d+)/", second)
    assert found
    assert int(found[1]) > taken


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_end_leaves_nothing_running(demo: Demo, first: str, number: signal.Signals) -> None:
    with running(demo) as (process, started):
        if number == signal.SIGINT:
            os.killpg(process.pid, number)  # as Ctrl-C does
        else:
            process.send_signal(number)
        code = process.wait(LONGEST)
        _gone, alive = psutil.wait_procs(started, timeout=10)

    assert code == 0
    assert len(started) >= 6  # web and its two, worker and its two, beat
    assert not alive


def test_without_the_demonstrations_settings_it_says_how_to_start(demo: Demo) -> None:
    command = demo.command()
    command["env"] = command["env"] | {"TASKFORCE_DEMO": ""}

    refused = subprocess.run(**command, timeout=LONGEST)

    assert refused.returncode == 1
    assert "make demo" in refused.stdout


@pytest.fixture
def loaded(db: None) -> None:
    settings.PASSWORD_HASHERS, kept = ["django.contrib.auth.hashers.MD5PasswordHasher"], settings.PASSWORD_HASHERS
    load_demo("een lang wachtwoord")
    settings.PASSWORD_HASHERS = kept


@pytest.mark.usefixtures("loaded")
def test_the_eleven_activities_of_the_letter_are_there() -> None:
    quarters = [str(activity.original_quarter) for activity in Activity.objects.order_by("original_quarter")]

    assert quarters == ["2023-Q2"] * 6 + ["2023-Q3"] * 4 + ["2023-Q4"]


@pytest.mark.usefixtures("loaded")
def test_what_was_moved_keeps_the_quarter_that_the_letter_gave_it() -> None:
    moved = [move.activity for move in Move.objects.select_related("activity")]

    assert moved
    assert all(activity.original_quarter == Quarter(2023, 3) != activity.quarter for activity in moved)


@pytest.mark.usefixtures("loaded")
def test_nothing_was_done_after_today() -> None:
    done = Activity.objects.filter(state=ActivityState.DONE)

    assert done
    assert all(activity.done_on is not None and activity.done_on <= today() for activity in done)


@pytest.mark.usefixtures("loaded")
def test_what_the_letter_does_not_say_of_an_activity_stays_blank() -> None:
    assert not Activity.objects.exclude(core_task=None, leads=None)


@pytest.mark.usefixtures("loaded")
def test_the_two_commitments_are_settled_by_the_letter() -> None:
    letter = read("sources.toml")["letter"]["identifier"]

    assert set(Commitment.objects.values_list("kind", "settled_by__identifier")) == {
        ("promise", letter),
        ("motion", letter),
    }


@pytest.mark.usefixtures("loaded")
def test_the_letters_own_date_and_number_are_left_blank() -> None:
    letter = Source.objects.get(identifier=read("sources.toml")["letter"]["identifier"])

    assert (letter.date, letter.number) == (None, "")


@pytest.mark.usefixtures("loaded")
def test_loading_again_changes_nothing() -> None:
    before = {row.pk: row.revision for row in Activity.objects.all()}

    people = load_demo("een lang wachtwoord")

    assert {row.pk: row.revision for row in Activity.objects.all()} == before
    assert SECRETARIAT in {person.email for person in people}


def rows() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every row of every file of the demonstration, with a name for it."""
    for file in sorted((ROOT / "taskforce" / "demo").glob("*.toml")):
        for name, table in read(file.name).items():
            for number, row in enumerate(table if isinstance(table, list) else [table], start=1):
                yield f"{file.stem}.{name}[{number}]", row


def says_that_it_is_invented(row: dict[str, Any]) -> bool:
    return row.get("fictitious") is True or str(row.get("markdown", "")).startswith("Fictief")


@pytest.mark.parametrize("row", [pytest.param(row, id=name) for name, row in rows()])
def test_every_row_names_its_section_or_says_that_it_is_invented(row: dict[str, Any]) -> None:
    assert bool(row.get("section")) != says_that_it_is_invented(row)


@pytest.mark.parametrize(
    "text",
    [
        text
        for activity in read("timeline.toml")["activities"]
        for facts in (activity.get("fictitious", {}), activity.get("fictitious", {}).get("move", {}))
        for text in (facts.get("yielded"), facts.get("reason"))
        if text
    ],
)
def test_what_happened_after_the_letter_says_in_its_text_that_it_is_invented(text: str) -> None:
    assert text.startswith("Fictief")
