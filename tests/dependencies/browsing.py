"""A browser on the pages of the register: as that of the timeline, but that figures are sent row by row."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from tests.timeline.browsing import Browser, as_sent


def address(name: str, row: Any = None, query: str = "") -> str:
    """The address of a page of the register."""
    return reverse(f"dependencies:{name}", args=[row.pk] if row is not None else []) + (f"?{query}" if query else "")


class RegisterBrowser(Browser):
    """One person at a browser, in the register."""

    def open(self, name: str, row: Any = None, query: str = "") -> Any:
        return self.client.get(address(name, row, query))

    def send(self, name: str, row: Any, data: dict[str, Any]) -> Any:
        return self.client.post(address(name, row), data)

    def fill_in(self, name: str, row: Any = None, **typed: Any) -> dict[str, Any]:
        """With the figures that the form holds, in rows; and lists of words as lines."""
        form = self.open(name, row).context["form"]
        data: dict[str, Any] = {}
        for key, field in form.fields.items():
            value = field.prepare_value(form[key].initial)
            if key == "figures":
                data |= cells(value)
            elif value not in (None, "", False, []):
                data[key] = as_sent(value)
        for key, value in typed.items():
            data.pop(key, None)
            if key == "figures":
                data = {old: held for old, held in data.items() if not old.startswith("figures-")} | cells(value)
            elif value is not None:
                data[key] = as_sent(value)
        return data


def cells(rows: list[dict[str, str]]) -> dict[str, str]:
    """Figures as a browser sends them."""
    return {f"figures-{place}-{column}": cell for place, row in enumerate(rows) for column, cell in row.items()}
