"""What was adopted stays as it was adopted: the database refuses the rest, whoever asks, but for a redaction."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, models, transaction

from accounts.classification import Classification
from accounts.tracking import events_of
from accounts.viewers import Viewer
from core.history import history_of
from core.redaction import redact, redactable
from core.triggers import TOMBSTONE
from questions import actions
from questions.models import Group, Question, QuestionSet, SetState
from questions.triggers import PLACING
from tests.factories import NOW, QuestionFactory, QuestionSetFactory, adopted_set
from tests.rows import build, value_for

pytestmark = pytest.mark.django_db

NAME = "Jan Fictief"


def run(statement: str, *parameters: Any) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, parameters or None)


def refused(statement: str, words: str, *parameters: Any) -> None:
    with pytest.raises(DatabaseError, match=words):
        run(statement, *parameters)


def other_columns(model: Any, besides: str = "{}") -> list[str]:
    """The columns of a model that are none of these."""
    return [one.column for one in model._meta.concrete_fields if one.column not in besides.strip("{}").split(",")]


def another(column: str, model: Any) -> Any:
    """Another value for a column than any row has."""
    field = next(one for one in model._meta.concrete_fields if one.column == column)
    if column == "state":
        return SetState.DRAFT
    if isinstance(field, models.DateTimeField):
        return NOW + timedelta(days=1)
    if field.choices:
        return field.flatchoices[-1][0]
    return build(field.related_model).pk if field.is_relation else value_for(field)


@pytest.mark.parametrize("column", other_columns(QuestionSet, PLACING))
def test_no_column_of_an_adopted_set_changes(column: str) -> None:
    made = adopted_set(series="reeks", version=2)
    value = another(column, QuestionSet)
    if column == "purpose":
        value = "iets anders"
    refused(
        f'UPDATE questions_questionset SET "{column}" = %s WHERE id = %s',  # noqa: S608
        "never changes|question_set_adopted_has_its_moment",
        value,
        made.pk,
    )


@pytest.mark.parametrize("column", other_columns(Question))
def test_no_column_of_a_question_of_an_adopted_set_changes(column: str) -> None:
    made = adopted_set()
    question = made.questions.get(group=Group.DEPENDENCY)
    value = another(column, Question)
    refused(
        f'UPDATE questions_question SET "{column}" = %s WHERE id = %s',  # noqa: S608
        "never changes",
        value,
        question.pk,
    )


def test_no_question_is_added_to_an_adopted_set_or_taken_from_it() -> None:
    made = adopted_set()
    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
        QuestionFactory(question_set=made)
    refused("DELETE FROM questions_question WHERE question_set_id = %s", "never changes", made.pk)
    assert made.questions.count() == 3


def test_no_question_goes_from_one_set_to_an_adopted_one_or_from_it() -> None:
    made, draft = adopted_set(), QuestionSetFactory()
    mine = QuestionFactory(question_set=draft)
    for question, other in ((mine, made), (made.questions.all()[0], draft)):
        refused(
            "UPDATE questions_question SET question_set_id = %s WHERE id = %s", "never changes", other.pk, question.pk
        )


def test_an_adopted_set_is_not_deleted_and_nothing_is_emptied() -> None:
    made = adopted_set()
    refused("DELETE FROM questions_questionset WHERE id = %s", "never changes", made.pk)
    connection.check_constraints()  # while one is put off, tables are not emptied for that reason
    for table in ("questions_question", "questions_questionset"):
        refused(f"TRUNCATE {table} CASCADE", "never emptied")


def test_who_may_read_an_adopted_set_goes_on_changing() -> None:
    made = adopted_set()
    run(
        "UPDATE questions_questionset SET classification = 0, published_at = now(), ground = '', "
        "compartment_id = NULL, revision = 9, updated = now() WHERE id = %s",
        made.pk,
    )
    made.refresh_from_db()
    assert (made.revision, made.classification) == (9, Classification.PUBLIC)


def test_a_draft_changes_as_it_likes() -> None:
    draft = QuestionSetFactory()
    question = QuestionFactory(question_set=draft)
    run("UPDATE questions_questionset SET note = 'anders' WHERE id = %s", draft.pk)
    run("UPDATE questions_question SET text_nl = 'anders' WHERE id = %s", question.pk)
    run("DELETE FROM questions_question WHERE id = %s", question.pk)


@pytest.mark.parametrize("missing", Group)
def test_a_set_is_not_adopted_without_questions_in_each_group(missing: Group) -> None:
    draft = QuestionSetFactory()
    for group in Group:
        if group != missing:
            QuestionFactory(question_set=draft, group=group)
    refused(
        "UPDATE questions_questionset SET state = 'adopted', adopted_at = now() WHERE id = %s",
        "questions in each group",
        draft.pk,
    )


def test_a_set_is_not_adopted_before_it_is_there() -> None:
    with pytest.raises(IntegrityError, match="questions in each group"), transaction.atomic():
        QuestionSetFactory(state=SetState.ADOPTED, adopted_at=NOW)


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "a version twice": ({"series": "reeks", "version": 1}, "question_set_version_once"),
    "a second draft": ({"series": "reeks", "version": 2}, "question_set_one_draft_in_a_series"),
    "version 0": ({"version": 0}, "question_set_version_from_1"),
    "a series with words in it": ({"series": "Een reeks"}, "question_set_series_is_a_short_name"),
    "no note": ({"note": ""}, "question_set_has_a_note"),
    "based on itself": ({"version": 2, "based_on": 2}, "question_set_based_on_an_earlier_version"),
    "a draft that was adopted": ({"adopted_at": NOW}, "question_set_adopted_has_its_moment"),
    "an unknown state": ({"state": "gone"}, "question_set_state|question_set_adopted"),
}


@pytest.mark.parametrize("case", WRONG)
def test_the_database_refuses_a_set_that_is_none(case: str) -> None:
    facts, constraint = WRONG[case]
    QuestionSetFactory(series="reeks", version=1)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        QuestionSetFactory(**facts)


def test_a_set_is_based_on_a_version_that_there_is_of_its_own_series() -> None:
    adopted_set(series="andere", version=1)
    with pytest.raises(IntegrityError, match="question_set_based_on_of_the_same_series"), transaction.atomic():
        QuestionSetFactory(series="reeks", version=2, based_on=1)


WRONG_QUESTIONS: dict[str, tuple[dict[str, Any], str]] = {
    "a short name twice": ({"key": "eerste"}, "question_key_once_in_a_set"),
    "a short name with words in it": ({"key": "Een vraag"}, "question_key_is_a_short_name"),
    "an unknown group": ({"group": 4}, "question_group"),
    "no text": ({"text_en": ""}, "question_has_a_text"),
    "four levels": ({"level_5_en": ""}, "question_has_five_levels"),
    "a quote without its section": ({"source_section": ""}, "question_quote_has_its_section"),
    "a section without a quote": ({"quote": ""}, "question_quote_has_its_section"),
}


@pytest.mark.parametrize("case", WRONG_QUESTIONS)
def test_the_database_refuses_a_question_that_is_none(case: str) -> None:
    facts, constraint = WRONG_QUESTIONS[case]
    draft = QuestionSetFactory()
    QuestionFactory(question_set=draft, key="eerste")
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        QuestionFactory(question_set=draft, **facts)


# Redaction: the one exception, also for what was adopted (AVG art. 17)


@pytest.fixture
def named(draft: QuestionSet, secretariat: Viewer, chair: Viewer) -> QuestionSet:
    """An adopted version with somebody's name in its note and in a question."""
    question = draft.questions.get(key="relations")
    actions.change_note(secretariat, draft, revision=1, note=f"Op verzoek van {NAME}")
    Question.objects.filter(pk=question.pk).update(help_nl=f"Vraag het {NAME}")
    return actions.adopt_set(chair, QuestionSet.objects.get(pk=draft.pk), revision=2)


