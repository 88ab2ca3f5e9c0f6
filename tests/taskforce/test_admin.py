"""The admin keeps users, departments, circles, jobs and mails, and nothing that the taskforce writes or reads."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.contrib import admin
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Compartment, CompartmentMember, Department, User
from accounts.roles import Role
from core.models import Guarded, Job, JobState, Mail, MailState
from tests.factories import PASSWORD, CompartmentFactory, DepartmentFactory, UserFactory

pytestmark = pytest.mark.django_db

SIGN_IN = "/account/login/"
NEW_PASSWORD = "een nieuw en lang wachtwoord"


@pytest.fixture
def administrator() -> User:
    return UserFactory(is_staff=True, is_superuser=True)


@pytest.fixture
def desk(client: Client, administrator: User, settings: object) -> Client:
    """The admin, with an administrator at it."""
    settings.SECOND_FACTOR_REQUIRED = False  # type: ignore[attr-defined]
    client.force_login(administrator, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def test_nothing_else_is_registered() -> None:
    assert set(admin.site._registry) == {User, Department, Compartment, Authenticator, Job, Mail}


def test_no_content_is_registered() -> None:
    content = {model for model in apps.get_models() if issubclass(model, Guarded) and model is not Job}

    assert content
    assert not content & set(admin.site._registry)


def test_the_admin_signs_in_by_the_sites_own_page_with_its_second_factor(client: Client) -> None:
    answer = client.get(reverse("admin:login"))

    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(SIGN_IN)


def test_a_password_is_not_enough_at_the_admins_own_door(client: Client, administrator: User) -> None:
    client.post(reverse("admin:login"), {"username": administrator.email, "password": PASSWORD})

    assert "_auth_user_id" not in client.session


def test_who_may_not_use_the_admin_is_refused(client: Client, settings: object) -> None:
    settings.SECOND_FACTOR_REQUIRED = False  # type: ignore[attr-defined]
    client.force_login(UserFactory(), backend="allauth.account.auth_backends.AuthenticationBackend")

    assert client.get(reverse("admin:login")).status_code == 403
    assert client.get(reverse("admin:accounts_user_changelist")).status_code == 302


@pytest.mark.parametrize("model", [User, Department, Compartment, Authenticator, Job, Mail])
def test_every_list_and_every_row_opens(desk: Client, administrator: User, model: Any) -> None:
    DepartmentFactory()
    circle = CompartmentFactory()
    CompartmentMember.objects.create(compartment=circle, user=administrator, granted_by=administrator)
    Authenticator.objects.create(user=administrator, type=Authenticator.Type.TOTP, data={"secret": "GEHEIM"})
    Job.objects.create(kind="compile", key="1", requested_by=administrator, requested_at=timezone.now())
    Mail.objects.create(template="digest", recipient=administrator, dedupe_key="1")
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}"

    assert desk.get(reverse(f"{name}_changelist")).status_code == 200
    row = desk.get(reverse(f"{name}_change", args=[model.objects.latest("pk").pk]))

    assert row.status_code == 200
    assert b"GEHEIM" not in row.content


def test_a_new_user_signs_in_with_the_e_mail_address(desk: Client, client: Client) -> None:
    department = DepartmentFactory()
    facts = {
        "email": "Nieuw.Lid@Example.org",
        "name": "N. Lid",
        "role": Role.DEPARTMENT_MEMBER,
        "department": department.pk,
        "clearance": 1,
        "usable_password": "true",
        "password1": NEW_PASSWORD,
        "password2": NEW_PASSWORD,
    }

    assert desk.post(reverse("admin:accounts_user_add"), facts).status_code == 302

    user = User.objects.get(email="nieuw.lid@example.org")
    assert (user.role, user.department, user.is_staff) == (Role.DEPARTMENT_MEMBER, department, False)
    visitor = Client()
    visitor.post(SIGN_IN, {"login": "nieuw.lid@example.org", "password": NEW_PASSWORD})
    assert visitor.session["_auth_user_id"] == str(user.pk)


def test_a_role_that_belongs_to_a_department_needs_one(desk: Client) -> None:
    facts = {"email": "lid@example.org", "name": "Lid", "role": Role.CO_CHAIR, "clearance": 1}
    passwords = {"usable_password": "true", "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}

    answer = desk.post(reverse("admin:accounts_user_add"), facts | passwords)

    assert answer.status_code == 200
    assert answer.context["adminform"].form.non_field_errors()
    assert not User.objects.filter(email="lid@example.org").exists()


def test_an_old_address_resets_no_password(desk: Client) -> None:
    user = UserFactory(email="oud@example.org")
    EmailAddress.objects.create(user=user, email="oud@example.org", primary=True, verified=True)
    kept = {"name": user.name, "role": user.role, "clearance": 1, "language": "nl", "is_active": "on"}
    facts = kept | {"email": "nieuw@example.org"}

    assert desk.post(reverse("admin:accounts_user_change", args=[user.pk]), facts).status_code == 302

    assert not EmailAddress.objects.filter(email="oud@example.org").exists()


def test_who_lets_somebody_into_a_circle_is_kept(desk: Client, administrator: User) -> None:
    circle, newcomer = CompartmentFactory(), UserFactory()
    management = {"members-TOTAL_FORMS": "1", "members-INITIAL_FORMS": "0"}

    answer = desk.post(
        reverse("admin:accounts_compartment_change", args=[circle.pk]),
        {"name": circle.name, "members-0-user": newcomer.pk, "members-0-audience": "", **management},
    )

    assert answer.status_code == 302
    assert CompartmentMember.objects.get(compartment=circle).granted_by == administrator


@pytest.mark.parametrize("model", [User, Department, Compartment, Job, Mail])
def test_nothing_is_deleted(desk: Client, administrator: User, model: Any) -> None:
    DepartmentFactory()
    CompartmentFactory()
    Job.objects.create(kind="compile", key="1", requested_by=administrator, requested_at=timezone.now())
    Mail.objects.create(template="digest", recipient=administrator, dedupe_key="1")
    row = model.objects.latest("pk")

    path = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_delete", args=[row.pk])

    assert desk.post(path, {"post": "yes"}).status_code == 403
    assert model.objects.filter(pk=row.pk).exists()


def test_a_lost_second_factor_is_taken_away(desk: Client, administrator: User) -> None:
    lost = Authenticator.objects.create(user=administrator, type=Authenticator.Type.TOTP, data={"secret": "GEHEIM"})

    assert desk.post(reverse("admin:mfa_authenticator_delete", args=[lost.pk]), {"post": "yes"}).status_code == 302

    assert not Authenticator.objects.exists()


def test_a_job_is_only_looked_at(desk: Client, administrator: User) -> None:
    job = Job.objects.create(kind="compile", key="1", requested_by=administrator, requested_at=timezone.now())

    assert desk.post(reverse("admin:core_job_change", args=[job.pk]), {"state": JobState.DONE}).status_code == 403
    assert desk.get(reverse("admin:core_job_add")).status_code == 403


def test_what_was_not_sent_is_sent_again_and_what_was_sent_is_not(desk: Client, administrator: User) -> None:
    facts: dict[str, Any] = {"template": "digest", "recipient": administrator, "attempts": 7}
    lost = Mail.objects.create(dedupe_key="1", state=MailState.GIVEN_UP, error="TimeoutError", **facts)
    sent = Mail.objects.create(dedupe_key="2", state=MailState.SENT, sent_at=timezone.now(), **facts)

    page = reverse("admin:core_mail_changelist")
    assert b"TimeoutError" in desk.get(page).content
    chosen = {"action": "send_again", "_selected_action": [str(lost.pk), str(sent.pk)]}
    answer = desk.post(page, chosen, follow=True)

    lost.refresh_from_db()
    sent.refresh_from_db()
    assert (lost.state, lost.attempts, lost.error) == (MailState.WAITING, 0, "")
    assert (sent.state, sent.attempts) == (MailState.SENT, 7)
    assert "1" in str(next(iter(answer.context["messages"])))


def test_a_mail_is_only_looked_at(desk: Client, administrator: User) -> None:
    mail = Mail.objects.create(template="digest", recipient=administrator, dedupe_key="1")

    assert desk.post(reverse("admin:core_mail_change", args=[mail.pk]), {"state": "sent"}).status_code == 403
    assert desk.get(reverse("admin:core_mail_add")).status_code == 403
