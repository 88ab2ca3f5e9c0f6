"""One spelling inside, another outside: `due_on` here is `dueOn` to who calls the API."""

from __future__ import annotations


def camel(name: str) -> str:
    """A name of ours as the API spells it, for instance `original_quarter` as `originalQuarter`."""
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)
