"""Who is written to about the approval of a report, and when."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core import mail as mailbox
from django.db import transaction

from accounts.models import User
from accounts.roles import Role
from core import clock
from core.mails import morning, sweep
from core.models import Mail
from reports.actions import approve, ask_review, publish_version
from reports.models import ReportVersion
from tests.factories import ReportFactory, a_user, viewer_of
from tests.publishing import Chairs, a_version

pytestmark = pytest.mark.django_db

MONDAY, TUESDAY, WEDNESDAY = date(2023, 12, 4), date(2023, 12, 5), date(2023, 12, 6)


@pytest.fixture
def version(chairs: Chairs) -> ReportVersion:
    """A version for which approval was asked on Monday."""
    made = a_version(ReportFactory())
    ask_review(viewer_of(chairs.secretary), made, sha256=made.sha256)
    return made


def told() -> list[str]:
    """Who gets a mail now, in the order of the alphabet."""
    mailbox.outbox.clear()
    sweep()
    return sorted(address for message in mailbox.outbox for address in message.to)


def told_on_the_morning_of(day: date) -> list[str]:
    with clock.at(f"{day}T08:05"):
        morning()
        return told()


def addresses(*people: User) -> list[str]:
    return sorted(person.email for person in people)


def give(person: User, version: ReportVersion) -> Any:
    return approve(viewer_of(person), version, sha256=version.sha256)


def test_the_co_chairs_are_asked_once(chairs: Chairs, version: ReportVersion) -> None:
    a_user(Role.AUDITOR)
    a_user(Role.CO_CHAIR, department="LNV", is_active=False)
    ask_review(viewer_of(chairs.secretary), version, sha256=version.sha256)
    assert told() == addresses(chairs.ezk, chairs.bz)
    assert f"http://localhost:8000{version.get_absolute_url()}\n" in str(mailbox.outbox[0].body)
    assert told() == []


def test_who_approved_before_the_mail_went_out_is_not_asked(chairs: Chairs, version: ReportVersion) -> None:
    give(chairs.ezk, version)
    assert told() == addresses(chairs.bz)


def test_the_secretariat_hears_of_the_last_approval_only(chairs: Chairs, version: ReportVersion) -> None:
    told()
    give(chairs.ezk, version)
    assert told() == []
    give(chairs.bz, version)
    assert told() == addresses(chairs.secretary)
    give(chairs.bz, version)
    assert told() == []


def test_what_was_published_meanwhile_is_not_announced(chairs: Chairs, version: ReportVersion) -> None:
    give(chairs.ezk, version)
    give(chairs.bz, version)
    publish_version(viewer_of(chairs.secretary), version, sha256=version.sha256)
    assert told() == []


def test_an_approval_that_waits_is_asked_for_once_more(chairs: Chairs, version: ReportVersion) -> None:
    give(chairs.ezk, version)
    told()
    assert told_on_the_morning_of(TUESDAY) == []
    assert told_on_the_morning_of(WEDNESDAY) == addresses(chairs.bz)
    assert told_on_the_morning_of(WEDNESDAY) == []
    assert told_on_the_morning_of(date(2023, 12, 7)) == []


def test_a_later_version_makes_the_question_lapse(chairs: Chairs, version: ReportVersion) -> None:
    a_version(version.report)
    assert told() == []
    assert told_on_the_morning_of(WEDNESDAY) == []


def test_a_request_that_is_undone_asks_nobody(chairs: Chairs) -> None:
    made = a_version(ReportFactory())
    with transaction.atomic():
        ask_review(viewer_of(chairs.secretary), made, sha256=made.sha256)
        transaction.set_rollback(True)
    assert not Mail.objects.exists()


def test_who_may_not_see_the_report_any_more_is_not_asked(chairs: Chairs, version: ReportVersion) -> None:
    User.objects.filter(pk=chairs.bz.pk).update(role=Role.POST)
    assert told() == addresses(chairs.ezk)
