"""What the frame around every page needs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from accounts.viewers import Viewer
from core.access import may


@dataclass(frozen=True)
class MenuEntry:
    """An entry of the main menu; `current` is the value of its aria-current, empty where it is not where we are."""

    label: str
    url: str
    current: str = ""


def site_frame(request: HttpRequest) -> dict[str, Any]:
    """The main menu, where the brand leads, and whether this is the demonstration."""
    staff = getattr(request, "user", None) is not None and request.user.is_authenticated
    entries = menu(request.path, getattr(request, "viewer", None), staff=staff)
    return {
        "menu": entries,
        "home": entries[0].url if staff and entries else address("front") or "/",
        "sign_in": address(settings.LOGIN_URL),
        "demo": settings.DEMO,
    }


def menu(path: str, viewer: Viewer | None = None, *, staff: bool = True) -> list[MenuEntry]:
    """The entries whose page exists and is for this viewer; the one that the path lies under, if any, is current."""
    entries = [
        (label, url)
        for label, name, *needs in (settings.NAVIGATION if staff else settings.PUBLIC_NAVIGATION)
        if (url := address(name)) and all(viewer is not None and may(viewer, permission) for permission in needs)
    ]
    current = max((url for _label, url in entries if path.startswith(url) and url != "/"), key=len, default="")
    if path == "/":
        current = path
    return [
        MenuEntry(str(label), url, "" if url != current else "page" if url == path else "true")
        for label, url in entries
    ]


def address(name: str) -> str:
    """The address of a page by its name; empty where the page does not exist."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
