"""Every refusal as a problem document (RFC 9457): what is wrong, in words, and at which field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.exceptions import ValidationError as DjangoValidationError
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.settings import api_settings

from core.api.naming import camel
from core.errors import ConflictError, DomainError, NotAllowedError

MEDIA_TYPE = "application/problem+json"


class PreconditionFailed(exceptions.APIException):
    """Somebody else changed the row since the caller read it."""

    status_code = HTTPStatus.PRECONDITION_FAILED
    default_detail = gettext_lazy("Somebody else changed this after you read it. Read it again and repeat your change.")


class PreconditionRequired(exceptions.APIException):
    """The change does not say on which state of the row it was made."""

    status_code = HTTPStatus.PRECONDITION_REQUIRED
    default_detail = gettext_lazy("Send the ETag of what you read in the header If-Match.")


class KeyOfAnother(exceptions.APIException):
    """The Idempotency-Key came with something else before."""

    status_code = HTTPStatus.UNPROCESSABLE_ENTITY
    default_detail = gettext_lazy(
        "This Idempotency-Key was sent before with something else. Send something new under a key of its own."
    )


class ContentTooLarge(exceptions.APIException):
    """The body is longer than any that the API needs."""

    status_code = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    default_detail = gettext_lazy("This is too long.")


def problem(status: int, detail: str = "", errors: list[dict[str, str]] | None = None) -> dict[str, Any]:
    """A problem document. `errors` has one entry for each fact that is wrong: its field and a message."""
    document: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": int(status),
        "detail": detail or str(DETAILS.get(status, DETAILS[500] if status >= 500 else DETAILS[400])),
    }
    if errors:
        document["errors"] = errors
    return document


DETAILS = {
    400: gettext_lazy("This cannot be read. Correct it and send it again."),
    401: gettext_lazy("Sign in on the website first, or send a token that is valid."),
    403: gettext_lazy("You may not do this."),
    404: gettext_lazy("This does not exist, or is not meant for you."),
    406: gettext_lazy("This API answers in JSON only: accept application/json."),
    429: gettext_lazy("You ask too much at once. Retry-After says how many seconds to wait."),
    500: gettext_lazy("Something went wrong here. It has been recorded; try again later."),
}


def problem_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """The answer to an error that a view raised; None for one that is a fault of ours and belongs in the log."""
    error = _as_api_exception(error)
    if not isinstance(error, exceptions.APIException):
        return None
    errors = list(_fields(error.detail)) if isinstance(error, exceptions.ValidationError) else None
    detail = _("Some facts are wrong. Nothing was changed.") if errors else _words(error)
    document = problem(error.status_code, detail, errors)
    return Response(document, error.status_code, headers=_headers(error), content_type=MEDIA_TYPE)


def _as_api_exception(error: Exception) -> Exception:
    """What the domain and Django raise, as the error that says the same over HTTP."""
    if isinstance(error, ConflictError):
        return PreconditionFailed()
    if isinstance(error, NotAllowedError):
        return exceptions.PermissionDenied(str(error.message))
    if isinstance(error, DomainError):
        key = camel(error.field) or api_settings.NON_FIELD_ERRORS_KEY
        return exceptions.ValidationError({key: [str(error.message)]})
    if isinstance(error, DjangoValidationError):
        return exceptions.ValidationError({api_settings.NON_FIELD_ERRORS_KEY: error.messages})
    if isinstance(error, Http404):
        return exceptions.NotFound(str(DETAILS[404]))
    if isinstance(error, PermissionDenied):
        return exceptions.PermissionDenied(str(DETAILS[403]))
    return error


def _words(error: exceptions.APIException) -> str:
    """What went wrong: in our words where the framework has none but its own."""
    says_more = str(error.detail) != str(error.default_detail) and not isinstance(error, exceptions.Throttled)
    return str(error.detail if says_more else DETAILS.get(error.status_code, error.detail))


def _headers(error: exceptions.APIException) -> dict[str, str]:
    headers = {}
    if getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = error.auth_header  # type: ignore[attr-defined]
    if getattr(error, "wait", None):
        headers["Retry-After"] = str(int(error.wait) + 1)  # type: ignore[attr-defined]
    return headers


def _fields(detail: Any, path: str = "") -> Iterator[dict[str, str]]:
    """Every message with the field that it is about: `leads.0` is the first of a list, empty is the whole."""
    if isinstance(detail, Mapping):
        for key, inner in detail.items():
            name = "" if key == api_settings.NON_FIELD_ERRORS_KEY else str(key)
            yield from _fields(inner, ".".join(filter(None, (path, name))))
    elif isinstance(detail, list):
        for inner in detail:
            yield from _fields(inner, path)
    else:
        yield {"field": path, "message": str(detail)}
