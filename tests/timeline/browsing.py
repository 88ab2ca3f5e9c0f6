"""A browser as the tests of pages need it: gets pages as text, fills in forms as they come, and sends them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import Enum
from typing import Any

from django import forms
from django.db.models import Model
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse


def address(name: str, row: Any = None, query: str = "") -> str:
    """The address of a page of the timeline."""
    return reverse(f"timeline:{name}", args=[row.pk] if row is not None else []) + (f"?{query}" if query else "")


def as_sent(value: Any) -> Any:
    """A value as a browser sends it."""
    if isinstance(value, Model):
        return str(value.pk)
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [as_sent(one) for one in value]
    return str(value)


class Browser:
    """One person at a browser. Every page that opens says no more than it should: nothing fails on the way."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"

    def open(self, name: str, row: Any = None, query: str = "") -> Any:
        """A page."""
        return self.client.get(address(name, row, query))

    def text(self, name: str, row: Any = None, query: str = "") -> str:
        """The source of a page that must be there."""
        response = self.open(name, row, query)
        assert response.status_code == 200, response.status_code
        return response.content.decode()

    def fill_in(self, name: str, row: Any = None, **typed: Any) -> dict[str, Any]:
        """What a browser would send after somebody opened the form and typed this; None clears a field."""
        form: forms.Form = self.open(name, row).context["form"]
        data = {key: as_sent(value) for key, value in _held(form) if value not in (None, "", False, [])}
        data |= {key: as_sent(value) for key, value in typed.items() if value is not None}
        return {key: value for key, value in data.items() if key not in typed or typed[key] is not None}

    def send(self, name: str, row: Any, data: dict[str, Any]) -> Any:
        """Send a form."""
        return self.client.post(address(name, row), data)

    def do(self, name: str, row: Any = None, **typed: Any) -> Any:
        """Open a form, type this, and send it."""
        return self.send(name, row, self.fill_in(name, row, **typed))


def _held(form: forms.Form) -> Iterable[tuple[str, Any]]:
    return ((name, form[name].initial) for name in form.fields)


def errors(response: Any) -> dict[str, list[str]]:
    """What a page says at which field."""
    return {field: [str(error) for error in found] for field, found in response.context["form"].errors.items()}


def refused(response: HttpResponse, field: str, words: str) -> None:
    """Check that a form came back with these words at this field, in the summary on top, and a link between them."""
    assert response.status_code == 422
    said = errors(response)
    assert any(words in error for error in said.get(field, [])), said
    page = response.content.decode()
    assert 'role="alert"' in page
    if field != "__all__":
        assert f'href="#id_{field}"' in page
        assert f'id="id_{field}"' in page
        assert f'id="id_{field}_error"' in page
