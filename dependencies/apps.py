from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DependenciesConfig(AppConfig):
    """Known: the register of dependencies, and the figures that are known of them."""

    name = "dependencies"
    verbose_name = _("Register")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from core import today as home
        from dependencies import today

        home.register(today.work, today.key_numbers)
