"""What is true of every request: its line in the log, who looks, who is named in the history, what may be kept by a
browser."""

from __future__ import annotations

import logging
import time
import uuid
from collections.abc import Callable
from typing import Any

import pghistory
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers, patch_vary_headers
from django.utils.functional import SimpleLazyObject

from accounts.viewers import Viewer
from core import clock, logs, metrics

NEVER_USED = (
    *("accelerometer", "autoplay", "bluetooth", "browsing-topics", "camera", "display-capture", "encrypted-media"),
    *("fullscreen", "geolocation", "gyroscope", "hid", "idle-detection", "magnetometer", "microphone", "midi"),
    *("payment", "picture-in-picture", "screen-wake-lock", "serial", "usb", "web-share", "xr-spatial-tracking"),
)
"""Features of browsers that no page here needs, in the words of Permissions-Policy."""

GetResponse = Callable[[HttpRequest], HttpResponse]

logger = logging.getLogger(__name__)
# Asked for every few seconds, by machines.
QUIET = frozenset({"healthz", "readyz", "metrics"})


class LogMiddleware:
    """Counts every request, and gives it one line in the log; its id is on every line of that time and on the answer.

    The line names the route and the row by their ids, never the address: an address holds what people searched for,
    or a key to set a password.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        number = uuid.uuid4().hex
        started = time.perf_counter()
        with logs.facts(request=number):
            response = self.get_response(request)
            took = time.perf_counter() - started
            response["X-Request-ID"] = number
            self._tell(request, response, round(took * 1000, 1))
        return response

    @staticmethod
    def _tell(request: HttpRequest, response: HttpResponse, milliseconds: float) -> None:
        match = request.resolver_match
        if match is None and response.status_code in (200, 304):
            return  # a static file
        metrics.count_request(
            request.method, match.view_name if match else "", response.status_code, milliseconds / 1000
        )
        told: dict[str, Any] = {"method": request.method, "route": match.view_name if match else None}
        if match and isinstance(match.kwargs.get("pk"), uuid.UUID):
            told["row"] = match.kwargs["pk"]
        told |= {"user": _known(request), "status": response.status_code, "ms": milliseconds}
        level = logging.DEBUG if told["route"] in QUIET else logging.INFO
        logger.log(logging.ERROR if response.status_code >= 500 else level, "request", extra={"facts": told})


def _known(request: HttpRequest) -> int | None:
    """The id of who is signed in, as far as that can be told."""
    try:
        return request.user.pk
    except (AttributeError, DatabaseError):  # no session yet; no database any more
        return None


class ViewerMiddleware:
    """Gives every request its `viewer`, built once, when first asked for."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        viewer = SimpleLazyObject(lambda: Viewer.for_user(request.user, clock.now()))
        request.viewer = viewer  # type: ignore[attr-defined]
        return self.get_response(request)


class ActorMiddleware:
    """Names who changes something, and on which page, in every event of the history. Never the query string."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method in ("GET", "HEAD", "OPTIONS"):
            return self.get_response(request)
        user = request.user.pk if request.user.is_authenticated else None
        with pghistory.context(user=user, page=request.path, at=clock.now().isoformat()):
            return self.get_response(request)


class BrowserLimitsMiddleware:
    """Has a browser keep its sensors and devices, and our answers from pages of other sites. Also for static files."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response["Permissions-Policy"] = ", ".join(f"{feature}=()" for feature in NEVER_USED)
        response["Cross-Origin-Resource-Policy"] = "same-origin"
        return response


class NoStoreMiddleware:
    """Keeps every page out of caches, unless a view says that it is the same for everybody."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not response.has_header("Cache-Control"):
            add_never_cache_headers(response)
            response["Cache-Control"] = "no-store"
        patch_vary_headers(response, ("Cookie",))
        return response
