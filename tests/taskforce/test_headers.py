"""What every answer carries, whoever gives it; how cookies are sent; how often one may ask; and the second factor.

One table says what is expected where. An answer that is not like its row fails, and so does a header that is missing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from allauth.account import app_settings
from django.conf import settings as django_settings
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.roles import Role
from tests.api_client import Machine, own_address
from tests.conftest import database_url
from tests.factories import PASSWORD, ActivityFactory, a_user
from tests.taskforce.test_settings import PRODUCTION, run

pytestmark = pytest.mark.django_db

STRICT = ["default-src 'self'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "form-action 'self'"]
EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}
PRIVATE = "no-store"
# The only page that a visitor's browser may keep; shared caches may not, since it holds a token.
KEPT = {"what is published, for a visitor": ["max-age=300", "private"]}

# Where: who asks (a role, or nobody), the address, and the status of the answer.
ANSWERS: dict[str, tuple[Role | None, str, int]] = {
    "front page": (None, "/", 200),
    "sign in": (None, "/account/login/", 200),
    "forgotten password": (None, "/account/password/reset/", 200),
    "a page for staff, asked by a visitor": (None, "/vandaag/", 302),
    "a page that is not there": (None, "/bestaat-niet/", 404),
    "a page for staff": (Role.SECRETARIAT, "/vandaag/", 200),
    "a list": (Role.SECRETARIAT, "/tijdlijn/toezeggingen/", 200),
    "a download": (Role.SECRETARIAT, "/tijdlijn/toezeggingen/?download=csv", 200),
    "question sets": (Role.POST, "/vragensets/", 200),
    "the register": (Role.SECRETARIAT, "/register/", 200),
    "a piece of a page": (Role.SECRETARIAT, "/register/lijkt-op/?title=x", 200),
    "my account": (Role.POST, "/account/2fa/", 200),
    "sessions": (Role.POST, "/account/sessions/", 200),
    "mail": (Role.POST, "/account/mail", 200),
    "a refusal": (Role.POST, "/rapporten/nieuw/", 403),
    "admin": (Role.SECRETARIAT, "/beheer/", 200),
    "api, for a visitor": (None, "/api/v1/activities", 200),
    "api, for staff": (Role.SECRETARIAT, "/api/v1/activities", 200),
    "api, not there": (None, "/api/v1/none", 404),
    "description of the api": (None, "/api/v1/openapi.json", 200),
    "page about the api": (None, "/api/v1/docs", 200),
    "what is published, for a visitor": (None, "/publicaties/", 200),
    "what is published, for staff": (Role.POST, "/publicaties/", 200),
    "a paper that is not there": (None, "/publicaties/2023-Q4/versie-1/", 404),
    "the read ledger": (Role.AUDITOR, "/inzage/", 200),
    "health": (None, "/healthz", 200),
    "readiness": (None, "/readyz", 200),
    "numbers, for who has no key": (None, "/metrics", 404),
    "a name that is not ours": (None, "//evil.example", 400),
    "a style sheet": (None, "static", 200),
}


@pytest.fixture
def ask() -> Callable[[Role | None, str], Any]:
    """Open an address as somebody in a role, or as nobody."""

    def answer(role: Role | None, path: str) -> Any:
        client = Client(raise_request_exception=False)
        if role is not None:
            person = a_user(role, is_staff=role is Role.SECRETARIAT, is_superuser=role is Role.SECRETARIAT)
            client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        if path == "//evil.example":
            return client.get("/", headers={"host": "evil.example"})
        return client.get(stylesheet(client) if path == "static" else path)

    return answer


def stylesheet(client: Client) -> str:
    found = re.search(r'href="([^"]+layout[^"]*\.css)"', client.get("/account/login/").content.decode())
    assert found
    return found[1]


@pytest.mark.parametrize("where", ANSWERS)
def test_every_answer_carries_what_it_should(where: str, ask: Callable[..., Any]) -> None:
    role, path, status = ANSWERS[where]

    answer = ask(role, path)

    assert answer.status_code == status
    assert {name: answer.headers.get(name) for name in EVERYWHERE} == EVERYWHERE
    policy = answer.headers["Content-Security-Policy"]
    assert sorted(policy.split("; ")) == sorted(STRICT)
    assert "unsafe" not in policy
    allowed = re.findall(r"([a-z-]+)=([^,]*)", answer.headers["Permissions-Policy"])
    assert {"camera", "microphone", "geolocation"} <= {feature for feature, _who in allowed}
    assert {who for _feature, who in allowed} == {"()"}
    assert "Server" not in answer.headers
    if path == "static":
        assert "public" in answer.headers["Cache-Control"]
        assert "Access-Control-Allow-Origin" not in answer.headers
        assert "Cookie" not in answer.headers.get("Vary", "")
    else:
        told = sorted(answer.headers["Cache-Control"].split(", "))
        assert told == KEPT[where] if where in KEPT else PRIVATE in told
        assert "Cookie" in answer.headers["Vary"]


ASK_IN_PRODUCTION = """
import django, json; django.setup()
from django.test import Client
client = Client(SERVER_NAME="taskforce.example.org")
said = {}
for path in ("/", "/account/login/", "/healthz"):
    answer = client.get(path, secure=True)
    said[path] = dict(answer.headers) | {"status": answer.status_code}
