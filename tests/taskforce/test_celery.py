"""What Celery is told: beat calls the sweeper, and a child that renders cannot eat the machine."""

from __future__ import annotations

from django.conf import settings

from taskforce.celery import app


def test_everything_that_beat_calls_exists() -> None:
    app.loader.import_default_modules()
    called = {entry["task"] for entry in app.conf.beat_schedule.values()}
    assert called == {"core.sweep_jobs", "core.sweep_mails", "core.post_morning_mails", "accounts.forget_sessions"}
    assert called <= set(app.tasks)


def test_the_sweeper_comes_by_within_a_lease() -> None:
    assert app.conf.beat_schedule["sweep-jobs"]["schedule"] <= settings.JOB_LEASE_SECONDS


def test_a_task_has_a_limit_in_time_and_its_child_one_in_memory() -> None:
    assert 0 < app.conf.task_time_limit <= 600
    assert 0 < app.conf.worker_max_memory_per_child <= 1_000_000
