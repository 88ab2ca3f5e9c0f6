"""The API as a whole: its document, its page, and what holds for every address (Dutch API Design Rules)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from io import StringIO
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import translation
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]
from openapi_spec_validator import OpenAPIV31SpecValidator
from rest_framework.throttling import AnonRateThrottle, UserRateThrottle

from accounts.classification import Classification
from accounts.models import User
from accounts.roles import Role
from core.api.problems import MEDIA_TYPE
from taskforce.api import document
from tests.api_client import BASE, Machine
from tests.factories import (
    NOW,
    ActivityFactory,
    CommitmentFactory,
    DependencyFactory,
    FigureSeriesFactory,
    MilestoneFactory,
    QuestionSetFactory,
    SourceFactory,
    a_user,
)

METHODS = {"get", "post", "put", "patch", "delete"}


def operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in document()["paths"].items():
        for method, operation in methods.items():
            yield method, path, operation


READS = {operation["operationId"] for method, _path, operation in operations() if method == "get"}
OPERATIONS = [pytest.param(*each, id=each[2]["operationId"]) for each in operations()]


def assert_problem(answer: Any, status: int) -> None:
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == MEDIA_TYPE
    assert answer["API-Version"] == "1.0.0"
    told = answer.json()
    assert told["status"] == status
    assert all(isinstance(told[key], str) and told[key] for key in ("type", "title", "detail"))
    assert "no-store" in answer["Cache-Control"]


# The document


def test_the_command_writes_the_document_without_a_warning() -> None:
    written = StringIO()
    call_command("spectacular", "--validate", "--fail-on-warn", "--format", "openapi-json", stdout=written)
    made = json.loads(written.getvalue())
    assert made["openapi"].startswith("3.1")
    assert made == json.loads(json.dumps(document()))


def test_the_document_is_valid() -> None:
    OpenAPIV31SpecValidator(json.loads(json.dumps(document()))).validate()


def test_the_document_is_in_english_whatever_the_language_of_the_site() -> None:
    document.cache_clear()
    with translation.override("nl"):
        in_dutch_site = json.dumps(document())
    document.cache_clear()
    with translation.override("en"):
        assert json.dumps(document()) == in_dutch_site


@pytest.mark.django_db
def test_everybody_on_every_site_may_read_the_document() -> None:
    answer = Machine().get("/openapi.json")
    assert answer.status_code == 200
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert answer.json() == json.loads(json.dumps(document()))


def test_the_document_says_who_to_ask_and_which_version_it_is() -> None:
    info = document()["info"]
    assert re.fullmatch(r"\d+\.\d+\.\d+", info["version"])
    assert all(info["contact"][key] for key in ("name", "email", "url"))
    assert [server["url"] for server in document()["servers"]] == ["/api/v1"]
    assert document()["paths"]["/openapi.json"]["get"]["responses"]["200"]["headers"]["access-control-allow-origin"]


@pytest.mark.parametrize(("method", "path", "operation"), OPERATIONS)
def test_every_operation_is_described_by_the_rules(method: str, path: str, operation: dict[str, Any]) -> None:
    assert method in METHODS
    assert re.fullmatch(r"(/([a-z0-9.-]+|\{[a-zA-Z]+\}))+", path)
    assert operation["summary"]
    assert operation["tags"][0] in {tag["name"] for tag in document()["tags"]}
    for parameter in operation.get("parameters", ()):
        assert parameter["in"] == "path" or parameter["description"]
        if parameter["in"] == "query":
            assert re.fullmatch(r"[a-z][a-zA-Z]*", parameter["name"])
    for status, answer in operation["responses"].items():
        if status < "400":
            assert answer["headers"]["API-Version"]
            assert answer["description"]
        else:
            shared = document()["components"]["responses"][answer["$ref"].rsplit("/", 1)[1]]
            assert list(shared["content"]) == [MEDIA_TYPE]
            assert shared["headers"]["API-Version"]
    assert "400" in operation["responses"]


def test_names_of_fields_are_in_lower_camel_case() -> None:
    for schema in document()["components"]["schemas"].values():
        for name in schema.get("properties", ()):
            assert re.fullmatch(r"[a-z][a-zA-Z]*", name)


def test_dates_are_dates() -> None:
    for schema in document()["components"]["schemas"].values():
        for name, inner in schema.get("properties", {}).items():
            if name.endswith("On"):
                assert inner["format"] == "date"


@pytest.mark.parametrize(("method", "path", "operation"), OPERATIONS)
def test_examples_are_what_they_are_examples_of(method: str, path: str, operation: dict[str, Any]) -> None:
    whole = json.loads(json.dumps(document()))
    for described in (operation.get("requestBody", {}), *operation["responses"].values()):
        for content in described.get("content", {}).values():
            for example in content.get("examples", {}).values():
                schema = json.loads(json.dumps(content["schema"])) | {"components": whole["components"]}
                Draft202012Validator(schema).validate(example["value"])
                component = whole["components"]["schemas"][content["schema"]["$ref"].rsplit("/", 1)[1]]
                assert set(example["value"]) <= set(component["properties"])


def test_an_example_shows_every_object_that_is_sent_or_answered_whole() -> None:
    shown = {
        content["schema"]["$ref"].rsplit("/", 1)[1]
        for _method, _path, operation in operations()
        for described in (operation.get("requestBody", {}), *operation["responses"].values())
        for content in described.get("content", {}).values()
        if content.get("examples")
    }
    assert {
        "Activity",
        "NewActivity",
        "NewMove",
        "Progress",
        "Commitment",
        "NewCommitment",
        "Settlement",
        "QuestionSet",
    } <= shown
    assert {"Dependency", "NewDependency", "Series", "NewSeries"} <= shown


# Every address


@pytest.fixture
def rows() -> dict[str, str]:
    public = {"classification": Classification.PUBLIC, "published_at": NOW}
    activity = ActivityFactory.create(**public)
    dependency = DependencyFactory.create(**public)
    return {
        "activities": str(activity.pk),
        "commitments": str(CommitmentFactory.create(**public).pk),
        "question-sets": str(QuestionSetFactory.create(**public).pk),
        "dependencies": str(dependency.pk),
        "figure-series": str(FigureSeriesFactory.create(dependency=dependency, **public).pk),
        "milestone": str(MilestoneFactory.create(activity=activity).pk),
        "citation": str(activity.citations.create(source=SourceFactory.create()).pk),
    }


def real(path: str, rows: dict[str, str]) -> str:
    for part in ("milestone", "citation"):
        path = path.replace(f"{{{part}}}", rows[part])
    return BASE + path.replace("{id}", rows.get(path.split("/")[1], ""))


def wrong_calls(method: str, address: str) -> Iterator[tuple[int, str, str, dict[str, str]]]:
    """Ways to call an address wrongly: the status of the answer, then method, address and headers."""
    yield 400, method, address + "?nope=1", {}
    yield 400, method, address + "?%00=%00", {}
    yield 406, method, address, {"accept": "text/html"}
    yield 404, method, address + "/", {}
    yield 405, "DELETE" if method != "DELETE" else "PATCH", address, {}
    yield 405, "OPTIONS", address, {}
    yield 405, "TRACE", address, {}
    if not address.endswith(".json"):
        for token in ("Bearer", "Bearer x", "Bearer x y", "Bearer \u00e9", "bearer " + "0" * 5_000):
            yield 401, method, address, {"authorization": token}
    if method != "GET":
        yield 401, method, address, {"authorization": ""}


@pytest.mark.django_db
@pytest.mark.parametrize(("method", "path", "operation"), OPERATIONS)
def test_every_refusal_of_every_address_is_a_problem(
    method: str, path: str, operation: dict[str, Any], rows: dict[str, str]
) -> None:
    machine = Machine(a_user())
    for status, called, address, headers in wrong_calls(method.upper(), real(path, rows)):
        assert_problem(machine.call(called, address, **headers), status)
    for unknown in (str(uuid4()), "1", "x", "%00"):
        if "{id}" in path:
            address = real(path.replace("{id}", unknown), rows)
            assert_problem(machine.call(method.upper(), address, {}, if_match='"x"'), 404)


@pytest.mark.django_db
@pytest.mark.parametrize(("method", "path", "operation"), [each for each in OPERATIONS if each.id not in READS])
def test_every_body_that_cannot_be_read_is_a_problem_and_changes_nothing(
    method: str, path: str, operation: dict[str, Any], rows: dict[str, str]
) -> None:
    machine = Machine(a_user())
    address = real(path, rows)
    headers = {"idempotency_key": str(uuid4())}
    if "{id}" in path:
        headers["if_match"] = machine.get(BASE + "/" + "/".join([path.split("/")[1], rows[path.split("/")[1]]]))["ETag"]
    kinds = ("activities", "commitments", "dependencies", "figure-series")
    before = [machine.get(f"/{kind}").json() for kind in kinds]
    for body in ("{", "[]", "null", '"x"', '{"\\u0000": 1}', '{"nope": 1}', '{"title": NaN}', b"\xff", "[" * 50_000):
        assert_problem(machine.call(method.upper(), address, body, **headers), 400)
    assert_problem(machine.call(method.upper(), address, "x=1", **headers, content_type="text/plain"), 415)
    form = "application/x-www-form-urlencoded"
    assert_problem(machine.call(method.upper(), address, "x=1", **headers, content_type=form), 415)
    assert_problem(machine.call(method.upper(), address, " " * 1_000_001, **headers), 413)
    assert [machine.get(f"/{kind}").json() for kind in kinds] == before


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["GET", "POST", "OPTIONS", "DELETE"])
@pytest.mark.parametrize(
    "path", ["/api", "/api/", "/api/v1/", "/api/v2", "/api/v1/nope", "/api/v1/activities/", "/api/v1/%0a", "/api/%00"]
)
def test_an_address_that_is_none_is_a_problem(method: str, path: str) -> None:
    assert_problem(Machine().call(method, path), 404)


@pytest.mark.django_db
def test_a_fault_of_ours_is_a_problem_that_tells_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError("geheim-merkteken")

    monkeypatch.setattr("timeline.api.views.activities.answer_page", broken)
    answer = Machine().get("/activities")
    assert_problem(answer, 500)
    assert b"geheim" not in answer.content


@pytest.mark.django_db
def test_a_host_that_is_not_ours_is_a_problem() -> None:
    assert_problem(Machine().get("/activities", host="evil.example"), 400)


@pytest.mark.django_db
@pytest.mark.parametrize(("throttle", "signed_in"), [(AnonRateThrottle, False), (UserRateThrottle, True)])
def test_who_asks_too_much_is_told_how_long_to_wait(
    throttle: type, signed_in: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(throttle, "rate", "2/min", raising=False)
    machine = Machine(a_user() if signed_in else None)
    assert [machine.get("/activities").status_code for _ in range(2)] == [200, 200]
    answer = machine.get("/activities")
    assert_problem(answer, 429)
    assert 0 < int(answer["Retry-After"]) <= 61


@pytest.mark.django_db
def test_a_visitor_is_not_another_by_saying_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(AnonRateThrottle, "rate", "1/min", raising=False)
    machine = Machine()
    assert machine.get("/activities", x_forwarded_for="10.0.0.1").status_code == 200
    assert machine.get("/activities", x_forwarded_for="10.0.0.2").status_code == 429


@pytest.mark.django_db
def test_the_root_leads_everywhere() -> None:
    machine = Machine()
    for link in machine.get("/api/v1").json()["links"].values():
        answer = machine.get(link, accept="*/*")
        assert answer.status_code == 200
        assert answer["API-Version"] == "1.0.0"


# Who calls


@pytest.mark.django_db
def test_a_session_may_change_something_only_with_its_csrf_token(settings: Any) -> None:
    settings.SECOND_FACTOR_REQUIRED = False
    client = Client(enforce_csrf_checks=True)
    client.force_login(a_user(), backend="allauth.account.auth_backends.AuthenticationBackend")
    sent: dict[str, Any] = {"content_type": "application/json", "headers": {"idempotency-key": str(uuid4())}}
    body = json.dumps({"quarter": "2023-Q4", "title": "a"})
    assert_problem(client.post("/api/v1/activities", body, **sent), 403)
    client.cookies["csrftoken"] = "a" * 32
    sent["headers"]["x-csrftoken"] = "a" * 32
    assert client.post("/api/v1/activities", body, **sent).status_code == 201


@pytest.mark.django_db
def test_a_session_without_second_factor_is_refused_by_a_problem(settings: Any) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    client = Client()
    client.force_login(a_user(), backend="allauth.account.auth_backends.AuthenticationBackend")
    answer = client.get("/api/v1/activities")
    assert answer.status_code == 403
    assert answer["Content-Type"] == MEDIA_TYPE
    assert answer["API-Version"] == "1.0.0"


@pytest.mark.django_db
def test_a_token_is_as_good_as_the_person_is_now() -> None:
    ActivityFactory.create(classification=Classification.DEPARTMENTAL)
    user = a_user()
    machine = Machine(user)
    assert machine.get("/activities").json()["count"] == 1
    User.objects.filter(pk=user.pk).update(role=Role.POST, department=a_user(Role.CO_CHAIR).department)
    assert machine.get("/activities").json()["count"] == 0
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert_problem(machine.get("/activities"), 401)


# The page


class Page(HTMLParser):
    """What of a page breaks a strict content security policy, and its ids."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.inline: list[str] = []
        self.ids: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.ids += [value for name, value in attrs if name == "id" and value]
        if tag == "style" or (tag == "script" and "src" not in given):
            self.inline.append(tag)
        self.inline += [name for name in given if name == "style" or name.startswith("on")]


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_page_explains_every_operation_without_script_or_style_of_its_own(language: str) -> None:
    answer = Client(headers={"accept-language": language}).get(reverse("api-docs"))
    assert answer.status_code == 200
    html = answer.content.decode()
    page = Page(html)
    assert page.inline == []
    assert len(set(page.ids)) == len(page.ids)
    for method, path, operation in operations():
        assert operation["operationId"] in page.ids
        assert f"{method.upper()} {BASE}{path}" in html
    for name in document()["components"]["schemas"]:
        assert f"object-{name}" in page.ids
    assert set(re.findall(r'href="#([^"]+)"', html)) <= set(page.ids)