plain = client.get("/account/login/")
said["plain"] = {"status": plain.status_code, "Location": plain.headers.get("Location")}
client.post("/i18n/setlang/", {"language": "en"}, secure=True)
said["cookies"] = {name: {key: morsel[key] for key in ("secure", "httponly", "samesite", "path", "domain")}
    for name, morsel in client.cookies.items()}
print(json.dumps(said))
"""


def test_in_production_only_https_is_spoken_and_cookies_cannot_be_set_by_another_host(transactional_db: None) -> None:
    redis = django_settings.CACHES["default"]["LOCATION"]
    production = PRODUCTION | {"DATABASE_URL": database_url(), "REDIS_URL": redis}
    asked = run(production, "-c", ASK_IN_PRODUCTION)
    assert asked.returncode == 0, asked.stderr
    said = json.loads(asked.stdout)

    for path in ("/", "/account/login/", "/healthz"):
        assert said[path]["status"] == 200
        assert said[path]["Strict-Transport-Security"] == "max-age=31536000"
    assert said["plain"] == {"status": 301, "Location": "https://taskforce.example.org/account/login/"}
    assert set(said["cookies"]) == {"__Host-csrftoken", "__Host-language"}
    expected = {"secure": True, "httponly": True, "samesite": "Lax", "path": "/", "domain": ""}
    assert list(said["cookies"].values()) == [expected] * 2


def test_the_cookie_of_a_session_is_out_of_reach_of_scripts_and_of_other_sites(client: Client) -> None:
    person = a_user()
    client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD}, REMOTE_ADDR=own_address())
    cookie = client.cookies["sessionid"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"], cookie["domain"]) == (True, "Lax", "/", "")
    assert django_settings.SESSION_EXPIRE_AT_BROWSER_CLOSE
    assert cookie["expires"] == cookie["max-age"] == ""


class TestRates:
    """How often one may ask. What allauth counts is by address, account or person."""

    # Which limits of allauth's hold here: those of pages that this site has.
    LIMITS = {
        "login": "30/m/ip",
        "login_failed": "10/m/ip,5/300s/key",
        "reset_password": "20/m/ip,5/m/key",
        "reset_password_from_key": "20/m/ip",
        "reauthenticate": "10/m/user",
        "change_password": "5/m/user",
    }

    @pytest.fixture(autouse=True)
    def nothing_counted_yet(self) -> None:
        cache.clear()

    def test_the_limits_of_signing_in_are_these(self) -> None:
        assert {name: app_settings.RATE_LIMITS[name] for name in self.LIMITS} == self.LIMITS

    @pytest.mark.parametrize(
        ("name", "limit"), [("account_login", "login"), ("account_reset_password", "reset_password")]
    )
    def test_one_address_is_stopped(self, settings: Any, name: str, limit: str) -> None:
        settings.ACCOUNT_RATE_LIMITS = {limit: "2/m/ip"}
        client = Client(REMOTE_ADDR=own_address())
        nobody = {"login": "n{}@example.org", "email": "n{}@example.org", "password": "x"}
        statuses = [
            client.post(reverse(name), {key: text.format(n) for key, text in nobody.items()}).status_code
            for n in range(3)
        ]
        assert [status == 429 for status in statuses] == [False, False, True]

    def test_a_visitor_reads_only_so_many_pages(self, settings: Any) -> None:
        settings.VISITOR_RATE = "3/min"
        one, other = Client(REMOTE_ADDR=own_address()), Client(REMOTE_ADDR=own_address())
        assert [one.get("/").status_code for _ in range(4)] == [200, 200, 200, 429]
        stopped = one.get("/")
        assert "site-header" in stopped.content.decode()
        assert 0 < int(stopped.headers["Retry-After"]) <= 61
        assert stopped.headers["Cache-Control"] == PRIVATE
        assert other.get("/").status_code == 200
        assert one.get("/healthz").status_code == 200

    def test_who_is_signed_in_is_not_counted_as_a_visitor(self, settings: Any, client: Client) -> None:
        settings.VISITOR_RATE = "1/min"
        client.force_login(a_user(), backend="allauth.account.auth_backends.AuthenticationBackend")
        assert [client.get("/account/mail").status_code for _ in range(3)] == [200] * 3

    def test_the_settings_of_the_site_have_a_limit_for_visitors(self) -> None:
        asked = run({}, "-c", "from taskforce import settings; print(settings.VISITOR_RATE)")
        assert re.fullmatch(r"[0-9]+/min", asked.stdout.strip())


class TestSecondFactor:
    """Where one is needed and somebody has none, nothing opens: no page, no admin, no answer of the API."""

    @pytest.fixture
    def person(self, settings: Any) -> User:
        settings.SECOND_FACTOR_REQUIRED = True
        return a_user(is_staff=True, is_superuser=True)

    @pytest.mark.parametrize(
        "path",
        [
            *("/", "/vandaag/", "/tijdlijn/", "/rapporten/", "/beheer/", "/beheer/accounts/user/"),
            *("/account/sessions/", "/account/mail", "/account/api-tokens", "/account/password/change/"),
        ],
    )
    def test_no_page_opens(self, person: User, client: Client, path: str) -> None:
        client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        answer = client.get(path)
        assert (answer.status_code, answer.headers["Location"]) == (302, "/account/2fa/totp/activate/")

    @pytest.mark.parametrize("method", ["get", "post"])
    def test_the_api_answers_nothing_to_the_session_of_the_website(
        self, person: User, client: Client, method: str
    ) -> None:
        client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        answer = getattr(client, method)("/api/v1/activities", content_type="application/json")
        assert answer.status_code == 403
        assert answer.headers["Content-Type"] == "application/problem+json"

    def test_the_api_answers_nothing_to_a_token(self, person: User) -> None:
        ActivityFactory()
        assert Machine(person).get("/activities").status_code == 401


def test_every_kind_of_answer_is_in_the_table() -> None:
    """Each first part of an address of this site is asked for at least once."""
    from django.urls import get_resolver

    firsts = {str(one.pattern).strip("^$").split("/")[0].split("<")[0] for one in get_resolver().url_patterns}
    asked = {path.split("?")[0].lstrip("/").split("/")[0] for _role, path, _status in ANSWERS.values()}
    without = {"werk", "i18n"}
    assert firsts - asked - without == set()
