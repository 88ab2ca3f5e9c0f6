"""`manage.py verify_publications` finds what is not as it was approved, and says which."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from reports import actions
from reports.models import ReportVersion
from tests.factories import ReportFactory, viewer_of
from tests.publishing import Chairs, a_version

pytestmark = pytest.mark.django_db


@pytest.fixture
def version() -> ReportVersion:
    """A published version of one report, beside a draft of another."""
    made = a_version(ReportFactory())
    Chairs().publish(made)
    return made


def path(version: ReportVersion, format_: str) -> Path:
    return Path(version.renditions.get(format=format_).file.path)


def verify() -> str:
    """What the command says. Raises CommandError as it does."""
    said = io.StringIO()
    try:
        call_command("verify_publications", stdout=said)
    except CommandError as error:
        raise CommandError(f"{said.getvalue()}\n{error}") from error
    return said.getvalue()


def test_what_is_whole_is_said_to_be_whole(version: ReportVersion) -> None:
    assert verify() == "1 publications are as they were approved (files and documents, by SHA-256).\n"


@pytest.mark.parametrize("format_", ["pdf", "html"])
def test_a_file_in_which_one_byte_changed_is_found(version: ReportVersion, format_: str) -> None:
    stored = path(version, format_)
    content = bytearray(stored.read_bytes())
    content[5] ^= 1
    stored.write_bytes(content)
    with pytest.raises(CommandError, match=rf"kamer 2023-Q4 version 1: {format_} has hash .*\n\n1 of 1 publications"):
        verify()


def test_a_file_that_is_gone_is_found_and_the_others_are_still_looked_at(version: ReportVersion) -> None:
    path(version, "pdf").unlink()
    path(version, "html").write_bytes(b"iets anders")
    with pytest.raises(CommandError) as found:
        verify()
    assert "pdf cannot be read: FileNotFoundError" in str(found.value)
    assert "html has hash" in str(found.value)


def test_a_document_that_was_changed_past_every_trigger_is_found(version: ReportVersion) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(
            """UPDATE reports_reportversion SET document = jsonb_set(document, '{title}', '"Anders"') WHERE id = %s""",
            [version.pk],
        )
        cursor.execute("SET LOCAL session_replication_role = origin")
    with pytest.raises(CommandError, match="version 1: document has hash"):
        verify()


def test_a_withdrawn_publication_is_looked_at_too(version: ReportVersion) -> None:
    actions.withdraw_version(viewer_of(Chairs().bz), version, reason="Fout.")
    path(version, "pdf").unlink()
    with pytest.raises(CommandError, match="FileNotFoundError"):
        verify()


def test_what_was_never_published_is_not_looked_at(version: ReportVersion) -> None:
    path(a_version(version.report, "Een concept."), "pdf").unlink()
    assert verify().startswith("1 publications")
