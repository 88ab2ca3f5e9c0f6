"""Drafting a version, asking its questions, and adopting it."""

from __future__ import annotations

import threading
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.db import connection
from django.http import Http404
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.classification import Classification
from accounts.roles import Role
from accounts.viewers import Viewer
from core.errors import ConflictError, DomainError, NotAllowedError
from questions import actions
from questions.models import Group, Question, QuestionSet, SetState
from tests.conftest import database_url
from tests.factories import NOW, CompartmentFactory, QuestionFactory, QuestionSetFactory, a_viewer, adopted_set
from tests.waiting import wait_until

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

FACTS: dict[str, Any] = {
    "group": Group.RISK,
    "text_nl": "Hoe groot is de voorraad?",
    "text_en": "How large are stocks?",
    "levels_nl": ("zeer groot", "groot", "redelijk", "klein", "geen"),
    "levels_en": ("very large", "large", "fair", "small", "none"),
}


def keys(question_set: QuestionSet, group: Group) -> list[str]:
    return [one.key for one in question_set.questions.filter(group=group)]


def reread(row: Any) -> Any:
    return type(row).objects.get(pk=row.pk)


def by_key(question_set: QuestionSet, key: str) -> Question:
    found: Question = question_set.questions.get(key=key)
    return found


def refused(error: pytest.ExceptionInfo[DomainError], field: str, words: str) -> None:
    assert error.value.field == field
    assert words in error.value.message


# Drafting


def test_a_version_begins_as_a_copy_of_the_latest(first: QuestionSet, secretariat: Viewer) -> None:
    draft = actions.draft_version(secretariat, first, key=uuid4(), note="Scherper")
    assert (draft.series, draft.version, draft.based_on, draft.state) == ("beoordeling", 2, 1, SetState.DRAFT)
    assert (draft.note, draft.classification, draft.published_at) == ("Scherper", Classification.INTERNAL, None)
    columns = actions.COPIED
    assert list(draft.questions.values_list(*columns)) == list(first.questions.values_list(*columns))
    assert not set(draft.questions.values_list("pk")) & set(first.questions.values_list("pk"))


def test_the_same_key_again_makes_no_second_draft(first: QuestionSet, secretariat: Viewer) -> None:
    key = uuid4()
    drafts = {actions.draft_version(secretariat, first, key=key, note="a") for _ in range(2)}
    assert len(drafts) == 1
    assert QuestionSet.objects.count() == 2


def test_there_is_one_draft_at_a_time(draft: QuestionSet, first: QuestionSet, secretariat: Viewer) -> None:
    with pytest.raises(DomainError) as error:
        actions.draft_version(secretariat, first, key=uuid4(), note="a")
    refused(error, "", "being drafted already")


def test_a_draft_begins_from_what_was_adopted_last(
    draft: QuestionSet, first: QuestionSet, secretariat: Viewer, chair: Viewer
) -> None:
    with pytest.raises(DomainError) as error:
        actions.draft_version(secretariat, draft, key=uuid4(), note="a")
    refused(error, "", "being drafted already")
    second = actions.adopt_set(chair, draft, revision=1)
    with pytest.raises(DomainError) as error:
        actions.draft_version(secretariat, first, key=uuid4(), note="a")
    refused(error, "", "adopted last")
    assert actions.draft_version(secretariat, second, key=uuid4(), note="a").version == 3


def test_another_series_has_versions_of_its_own(draft: QuestionSet, secretariat: Viewer) -> None:
    other = adopted_set(series="andere-reeks")
    assert actions.draft_version(secretariat, other, key=uuid4(), note="a").version == 2


# Who may


OTHERS = [Role.DEPARTMENT_MEMBER, Role.POST, Role.HCEU_READER, Role.AUDITOR]


@pytest.mark.parametrize("role", OTHERS)
def test_who_is_not_of_the_taskforce_changes_nothing(draft: QuestionSet, role: Role) -> None:
    viewer, question = a_viewer(role), draft.questions.first()
    assert question is not None
    for attempt in (
        lambda: actions.draft_version(viewer, draft, key=uuid4(), note="a"),
        lambda: actions.change_note(viewer, draft, revision=1, note="a"),
        lambda: actions.add_question(viewer, draft, revision=1, key="voorraad", **FACTS),
        lambda: actions.change_question(viewer, question, revision=1, **FACTS),
        lambda: actions.place_question(viewer, question, revision=1, after=None),
        lambda: actions.remove_question(viewer, question, revision=1),
        lambda: actions.adopt_set(viewer, draft, revision=1),
        lambda: actions.reclassify_set(
            viewer, draft, revision=1, classification=Classification.PUBLIC, reason="Mag bekend zijn"
        ),
        lambda: actions.publish_set(viewer, draft, revision=1),
    ):
        with pytest.raises(NotAllowedError):
            attempt()
    assert reread(draft).revision == 1


