"""Work that goes wrong, and telling the operators that there is some: never which, nor what it is about."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.viewers import Viewer
from core import clock
from core.mails import Kind, post, register
from core.models import Job, JobState

TROUBLE: Final = "trouble"
STUCK_AFTER: Final = timedelta(minutes=15)
"""Age at which a job that has not ended needs somebody to look; a report takes a minute at most."""
RECENTLY: Final = timedelta(days=1)


def stuck() -> QuerySet[Job]:
    """Jobs that should have ended by now."""
    return Job.objects.filter(state__in=JobState.active(), requested_at__lt=clock.now() - STUCK_AFTER)


@transaction.atomic
def tell_operators() -> None:
    """Write to the operators that there is work to look at; once an hour at most, however much goes wrong."""
    hour = timezone.now().strftime("%Y-%m-%dT%H")
    for person in User.objects.operators():
        post(TROUBLE, to=person, dedupe_key=f"{TROUBLE}:{hour}:{person.pk}")


def address(viewer: Viewer, person: User, about: object = None) -> str | None:
    """The list of jobs; None where all is well again."""
    failed = Job.objects.filter(state=JobState.FAILED, finished_at__gte=clock.now() - RECENTLY)
    return reverse("admin:core_job_changelist") if failed.exists() or stuck().exists() else None


register(Kind(TROUBLE, address, lifetime=RECENTLY))
