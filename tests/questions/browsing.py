"""A browser for the pages of question sets."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from tests.timeline import browsing


def address(name: str, row: Any = None, query: str = "") -> str:
    """The address of a page about question sets."""
    return reverse(f"questions:{name}", args=[row.pk] if row is not None else []) + (f"?{query}" if query else "")


class Browser(browsing.Browser):
    """One person at a browser."""

    def open(self, name: str, row: Any = None, query: str = "") -> Any:
        """A page."""
        return self.client.get(address(name, row, query))

    def send(self, name: str, row: Any, data: dict[str, Any]) -> Any:
        """Send a form."""
        return self.client.post(address(name, row), data)
