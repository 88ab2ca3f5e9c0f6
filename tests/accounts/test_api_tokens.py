"""Tokens of the API: made by yourself, after a password, shown once, ended at once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from knox.models import AuthToken

from accounts.models import ApiToken, User
from accounts.tokens import USE_IS_NOTED_EVERY
from accounts.views import MOST_TOKENS
from tests.api_client import own_address
from tests.factories import PASSWORD, UserFactory, a_user

pytestmark = pytest.mark.django_db
PAGE = "/account/api-tokens"
NAMED = {"name": "Nachtelijke koppeling"}


def signed_in(user: User) -> Client:
    """A client whose person signed in, and just gave the password once more."""
    client = Client(REMOTE_ADDR=own_address())
    client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


def reads_with(token: str) -> int:
    return (
        Client(REMOTE_ADDR=own_address(), headers={"authorization": f"Bearer {token}"})
        .get("/api/v1/activities")
        .status_code
    )


def test_a_token_is_shown_once_kept_as_a_hash_and_works() -> None:
    client = signed_in(a_user())
    made = client.post(PAGE, NAMED)
    assert made["Cache-Control"] == "no-store"
    token = made.context["token"]
    assert token in made.content.decode()
    assert token.startswith("tsa_")
    assert token not in client.get(PAGE).content.decode()
    assert token not in str(list(AuthToken.objects.values()))
    assert reads_with(token) == 200


def test_a_token_has_a_name_by_which_its_owner_knows_it() -> None:
    client = signed_in(a_user())
    refused = client.post(PAGE, {"name": " "})
    assert refused.status_code == 422
    assert refused.context["form"].errors["name"]
    assert not AuthToken.objects.exists()

    client.post(PAGE, NAMED)
    assert NAMED["name"] in client.get(PAGE).content.decode()


def test_a_token_from_before_tokens_had_names_is_listed_and_revoked() -> None:
    person = a_user()
    client = signed_in(person)
    row, _token = AuthToken.objects.create(person)
    assert row.token_key[:8] in client.get(PAGE).content.decode()
    client.post(PAGE + "/revoke", {"digest": row.digest})
    assert not AuthToken.objects.exists()


def test_when_a_token_was_last_used_is_noted_but_not_at_every_call() -> None:
    client = signed_in(a_user())
    token = client.post(PAGE, NAMED).context["token"]
    assert ApiToken.objects.get().last_used is None
    before = timezone.now()
    reads_with(token)
    first = ApiToken.objects.get().last_used
    assert first is not None
    assert before <= first <= timezone.now()
    reads_with(token)
    assert ApiToken.objects.get().last_used == first
    ApiToken.objects.update(last_used=first - USE_IS_NOTED_EVERY)
    reads_with(token)
    assert ApiToken.objects.get().last_used > first  # type: ignore[operator]


def test_the_history_knows_of_every_token_that_was_made_and_ended_but_not_of_its_use() -> None:
    client = signed_in(a_user())
    token = client.post(PAGE, NAMED).context["token"]
    reads_with(token)
    client.post(PAGE + "/revoke", {"digest": AuthToken.objects.get().digest})
    history = ApiToken.pgh_event_models["insert"].objects.order_by("pgh_id")  # type: ignore[attr-defined]
    assert [event.pgh_label for event in history] == ["insert", "delete"]


def test_a_revoked_token_is_refused_from_then_on() -> None:
    client = signed_in(a_user())
    token = client.post(PAGE, NAMED).context["token"]
    client.post(PAGE + "/revoke", {"digest": AuthToken.objects.get().digest})
    assert reads_with(token) == 401


def test_nobody_ends_the_token_of_another() -> None:
    _row, token = AuthToken.objects.create(a_user())
    signed_in(a_user()).post(PAGE + "/revoke", {"digest": AuthToken.objects.get().digest})
    assert reads_with(token) == 200


def test_a_token_ends_by_itself() -> None:
    _row, token = AuthToken.objects.create(a_user())
    AuthToken.objects.update(expiry=timezone.now() - timedelta(seconds=1))
    assert reads_with(token) == 401


def test_tokens_are_kept_within_bounds() -> None:
    client = signed_in(a_user())
    for number in range(MOST_TOKENS):
        assert client.post(PAGE, {"name": f"Koppeling {number}"}).status_code == 200
    assert client.post(PAGE, NAMED).status_code == 302
    assert AuthToken.objects.count() == MOST_TOKENS


def test_the_page_asks_for_the_password_again_when_that_was_long_ago(client: Client) -> None:
    client.force_login(a_user(), backend="allauth.account.auth_backends.AuthenticationBackend")
    for answer in (client.get(PAGE), client.post(PAGE, NAMED)):
        assert answer.status_code == 302
        assert "reauthenticate" in answer["Location"]
    assert not AuthToken.objects.exists()


def test_a_visitor_signs_in_first(client: Client) -> None:
    for path in (PAGE, PAGE + "/revoke"):
        answer = client.post(path)
        assert answer.status_code == 302
        assert "login" in answer["Location"] or "reauthenticate" in answer["Location"]


def test_nobody_makes_a_token_for_another_in_the_admin() -> None:
    assert AuthToken not in admin.site._registry


def test_a_token_ends_when_its_owner_changes_the_password() -> None:
    client = signed_in(a_user())
    token = client.post(PAGE, NAMED).context["token"]
    new = "een ander lang wachtwoord"
    client.post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert reads_with(token) == 401


@pytest.mark.parametrize("choice", ["set-password", "unset-password"])
def test_a_token_ends_when_an_administrator_changes_the_password(choice: str) -> None:
    owner = a_user()
    token = signed_in(owner).post(PAGE, NAMED).context["token"]
    desk = signed_in(UserFactory(is_staff=True, is_superuser=True))
    new = "een ander lang wachtwoord"
    usable = "true" if choice == "set-password" else "false"
    sent = {"password1": new, "password2": new, "usable_password": usable, choice: "1"}
    answer = desk.post(reverse("admin:auth_user_password_change", args=[owner.pk]), sent)
    assert answer.status_code == 302
    assert reads_with(token) == 401


@pytest.mark.parametrize("many", [False, True])
def test_a_token_does_not_outlive_the_second_factor_that_was_lost(many: bool) -> None:
    owner = a_user()
    token = signed_in(owner).post(PAGE, NAMED).context["token"]
    desk = signed_in(UserFactory(is_staff=True, is_superuser=True))
    factor = Authenticator.objects.create(user=owner, type=Authenticator.Type.TOTP, data={})
    if many:
        sent = {"action": "delete_selected", "_selected_action": [factor.pk], "post": "yes"}
        answer = desk.post(reverse("admin:mfa_authenticator_changelist"), sent)
    else:
        answer = desk.post(reverse("admin:mfa_authenticator_delete", args=[factor.pk]), {"post": "yes"})
    assert answer.status_code == 302
    assert not Authenticator.objects.exists()
    assert reads_with(token) == 401


def test_a_token_of_somebody_without_a_second_factor_is_refused_where_one_is_needed(settings: Any) -> None:
    token = signed_in(a_user()).post(PAGE, NAMED).context["token"]
    settings.SECOND_FACTOR_REQUIRED = True
    assert reads_with(token) == 401