def test_the_secretariat_drafts_but_a_co_chair_adopts(draft: QuestionSet, secretariat: Viewer, chair: Viewer) -> None:
    with pytest.raises(NotAllowedError):
        actions.adopt_set(secretariat, draft, revision=1)
    adopted = actions.adopt_set(chair, draft, revision=1)
    assert (adopted.state, adopted.adopted_by_id, adopted.adopted_at) == (SetState.ADOPTED, chair.user, NOW)


def test_what_one_may_not_see_does_not_exist(secretariat: Viewer, chair: Viewer) -> None:
    hidden = QuestionSetFactory(compartment=CompartmentFactory())
    for attempt in (
        lambda: actions.change_note(secretariat, hidden, revision=1, note="a"),
        lambda: actions.adopt_set(chair, hidden, revision=1),
        lambda: actions.draft_version(secretariat, hidden, key=uuid4(), note="a"),
    ):
        with pytest.raises(Http404):
            attempt()


# The questions of a draft


def test_a_question_is_added_as_the_last_of_its_group(draft: QuestionSet, secretariat: Viewer) -> None:
    added = actions.add_question(secretariat, draft, revision=1, key="voorraad", **FACTS)
    assert keys(draft, Group.RISK)[-1] == "voorraad"
    assert added.levels_nl == FACTS["levels_nl"]
    assert reread(draft).revision == 2


def test_a_short_name_is_given_once(draft: QuestionSet, secretariat: Viewer) -> None:
    with pytest.raises(DomainError) as error:
        actions.add_question(secretariat, draft, revision=1, key="relations", **FACTS)
    refused(error, "key", "Another question has this short name")


@pytest.mark.parametrize(
    ("facts", "field", "words"),
    [
        ({"quote": "de mate"}, "source_section", "Say in which section"),
        ({"source_section": "1.1"}, "quote", "Give the words of the letter"),
        ({"levels_nl": ("a", "b", "c", "d")}, "levels_nl", "Give five levels"),
        ({"levels_en": tuple("abcdef")}, "levels_en", "Give five levels"),
        ({"levels_en": ("a", "", "c", "d", "e")}, "level_2_en", "Give this level a name"),
        ({"levels_nl": ("a", "b", "c", "d", "b")}, "level_5_nl", "Another level has this name"),
    ],
)
def test_a_question_that_cannot_be_answered_is_refused_at_its_field(
    draft: QuestionSet, secretariat: Viewer, facts: dict[str, Any], field: str, words: str
) -> None:
    with pytest.raises(DomainError) as error:
        actions.add_question(secretariat, draft, revision=1, key="voorraad", **FACTS | facts)
    refused(error, field, words)
    assert reread(draft).revision == 1
    assert not draft.questions.filter(key="voorraad").exists()


def test_a_changed_question_keeps_its_short_name_and_place(draft: QuestionSet, secretariat: Viewer) -> None:
    question = by_key(draft, "relations")
    changed = actions.change_question(secretariat, question, revision=1, **FACTS)
    assert (changed.key, changed.order, changed.text_nl) == ("relations", 3, FACTS["text_nl"])
    assert (changed.help_nl, changed.quote, changed.source_section) == ("", "", "")


def test_in_another_group_it_becomes_the_last(draft: QuestionSet, secretariat: Viewer) -> None:
    question = by_key(draft, "import")
    actions.change_question(secretariat, question, revision=1, **FACTS | {"group": Group.STRATEGIC})
    assert keys(draft, Group.STRATEGIC)[-1] == "import"
    assert "import" not in keys(draft, Group.DEPENDENCY)


def test_a_question_is_put_behind_another_or_at_the_top(draft: QuestionSet, secretariat: Viewer) -> None:
    before = keys(draft, Group.DEPENDENCY)
    assert before == ["import", "origins", "indirect-flows", "position"]
    actions.place_question(secretariat, by_key(draft, "import"), revision=1, after=by_key(draft, "indirect-flows"))
    assert keys(draft, Group.DEPENDENCY) == ["origins", "indirect-flows", "import", "position"]
    actions.place_question(secretariat, by_key(draft, "position"), revision=2, after=None)
    assert keys(draft, Group.DEPENDENCY) == ["position", "origins", "indirect-flows", "import"]


def test_a_question_is_not_put_behind_one_of_another_group(draft: QuestionSet, secretariat: Viewer) -> None:
    for other in (by_key(draft, "relations"), by_key(draft, "import"), QuestionFactory(group=Group.DEPENDENCY)):
        with pytest.raises(DomainError) as error:
            actions.place_question(secretariat, by_key(draft, "import"), revision=1, after=other)
        refused(error, "after", "of the same group")


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_however_questions_are_moved_none_is_lost(draft: QuestionSet, secretariat: Viewer, data: st.DataObject) -> None:
    expected = keys(draft, Group.RISK)
    for _step in range(data.draw(st.integers(1, 4))):
        moved = data.draw(st.sampled_from(expected))
        expected.remove(moved)
        after = data.draw(st.sampled_from([None, *expected]))
        expected.insert(0 if after is None else expected.index(after) + 1, moved)
        actions.place_question(
            secretariat,
            by_key(draft, moved),
            revision=reread(draft).revision,
            after=by_key(draft, after) if after else None,
        )
        assert keys(draft, Group.RISK) == expected


