from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    """Told: progress reports to the HCEU and to the Kamer."""

    name = "reports"
    verbose_name = _("Reports")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from core import jobs, panels, today
        from reports.compiling import COMPILE
        from reports.panels import USED_IN
        from reports.today import key_numbers, work

        jobs.register(COMPILE)
        panels.register(USED_IN)
        today.register(work, key_numbers)
