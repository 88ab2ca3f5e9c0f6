"""By what lists of the timeline may be sorted, on pages and in the API: what is asked, and the columns behind it."""

from __future__ import annotations

from typing import Final

Orders = dict[str, tuple[str, ...]]

ACTIVITIES: Final[Orders] = {
    "quarter": ("quarter", "due_on", "title"),
    "title": ("title",),
    "core_task": ("core_task",),
    "state": ("state",),
    "due_on": ("due_on",),
    "classification": ("classification",),
    "updated_at": ("updated",),
}
COMMITMENTS: Final[Orders] = {
    "due_on": ("due_on", "made_on"),
    "text": ("text",),
    "kind": ("kind",),
    "made_on": ("made_on",),
    "department": ("department__abbreviation",),
    "settled_on": ("settled_on",),
    "classification": ("classification",),
    "updated_at": ("updated",),
}
