"""Inside a snapshot every query reads one moment, and nothing is written."""

from __future__ import annotations

import psycopg
import pytest
from django.db import DatabaseError

from core.snapshot import snapshot
from tests.conftest import database_url
from tests.factories import ActivityFactory
from timeline.models import Activity

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "snapshot"])


def rename(title: str) -> None:
    with psycopg.connect(database_url()) as other:
        other.execute("UPDATE timeline_activity SET title = %s", [title])


def test_what_others_change_meanwhile_is_not_seen() -> None:
    ActivityFactory(title="toen")
    with snapshot():
        assert Activity.objects.get().title == "toen"
        rename("nu")
        assert Activity.objects.get().title == "toen"
        assert list(Activity.objects.prefetch_related("moves").values_list("title", flat=True)) == ["toen"]
    assert Activity.objects.get().title == "nu"


def test_writing_is_refused() -> None:
    activity = ActivityFactory(title="toen")
    with pytest.raises(DatabaseError, match="read-only"), snapshot():
        Activity.objects.update(title="nu")
    with pytest.raises(DatabaseError, match="read-only"), snapshot():
        ActivityFactory()
    assert Activity.objects.get() == activity
    assert Activity.objects.get().title == "toen"


def test_after_a_failure_everything_is_read_as_before() -> None:
    ActivityFactory(title="toen")
    with pytest.raises(ZeroDivisionError), snapshot():
        raise ZeroDivisionError
    rename("nu")
    assert Activity.objects.get().title == "nu"
    assert Activity.objects.get()._state.db == "default"


def test_the_next_snapshot_reads_what_has_changed_since() -> None:
    ActivityFactory(title="toen")
    with snapshot():
        assert Activity.objects.get().title == "toen"
    rename("nu")
    with snapshot():
        assert Activity.objects.get().title == "nu"
