"""By what lists of the register may be sorted, on pages and in the API: what is asked, and the columns behind it."""

from __future__ import annotations

from typing import Final

from core.api.queries import Orders

DEPENDENCIES: Final[Orders] = {
    "title": ("title",),
    "code": ("code",),
    "stage": ("stage_order",),
    "priority": ("priority",),
    "lead": ("lead_department__abbreviation",),
    "look_again_on": ("look_again_on",),
    "classification": ("classification",),
    "updated_at": ("updated",),
}
SERIES: Final[Orders] = {
    "about": ("about", "year"),
    "kind": ("kind",),
    "year": ("year",),
    "look_again_on": ("look_again_on",),
    "classification": ("classification",),
    "updated_at": ("updated",),
}
