from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TimelineConfig(AppConfig):
    """Planned: the activities of each quarter, and what was promised to the House."""

    name = "timeline"
    verbose_name = _("Timeline")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from core import today as home
        from timeline import today

        home.register(today.work, today.key_numbers)
