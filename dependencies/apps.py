from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DependenciesConfig(AppConfig):
    """Known: the register of dependencies, and the figures that are known of them."""

    name = "dependencies"
    verbose_name = _("Register")
    default_auto_field = "django.db.models.BigAutoField"
