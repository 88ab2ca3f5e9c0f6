"""The Celery application: carries jobs to workers, and beat to the sweeper."""

import logging
import os

from celery import Celery
from celery.signals import setup_logging

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "taskforce.settings")

app = Celery("taskforce")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def keep_our_log(loglevel: int | None = None, **_rest: object) -> None:
    """Let Celery log as the rest of the site does, as much as its command line asks."""
    if loglevel is not None:
        logging.getLogger("celery").setLevel(loglevel)
