"""The first user of an installation chooses a password by a link; none is ever written on a command line."""

from __future__ import annotations

import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.models import User
from accounts.roles import Role
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

EMAIL = "eerste@example.org"
PASSWORD = "een nieuw en lang wachtwoord"


def first_user(*more: str) -> str:
    """The path of the link that was printed."""
    told = StringIO()
    call_command("create_first_user", "Eerste@Example.org", "E. Erste", *more, stdout=told)
    (path,) = re.findall(r"^http://localhost:8000(/\S+)$", told.getvalue(), re.MULTILINE)
    return str(path)


def choose_password(client: Client, path: str) -> int:
    """Follow the link and fill in the form; the status of the page that the link leads to."""
    opened = client.get(path, follow=True)
    if opened.redirect_chain:
        client.post(opened.redirect_chain[-1][0], {"password1": PASSWORD, "password2": PASSWORD})
    return opened.status_code


def signs_in(client: Client) -> bool:
    client.post("/account/login/", {"login": EMAIL, "password": PASSWORD})
    return "_auth_user_id" in client.session


def test_the_first_user_chooses_a_password_and_administers_the_site(client: Client) -> None:
    path = first_user()
    user = User.objects.get()
    assert (user.email, user.role, user.is_superuser, user.is_staff) == (EMAIL, Role.SECRETARIAT, True, True)
    assert not user.has_usable_password()

    assert choose_password(client, path) == 200
    assert signs_in(Client())


def test_the_link_works_once(client: Client) -> None:
    path = first_user()
    choose_password(client, path)
    user = User.objects.get()

    again = Client().get(path, follow=True)

    assert not again.redirect_chain
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


def test_where_there_is_an_administrator_another_must_be_asked_for() -> None:
    UserFactory(is_superuser=True)
    with pytest.raises(CommandError):
        first_user()
    assert not User.objects.filter(email=EMAIL).exists()
    first_user("--another")
    assert User.objects.get(email=EMAIL).is_superuser


def test_who_is_a_user_already_is_not_added_twice() -> None:
    UserFactory(email=EMAIL)
    with pytest.raises(CommandError):
        first_user()
    assert User.objects.count() == 1
