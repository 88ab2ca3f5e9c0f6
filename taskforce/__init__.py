"""The project: composes the apps below it and owns no tables."""

from taskforce.celery import app as celery_app

__all__ = ["celery_app"]
