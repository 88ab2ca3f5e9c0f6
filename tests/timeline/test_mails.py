"""Reminders of milestones: to who carries the activity on, before the day and after it, while it waits for them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core import mail as mailbox

from accounts.classification import Classification
from accounts.models import User
from accounts.roles import Role
from core import clock
from core.mails import morning, sweep
from tests.factories import ActivityFactory, MilestoneFactory, a_user
from timeline.models import Activity, ActivityLead, Milestone

pytestmark = pytest.mark.django_db

MONDAY = date(2023, 12, 4)


@pytest.fixture
def member() -> User:
    return a_user(Role.DEPARTMENT_MEMBER, department="BZ")


@pytest.fixture
def milestone(member: User) -> Milestone:
    """On Thursday, three working days ahead, in an activity that the member's department leads."""
    made: Milestone = MilestoneFactory(due_on=MONDAY + timedelta(days=3))
    assert member.department is not None
    ActivityLead.objects.create(activity=made.activity, department=member.department)
    return made


def reminded(day: date = MONDAY) -> list[str]:
    """Who is reminded on the morning of a day, in the order of the alphabet."""
    mailbox.outbox.clear()
    with clock.at(f"{day}T08:05"):
        morning()
        sweep()
    return sorted(address for message in mailbox.outbox for address in message.to)


def test_who_leads_is_reminded_once_before_the_day_and_once_after(member: User, milestone: Milestone) -> None:
    assert reminded(MONDAY - timedelta(days=3)) == []
    assert reminded() == [member.email]
    assert reminded() == []
    assert reminded(MONDAY + timedelta(days=3)) == []
    assert reminded(MONDAY + timedelta(days=4)) == [member.email]
    assert reminded(MONDAY + timedelta(days=7)) == []


def test_the_link_leads_to_the_milestones_of_the_activity(milestone: Milestone) -> None:
    reminded()
    assert f"http://localhost:8000/tijdlijn/activiteiten/{milestone.activity.pk}/#milestones" in str(
        mailbox.outbox[0].body
    )


def test_when_the_day_is_changed_a_reminder_comes_anew(member: User, milestone: Milestone) -> None:
    assert reminded() == [member.email]
    Milestone.objects.update(due_on=MONDAY + timedelta(days=2))
    assert reminded() == [member.email]


def test_the_secretariat_is_reminded_of_its_own_and_of_what_nobody_leads(milestone: Milestone) -> None:
    secretary = a_user(Role.SECRETARIAT)
    for role in (Role.CO_CHAIR, Role.AUDITOR, Role.POST, Role.HCEU_READER):
        a_user(role, department="" if role is Role.AUDITOR else "EZK")
    ActivityLead.objects.all().delete()
    assert reminded() == [secretary.email]
    MilestoneFactory(due_on=MONDAY, activity=ActivityFactory(led_by_secretariat=True))
    assert reminded() == [secretary.email]


def test_other_departments_and_who_may_not_see_it_are_not_reminded(member: User, milestone: Milestone) -> None:
    a_user(Role.DEPARTMENT_MEMBER, department="LNV")
    cleared = a_user(Role.DEPARTMENT_MEMBER, department="BZ", clearance=Classification.DEPARTMENTAL)
    Activity.objects.update(classification=Classification.DEPARTMENTAL)
    assert reminded() == [cleared.email]


@pytest.mark.parametrize(
    "change",
    [
        lambda: Milestone.objects.update(reached_on=MONDAY),
        lambda: Activity.objects.update(classification=Classification.DEPARTMENTAL),
        lambda: Activity.objects.update(state="dropped", state_reason="Niet meer nodig"),
        lambda: ActivityLead.objects.all().delete(),
        lambda: User.objects.update(is_active=False),
        lambda: User.objects.update(role=Role.POST),
    ],
    ids=["reached", "raised", "dropped", "led by others", "left", "another role"],
)
def test_what_changes_before_it_is_sent_counts(milestone: Milestone, change: object) -> None:
    with clock.at(f"{MONDAY}T08:05"):
        morning()
    assert callable(change)
    change()
    sweep()
    assert mailbox.outbox == []


def test_what_was_reached_is_not_reminded_of(milestone: Milestone) -> None:
    Milestone.objects.update(reached_on=MONDAY)
    assert reminded() == []
