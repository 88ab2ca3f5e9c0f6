from django.apps import AppConfig


class TaskforceConfig(AppConfig):
    """The project itself, so that its commands and templates are found."""

    name = "taskforce"
