"""The one door is one: SQL and Python say the same of every row to every viewer, for every model there is.

Nothing here names a model: a table that is born tomorrow is held to the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import product
from typing import Any

import pytest
from django.db import IntegrityError, models, transaction
from hypothesis import given
from hypothesis import strategies as st

from accounts.classification import Classification
from accounts.models import ApiToken, Compartment, CompartmentMember, Department, User
from accounts.roles import ViewerKind
from accounts.viewers import Viewer
from core.models import Classified, FocusArea, Guarded, Job, Mail, ReadEvent, Redaction, Sending
from core.visibility import RULES, may_see, see
from reports.models import Approval, BlockSource, Publication, Rendition, ReportVersion, ReviewRequest
from tests.factories import NOW, ActivityFactory, CompartmentFactory, MoveFactory, SourceFactory, UserFactory
from tests.rows import build, guarded_models, has_columns, house_models, text_fields, value_for
from timeline.models import Activity, ActivityCitation, Move

pytestmark = pytest.mark.django_db

# What is no content: everybody on the staff may read it, or only the admin does. A mail has no words of people,
# and of what was sent to the API only a digest is kept.
REFERENCE = (Department, User, ApiToken, Compartment, CompartmentMember, FocusArea, Mail, Sending)
# What never changes has no history; jobs and mails are machinery, and focus areas come with the code.
FROZEN = (ReportVersion, BlockSource, Rendition, ReviewRequest, Approval, ReadEvent, Redaction)
# A publication changes once, when it is withdrawn, and says itself when, by whom and why.
UNTRACKED = (*FROZEN, Publication, Job, Mail, FocusArea, Sending)

BEFORE, AFTER = NOW - timedelta(days=1), NOW + timedelta(days=1)


def label(model: type[models.Model]) -> str:
    """What a model is called in the name of a test."""
    return model._meta.label


@dataclass(frozen=True)
class Columns:
    """The visibility columns of a row, the compartment by its place in a list of two."""

    classification: Classification
    compartment: int | None
    published_at: datetime | None

    def facts(self, compartments: list[Compartment]) -> dict[str, Any]:
        held = None if self.compartment is None else compartments[self.compartment]
        return {
            "classification": self.classification,
            "compartment": held,
            "published_at": self.published_at,
        }


def columns_that_exist() -> list[Columns]:
    """Every combination that the CHECK of Classified allows, in its own words: what is published is public."""
    every = (Columns(*each) for each in product(Classification, (None, 0, 1), (None, BEFORE, AFTER)))
    return [
        each
        for each in every
        if each.published_at is None or (each.classification == Classification.PUBLIC and each.compartment is None)
    ]


def every_viewer(compartments: list[Compartment]) -> Iterator[Viewer]:
    """Each kind at each ceiling, in none, one, the other and both of two compartments, at three moments."""
    keys = [row.pk for row in compartments]
    circles = [frozenset(), frozenset(keys[:1]), frozenset(keys[1:]), frozenset(keys)]
    moments = (BEFORE - timedelta(days=1), NOW, AFTER)
    for kind, ceiling, circle, at in product(ViewerKind, Classification, circles, moments):
        yield Viewer(kind, ceiling, at, compartments=circle)


@pytest.fixture
def compartments() -> list[Compartment]:
    return [CompartmentFactory(), CompartmentFactory()]


def rows_of(model: type[Guarded], compartments: list[Compartment]) -> list[Any]:
    """A row for every combination of the columns of a model, of its whole, and of the whole of that.

    What the database refuses (a part below its whole) is left out; that a part may be as its whole is checked.
    """
    wholes = rows_of(model.root_model(), compartments) if model.part_of else [None]
    own = [each.facts(compartments) for each in columns_that_exist()] if has_columns(model) else [{}]
    made = []
    for whole, facts in product(wholes, own):
        above = {model.part_of: whole} if whole else {}
        try:
            with transaction.atomic():
                made.append(build(model, **facts, **above))
        except AssertionError as refused:
            alike = all(getattr(whole, name, value) == value for name, value in facts.items())
            if alike or "below its whole" not in str(refused):
                raise
    return made


@pytest.mark.parametrize("model", guarded_models(), ids=label)
def test_sql_and_python_agree_about_every_row_and_every_viewer(
    model: type[Guarded], compartments: list[Compartment]
) -> None:
    rows = rows_of(model, compartments)
    assert len(rows) >= len(columns_that_exist())
    told_apart = set()
    for viewer in every_viewer(compartments):
        in_sql = set(model.objects.visible_to(viewer).filter(pk__in=[row.pk for row in rows]).values_list("pk"))
        in_python = {(row.pk,) for row in rows if may_see(viewer, row)}
        assert in_sql == in_python, viewer
        told_apart.add(frozenset(in_sql))
    assert len(told_apart) > len(ViewerKind), "the rows hardly tell viewers apart: this proves nothing"


def test_every_kind_of_viewer_has_a_rule() -> None:
    assert RULES.keys() == set(ViewerKind)


EXPECTED: dict[ViewerKind, Any] = {
    ViewerKind.VISITOR: lambda row, viewer: row.published_at is not None and row.published_at <= viewer.at,
    ViewerKind.KAMER: lambda row, viewer: row.classification == 0 and row.compartment is None,
}


def test_the_rules_are_those_of_the_design(compartments: list[Compartment]) -> None:
    """Agreement alone would also hold where both are wrong."""
    rows = rows_of(Activity, compartments)
    for viewer in every_viewer(compartments):
        expected = EXPECTED.get(
            viewer.kind,
            lambda row, viewer: (
                row.classification <= viewer.ceiling
                and (row.compartment is None or row.compartment.pk in viewer.compartments)
            ),
        )
        assert [may_see(viewer, row) for row in rows] == [expected(row, viewer) for row in rows], viewer


@pytest.mark.parametrize("model", [model for model in guarded_models() if has_columns(model)], ids=label)
def test_the_database_refuses_other_combinations(model: type[Classified], compartments: list[Compartment]) -> None:
    published = {"published_at": NOW}
    for facts in (
        published | {"classification": Classification.INTERNAL},
        published | {"classification": Classification.PUBLIC, "compartment": compartments[0]},
        {"classification": 3},
    ):
        with pytest.raises(AssertionError, match=r"violates check constraint|below its whole"):
            build(model, **facts)


@pytest.mark.parametrize("model", house_models(), ids=label)
def test_what_holds_words_has_the_one_door(model: type[models.Model]) -> None:
    if text_fields(model) and model not in REFERENCE:
        assert issubclass(model, Guarded), f"{model._meta.label} holds words: make it Guarded, or name it in REFERENCE"


@pytest.mark.parametrize("model", [model for model in guarded_models() if model.part_of], ids=label)
def test_a_part_is_part_of_something_guarded(model: type[Guarded]) -> None:
    whole: Any = model._meta.get_field(model.part_of)
    assert not whole.null or has_columns(model), "only what carries a classification of its own may stand alone"
    assert issubclass(model.root_model(), Guarded)


PERHAPS_ALONE = [model for model in guarded_models() if model.part_of and model._meta.get_field(model.part_of).null]  # type: ignore[union-attr]


@pytest.mark.parametrize("model", PERHAPS_ALONE, ids=label)
def test_a_part_without_a_whole_stands_by_itself(model: type[Guarded], compartments: list[Compartment]) -> None:
    rows = [build(model, **{model.part_of: None}, **each.facts(compartments)) for each in columns_that_exist()]
    for viewer in every_viewer(compartments):
        in_sql = set(model.objects.visible_to(viewer).values_list("pk", flat=True))
        assert in_sql == {row.pk for row in rows if may_see(viewer, row)}
        assert in_sql == {row.pk for row in rows if RULES[viewer.kind][1](viewer, row)}


@pytest.mark.parametrize("model", PERHAPS_ALONE, ids=label)
def test_a_part_whose_whole_was_left_out_does_not_stand_by_itself(model: type[Guarded]) -> None:
    hidden = build(model.root_model(), classification=Classification.INTERNAL)
    row = build(model, **{model.part_of: hidden}, classification=Classification.INTERNAL)
    visitor = Viewer(ViewerKind.KAMER, Classification.PUBLIC, NOW)
    loaded = model.objects.with_related(visitor, model.part_of).get(pk=row.pk)
    loaded.classification = Classification.PUBLIC
    assert not may_see(visitor, loaded)


@pytest.mark.parametrize("model", [model for model in house_models() if model not in UNTRACKED], ids=label)
def test_history_is_kept_of_everything_that_people_change(model: type[models.Model]) -> None:
    row = build(model)
    events = row.events.model.objects.filter(pgh_obj_id=row.pk)
    assert [event.pgh_label for event in events] == ["insert"]
    changed = {
        field.name: value_for(field)
        for field in model._meta.concrete_fields
        if field in text_fields(model) and field.name != "password"
    }
    if changed:
        # In bulk, past save(): the database itself keeps the history.
        model._base_manager.filter(pk=row.pk).update(**changed)
        assert [event.pgh_label for event in events.order_by("pgh_id")] == ["insert", "update"]


@pytest.mark.parametrize("model", FROZEN, ids=label)
def test_what_keeps_no_history_never_changes(model: type[models.Model]) -> None:
    row = build(model)
    rows = model._base_manager.filter(pk=row.pk)
    columns: list[Any] = [one for one in model._meta.concrete_fields if not one.is_relation and not one.primary_key]
    for change in (rows.delete, lambda: rows.update(**{columns[-1].name: value_for(columns[-1])})):
        with pytest.raises(IntegrityError, match="this row never changes"), transaction.atomic():
            change()
    assert rows.get() == row


class TestRelations:
    """Relations go through the same door (docs/architecture.md, rule 2)."""

    @pytest.fixture
    def kamer(self) -> Viewer:
        return Viewer(ViewerKind.KAMER, Classification.PUBLIC, NOW)

    @pytest.mark.parametrize("loaded", [True, False])
    def test_a_foreign_key_to_what_is_hidden_leads_nowhere(self, kamer: Viewer, loaded: bool) -> None:
        activity = ActivityFactory(classification=Classification.PUBLIC)
        hidden = SourceFactory(classification=Classification.INTERNAL)
        ActivityCitation.objects.create(activity=activity, source=hidden)
        rows = ActivityCitation.objects.visible_to(kamer)
        citation = (rows.with_related(kamer, "source") if loaded else rows).get()
        assert see(kamer, citation, "source") is None

    def test_a_foreign_key_to_what_may_be_seen_or_is_no_content_leads_there(self, kamer: Viewer) -> None:
        activity = ActivityFactory(classification=Classification.PUBLIC)
        move = MoveFactory(activity=activity, classification=Classification.PUBLIC, moved_by=UserFactory())
        shown = Move.objects.visible_to(kamer).with_related(kamer, "activity").get()
        assert see(kamer, shown, "activity") == move.activity
        assert see(kamer, shown, "moved_by") == move.moved_by
        assert see(kamer, shown, "compartment") is None

    def test_a_list_holds_no_hidden_parts(self, kamer: Viewer) -> None:
        activity = ActivityFactory(classification=Classification.PUBLIC)
        open_move = MoveFactory(activity=activity, classification=Classification.PUBLIC)
        MoveFactory(activity=activity, classification=Classification.INTERNAL)
        shown = Activity.objects.visible_to(kamer).with_related(kamer, "moves").get()
        assert list(shown.moves.all()) == [open_move]

    def test_the_way_to_a_relation_of_a_relation_is_guarded_at_every_step(self, kamer: Viewer) -> None:
        activity = ActivityFactory(classification=Classification.PUBLIC)
        MoveFactory(activity=activity, classification=Classification.INTERNAL)
        shown = Activity.objects.visible_to(kamer).with_related(kamer, "moves__moved_by").get()
        assert list(shown.moves.all()) == []

    def test_a_relation_may_be_asked_for_twice(self, kamer: Viewer) -> None:
        ActivityFactory(classification=Classification.PUBLIC)
        rows = Activity.objects.visible_to(kamer).with_related(kamer, "leads", "leads__department", "leads")
        assert len(rows) == 1


class TestPartsAndWholes:
    """A part is never below its whole (docs/architecture.md, rule 1): the database keeps it, whoever writes."""

    @given(st.data())
    def test_whatever_happens_no_reason_of_a_move_is_below_its_activity(self, data: st.DataObject) -> None:
        with transaction.atomic():
            self._anything_happens(data)
            transaction.set_rollback(True)

    def _anything_happens(self, data: st.DataObject) -> None:
        level = st.sampled_from(list(Classification))
        activity = ActivityFactory(classification=data.draw(level))
        for step in data.draw(st.lists(st.sampled_from(["move", "activity", "change"]), max_size=6)):
            try:
                with transaction.atomic():
                    if step == "move":
                        MoveFactory(activity=activity, classification=data.draw(level))
                    elif step == "activity":
                        Activity.objects.filter(pk=activity.pk).update(classification=data.draw(level))
                    else:
                        Move.objects.filter(activity=activity).update(classification=data.draw(level))
            except IntegrityError as refused:
                if "below its whole" not in str(refused):
                    raise
            activity.refresh_from_db()
            assert all(move.classification >= activity.classification for move in activity.moves.all())
