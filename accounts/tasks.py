"""What Celery's beat calls for accounts."""

from __future__ import annotations

from importlib import import_module

from allauth.usersessions.models import UserSession
from celery import shared_task
from django.conf import settings
from django.contrib.sessions.models import Session


@shared_task(name="accounts.forget_sessions")
def forget_sessions() -> None:
    """Forget sessions that are over, and from where they were: nobody needs to know that any more."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
