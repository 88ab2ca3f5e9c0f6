"""Every day that an action takes is refused at its field where it lies outside the quarters that there are."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from django.utils import translation

from accounts.classification import Classification
from accounts.viewers import Viewer
from core.errors import DomainError
from core.quarters import Quarter
from tests.factories import NOW, Q4, ActivityFactory, CommitmentFactory, MilestoneFactory, a_viewer
from timeline import actions
from timeline.models import Activity, ActivityState, Commitment, CommitmentKind, Milestone

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

INTERNAL = Classification.INTERNAL
NEW: dict[str, Any] = {"kind": CommitmentKind.MOTION, "text": "Motie", "source": "Kamerstuk 36 200 V, nr. 50"}
Act = Callable[[Viewer, dict[str, Any]], Any]

ACTS: list[tuple[str, Act]] = [
    *(
        (day, lambda viewer, days: actions.plan_activity(
            viewer, key=uuid4(), quarter=Q4, title="T", classification=INTERNAL, **days
        ))
        for day in ("starts_on", "due_on")
    ),
    *(
        (day, lambda viewer, days: actions.change_activity(viewer, ActivityFactory(), revision=1, title="T", **days))
        for day in ("starts_on", "due_on")
    ),
    ("due_on", lambda viewer, days: actions.move_activity(
        viewer,
        ActivityFactory(),
        revision=1,
        to_quarter=Quarter(2024, 1),
        reason="R",
        classification=INTERNAL,
        **days,
    )),
    ("done_on", lambda viewer, days: actions.record_progress(
        viewer, ActivityFactory(), revision=1, state=ActivityState.DONE, **days
    )),
    ("due_on", lambda viewer, days: actions.add_milestone(viewer, ActivityFactory(), revision=1, title="M", **days)),
    ("reached_on", lambda viewer, days: actions.reach_milestone(viewer, MilestoneFactory(), revision=1, **days)),
    *(
        (day, lambda viewer, days: actions.add_commitment(
            viewer, key=uuid4(), classification=INTERNAL, **NEW, **days
        ))
        for day in ("made_on", "due_on")
    ),
    *(
        (day, lambda viewer, days: actions.change_commitment(viewer, CommitmentFactory(), revision=1, **NEW, **days))
        for day in ("made_on", "due_on")
    ),
    ("settled_on", lambda viewer, days: actions.settle_commitment(
        viewer, CommitmentFactory(), revision=1, settled_by="Kamerstuk 35 982, nr. 9", **days
    )),
]  # fmt: skip
OUTSIDE = [date.min, date(1999, 12, 31), date(2100, 1, 1), date(2104, 2, 29), date.max]


@pytest.fixture
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.mark.parametrize(("field", "act"), ACTS)
def test_a_day_outside_the_quarters_is_refused_at_its_field(field: str, act: Act) -> None:
    viewer = a_viewer()
    for day in OUTSIDE:
        with pytest.raises(DomainError) as refused:
            act(viewer, {field: day})
        assert refused.value.field == field
    for model in (Activity, Commitment):
        assert not model.objects.filter(revision__gt=1).exists()
    assert not Milestone.objects.filter(reached_on__isnull=False).exists()


@pytest.mark.parametrize("field", ["done_on", "reached_on", "made_on", "settled_on"])
def test_what_happened_did_not_happen_tomorrow(field: str) -> None:
    tomorrow = NOW.date().replace(day=NOW.day + 1)
    for name, act in ACTS:
        if name == field:
            with pytest.raises(DomainError, match="still to come") as refused:
                act(a_viewer(), {field: tomorrow})
            assert refused.value.field == field
            act(a_viewer(), {field: NOW.date()})


@pytest.mark.parametrize("day", [date(2023, 12, 31), date(2024, 4, 1)])
def test_a_move_takes_no_day_of_another_quarter(day: date) -> None:
    activity, viewer = ActivityFactory(), a_viewer()

    def move(due_on: date | None) -> Activity:
        facts: dict[str, Any] = {"to_quarter": Quarter(2024, 1), "reason": "R", "classification": INTERNAL}
        with transaction.atomic():
            moved = actions.move_activity(viewer, activity, revision=1, due_on=due_on, **facts).activity
            transaction.set_rollback(True)
        return moved

    with pytest.raises(DomainError) as refused:
        move(day)
    assert refused.value.field == "due_on"
    for kept in (None, date(2024, 1, 1), date(2024, 3, 31)):
        assert move(kept).due_on == kept
