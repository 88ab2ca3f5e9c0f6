"""What operators do with work that goes wrong: send it again, or give it up. They never learn what it is about."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from accounts.viewers import Viewer
from core import clock
from core.access import require
from core.errors import DomainError
from core.jobs import send
from core.models import Job, JobState


@transaction.atomic
def send_again(viewer: Viewer, job: Job) -> Job:
    """Have a job that failed or is stuck tried anew, from the phase that it was in, with all its attempts.

    Raises DomainError where a worker is at it, where it ended otherwise, and where it was asked for anew meanwhile.
    """
    require(viewer, "core.operate_jobs")
    job = Job.objects.select_for_update().get(pk=job.pk)
    if job.state in (JobState.DONE, JobState.CANCELLED):
        raise DomainError(_("This job has ended: there is nothing to send again."))
    if Job.objects.filter(pk=job.pk, state=JobState.RUNNING, lease_until__gte=Now()).exists():
        raise DomainError(_("A worker is busy with this job. Give it up first, or wait."))
    job.state, job.attempts, job.error = JobState.QUEUED, 0, ""
    job.finished_at = job.lease_until = None
    job.cancel_requested = False
    try:
        with transaction.atomic():
            job.save()
    except IntegrityError as error:
        raise DomainError(_("This work was asked for anew meanwhile, in another job.")) from error
    send(job)
    return job


@transaction.atomic
def give_up(viewer: Viewer, job: Job) -> Job:
    """End a job that has not ended, as failed. A worker that is at it is broken off, and keeps nothing.

    Raises DomainError where it has ended.
    """
    require(viewer, "core.operate_jobs")
    ended = Job.objects.filter(pk=job.pk, state__in=JobState.active()).update(
        state=JobState.FAILED,
        error=_("The administrator stopped this, since it did not come to an end. Try again."),
        lease_until=None,
        finished_at=clock.now(),
    )
    if not ended:
        raise DomainError(_("This job has ended already."))
    job.refresh_from_db()
    return job
