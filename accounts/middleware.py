"""The second factor, for everybody on every page (docs/architecture.md, the role table)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts import second_factor

ACTIVATE = "mfa_activate_totp"

# Pages that one needs to set up the second factor, or to leave.
WITHOUT_SECOND_FACTOR = frozenset(
    {
        ACTIVATE,
        "mfa_index",
        "account_login",
        "account_logout",
        "account_reauthenticate",
        "mfa_authenticate",
        "mfa_reauthenticate",
        "set_language",
    }
)


class SecondFactorMiddleware:
    """Lets nobody who signed in go anywhere before a second factor is set up, where SECOND_FACTOR_REQUIRED is on.

    Pages lead to the page that sets it up; the API answers 403 with a problem document (RFC 9457).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Stand in for the view while the second factor is missing."""
        match = request.resolver_match
        if match and match.view_name in WITHOUT_SECOND_FACTOR:
            return None
        if not request.user.is_authenticated or not second_factor.is_missing(request.user):
            return None
        return _problem() if request.path.startswith("/api/") else redirect(ACTIVATE)


def _problem() -> JsonResponse:
    return JsonResponse(
        {
            "status": 403,
            "type": "about:blank",
            "title": _("A second factor is needed"),
            "detail": _("Set up your second factor on the website first, then ask again."),
        },
        status=403,
        content_type="application/problem+json",
    )
