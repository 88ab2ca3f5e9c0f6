"""Every refusal is a problem document, whoever gives it."""

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpResponse
from django.test import RequestFactory
from django.utils import translation
from rest_framework import exceptions

from core.api.etags import etag, require_match
from core.api.middleware import ApiMiddleware
from core.api.problems import MEDIA_TYPE, PreconditionFailed, PreconditionRequired, problem_handler
from core.errors import ConflictError, DomainError, NotAllowedError


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (DomainError("wrong", field="due_on"), 400),
        (DomainError("wrong"), 400),
        (NotAllowedError(), 403),
        (ConflictError(None), 412),
        (Http404(), 404),
        (PermissionDenied(), 403),
        (exceptions.ParseError(), 400),
        (exceptions.ValidationError({"a": ["b"]}), 400),
        (exceptions.NotAuthenticated(), 401),
        (exceptions.MethodNotAllowed("PUT"), 405),
        (exceptions.NotAcceptable(), 406),
        (exceptions.UnsupportedMediaType("text/plain"), 415),
        (exceptions.Throttled(3), 429),
        (PreconditionRequired(), 428),
    ],
)
def test_an_error_becomes_a_problem(error: Exception, status: int) -> None:
    answer = problem_handler(error, {})
    assert answer is not None
    assert answer.status_code == answer.data["status"] == status
    assert answer.content_type == MEDIA_TYPE
    assert all(answer.data[key] for key in ("type", "title", "detail"))


def test_a_rule_of_the_domain_is_told_at_its_field_in_camel_case() -> None:
    answer = problem_handler(DomainError("too late", field="due_on"), {})
    assert answer is not None
    assert answer.data["errors"] == [{"field": "dueOn", "message": "too late"}]


def test_details_are_in_our_words_in_the_language_of_the_caller() -> None:
    with translation.override("en"):
        answer = problem_handler(exceptions.Throttled(3), {})
        assert answer is not None
        assert "Retry-After" in answer.data["detail"]
        answer = problem_handler(exceptions.AuthenticationFailed("Invalid token."), {})
        assert answer is not None
        assert answer.data["detail"] == "Invalid token."


def test_an_error_in_a_list_says_which_of_the_list() -> None:
    answer = problem_handler(exceptions.ValidationError({"leads": {"0": ["no"], "2": ["nor this"]}}), {})
    assert answer is not None
    assert [error["field"] for error in answer.data["errors"]] == ["leads.0", "leads.2"]


@pytest.mark.parametrize("error", [ZeroDivisionError(), SuspiciousOperation()])
def test_a_fault_of_ours_is_left_to_the_log(error: Exception) -> None:
    assert problem_handler(error, {}) is None


def through(path: str, page: HttpResponse) -> HttpResponse:
    return ApiMiddleware(lambda request: page)(RequestFactory().get(path))


@pytest.mark.parametrize("status", [400, 403, 404, 405, 413, 429, 500, 503])
def test_an_error_page_under_api_becomes_a_problem(status: int) -> None:
    page = HttpResponse("<html>secret</html>", status=status, headers={"Allow": "GET", "Content-Length": "19"})
    answer = through("/api/v1/x", page)
    assert answer["Content-Type"] == MEDIA_TYPE
    assert answer["API-Version"] == "1.0.0"
    assert answer["Allow"] == "GET"
    assert int(answer["Content-Length"]) == len(answer.content)
    assert b"secret" not in answer.content


@pytest.mark.parametrize("path", ["/", "/apinomy", "/tijdlijn/api/"])
def test_pages_elsewhere_are_left_alone(path: str) -> None:
    answer = through(path, HttpResponse("<html>gone</html>", status=404))
    assert answer.content == b"<html>gone</html>"
    assert not answer.has_header("API-Version")


def test_a_tag_changes_with_everything_that_is_answered_and_with_nothing_else() -> None:
    row = {"title": "a", "due": None}
    assert etag(row) == etag(dict(row))
    assert len({etag(row), etag(row | {"title": "b"}), etag(row | {"due": "2023-12-04"})}) == 3


def test_a_change_names_the_state_it_was_made_on() -> None:
    row = {"title": "a"}
    require_match(etag(row), row)
    require_match(f'"other", {etag(row)}', row)
    for missing in (None, "", "*", "no quotes"):
        with pytest.raises(PreconditionRequired):
            require_match(missing, row)
    for stale in ('"other"', "W/" + etag(row), etag({"title": "b"})):
        with pytest.raises(PreconditionFailed):
            require_match(stale, row)
