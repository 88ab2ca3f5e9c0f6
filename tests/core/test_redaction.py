"""Words that are taken away for good; and that nothing else changes an event, in Python or in SQL."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from pghistory.models import Context, Event

from accounts.classification import Classification, Ground
from accounts.models import User
from accounts.roles import Role
from core.errors import ConflictError, DomainError, NotAllowedError
from core.history import history_of
from core.models import Circumstances, Redaction
from core.quarters import Quarter
from core.redaction import redact, redactable
from core.triggers import REASON_OF_A_CHANGE, TOMBSTONE
from tests.core.test_history import planned, reread
from tests.factories import a_user, a_viewer, viewer_of
from timeline import actions
from timeline.models import Activity, Move

pytestmark = pytest.mark.django_db
committing = pytest.mark.django_db(transaction=True)

NAME = "Jan Fictief"


def event_model(model: Any) -> Any:
    return model.pgh_event_model


def key_of(viewer: Any, activity: Activity, column: str) -> str:
    return next(words.key for words in redactable(viewer, activity) if words.column == column)


def everything_kept() -> str:
    """All that the database keeps of the timeline and its history, as text."""
    kept = []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace "
            "AND (relname LIKE 'timeline%' OR relname LIKE 'pghistory%' OR relname LIKE 'core%')"
        )
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT t::text FROM "{table}" t')  # noqa: S608  names from the catalogue
            kept += [row for (row,) in cursor.fetchall()]
    return "\n".join(kept)


@committing
class TestRedacting:
    def test_words_are_gone_from_the_row_and_from_its_history(self) -> None:
        viewer = a_viewer()
        activity = planned(viewer, title=f"Gesprek met {NAME}")
        actions.change_activity(viewer, activity, revision=1, title="Gesprek", description=f"Met {NAME}")
        keys = [key_of(viewer, activity, column) for column in ("title", "description")]

        redact(viewer, activity, revision=2, words=keys, reason="Verzoek op grond van de AVG")

        assert NAME not in everything_kept()
        assert reread(activity).title == TOMBSTONE
        newest = history_of(viewer, reread(activity))[0]
        assert newest.reason == "Verzoek op grond van de AVG"
        assert str(newest.who) == str(User.objects.get(pk=viewer.user or 0))

    def test_words_of_parts_and_reasons_can_be_taken_away(self) -> None:
        viewer = a_viewer()
        activity = planned(viewer)
        actions.move_activity(
            viewer,
            activity,
            revision=1,
            to_quarter=Quarter(2024, 1),
            reason=f"{NAME} is ziek",
            classification=Classification.INTERNAL,
        )
        actions.reclassify_activity(
            viewer,
            reread(activity),
            revision=2,
            classification=Classification.DEPARTMENTAL,
            ground=Ground.values[0],
            reason=f"Om {NAME}",
        )
        offered = [words.key for words in redactable(viewer, reread(activity)) if words.model is Move]
        offered.append(key_of(viewer, reread(activity), REASON_OF_A_CHANGE))

        redact(viewer, reread(activity), revision=3, words=offered, reason="AVG")

        assert NAME not in everything_kept()

    def test_words_of_what_is_gone_already_can_be_taken_away(self) -> None:
        viewer = a_viewer()
        activity = planned(viewer)
        citation = actions.cite_source(viewer, activity, revision=1, source="Kamerstuk 35 982, nr. 9", locator=NAME)
        actions.remove_citation(viewer, citation, revision=2)
        keys = [words.key for words in redactable(viewer, reread(activity)) if words.column == "locator"]

        redact(viewer, reread(activity), revision=3, words=keys, reason="AVG")

        assert NAME not in everything_kept()

    def test_what_was_wiped_can_be_wiped_again(self) -> None:
        viewer = a_viewer()
        activity = planned(viewer, title=NAME)
        for revision in (1, 2):
            words = [key_of(viewer, activity, "title")]
            redact(viewer, activity, revision=revision, words=words, reason="AVG")
        assert reread(activity).title == TOMBSTONE

    def test_a_stale_form_changes_nothing(self) -> None:
        viewer = a_viewer()
        activity = planned(viewer, title=NAME)
        actions.change_activity(viewer, activity, revision=1, title=f"{NAME} nu")
        with pytest.raises(ConflictError):
            redact(viewer, activity, revision=1, words=[key_of(viewer, activity, "title")], reason="AVG")
        assert not Redaction.objects.exists()
        assert NAME in reread(activity).title

    def test_what_is_not_offered_is_refused(self) -> None:
        viewer = a_viewer()
        activity, other = planned(viewer), planned(viewer)
        for words in ([], [key_of(viewer, other, "title")], ["activity:x:quarter"]):
            with pytest.raises(DomainError) as refusal:
                redact(viewer, activity, revision=1, words=words, reason="AVG")
            assert refusal.value.field == "words"

    @pytest.mark.parametrize("role", [Role.DEPARTMENT_MEMBER, Role.POST, Role.HCEU_READER, Role.AUDITOR])
    def test_others_may_not(self, role: Role) -> None:
        secretariat = a_viewer()
        activity = planned(secretariat)
        with pytest.raises(NotAllowedError):
            redact(a_viewer(role), activity, revision=1, words=[key_of(secretariat, activity, "title")], reason="AVG")

    def test_the_page_wipes_and_says_what_it_did(self, sign_in: Callable[[User], Client]) -> None:
        user = a_user()
        activity = planned(viewer_of(user), title=NAME)
        client, address = sign_in(user), reverse("timeline:redact-activity", args=[activity.pk])
        key = key_of(viewer_of(user), activity, "title")

        without_reason = client.post(address, {"revision": 1, "words": [key], "reason": ""})
        assert without_reason.status_code == 422
        assert NAME in reread(activity).title
        done = client.post(address, {"revision": 1, "words": [key], "reason": "Verzoek"}, follow=True)

        page = done.content.decode()
        assert "De woorden zijn gewist" in page
        assert "Voorgoed gewist" in page
        assert NAME not in page


def history_tables() -> list[str]:
    """Every table that only grows: events, their circumstances, and redactions."""
    from django.apps import apps

    events = [model._meta.db_table for model in apps.get_models() if issubclass(model, Event)]
    return [*events, Context._meta.db_table, Redaction._meta.db_table]


def refused(statement: str, parameters: Any = None) -> bool:
    """Whether the database refuses a statement, and says that it is against a promise."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, parameters)
    except DatabaseError as error:
        return "never" in str(error)
    return False


