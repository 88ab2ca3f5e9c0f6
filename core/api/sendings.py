"""A new row that is sent twice is made once; a key that is sent again with something else is refused.

The key comes in the header Idempotency-Key. What was sent under it is kept as a digest, in the transaction that makes
the row: of a sending that was refused nothing is kept, so that it can be corrected and sent again under the same key.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar
from uuid import UUID

from django.db import transaction

from core.api.problems import KeyOfAnother
from core.models import Sending

if TYPE_CHECKING:
    from core.api.views import ApiView

T = TypeVar("T")


def make_once(view: ApiView, make: Callable[[UUID], T]) -> T:
    """What `make` gives for the key of this request. Raises KeyOfAnother where the key came with something else before,
    or from somebody else."""
    key, sent = view.key(), _digest(view)
    with transaction.atomic():
        # Of two at the same moment the second waits here until the first is through.
        earlier, _is_new = Sending.objects.get_or_create(key=key, defaults={"sha256": sent})
        if earlier.sha256 != sent:
            raise KeyOfAnother
        return make(key)


def _digest(view: ApiView) -> str:
    said = [view.viewer.user, view.request.path, view.request.data]
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()
