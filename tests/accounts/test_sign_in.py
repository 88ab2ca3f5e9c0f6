"""Who gets in, and how: a password and a code from an app, and nobody learns whether an address is known."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.middleware import WITHOUT_SECOND_FACTOR, SecondFactorMiddleware
from accounts.models import User
from core.mails import sweep
from core.models import Mail, MailState
from tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db

LOGIN, ACTIVATE = "/account/login/", "/account/2fa/totp/activate/"
OUR_FRAME = "site-header"


@pytest.fixture(autouse=True)
def no_attempts_yet() -> None:
    """Rate limits and used codes are remembered in the cache."""
    cache.clear()


@pytest.fixture(autouse=True)
def slow_app(settings: SimpleNamespace) -> None:
    """The code in the app stays the same for the length of a test, however slow the machine."""
    settings.MFA_TOTP_PERIOD = 86_400


@pytest.fixture
def second_factor_required(settings: SimpleNamespace) -> None:
    settings.SECOND_FACTOR_REQUIRED = True


@pytest.fixture
def person() -> User:
    return UserFactory()


@pytest.fixture
def english(client: Client) -> Client:
    """A visitor whose browser asks for English, in which the tests read."""
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def code(secret: str) -> str:
    """What the app on the phone shows now."""
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def with_app(person: User) -> str:
    """Set up the second factor of somebody; returns the secret in the app."""
    secret = generate_totp_secret()
    TOTP.activate(person, secret)
    return secret


def sign_in(client: Client, email: str, password: str = PASSWORD) -> Any:
    return client.post(LOGIN, {"login": email, "password": password})


def signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def without_what_always_differs(response: Any, *typed: str) -> str:
    body = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", response.content.decode())
    for text in typed:
        body = body.replace(text, "")
    return body


@pytest.mark.usefixtures("second_factor_required")
def test_a_password_alone_signs_nobody_in_who_has_a_second_factor(client: Client, person: User) -> None:
    with_app(person)

    response = sign_in(client, person.email)

    assert response.headers["Location"] == reverse("mfa_authenticate")
    assert not signed_in(client)


@pytest.mark.usefixtures("second_factor_required")
def test_the_password_and_the_code_of_the_app_sign_in(client: Client, person: User) -> None:
    secret = with_app(person)
    sign_in(client, person.email)

    response = client.post(reverse("mfa_authenticate"), {"code": code(secret)})

    assert response.headers["Location"] == reverse("today")
    assert signed_in(client)


@pytest.mark.usefixtures("second_factor_required")
def test_a_wrong_code_signs_nobody_in(client: Client, person: User) -> None:
    secret = with_app(person)
    sign_in(client, person.email)
    wrong = format_hotp_value((int(code(secret)) + 1) % 10**6)

    response = client.post(reverse("mfa_authenticate"), {"code": wrong})

    assert response.status_code == 200
    assert 'aria-invalid="true"' in response.content.decode()
    assert not signed_in(client)


@pytest.mark.usefixtures("second_factor_required")
def test_a_code_works_once(person: User) -> None:
    secret = with_app(person)
    used = code(secret)
    first, second = Client(), Client()
    for client in (first, second):
        sign_in(client, person.email)
        client.post(reverse("mfa_authenticate"), {"code": used})

    assert signed_in(first)
    assert not signed_in(second)


@pytest.mark.usefixtures("second_factor_required")
def test_a_recovery_code_signs_in_once(person: User) -> None:
    with_app(person)
    recovery_code = RecoveryCodes.activate(person).get_unused_codes()[0]
    first, second = Client(), Client()
    for client in (first, second):
        sign_in(client, person.email)
        client.post(reverse("mfa_authenticate"), {"code": recovery_code})

    assert signed_in(first)
    assert not signed_in(second)


@pytest.mark.usefixtures("second_factor_required")
@pytest.mark.parametrize("page", ["front", "today", "account_change_password", "mfa_view_recovery_codes"])
def test_who_has_no_second_factor_is_led_to_setting_it_up(client: Client, person: User, page: str) -> None:
    sign_in(client, person.email)

    response = client.get(reverse(page))

    assert (response.status_code, response.headers["Location"]) == (302, ACTIVATE)


@pytest.mark.usefixtures("second_factor_required")
def test_the_second_factor_can_be_set_up_and_opens_the_site(client: Client, person: User) -> None:
    sign_in(client, person.email)
    client.post(f"{reverse('account_reauthenticate')}?next={ACTIVATE}", {"password": PASSWORD})
    page = client.get(ACTIVATE).content.decode()
    secret = client.session["mfa.totp.secret"]
    assert secret in page

    client.post(ACTIVATE, {"code": code(secret)})

    assert client.get("/account/password/change/").status_code == 200


@pytest.mark.usefixtures("second_factor_required")
def test_asking_for_a_password_in_anothers_name_does_not_bar_them_from_setting_up(client: Client, person: User) -> None:
    Client().post(reverse("account_reset_password"), {"email": person.email})
    sign_in(client, person.email)
    client.post(f"{reverse('account_reauthenticate')}?next={ACTIVATE}", {"password": PASSWORD})

    assert client.get(ACTIVATE).status_code == 200


@pytest.mark.usefixtures("second_factor_required")
def test_without_a_second_factor_one_may_still_leave_and_choose_a_language(client: Client, person: User) -> None:
    sign_in(client, person.email)

    assert client.post(reverse("set_language"), {"language": "en", "next": "/"}).headers["Location"] == "/"
    client.post(reverse("account_logout"))
    assert not signed_in(client)


@pytest.mark.usefixtures("second_factor_required")
def test_who_takes_the_app_away_is_led_to_setting_it_up_again(client: Client, person: User) -> None:
    secret = with_app(person)
    sign_in(client, person.email)
    client.post(reverse("mfa_authenticate"), {"code": code(secret)})
    Authenticator.objects.filter(user=person).delete()

    assert client.get(reverse("today")).headers["Location"] == ACTIVATE


@pytest.mark.usefixtures("second_factor_required")
def test_the_api_says_in_a_problem_document_that_the_second_factor_is_missing(person: User) -> None:
    response = stopped_by_the_middleware("/api/v1/activities", person)

    assert response is not None
    assert response.status_code == 403
    assert response["Content-Type"] == "application/problem+json"
    assert b'"status": 403' in response.content


@pytest.mark.usefixtures("second_factor_required")
def test_visitors_need_no_second_factor() -> None:
    assert stopped_by_the_middleware("/vandaag", AnonymousUser()) is None


def test_the_demonstration_asks_no_second_factor(settings: SimpleNamespace, person: User) -> None:
    settings.SECOND_FACTOR_REQUIRED = False

    assert stopped_by_the_middleware("/vandaag", person) is None


@pytest.mark.usefixtures("second_factor_required")
@pytest.mark.parametrize("name", sorted(WITHOUT_SECOND_FACTOR))
def test_the_way_in_and_out_stays_open(person: User, name: str) -> None:
    assert stopped_by_the_middleware("/", person, name) is None


@pytest.mark.usefixtures("second_factor_required")
def test_who_watches_the_site_never_signs_in_and_is_never_asked(client: Client) -> None:
    assert [client.get(path).status_code for path in ("/healthz", "/readyz")] == [200, 200]


def stopped_by_the_middleware(path: str, user: User | AnonymousUser, name: str = "page") -> HttpResponse | None:
    """What the middleware answers in place of the page, if anything."""
    request = RequestFactory().get(path)
    request.user = user
    request.resolver_match = SimpleNamespace(view_name=name)  # type: ignore[assignment]
    return SecondFactorMiddleware(lambda request: HttpResponse()).process_view(request, None, (), {})


def test_an_unknown_address_and_a_wrong_password_get_the_same_answer(client: Client, person: User) -> None:
    unknown = sign_in(client, "niemand@example.org")
    wrong = sign_in(client, person.email, "een ander wachtwoord")

    assert unknown.status_code == wrong.status_code == 200
    assert without_what_always_differs(unknown, "niemand@example.org") == without_what_always_differs(
        wrong, person.email
    )


def test_a_closed_account_gets_the_same_answer_as_a_wrong_password(client: Client) -> None:
    closed = UserFactory(is_active=False)
    open_ = UserFactory()

    answers = [sign_in(client, person.email, "een ander wachtwoord") for person in (closed, open_)]

    assert without_what_always_differs(answers[0], closed.email) == without_what_always_differs(answers[1], open_.email)


def test_asking_for_a_new_password_does_not_tell_whether_an_address_is_known(client: Client, person: User) -> None:
    answers = [
        client.post(reverse("account_reset_password"), {"email": email}, follow=True)
        for email in ("niemand@example.org", person.email)
    ]

    assert answers[0].redirect_chain == answers[1].redirect_chain
    assert without_what_always_differs(answers[0]) == without_what_always_differs(answers[1])


def test_asking_for_a_new_password_does_the_same_work_whether_an_address_is_known_or_not(
    client: Client, person: User
) -> None:
    """What differs is the row that is written: it goes to somebody, or to nobody. No address is kept."""
    asked: dict[str, list[str]] = {}
    for email in ("niemand@example.org", person.email):
        with CaptureQueriesContext(connection) as queries:
            client.post(reverse("account_reset_password"), {"email": email})
        asked[email] = [re.sub(r"_sync_\d+|'.*", "", query["sql"]) for query in queries]
    known, unknown = asked[person.email], asked["niemand@example.org"]

    assert known == unknown
    nobody = Mail.objects.get(recipient=None)
    assert nobody.state == MailState.DROPPED
    assert "niemand" not in str(Mail.objects.values())
    sweep()
    assert [message.to for message in mail.outbox] == [[person.email]]


def test_the_link_for_a_new_password_comes_by_mail_and_works_once(client: Client, person: User) -> None:
    client.post(reverse("account_reset_password"), {"email": person.email})
    assert mail.outbox == [], "the answer does not wait for the mail server"
    sweep()
    (message,) = mail.outbox
    link = re.search(r"https?://[^/]+(/\S+)", str(message.body))
    assert link is not None
    assert message.subject.startswith("Taskforce Strategische Afhankelijkheden: ")

    token = link[1].rstrip("/").rpartition("/")[2]
    assert token not in str([list(model.objects.values()) for model in (Mail, Session)])

    exchanged = client.get(link[1])
    form = exchanged.headers["Location"]
    assert (exchanged.status_code, token in form) == (302, False)
    new = "een heel ander lang wachtwoord"
    client.post(form, {"password1": new, "password2": new})

    person.refresh_from_db()
    assert person.check_password(new)
    assert reverse("account_reset_password") in Client().get(link[1]).content.decode()


def test_nobody_signs_up(client: Client) -> None:
    new = {"email": "nieuw@example.org", "password1": PASSWORD, "password2": PASSWORD}

    assert OUR_FRAME in client.get(reverse("account_signup")).content.decode()
    client.post(reverse("account_signup"), new)
    assert not User.objects.filter(email="nieuw@example.org").exists()


def test_after_five_wrong_passwords_the_right_one_does_not_help(english: Client, person: User) -> None:
    for _attempt in range(5):
        sign_in(english, person.email, "een ander wachtwoord")

    response = sign_in(english, person.email)

    page = response.content.decode()
    assert "Somebody tried to sign in too often. Wait five minutes and try again." in page
    assert OUR_FRAME in page
    assert not signed_in(english)


def test_too_many_attempts_from_one_address_get_a_page_in_our_look(
    english: Client, person: User, settings: SimpleNamespace
) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"login": "1/m/ip"}
    sign_in(english, person.email, "een ander wachtwoord")

    response = sign_in(english, person.email, "een ander wachtwoord")

    assert response.status_code == 429
    assert "Too many attempts" in response.content.decode()
    assert OUR_FRAME in response.content.decode()


@pytest.mark.usefixtures("second_factor_required")
def test_the_pages_of_signing_in_hold_nothing_that_the_content_security_policy_forbids(
    client: Client, person: User
) -> None:
    pages = [client.get(LOGIN), client.get(reverse("account_reset_password"))]
    sign_in(client, person.email)
    client.post(f"{reverse('account_reauthenticate')}?next={ACTIVATE}", {"password": PASSWORD})
    activate = client.get(ACTIVATE)
    secret = client.session["mfa.totp.secret"]
    client.post(ACTIVATE, {"code": code(secret)})
    names = ("mfa_index", "mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_deactivate_totp")
    pages += [activate, *(client.get(reverse(name)) for name in (*names, "account_logout", "account_change_password"))]

    for page in pages:
        body = page.content.decode()
        assert page.status_code == 200
        assert OUR_FRAME in body
        assert not re.search(r'\sstyle=|data:|<style|<script(?! src="/static/)|\son\w+=', body)
