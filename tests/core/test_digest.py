"""The daily digest, by choice: on working mornings, once, to who has something to do."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail as mailbox
from django.test import Client

from accounts.models import User
from accounts.roles import Role
from core import clock
from core.mails import morning, sweep
from core.models import Mail, MailState
from tests.factories import ActivityFactory, a_user

pytestmark = pytest.mark.django_db

WORKING_MORNING = "2023-12-04T08:05"


@pytest.fixture
def person() -> User:
    """Somebody of the secretariat who chose the digest, and has something to do."""
    ActivityFactory(led_by_secretariat=True, due_on=clock.today())
    return a_user(daily_digest=True)


def digests_on(moment: str) -> int:
    """How many digests are sent at a moment."""
    mailbox.outbox.clear()
    with clock.at(moment):
        morning()
        sweep()
    return len(mailbox.outbox)


def test_on_a_working_morning_it_comes_once(person: User) -> None:
    assert digests_on(WORKING_MORNING) == 1
    assert digests_on("2023-12-04T08:15") == 0
    assert digests_on("2023-12-05T08:05") == 1


@pytest.mark.parametrize(
    "moment",
    [
        "2023-12-04T07:59",
        "2023-12-04T12:00",
        "2023-12-02T09:00",  # a Saturday
        "2023-12-25T09:00",  # Christmas
        "2024-03-29T09:00",  # Good Friday
        "2023-05-05T09:00",  # Liberation Day
    ],
)
def test_at_other_times_and_on_days_off_it_does_not_come(person: User, moment: str) -> None:
    assert digests_on(moment) == 0
    assert not Mail.objects.exists()


def test_who_has_nothing_to_do_gets_none(person: User) -> None:
    other = a_user(Role.AUDITOR, daily_digest=True)
    assert digests_on(WORKING_MORNING) == 1
    assert Mail.objects.get(recipient=other).state == MailState.DROPPED


def test_who_did_not_choose_it_or_has_left_gets_none(person: User) -> None:
    a_user()
    a_user(daily_digest=True, is_active=False)
    assert digests_on(WORKING_MORNING) == 1
    assert mailbox.outbox[0].to == [person.email]


def test_who_chose_otherwise_before_it_was_sent_gets_none(person: User) -> None:
    with clock.at(WORKING_MORNING):
        morning()
    User.objects.update(daily_digest=False)
    assert digests_on(WORKING_MORNING) == 0


class TestChoosing:
    """The page of mail under "my account"."""

    PAGE = "/account/mail"

    def test_language_and_digest_are_ones_own_choice(self, client: Client) -> None:
        person, other = a_user(), a_user()
        client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        assert client.get(self.PAGE).status_code == 200

        answer = client.post(self.PAGE, {"language": "en", "daily_digest": "on", "email": "x@example.org"})

        assert answer.status_code == 302
        before = person.email
        for row in (person, other):
            row.refresh_from_db()
        assert (person.language, person.daily_digest, person.email) == ("en", True, before)
        assert (other.language, other.daily_digest) == ("nl", False)

    def test_a_language_that_there_is_not_is_refused(self, client: Client) -> None:
        person = a_user(daily_digest=True)
        client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")

        answer: Any = client.post(self.PAGE, {"language": "fr"})

        assert answer.status_code == 422
        assert answer.context["form"].errors["language"]
        person.refresh_from_db()
        assert person.daily_digest

    def test_a_visitor_signs_in_first(self, client: Client) -> None:
        assert "login" in client.get(self.PAGE).headers["Location"]
