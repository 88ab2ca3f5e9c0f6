"""By what the list of question sets may be sorted, on the page and in the API: what is asked, and the columns."""

from __future__ import annotations

from typing import Final

from core.api.queries import Orders

SETS: Final[Orders] = {
    "version": ("series", "version"),
    "state": ("state",),
    "adopted_at": ("adopted_at",),
    "classification": ("classification",),
    "updated_at": ("updated",),
}
