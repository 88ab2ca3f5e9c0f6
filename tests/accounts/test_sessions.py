"""Where somebody is signed in: seen and ended by that person only."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.browsers import words_for
from accounts.models import User
from accounts.tasks import forget_sessions
from tests.api_client import own_address
from tests.factories import PASSWORD, a_user

pytestmark = pytest.mark.django_db

PAGE = "/account/sessions/"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/126.0 Safari/537.36 Edg/126.0"


def browser(person: User, user_agent: str = FIREFOX) -> Client:
    """A browser in which somebody signed in."""
    client = Client(REMOTE_ADDR=own_address(), headers={"user-agent": user_agent})
    client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    assert is_signed_in(client)
    return client


def is_signed_in(client: Client) -> bool:
    return client.get("/vandaag/").status_code == 200


def test_every_browser_is_listed_with_when_and_from_where() -> None:
    person = a_user()
    here, _there, _of_another = browser(person), browser(person, EDGE), browser(a_user())

    page = here.get(PAGE)

    assert sorted(session.browser for session in page.context["sessions"]) == ["Edge op Windows", "Firefox op Linux"]
    for session in UserSession.objects.filter(user=person):
        assert session.ip in page.content.decode()
        assert session.session_key not in page.content.decode()
    assert page["Cache-Control"] == "no-store"


def test_one_browser_is_signed_out_and_no_other() -> None:
    person = a_user()
    here, lost, other = browser(person), browser(person, EDGE), browser(person)
    row = UserSession.objects.get(session_key=lost.session.session_key)

    assert here.post(PAGE + "end", {"session": row.pk}).status_code == 302

    assert [is_signed_in(client) for client in (here, lost, other)] == [True, False, True]


def test_all_others_are_signed_out_at_once() -> None:
    person = a_user()
    here, others = browser(person), [browser(person), browser(person)]
    stranger = browser(a_user())

    assert here.post(PAGE).status_code == 302

    assert is_signed_in(here)
    assert not any(is_signed_in(client) for client in others)
    assert is_signed_in(stranger)


@pytest.mark.parametrize("what", ["of another", "", "x", "-1", "٣"])
def test_nobody_ends_the_session_of_another(what: str) -> None:
    person = browser(a_user())
    row = UserSession.objects.get()

    mine = browser(a_user())
    mine.post(PAGE + "end", {"session": row.pk if what == "of another" else what})

    assert is_signed_in(person)
    assert is_signed_in(mine)


def test_a_number_without_end_ends_nothing() -> None:
    client = Client()
    client.force_login(a_user(), backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.post(reverse("end-session"), {"session": "9" * 5_000}).status_code == 302


def test_who_chooses_a_new_password_is_signed_out_elsewhere() -> None:
    person = a_user()
    here, elsewhere = browser(person), browser(person)
    new = "een heel ander lang wachtwoord"
    here.post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert is_signed_in(here)
    assert not is_signed_in(elsewhere)


def test_who_has_left_is_out_at_once() -> None:
    person = a_user()
    here = browser(person)
    User.objects.filter(pk=person.pk).update(is_active=False)
    assert not is_signed_in(here)


def test_what_is_over_is_forgotten() -> None:
    person = a_user()
    here, gone, expired = browser(person), browser(person), browser(person)
    gone.post(reverse("account_logout"))
    Session.objects.filter(session_key=expired.session.session_key).update(expire_date=timezone.now() - timedelta(1))

    forget_sessions()

    assert [row.session_key for row in UserSession.objects.all()] == [here.session.session_key]
    assert [row.session_key for row in Session.objects.all()] == [here.session.session_key]


def test_a_visitor_signs_in_first(client: Client) -> None:
    for answer in (client.get(PAGE), client.post(PAGE), client.post(PAGE + "end")):
        assert "login" in answer.headers["Location"]


def test_no_administrator_sees_from_where_people_work() -> None:
    assert UserSession not in admin.site._registry


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        (FIREFOX, "Firefox op Linux"),
        (EDGE, "Edge op Windows"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 Safari/604.1",
            "Safari op iPhone",
        ),
        ("Mozilla/5.0 (Linux; Android 14) Chrome/126.0 Mobile Safari/537.36", "Chrome op Android"),
        ("curl/8.5", "Onbekende browser"),
        ("<script>", "Onbekende browser"),
        ("", "Onbekende browser"),
    ],
)
def test_a_browser_is_called_by_its_name(user_agent: str, words: Any) -> None:
    assert words_for(user_agent) == words
