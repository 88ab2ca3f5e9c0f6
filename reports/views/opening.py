"""Opening a version: whatever page does it, the read ledger knows before anything of it is sent."""

from __future__ import annotations

from typing import Any, ClassVar

from core.ledger import note_opening
from core.models import Purpose
from core.pages import ObjectMixin
from reports.models import ReportVersion


class OpensVersion(ObjectMixin):
    """A page that shows something of what one version says, for a purpose that the read ledger keeps."""

    model = ReportVersion
    purpose: ClassVar[Purpose]

    def get_object(self) -> Any:
        version = super().get_object()
        note_opening(self.viewer, version, self.purpose)
        return version
