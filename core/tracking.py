"""The history of content: events that nothing changes but a redaction (core.redaction)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.db.models import Model

from accounts.tracking import tracked
from core.triggers import only_redacted

M = TypeVar("M", bound=type[Model])


def tracked_content() -> Callable[[M], M]:
    """Keep the history of a model that holds people's words."""
    return tracked(guard=only_redacted())
