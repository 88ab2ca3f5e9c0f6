"""What Celery is trusted with: the key of a row that says what there is to do, and no more (architecture, rule 8)."""

from __future__ import annotations

import logging
from typing import Any
from uuid import UUID

from django.db import transaction

logger = logging.getLogger(__name__)


def carry(task: Any, key: UUID, *, queue: str | None = None) -> None:
    """Have a task of Celery do what a row says once the transaction is through; a sweeper sends what could not be."""

    def send() -> None:
        try:
            task.apply_async(args=[str(key)], queue=queue, retry=False)
        except task.OperationalError:
            logger.warning("%s of %s could not be sent; the sweeper will send it", task.name, key)

    transaction.on_commit(send)
