from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class QuestionsConfig(AppConfig):
    """Asked: the sets of questions by which dependencies are assessed, each version as it was adopted."""

    name = "questions"
    verbose_name = _("Question sets")
    default_auto_field = "django.db.models.BigAutoField"
