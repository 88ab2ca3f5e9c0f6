"""How many pages a visitor may ask for: enough for anybody who reads, too few for who scrapes or hammers.

Who is signed in is not limited here, the API has limits of its own, and so have signing in and what goes with it.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from rest_framework.throttling import AnonRateThrottle

NOT_COUNTED = ("/api/", "/healthz", "/readyz")


class VisitorThrottle(AnonRateThrottle):
    """Counts the pages of one network address."""

    scope = "visitor-page"

    def get_rate(self) -> str | None:
        """What the settings say now."""
        return str(settings.VISITOR_RATE) if settings.VISITOR_RATE else None


class VisitorRateMiddleware:
    """Answers 429 to a visitor who asks for too many pages. Without Redis to count in, everybody may read on."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(NOT_COUNTED):
            return self.get_response(request)
        throttle = VisitorThrottle()
        if throttle.allow_request(request, None):  # type: ignore[arg-type]
            return self.get_response(request)
        response = render(request, "429.html", status=429)
        response["Retry-After"] = str(int(throttle.wait() or 60) + 1)
        return response
