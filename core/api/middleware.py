"""What holds for every answer under /api, whoever gives it: a view, another middleware, or Django's error pages."""

from __future__ import annotations

import json
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from core.api.problems import MEDIA_TYPE, problem


class ApiMiddleware:
    """Gives every answer of the API its version, and turns an error page into a problem document."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.path != "/api" and not request.path.startswith("/api/"):
            return response
        if response.status_code >= 400 and response.headers.get("Content-Type") != MEDIA_TYPE:
            _make_problem(response)
        response["API-Version"] = str(settings.SPECTACULAR_SETTINGS["VERSION"])
        return response


def _make_problem(page: HttpResponse) -> None:
    """Put a problem document in the place of the page; its headers (Allow, Retry-After, those of security) stay."""
    page.content = json.dumps(problem(page.status_code), ensure_ascii=False).encode()
    page["Content-Type"] = MEDIA_TYPE
    page["Cache-Control"] = "no-store"
    page["Content-Length"] = str(len(page.content))
