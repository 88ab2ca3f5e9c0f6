"""The daily digest, by choice: on a working morning a mail that says that there are things that need you.

It tells neither what nor how many, and is not sent to who needs to do nothing.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.shortcuts import resolve_url

from accounts.models import User
from accounts.viewers import Viewer
from core.mails import Kind, every_working_morning, post, register
from core.today import work_for

DIGEST = "digest"


def post_digests(now: datetime) -> None:
    """One a day for everybody who chose it."""
    for person in User.objects.filter(is_active=True, daily_digest=True):
        post(DIGEST, to=person, dedupe_key=f"{DIGEST}:{person.pk}:{now.date()}")


def address(viewer: Viewer, person: User, row: Any) -> str | None:
    """The home page, where something stands on it for this person."""
    return resolve_url(settings.LOGIN_REDIRECT_URL) if person.daily_digest and work_for(viewer) else None


register(Kind(DIGEST, address, lifetime=timedelta(hours=6)))
every_working_morning(post_digests)
