"""What the timeline asks of whom today: by role, from the state of what each may see."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.utils import translation

from accounts.classification import Classification
from accounts.roles import Role
from accounts.viewers import Viewer
from core import clock
from core.quarters import Quarter
from core.today import WorkItem, key_numbers_for, work_for
from tests.factories import (
    NOW,
    Q4,
    ActivityFactory,
    CommitmentFactory,
    CompartmentFactory,
    DepartmentFactory,
    MilestoneFactory,
    SourceFactory,
    a_viewer,
)
from timeline.models import Activity, ActivityState, CommitmentKind
from timeline.today import key_numbers, work

pytestmark = pytest.mark.django_db

TODAY = NOW.date()
Q3 = Quarter(2023, 3)
EDGE = clock.add_working_days(TODAY, 10)
BEYOND = clock.add_working_days(TODAY, 11)


@pytest.fixture(autouse=True)
def in_english() -> Any:
    with translation.override("en"):
        yield


def member(department: str = "VWS") -> Viewer:
    return a_viewer(Role.DEPARTMENT_MEMBER, department=department)


def led_by(abbreviation: str, **facts: Any) -> Activity:
    activity: Activity = ActivityFactory(**facts)
    activity.leads.create(department=DepartmentFactory(abbreviation=abbreviation))
    return activity


def asked_of(viewer: Viewer) -> list[str]:
    return [item.what for item in work(viewer)]


def test_a_department_is_asked_for_what_it_leads_and_the_taskforce_for_what_nobody_or_it_leads() -> None:
    led_by("VWS", title="Van VWS", due_on=EDGE)
    led_by("LNV", title="Van LNV", due_on=EDGE)
    ActivityFactory(title="Van niemand", due_on=EDGE)
    ActivityFactory(title="Van ons", due_on=EDGE, led_by_secretariat=True)
    assert asked_of(member("VWS")) == ["Finish “Van VWS”, or record how far it is"]
    ours = {"Finish “Van niemand”, or record how far it is", "Finish “Van ons”, or record how far it is"}
    assert set(asked_of(a_viewer())) == ours
    assert set(asked_of(a_viewer(Role.CO_CHAIR, department="BZ"))) == ours


@pytest.mark.parametrize("role", [Role.POST, Role.HCEU_READER, Role.AUDITOR])
def test_who_may_change_nothing_is_asked_for_nothing(role: Role) -> None:
    led_by("VWS", due_on=TODAY)
    ActivityFactory(quarter=Q3)
    CommitmentFactory(due_on=TODAY, department=DepartmentFactory(abbreviation="VWS"))
    assert work(a_viewer(role, department="" if role == Role.AUDITOR else "VWS")) == []


@pytest.mark.parametrize(("due_on", "asked"), [(date(2023, 12, 1), 1), (TODAY, 1), (EDGE, 1), (BEYOND, 0), (None, 0)])
def test_an_activity_asks_when_it_is_due_within_ten_working_days(due_on: date | None, asked: int) -> None:
    ActivityFactory(due_on=due_on, led_by_secretariat=True)
    assert len(work(a_viewer())) == asked


@pytest.mark.parametrize("state", [ActivityState.DONE, ActivityState.DROPPED])
def test_what_is_done_or_dropped_asks_nothing(state: ActivityState) -> None:
    done_on = TODAY if state == ActivityState.DONE else None
    activity = ActivityFactory(state=state, done_on=done_on, state_reason="Fictief", due_on=TODAY, quarter=Q3)
    MilestoneFactory(activity=activity)
    assert work(a_viewer()) == []


def test_the_secretariat_is_asked_to_move_or_record_what_a_past_quarter_left_behind_whoever_leads_it() -> None:
    activity = led_by("VWS", title="Simulatie", quarter=Q3)
    expected = WorkItem(
        due=Q3.last_day,
        what="Move “Simulatie” to another quarter, or record what came of it",
        url=activity.get_absolute_url(),
        why="Planned in Q3 2023, and neither done nor moved.",
        about=activity,
    )
    assert work(a_viewer()) == [expected]
    assert work(member("VWS")) == [expected]
    assert work(member("LNV")) == []


def test_an_activity_that_moved_to_this_quarter_is_not_left_behind() -> None:
    led_by("VWS", original_quarter=Q3, quarter=Q4)
    assert work(a_viewer()) == []


@pytest.mark.parametrize(("due_on", "asked"), [(date(2023, 11, 1), 1), (EDGE, 1), (BEYOND, 0)])
def test_a_milestone_asks_when_it_is_near_or_late(due_on: date, asked: int) -> None:
    activity = led_by("VWS", title="Simulatie")
    MilestoneFactory(activity=activity, title="Draaiboek", due_on=due_on)
    MilestoneFactory(activity=activity, title="Klaar", due_on=due_on, reached_on=TODAY)
    items = work(member("VWS"))
    assert [item.what for item in items] == ["Record whether the milestone “Draaiboek” was reached"][:asked]
    assert [item.why for item in items] == ["On the way of “Simulatie”."][:asked]
    assert work(a_viewer()) == []


def test_an_open_commitment_asks_its_department_and_the_taskforce() -> None:
    vws = DepartmentFactory(abbreviation="VWS")
    CommitmentFactory(text="Informeren", due_on=TODAY, department=vws, kind=CommitmentKind.PROMISE)
    CommitmentFactory(text="Onderzoeken", due_on=EDGE, kind=CommitmentKind.MOTION)
    CommitmentFactory(text="Later", due_on=BEYOND)
    CommitmentFactory(text="Klaar", due_on=TODAY, settled_by=SourceFactory())
    assert asked_of(member("VWS")) == ["Settle the promise “Informeren”"]
    assert asked_of(a_viewer()) == ["Settle the promise “Informeren”", "Settle the motion “Onderzoeken”"]
    assert asked_of(member("LNV")) == []


def test_nothing_is_asked_about_what_the_viewer_may_not_see() -> None:
    for facts in ({"classification": Classification.DEPARTMENTAL}, {"compartment": CompartmentFactory()}):
        MilestoneFactory(activity=led_by("VWS", due_on=TODAY, quarter=Q3, **facts))
        CommitmentFactory(due_on=TODAY, department=DepartmentFactory(abbreviation="VWS"), **facts)
    assert work(member("VWS")) == []
    assert len(work(a_viewer())) == 2


def test_the_home_page_gets_the_most_pressing_first() -> None:
    for due in (EDGE, TODAY, date(2023, 11, 1)):
        CommitmentFactory(due_on=due)
    ours = [item for item in work_for(a_viewer()) if "toezeggingen" in item.url]
    assert [item.due for item in ours] == [date(2023, 11, 1), TODAY, EDGE]


def test_the_figures_count_this_year_over_what_the_viewer_may_see() -> None:
    ActivityFactory(quarter=Q4)
    ActivityFactory(quarter=Q3)
    ActivityFactory(quarter=Q4, original_quarter=Q3)
    ActivityFactory(quarter=Q3, state=ActivityState.DONE, done_on=Q3.last_day)
    ActivityFactory(quarter=Quarter(2024, 1))
    ActivityFactory(quarter=Q4, classification=Classification.DEPARTMENTAL)
    CommitmentFactory(due_on=date(2023, 12, 1))
    CommitmentFactory()
    CommitmentFactory(settled_by=SourceFactory())
    CommitmentFactory(classification=Classification.DEPARTMENTAL)
    shown = {number.name: (number.value, number.meaning) for number in key_numbers(member())}
    assert shown == {
        "Activities on schedule": ("2 of 4", "1 has moved"),
        "Open commitments": ("2", "1 of them is late"),
    }
    seen_by_all = {number.name: number.value for number in key_numbers_for(a_viewer())}
    assert seen_by_all["Activities on schedule"] == "3 of 5"
    assert seen_by_all["Open commitments"] == "3"
