"""What Celery carries: the id of a job, and beat's call to the sweeper."""

from uuid import UUID

from celery import shared_task

from core import jobs


@shared_task(name="core.run_job")
def run_job(job_id: str) -> None:
    """Do the next phase of a job."""
    jobs.run(UUID(job_id))


@shared_task(name="core.sweep_jobs")
def sweep_jobs() -> None:
    """Send again what was lost."""
    jobs.sweep()