def words_with_the_name(viewer: Viewer, question_set: QuestionSet) -> list[str]:
    question = question_set.questions.get(key="relations")
    return [
        one.key
        for one in redactable(viewer, question_set)
        if (one.pk, one.column) in {(question_set.pk, "note"), (question.pk, "help_nl")}
    ]


def test_a_name_is_wiped_from_an_adopted_version_and_from_its_history(named: QuestionSet, chair: Viewer) -> None:
    redact(chair, named, revision=3, words=words_with_the_name(chair, named), reason="Verzoek op grond van de AVG")
    kept = [*QuestionSet.objects.values_list("note"), *Question.objects.values_list("help_nl")]
    kept += [*events_of(QuestionSet).values_list("note"), *events_of(Question).values_list("help_nl")]
    assert not [words for words in kept if NAME in words[0]]
    assert (TOMBSTONE,) in kept
    assert QuestionSet.objects.get(pk=named.pk).is_adopted
    reasons = [change.reason for change in history_of(chair, QuestionSet.objects.get(pk=named.pk))]
    assert "Verzoek op grond van de AVG" in reasons


COLUMNS = "content_type_id, object_id, fields, redacted_by_id"


def redaction_of(named: QuestionSet, chair: Viewer) -> tuple[str, Any]:
    """A statement that logs that the explanation of one question was wiped, and the key of that question."""
    pk = named.questions.get(key="relations").pk
    statement = (
        f"INSERT INTO core_redaction (id, reason, redacted_at, classification, ground, revision, created, updated, "  # noqa: S608
        f"{COLUMNS}) SELECT gen_random_uuid(), 'x', now(), 1, '', 1, now(), now(), "
        f"min(id), '{pk}', '{{help_nl}}', {chair.user} FROM django_content_type; "
    )
    return statement, pk


@pytest.mark.parametrize("change", ["help_nl = 'iets anders'", f"text_nl = '{TOMBSTONE}'", '"order" = 9'])
def test_a_redaction_is_no_licence_for_anything_else(named: QuestionSet, chair: Viewer, change: str) -> None:
    redaction, pk = redaction_of(named, chair)
    refused(f"{redaction} UPDATE questions_question SET {change} WHERE id = '{pk}'", "never changes")  # noqa: S608


def test_a_redaction_is_a_licence_in_its_own_transaction_only(named: QuestionSet, chair: Viewer) -> None:
    redaction, pk = redaction_of(named, chair)
    connection.check_constraints()
    wipe = f"UPDATE questions_question SET help_nl = '{TOMBSTONE}' WHERE id = '{pk}'"  # noqa: S608
    refused(wipe, "never changes")
    # As if it had been logged before: what of_this_transaction() writes there is of now.
    earlier = (
        "SET CONSTRAINTS ALL IMMEDIATE; ALTER TABLE core_redaction DISABLE TRIGGER USER; "
        "UPDATE core_redaction SET transaction = 1; ALTER TABLE core_redaction ENABLE TRIGGER USER; "
    )
    refused(redaction + earlier + wipe, "never changes")
    run(redaction + wipe)
    assert Question.objects.get(pk=pk).help_nl == TOMBSTONE


def test_short_names_are_not_offered_to_be_wiped(named: QuestionSet, chair: Viewer) -> None:
    assert not {"key", "series"} & {one.column for one in redactable(chair, named)}
