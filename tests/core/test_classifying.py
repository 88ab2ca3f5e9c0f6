"""Classification (docs/architecture.md, rule 1): lowering, raising and publishing are steps of their own, and a part is
never below its whole."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from pghistory.models import Context

from accounts.classification import Classification, Ground
from accounts.models import Compartment
from accounts.roles import Role
from accounts.viewers import Viewer
from core.errors import ConflictError, DomainError, NotAllowedError
from core.quarters import Quarter
from tests.factories import NOW, ActivityFactory, CompartmentFactory, MoveFactory, a_user, a_viewer, join, viewer_of
from timeline.actions import move_activity, publish_activity, reclassify_activity
from timeline.models import Activity, Move

pytestmark = pytest.mark.django_db

PUBLIC, INTERNAL, DEPARTMENTAL = Classification
LEVELS = st.sampled_from(list(Classification))
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("move"), LEVELS),
        st.tuples(st.just("reclassify"), LEVELS),
        st.tuples(st.just("publish"), st.none()),
    ),
    max_size=8,
)


def reclassified(viewer: Viewer, activity: Activity, level: Classification, **facts: Any) -> Activity:
    wanted: dict[str, Any] = {"compartment": None, "ground": Ground.ECONOMIC_INTERESTS, "reason": "Overleg van maandag"}
    return reclassify_activity(viewer, activity, revision=activity.revision, classification=level, **wanted | facts)


class TestTogether:
    @settings(max_examples=60)
    @given(start=LEVELS, steps=STEPS)
    def test_whatever_people_do_the_promises_hold(self, start: Classification, steps: list[tuple[str, Any]]) -> None:
        with transaction.atomic():
            viewer = a_viewer()
            activity = ActivityFactory(classification=start)
            for step, level in steps:
                self.do(viewer, activity, step, level)
                activity.refresh_from_db()
                moves = list(activity.moves.all())
                assert all(move.classification >= activity.classification for move in moves)
                assert activity.published_at is None or activity.classification == PUBLIC
            transaction.set_rollback(True)

    def do(self, viewer: Viewer, activity: Activity, step: str, level: Any) -> None:
        before = activity.classification, activity.revision, activity.moves.count()
        try:
            with transaction.atomic():
                if step == "move":
                    other = Quarter(2024, 1) if activity.quarter == Quarter(2023, 4) else Quarter(2023, 4)
                    move_activity(
                        viewer,
                        activity,
                        revision=activity.revision,
                        to_quarter=other,
                        reason="Wacht op onderzoek",
                        classification=level,
                    )
                elif step == "reclassify":
                    reclassified(viewer, activity, level)
                else:
                    publish_activity(viewer, activity, revision=activity.revision)
        except DomainError:
            activity.refresh_from_db()
            # The only two refusals there are, and they change nothing.
            assert (step, activity.classification > PUBLIC) == ("publish", True) or level < activity.classification
            assert before == (activity.classification, activity.revision, activity.moves.count())


class TestParts:
    def test_a_reason_below_its_activity_is_refused_at_its_field(self) -> None:
        activity = ActivityFactory(classification=INTERNAL)
        with pytest.raises(DomainError) as refused:
            move_activity(
                a_viewer(),
                activity,
                revision=activity.revision,
                to_quarter=Quarter(2024, 1),
                reason="x",
                classification=PUBLIC,
            )
        assert refused.value.field == "classification"
        assert not Move.objects.exists()

    def test_raising_an_activity_raises_the_reasons_of_its_moves(self) -> None:
        activity = ActivityFactory(classification=PUBLIC)
        low = MoveFactory(activity=activity, classification=PUBLIC)
        high = MoveFactory(activity=activity, classification=DEPARTMENTAL)
        reclassified(a_viewer(), activity, INTERNAL)
        assert [Move.objects.get(pk=move.pk).classification for move in (low, high)] == [INTERNAL, DEPARTMENTAL]

    def test_lowering_an_activity_lowers_nothing_else(self) -> None:
        activity = ActivityFactory(classification=DEPARTMENTAL)
        move = MoveFactory(activity=activity, classification=DEPARTMENTAL)
        reclassified(a_viewer(), activity, PUBLIC)
        move.refresh_from_db()
        assert move.classification == DEPARTMENTAL


class TestReclassifying:
    def test_the_reason_is_kept_with_the_change(self) -> None:
        activity = reclassified(a_viewer(), ActivityFactory(classification=INTERNAL), PUBLIC, ground="")
        event = activity.events.order_by("pgh_id").last()  # type: ignore[attr-defined]
        assert event.classification == PUBLIC
        assert Context.objects.get(pk=event.pgh_context_id).metadata["reason"] == "Overleg van maandag"

    def test_what_is_departmental_has_a_ground(self) -> None:
        with pytest.raises(DomainError) as refused:
            reclassified(a_viewer(), ActivityFactory(classification=PUBLIC), DEPARTMENTAL, ground="")
        assert refused.value.field == "ground"

    def test_what_is_internal_needs_none_but_keeps_one(self) -> None:
        activity = reclassified(a_viewer(), ActivityFactory(classification=PUBLIC), INTERNAL, ground="")
        assert activity.ground == ""
        assert reclassified(a_viewer(), activity, INTERNAL).ground == Ground.ECONOMIC_INTERESTS

    def test_what_is_for_everybody_has_none(self) -> None:
        assert reclassified(a_viewer(), ActivityFactory(classification=INTERNAL), PUBLIC).ground == ""

    def test_raising_what_was_published_ends_its_publication(self) -> None:
        activity = ActivityFactory(classification=PUBLIC, published_at=NOW - timedelta(days=1))
        assert reclassified(a_viewer(), activity, INTERNAL).published_at is None

    def test_a_circle_too_ends_its_publication(self) -> None:
        user = a_user()
        circle = CompartmentFactory()
        join(circle, user=user)
        activity = ActivityFactory(classification=PUBLIC, published_at=NOW - timedelta(days=1))
        assert reclassified(viewer_of(user), activity, PUBLIC, compartment=circle).published_at is None

    def test_nobody_puts_a_row_out_of_their_own_reach(self) -> None:
        activity = ActivityFactory(classification=INTERNAL)
        other: Compartment = CompartmentFactory()
        with pytest.raises(DomainError) as refused:
            reclassified(a_viewer(), activity, INTERNAL, compartment=other)
        assert refused.value.field == "compartment"

    def test_a_change_on_an_old_revision_is_refused(self) -> None:
        activity = ActivityFactory(classification=INTERNAL)
        reclassified(a_viewer(), activity, DEPARTMENTAL)
        with pytest.raises(ConflictError):
            reclassified(a_viewer(), activity, PUBLIC)

    @pytest.mark.parametrize("role", [role for role in Role if role not in (Role.SECRETARIAT, Role.CO_CHAIR)])
    def test_others_may_not(self, role: Role) -> None:
        activity = ActivityFactory(classification=INTERNAL)
        with pytest.raises(NotAllowedError):
            reclassified(a_viewer(role), activity, PUBLIC)
        activity.refresh_from_db()
        assert activity.classification == INTERNAL
