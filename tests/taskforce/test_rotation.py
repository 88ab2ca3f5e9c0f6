"""Secrets are replaced without anybody being signed out, as long as the old ones are still read."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from accounts.viewers import Viewer
from core import clock
from core.password_reset import address
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

OLD, NEW = "o" * 50, "n" * 50


@pytest.fixture
def key(settings: object) -> Callable[..., None]:
    """Start the site with a key, and perhaps an old one that is still read."""

    def used(key: str, *old: str) -> None:
        settings.SECRET_KEY = key  # type: ignore[attr-defined]
        settings.SECRET_KEY_FALLBACKS = list(old)  # type: ignore[attr-defined]

    used(OLD)
    return used


def is_signed_in(client: Client) -> bool:
    return client.get("/vandaag/").status_code == 200


def test_who_was_signed_in_stays_so_while_the_old_key_is_read(
    key: Callable[..., None], sign_in: Callable[[User], Client]
) -> None:
    client = sign_in(UserFactory())
    key(NEW, OLD)
    assert is_signed_in(client)


def test_who_came_by_meanwhile_stays_signed_in_when_the_old_key_is_dropped(
    key: Callable[..., None], sign_in: Callable[[User], Client]
) -> None:
    client = sign_in(UserFactory())
    key(NEW, OLD)
    is_signed_in(client)
    key(NEW)
    assert is_signed_in(client)


def test_who_did_not_signs_in_again(key: Callable[..., None], sign_in: Callable[[User], Client]) -> None:
    client = sign_in(UserFactory())
    key(NEW)
    assert not is_signed_in(client)


@pytest.mark.parametrize(("old", "works"), [((OLD,), True), ((), False)])
def test_a_link_for_a_password_works_while_the_old_key_is_read(
    key: Callable[..., None], client: Client, old: tuple[str, ...], works: bool
) -> None:
    person = UserFactory()
    link = address(Viewer.for_user(person, clock.now()), person, None)
    key(NEW, *old)
    assert bool(client.get(link, follow=True).redirect_chain) is works