def test_a_question_is_removed_from_the_draft_only(draft: QuestionSet, first: QuestionSet, secretariat: Viewer) -> None:
    actions.remove_question(secretariat, by_key(draft, "import"), revision=1)
    assert "import" not in keys(draft, Group.DEPENDENCY)
    assert "import" in keys(first, Group.DEPENDENCY)


def test_whoever_saves_second_is_told(draft: QuestionSet, secretariat: Viewer, chair: Viewer) -> None:
    question = by_key(draft, "import")
    actions.change_note(secretariat, draft, revision=1, note="Eerst")
    for attempt in (
        lambda: actions.change_note(secretariat, draft, revision=1, note="Later"),
        lambda: actions.change_question(secretariat, question, revision=1, **FACTS),
        lambda: actions.remove_question(secretariat, question, revision=1),
        lambda: actions.adopt_set(chair, draft, revision=1),
    ):
        with pytest.raises(ConflictError):
            attempt()
    assert reread(draft).note == "Eerst"


# Adopting


@pytest.mark.parametrize("group", Group)
def test_a_version_without_questions_in_each_group_is_not_adopted(
    draft: QuestionSet, chair: Viewer, group: Group
) -> None:
    draft.questions.filter(group=group).delete()
    with pytest.raises(DomainError) as error:
        actions.adopt_set(chair, draft, revision=1)
    refused(error, "", str(group.label))
    assert not reread(draft).is_adopted


def test_after_it_was_adopted_nothing_changes_it(draft: QuestionSet, secretariat: Viewer, chair: Viewer) -> None:
    question = by_key(draft, "import")
    actions.adopt_set(chair, draft, revision=1)
    adopted, question = reread(draft), reread(question)
    for attempt in (
        lambda: actions.change_note(secretariat, adopted, revision=2, note="a"),
        lambda: actions.add_question(secretariat, adopted, revision=2, key="voorraad", **FACTS),
        lambda: actions.change_question(secretariat, question, revision=2, **FACTS),
        lambda: actions.place_question(secretariat, question, revision=2, after=None),
        lambda: actions.remove_question(secretariat, question, revision=2),
        lambda: actions.adopt_set(chair, adopted, revision=2),
    ):
        with pytest.raises(DomainError) as error:
            attempt()
        refused(error, "", "does not change any more")


# Who may read it


def test_an_adopted_version_is_opened_to_everybody_in_two_steps(
    draft: QuestionSet, secretariat: Viewer, chair: Viewer
) -> None:
    actions.adopt_set(chair, draft, revision=1)
    with pytest.raises(DomainError) as error:
        actions.publish_set(secretariat, reread(draft), revision=2)
    refused(error, "", "Only what is public")
    actions.reclassify_set(
        secretariat, reread(draft), revision=2, classification=Classification.PUBLIC, reason="Mag bekend zijn"
    )
    assert actions.publish_set(secretariat, reread(draft), revision=3).published_at == NOW


def test_a_draft_is_not_published(draft: QuestionSet, secretariat: Viewer) -> None:
    public = actions.reclassify_set(
        secretariat, draft, revision=1, classification=Classification.PUBLIC, reason="Mag bekend zijn"
    )
    with pytest.raises(DomainError) as error:
        actions.publish_set(secretariat, public, revision=2)
    refused(error, "", "Only what was adopted")


def test_a_set_is_read_by_whoever_assesses(first: QuestionSet, secretariat: Viewer) -> None:
    with pytest.raises(DomainError) as error:
        actions.reclassify_set(
            secretariat, first, revision=first.revision, classification=Classification.DEPARTMENTAL, reason="Geheim"
        )
    refused(error, "classification", "choose a lower classification")


# Two at the same moment


@pytest.mark.django_db(transaction=True)
def test_of_two_who_draft_at_the_same_moment_the_second_is_told() -> None:
    base, people = adopted_set(), [a_viewer(), a_viewer()]
    drafted: list[int | None] = []

    def draft(viewer: Viewer) -> None:
        try:
            drafted.append(actions.draft_version(viewer, base, key=uuid4(), note="a").version)
        except DomainError:
            drafted.append(None)
        finally:
            connection.close()

    threads = [threading.Thread(target=draft, args=[viewer]) for viewer in people]
    with psycopg.connect(database_url()) as other:
        other.execute("SELECT FROM questions_questionset WHERE id = %s FOR UPDATE", [base.pk])
        for thread in threads:
            thread.start()
        wait_until(lambda: sessions_that_wait() == 2, "both to wait for the version that they begin from")
        other.rollback()
    for thread in threads:
        thread.join()

    assert sorted(drafted, key=str) == [2, None]
    assert QuestionSet.objects.count() == 2


def sessions_that_wait() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity "
            "WHERE datname = current_database() AND cardinality(pg_blocking_pids(pid)) > 0"
        )
        return int(cursor.fetchone()[0])
