"""What happened to a report and to what authors write in it, and wiping words of it for good."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from core.history_pages import HistoryPage, RedactPage
from reports.models import Report


class ReportHistory(HistoryPage):
    """What happened to a report and its chapters."""

    model = Report
    section = (_("Reports"), "reports:list")
    redact_url_name = "reports:redact"


class RedactReport(RedactPage):
    """Take words of a report away for good."""

    model = Report
    section = (_("Reports"), "reports:list")
