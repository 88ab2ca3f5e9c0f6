"""What reports refuse that no other app knows."""

from __future__ import annotations

from django.utils.translation import gettext as _

from core.errors import ConflictError
from reports.models import ReportVersion


class OvertakenError(ConflictError):
    """A version was to be approved or published that is not the latest text any more; `current` is the one that is."""

    def __init__(self, current: ReportVersion) -> None:
        super().__init__(current)
        self.message = _("This is not the latest text any more. Nothing was done.")


class DamagedFileError(Exception):
    """A stored file is gone, or is not what was made. Nothing that a reader can do about; the log says which."""
