from django.apps import AppConfig
from django.conf import settings

from core import logs


class TaskforceConfig(AppConfig):
    """The project itself, so that its commands and templates are found."""

    name = "taskforce"

    def ready(self) -> None:
        """In production, have nothing but lines of JSON in the log."""
        if settings.PRODUCTION:
            logs.catch_the_rest()
