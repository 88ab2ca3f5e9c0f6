"""What Celery carries: the id of a job or of a mail, and beat's calls."""

from uuid import UUID

from celery import shared_task

from core import jobs, mails, metrics


@shared_task(name="core.run_job")
def run_job(job_id: str) -> None:
    """Do the next phase of a job."""
    jobs.run(UUID(job_id))


@shared_task(name="core.sweep_jobs")
def sweep_jobs() -> None:
    """Send again what was lost."""
    jobs.sweep()
    metrics.swept()


@shared_task(name="core.send_mail")
def send_mail(mail_id: str) -> None:
    """Send one mail, if it still is to be sent."""
    mail = mails.claim(UUID(mail_id))
    if mail is not None:
        mails.deliver(mail)


@shared_task(name="core.sweep_mails")
def sweep_mails() -> None:
    """Send what was lost, and what rested long enough after an attempt."""
    mails.sweep()


@shared_task(name="core.post_morning_mails")
def post_morning_mails() -> None:
    """Post what is due on the morning of a working day."""
    mails.morning()
