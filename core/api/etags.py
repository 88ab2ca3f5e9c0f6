"""Two machines, one row: a change names the state that it was made on (RFC 9110, ETag and If-Match).

The tag is a digest of the row as this viewer sees it, and of nothing else. It is strong, since it changes with every
byte of the answer; and it cannot tell of an edit that the viewer does not see, which a revision number would. What is
not in the answer cannot be overwritten by who got it: a change starts from the row as it is now, and the revision that
was read with it guards the moment between comparing and writing (core.concurrency).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from django.utils.http import parse_etags
from rest_framework.renderers import JSONRenderer

from core.api.problems import PreconditionFailed, PreconditionRequired


def etag(representation: Mapping[str, Any]) -> str:
    """The tag of a row as it is answered, with its quotes."""
    return f'"{hashlib.sha256(JSONRenderer().render(representation)).hexdigest()[:32]}"'


def is_known(if_none_match: str | None, tag: str) -> bool:
    """Whether the caller has this state of the row already (If-None-Match)."""
    tags = parse_etags(if_none_match) if if_none_match else []
    return tags == ["*"] or tag in (known.removeprefix("W/") for known in tags)


def require_match(if_match: str | None, representation: Mapping[str, Any]) -> None:
    """Raise where a change was not made on what is there now, or does not say on what (which `*` does not either)."""
    tags = parse_etags(if_match) if if_match else []
    if not tags or tags == ["*"]:
        raise PreconditionRequired
    if etag(representation) not in tags:
        raise PreconditionFailed
