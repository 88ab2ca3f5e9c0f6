"""A database of every release that came before becomes one of today, with every row that it held.

`0.1.0.sql.gz` is the demonstration of that release with both reports compiled, an activity moved and a token, as
pg_dump wrote it (`--inserts`, without owners).
"""

from __future__ import annotations

import gzip
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import DatabaseError, connections, transaction
from django.test import Client
from psycopg import sql

from accounts.models import User
from core.history import history_of
from core.models import Job, Redaction
from core.redaction import redact, redactable
from reports.life import State, life_of
from reports.models import Report, ReportVersion
from taskforce.demo.loading import SECRETARIAT
from tests.factories import viewer_of
from timeline.models import Activity

DUMP = Path(__file__).parent / "0.1.0.sql.gz"
GROWS = ("django_migrations", "django_content_type", "auth_permission")
"""Tables that tell of the code, not of what people did."""

REASON = "Fictief: wacht op onderzoek"

Rows = dict[str, set[tuple[Any, ...]]]


def contents(columns: dict[str, list[str]]) -> Rows:
    """Every row of these tables, by these columns, as text."""
    found: Rows = {}
    with connections["default"].cursor() as cursor:
        for table, names in columns.items():
            chosen = sql.SQL(", ").join(sql.SQL("{}::text").format(sql.Identifier(name)) for name in names)
            cursor.execute(sql.SQL("SELECT {} FROM {}").format(chosen, sql.Identifier(table)))
            found[table] = set(cursor.fetchall())
    return found


def columns_now() -> dict[str, list[str]]:
    """The tables that there are, with their columns."""
    columns: dict[str, list[str]] = {}
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1, 2"
        )
        for table, column in cursor.fetchall():
            if table not in GROWS:
                columns.setdefault(table, []).append(column)
    return columns


@pytest.fixture(scope="module")
def upgraded(django_db_setup: None, django_db_blocker: Any) -> Iterator[Rows]:
    """The old database, loaded, brought up to today and in use by this process; gives what it held before."""
    name = f"upgrade_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"
    with django_db_blocker.unblock(), psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as server:
        drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
        server.execute(drop)
        server.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))
        own = {alias: connections[alias].settings_dict["NAME"] for alias in connections}
        try:
            use(dict.fromkeys(own, name))
            with connections["default"].cursor() as cursor:
                cursor.execute(gzip.decompress(DUMP.read_bytes()).decode())
            connections.close_all()  # the dump empties the search path of its connection
            columns = columns_now()
            before = contents(columns)
            call_command("migrate", verbosity=0, interactive=False)
            assert_nothing_was_lost(before, contents(columns))
            yield before
        finally:
            use(own)
            server.execute(drop)


def use(names: dict[str, str]) -> None:
    """Have this process work on other databases."""
    connections.close_all()
    for alias, name in names.items():
        connections[alias].settings_dict["NAME"] = name
    ContentType.objects.clear_cache()  # each numbers them in its own way


def assert_nothing_was_lost(before: Rows, after: Rows) -> None:
    assert {table: rows - after[table] for table, rows in before.items() if rows - after[table]} == {}


@pytest.fixture
def at_work(upgraded: Rows, django_db_blocker: Any) -> Iterator[Any]:
    """Somebody of the secretariat on the upgraded database; what a test changes is not kept."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield viewer_of(User.objects.get(email=SECRETARIAT))
        transaction.set_rollback(True)


def test_the_old_database_held_people_plans_history_and_reports(upgraded: Rows) -> None:
    """Control: an empty database would lose nothing either."""
    for table in (
        "accounts_user",
        "timeline_activity",
        "timeline_activityevent",
        "reports_reportversion",
        "knox_authtoken",
    ):
        assert upgraded[table], table


def test_a_migrated_database_lacks_nothing_that_the_code_knows(at_work: Any) -> None:
    call_command("migrate", check_unapplied=True, verbosity=0)


def test_history_goes_on_where_it_was(at_work: Any) -> None:
    moved = Activity.objects.get(moves__reason=REASON)
    changes = history_of(at_work, moved)
    assert {line.part for change in changes for line in change.lines} >= {"", "verplaatsing"}
    assert changes[0].who == "M. Jansen"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE timeline_activityevent SET title = 'anders'",
        "DELETE FROM pghistory_context",
        "TRUNCATE timeline_activityevent",
        "UPDATE reports_reportversion SET number = 9",
    ],
)
def test_what_never_changes_does_not_change_there_either(at_work: Any, statement: str) -> None:
    with pytest.raises(DatabaseError, match="never"), transaction.atomic(), connections["default"].cursor() as cursor:
        cursor.execute(statement)


def test_words_of_before_can_be_wiped(at_work: Any) -> None:
    activity = Activity.objects.get(moves__reason=REASON)
    keys = [words.key for words in redactable(at_work, activity) if words.column == "reason"]
    redact(at_work, activity, revision=activity.revision, words=keys, reason="AVG")
    assert Redaction.objects.count() == 1
    assert not Activity.objects.filter(moves__reason=REASON).exists()


def test_a_report_of_before_is_a_draft_that_approval_can_be_asked_for(at_work: Any) -> None:
    for report in Report.objects.all():
        assert life_of(at_work, report).state == State.DRAFT
    assert ReportVersion.objects.count() == Job.objects.count() == 2


def test_its_pages_open_and_its_api_answers(at_work: Any) -> None:
    client = Client()
    client.force_login(
        User.objects.get(email=SECRETARIAT), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    version = ReportVersion.objects.all()[0]
    activity = Activity.objects.all()[0]
    for address in (
        *(
            "/vandaag/",
            "/tijdlijn/",
            "/tijdlijn/activiteiten/",
            "/rapporten/",
            "/account/sessions/",
        ),
        *(row.get_absolute_url() for row in (activity, version, version.report)),
        f"/api/v1/activities/{activity.pk}",
    ):
        assert client.get(address).status_code == 200, address
