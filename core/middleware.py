"""What is true of every request: who looks, who is named in the history, what may be kept by a browser."""

from __future__ import annotations

from collections.abc import Callable

import pghistory
from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers, patch_vary_headers
from django.utils.functional import SimpleLazyObject

from accounts.viewers import Viewer
from core import clock

NEVER_USED = (
    *("accelerometer", "autoplay", "bluetooth", "browsing-topics", "camera", "display-capture", "encrypted-media"),
    *("fullscreen", "geolocation", "gyroscope", "hid", "idle-detection", "magnetometer", "microphone", "midi"),
    *("payment", "picture-in-picture", "screen-wake-lock", "serial", "usb", "web-share", "xr-spatial-tracking"),
)
"""Features of browsers that no page here needs, in the words of Permissions-Policy."""

GetResponse = Callable[[HttpRequest], HttpResponse]


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
        with pghistory.context(user=user, page=request.path):
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
