"""What reports show on the pages of what they were made from."""

from __future__ import annotations

from core.models import Guarded
from core.panels import Panel
from reports.uses import newest_uses

USED_IN = Panel(Guarded, "side", newest_uses, "reports/_used_in.html")
