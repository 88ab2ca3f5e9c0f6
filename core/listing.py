"""Names in a row, the same on a page and in a cell of a download."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any


def listed(values: Iterable[Any]) -> str:
    """Names in a row: "EZK, LNV, VWS"."""
    return ", ".join(str(value) for value in values)