@pytest.fixture
def history() -> Activity:
    """An activity with events of every kind of table on the timeline, circumstances, and a redaction."""
    import pghistory

    viewer = a_viewer()
    with pghistory.context(user=viewer.user):
        activity = planned(viewer, title=NAME)
        redact(viewer, activity, revision=1, words=[key_of(viewer, activity, "title")], reason="AVG")
    return reread(activity)


class TestInSql:
    @pytest.mark.parametrize("table", history_tables())
    def test_no_table_of_history_is_emptied(self, table: str) -> None:
        assert refused(f'TRUNCATE "{table}" CASCADE')

    @pytest.mark.parametrize("table", ["timeline_activityevent", Context._meta.db_table, Redaction._meta.db_table])
    def test_no_row_of_history_is_deleted(self, table: str, history: Activity) -> None:
        assert refused(f'DELETE FROM "{table}"')  # noqa: S608

    @pytest.mark.parametrize("column", [column.column for column in event_model(Activity)._meta.concrete_fields])
    def test_no_column_of_an_event_is_changed(self, column: str, history: Activity) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT max("{column}"::text) FROM timeline_activityevent')  # noqa: S608
        assert refused(_another_value("timeline_activityevent", column))

    @pytest.mark.parametrize(
        "change",
        [
            "metadata = '{}'",
            "metadata = metadata || '{\"user\": 1}'",
            'metadata = metadata || \'{"reason": "x"}\'',
            "created_at = now()",
            "id = gen_random_uuid()",
        ],
    )
    def test_no_circumstances_are_changed(self, change: str, history: Activity) -> None:
        assert Circumstances.objects.exists()
        assert refused(f"UPDATE pghistory_context SET {change}")  # noqa: S608

    @pytest.mark.parametrize("change", ["reason = 'x'", "fields = '{title}'", "redacted_at = now()", "transaction = 1"])
    def test_no_redaction_is_changed(self, change: str, history: Activity) -> None:
        assert refused(f"UPDATE core_redaction SET {change}")  # noqa: S608

    @committing
    def test_an_earlier_redaction_is_no_licence(self, history: Activity) -> None:
        actions.change_activity(a_viewer(), history, revision=2, title="Nieuw")
        assert refused("UPDATE timeline_activityevent SET title = %s WHERE title <> %s", [TOMBSTONE, TOMBSTONE])

    @pytest.mark.parametrize(
        ("fields", "change"),
        [
            ("{title}", "title = 'iets anders'"),
            ("{title}", f"yielded = '{TOMBSTONE}'"),
            ("{title}", "revision = 9"),
            ("{core_task}", "core_task = NULL"),
            ("{pgh_context_id}", "pgh_context_id = NULL"),
            ("{pgh_label}", f"pgh_label = '{TOMBSTONE}'"),
        ],
    )
    def test_a_redaction_allows_tombstones_where_it_says_and_nothing_else(
        self, fields: str, change: str, history: Activity
    ) -> None:
        columns = "id, content_type_id, object_id, fields, reason, redacted_by_id, redacted_at, classification, ground"
        values = f"gen_random_uuid(), content_type_id, object_id, '{fields}', 'x', redacted_by_id, now(), 1, ''"
        log = (
            f"INSERT INTO core_redaction ({columns}, revision, created, updated) "  # noqa: S608
            f"SELECT {values}, 1, now(), now() FROM core_redaction LIMIT 1"
        )
        assert refused(f"{log}; UPDATE timeline_activityevent SET {change}")  # noqa: S608

    @pytest.mark.parametrize("table", ["timeline_activityevent", Context._meta.db_table, Redaction._meta.db_table])
    def test_no_session_passes_over_a_trigger(self, table: str, history: Activity) -> None:
        names = "SELECT array_agg(tgname::text)::text FROM pg_trigger WHERE tgname LIKE 'pgtrigger%%'"
        assert refused(f"SELECT set_config('pgtrigger.ignore', ({names}), true); DELETE FROM {table}")  # noqa: S608

    def test_a_redaction_has_a_reason(self, history: Activity) -> None:
        with pytest.raises(DatabaseError, match="redaction_has_a_reason"), transaction.atomic():
            Redaction.objects.create(
                content_type_id=Redaction.objects.get().content_type_id,
                object_id=history.pk,
                fields=["title"],
                reason="",
                redacted_by_id=Redaction.objects.get().redacted_by_id,
                redacted_at=history.created,
            )


def _another_value(table: str, column: str) -> str:
    """An UPDATE that gives a column another value than it has, whatever its type."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT data_type FROM information_schema.columns WHERE table_name = %s AND column_name = %s",
            [table, column],
        )
        kind = cursor.fetchone()[0]
    other = {
        "uuid": "gen_random_uuid()",
        "boolean": f'NOT "{column}"',
        "date": "DATE '2001-01-01'",
        "timestamp with time zone": "TIMESTAMPTZ '2001-01-01'",
        "character": "'2001-Q1'",
    }
    numeric = kind in {"smallint", "integer", "bigint"}
    value = f'coalesce("{column}", 0) + 1' if numeric else other.get(kind, "'iets anders'")
    return f'UPDATE "{table}" SET "{column}" = {value}'  # noqa: S608


class TestInPython:
    def test_an_event_is_neither_changed_nor_deleted(self, history: Activity) -> None:
        event = event_model(Activity).objects.first()
        event.title = "iets anders"
        for attempt in (event.save, event.delete, lambda: event_model(Activity).objects.update(title=TOMBSTONE)):
            with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
                attempt()
