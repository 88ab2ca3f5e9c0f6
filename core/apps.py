from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    """What every app above shares: the one door to rows, sources, jobs, mail, the clock and the bases of pages."""

    name = "core"
    verbose_name = _("Core")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from core import digest, password_reset  # noqa: F401  mails that belong to no app above
        from core.triggers import leave_no_way_around

        post_migrate.connect(leave_no_way_around, sender=self)
        autodiscover_modules("access", "mails")
