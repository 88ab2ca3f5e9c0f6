"""What holds whoever asks: the rules of the timeline's actions that no page lets anybody reach, and who may act."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.http import Http404
from django.utils import translation

from accounts.classification import Classification, Ground
from accounts.models import Compartment
from accounts.roles import Role
from accounts.viewers import Viewer
from core.errors import ConflictError, DomainError, NotAllowedError
from core.models import Source
from core.quarters import Quarter
from tests.factories import (
    NOW,
    Q4,
    ActivityFactory,
    CommitmentFactory,
    CompartmentFactory,
    DepartmentFactory,
    MilestoneFactory,
    MoveFactory,
    SourceFactory,
    a_user,
    a_viewer,
    join,
    viewer_of,
)
from timeline import actions
from timeline.models import Activity, ActivityCitation, ActivityState, Commitment, CommitmentKind, Milestone, Move

pytestmark = pytest.mark.django_db

NEXT = Quarter(2024, 1)
PAPER = "Kamerstuk 35 982, nr. 9"
PUBLIC, INTERNAL, DEPARTMENTAL = Classification


@pytest.fixture(autouse=True)
def in_english() -> Any:
    with translation.override("en"):
        yield


def led_by_vws(**facts: Any) -> Activity:
    activity: Activity = ActivityFactory(**facts)
    activity.leads.create(department=DepartmentFactory(abbreviation="VWS"))
    return activity


def parts_of(activity: Activity) -> None:
    """One milestone and one citation of an activity."""
    MilestoneFactory(activity=activity)
    ActivityCitation.objects.create(activity=activity, source=SourceFactory())


def move(viewer: Viewer, activity: Activity, **facts: Any) -> Move:
    given: dict[str, Any] = {
        "revision": activity.revision,
        "to_quarter": NEXT,
        "reason": "Fictief",
        "classification": INTERNAL,
    }
    return actions.move_activity(viewer, activity, **(given | facts))


ACTIONS: dict[str, Callable[[Viewer, Activity], Any]] = {
    "change": lambda viewer, row: actions.change_activity(viewer, row, revision=1, title="Anders"),
    "move": move,
    "record": lambda viewer, row: actions.record_progress(viewer, row, revision=1, state=ActivityState.RUNNING),
    "reclassify": lambda viewer, row: actions.reclassify_activity(
        viewer, row, revision=1, classification=DEPARTMENTAL, compartment=None, ground=Ground.PRIVACY, reason="Fictief"
    ),
    "publish": lambda viewer, row: actions.publish_activity(viewer, row, revision=1),
    "add a milestone": lambda viewer, row: actions.add_milestone(viewer, row, revision=1, title="M", due_on=NOW.date()),
    "reach a milestone": lambda viewer, row: actions.reach_milestone(
        viewer, Milestone.objects.get(activity=row), revision=1, reached_on=NOW.date()
    ),
    "cite": lambda viewer, row: actions.cite_source(viewer, row, revision=1, source=PAPER, locator="par. 2"),
    "remove a citation": lambda viewer, row: actions.remove_citation(
        viewer, ActivityCitation.objects.get(activity=row), revision=1
    ),
}
FOR_THE_TASKFORCE = ("reclassify", "publish")


@pytest.mark.parametrize("action", ACTIONS)
def test_only_the_taskforce_and_a_member_of_the_lead_may_act(action: str) -> None:
    activity = led_by_vws(classification=PUBLIC, published_at=NOW)
    parts_of(activity)
    lead = a_viewer(Role.DEPARTMENT_MEMBER, department="VWS")
    outsiders = [
        a_viewer(Role.DEPARTMENT_MEMBER, department="LNV"),
        a_viewer(Role.POST, department="VWS"),
        a_viewer(Role.HCEU_READER, department="VWS"),
        a_viewer(Role.AUDITOR),
        Viewer.visitor(NOW),
    ]
    if action in FOR_THE_TASKFORCE:
        outsiders.append(lead)
    for viewer in outsiders:
        with pytest.raises(NotAllowedError):
            ACTIONS[action](viewer, activity)
    assert Activity.objects.get().revision == 1
    insider = a_viewer() if action in FOR_THE_TASKFORCE else lead
    ACTIONS[action](insider, activity)


@pytest.mark.parametrize("action", ACTIONS)
def test_on_what_a_viewer_may_not_see_nothing_can_be_done_nor_learned(action: str) -> None:
    activity = led_by_vws(classification=DEPARTMENTAL)
    parts_of(activity)
    with pytest.raises(Http404):
        ACTIONS[action](a_viewer(Role.DEPARTMENT_MEMBER, department="VWS"), activity)


@pytest.mark.parametrize("action", ACTIONS)
def test_an_action_on_an_older_revision_changes_nothing(action: str) -> None:
    activity = led_by_vws(classification=PUBLIC)
    parts_of(activity)
    Activity.objects.update(revision=2)
    activity.revision = 1
    with pytest.raises(ConflictError) as lost:
        ACTIONS[action](a_viewer(), activity)
    assert lost.value.current.revision == 2
    assert Activity.objects.get().revision == 2
    assert Milestone.objects.get().reached_on is None
    assert ActivityCitation.objects.count() == 1


@pytest.mark.parametrize("action", [name for name in ACTIONS if name not in FOR_THE_TASKFORCE])
def test_what_changes_a_part_is_a_new_revision_of_the_whole(action: str) -> None:
    activity = led_by_vws()
    parts_of(activity)
    ACTIONS[action](a_viewer(), activity)
    assert Activity.objects.get().revision == 2


def test_the_same_place_in_a_source_is_cited_once() -> None:
    activity = ActivityFactory()
    viewer = a_viewer()
    actions.cite_source(viewer, activity, revision=1, source=PAPER, locator="par. 2")
    with pytest.raises(DomainError, match="stands here already") as refusal:
        actions.cite_source(viewer, activity, revision=2, source="kamerstuk 35982 nr 9", locator="par. 2")
    assert refusal.value.field == "source"
    actions.cite_source(viewer, activity, revision=2, source=PAPER, locator="par. 3")
    assert [str(one) for one in activity.citations.order_by("locator")] == [f"{PAPER}, par. 2", f"{PAPER}, par. 3"]


def test_a_citation_of_a_hidden_source_is_not_removed_by_who_does_not_see_it() -> None:
    activity = led_by_vws()
    hidden = SourceFactory(classification=DEPARTMENTAL)
    citation = ActivityCitation.objects.create(activity=activity, source=hidden)
    with pytest.raises(Http404):
        actions.remove_citation(a_viewer(Role.DEPARTMENT_MEMBER, department="VWS"), citation, revision=1)
    assert ActivityCitation.objects.exists()


def test_the_history_keeps_that_a_source_was_cited() -> None:
    activity = ActivityFactory()
    citation = actions.cite_source(a_viewer(), activity, revision=1, source=PAPER)
    key = citation.pk
    actions.remove_citation(a_viewer(), citation, revision=2)
    events = ActivityCitation.pgh_event_model.objects.filter(pgh_obj_id=key)  # type: ignore[attr-defined]
    assert [event.pgh_label for event in events.order_by("pgh_id")] == ["insert", "delete"]


@pytest.mark.parametrize("level", Classification)
def test_planning_asks_a_ground_where_reclassifying_does(level: Classification) -> None:
    def plan(ground: str) -> Activity:
        return actions.plan_activity(
            a_viewer(), key=uuid4(), quarter=Q4, title="T", classification=level, ground=ground
        )

    def promise(ground: str) -> Commitment:
        facts: dict[str, Any] = {"kind": CommitmentKind.PROMISE, "text": "T", "source": PAPER}
        return actions.add_commitment(a_viewer(), key=uuid4(), classification=level, ground=ground, **facts)

    def reclassify(ground: str) -> Activity:
        return actions.reclassify_activity(
            a_viewer(), ActivityFactory(), revision=1, classification=level, ground=ground, reason="Fictief"
        )

    for act in (plan, promise, reclassify):
        assert act(Ground.PRIVACY).ground == (Ground.PRIVACY if level > PUBLIC else "")
        if level == DEPARTMENTAL:
            with pytest.raises(DomainError, match="on which ground") as refusal:
                act("")
            assert refusal.value.field == "ground"
        else:
            assert act("").ground == ""


@pytest.mark.parametrize("facts", [{"classification": INTERNAL}, {"classification": PUBLIC, "compartment": True}])
def test_a_commitment_that_is_not_for_everybody_is_not_published(facts: dict[str, Any]) -> None:
    if "compartment" in facts:
        facts = facts | {"compartment": CompartmentFactory()}
    user = a_user()
    for circle in Compartment.objects.all():
        join(circle, user=user)
    with pytest.raises(DomainError, match="Only what is public can be published"):
        actions.publish_commitment(viewer_of(user), CommitmentFactory(**facts), revision=1)
    assert Commitment.objects.get().published_at is None


def test_a_reason_is_never_less_confidential_than_its_activity() -> None:
    activity = led_by_vws(classification=DEPARTMENTAL)
    with pytest.raises(DomainError, match="at least “Departmental Confidential”") as refusal:
        move(a_viewer(), activity, classification=INTERNAL)
    assert refusal.value.field == "classification"
    move(a_viewer(), activity, classification=DEPARTMENTAL)


def test_a_reason_is_never_above_what_its_author_may_read() -> None:
    lead = a_viewer(Role.DEPARTMENT_MEMBER, department="VWS")
    with pytest.raises(DomainError, match="You may not read this classification yourself") as refusal:
        move(lead, led_by_vws(), classification=DEPARTMENTAL)
    assert refusal.value.field == "classification"


def test_raising_an_activity_raises_the_reasons_of_its_moves() -> None:
    reason = MoveFactory(activity__classification=PUBLIC, activity__quarter=Q4, classification=PUBLIC)
    ACTIONS["reclassify"](a_viewer(), reason.activity)
    reason.refresh_from_db()
    assert reason.classification == DEPARTMENTAL


def test_the_database_refuses_a_reason_below_its_activity() -> None:
    activity = ActivityFactory(classification=DEPARTMENTAL)
    with pytest.raises(IntegrityError), transaction.atomic():
        MoveFactory(activity=activity, classification=INTERNAL)


def test_a_row_is_put_in_no_circle_that_its_author_is_not_in() -> None:
    with pytest.raises(DomainError, match="You are not in this compartment") as refusal:
        actions.plan_activity(
            a_viewer(), key=uuid4(), quarter=Q4, title="T", classification=INTERNAL, compartment=CompartmentFactory()
        )
    assert refusal.value.field == "compartment"
    assert not Activity.objects.exists()


def test_moving_back_to_the_first_quarter_is_a_move_too() -> None:
    activity = led_by_vws()
    move(a_viewer(), activity)
    activity.refresh_from_db()
    move(a_viewer(), activity, to_quarter=Q4)
    activity.refresh_from_db()
    assert not activity.has_moved
    assert [str(row) for row in activity.moves.all()] == ["2023-Q4 → 2024-Q1", "2024-Q1 → 2023-Q4"]


def test_settling_with_an_unreadable_citation_leaves_no_source_behind() -> None:
    commitment = CommitmentFactory()
    sources = Source.objects.count()
    for citation in ("", "de brief", "Kamerstuk 35 982"):
        with pytest.raises(DomainError) as refusal:
            actions.settle_commitment(a_viewer(), commitment, revision=1, settled_by=citation)
        assert refusal.value.field == "settled_by"
    assert Source.objects.count() == sources
    assert Commitment.objects.get().settled_by is None
