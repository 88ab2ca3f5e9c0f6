"""Numbers for whoever watches the site (Prometheus): how requests went, and how long work waits.

Labels are names of routes, kinds and states; never anything that somebody wrote. Requests are counted by each process:
with PROMETHEUS_MULTIPROC_DIR set, in files that one scrape adds up. The rest is read from the database when asked for.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from django.core.cache import cache
from django.db import DatabaseError
from django.db.models import Count, Min
from django.utils import timezone
from prometheus_client import REGISTRY, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from core import clock, trouble
from core.caching import cache_answers
from core.models import Job, JobState, Mail, MailState

LAST_SWEEP = "core.last-sweep"
SHARED_FOLDER = os.environ.get("PROMETHEUS_MULTIPROC_DIR", "")
if SHARED_FOLDER:
    Path(SHARED_FOLDER).mkdir(parents=True, exist_ok=True)

REQUESTS = Counter(
    "taskforce_requests", "Requests that were answered.", ("method", "route", "status"), registry=REGISTRY
)
SECONDS = Histogram(
    "taskforce_request_seconds",
    "How long answers took.",
    ("route",),
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
    registry=REGISTRY,
)
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def count_request(method: str | None, route: str, status: int, seconds: float) -> None:
    """Count a request that was answered. A method that nobody knows is somebody's words, and not told."""
    REQUESTS.labels(method if method in METHODS else "other", route, status).inc()
    SECONDS.labels(route).observe(seconds)


def swept() -> None:
    """Keep when the sweeper last came by. In the cache: if that is lost, the next sweep is seconds away."""
    cache.set(LAST_SWEEP, datetime.now(UTC).timestamp(), None)


class Work(Collector):
    """Jobs and mails as they stand in the database, and whether the servers behind the site answer."""

    def collect(self) -> Iterator[Metric]:
        """Read at each scrape; what does not answer is told as down, and its numbers are left out."""
        answers = GaugeMetricFamily("taskforce_up", "Whether a server behind the site answers.", labels=["server"])
        try:
            yield from _jobs()
            yield from _mails()
            answers.add_metric(["database"], 1)
        except DatabaseError:
            answers.add_metric(["database"], 0)
        answers.add_metric(["redis"], int(cache_answers()))
        last = cache.get(LAST_SWEEP)
        if last is not None:
            yield GaugeMetricFamily("taskforce_last_sweep_seconds", "When lost work was last looked for.", value=last)
        yield answers


def _jobs() -> list[Metric]:
    by_state = GaugeMetricFamily("taskforce_jobs", "Jobs by kind and state.", labels=["kind", "state"])
    for kind, state, count in Job.objects.order_by().values_list("kind", "state").annotate(Count("pk")):
        by_state.add_metric([kind, state], count)
    oldest = Job.objects.filter(state=JobState.QUEUED).aggregate(oldest=Min("requested_at"))["oldest"]
    waited = (clock.now() - oldest).total_seconds() if oldest else 0
    return [
        by_state,
        GaugeMetricFamily("taskforce_jobs_oldest_waiting_seconds", "Age of the job that waits longest.", value=waited),
        GaugeMetricFamily("taskforce_jobs_stuck", "Jobs that should have ended.", value=trouble.stuck().count()),
    ]


def _mails() -> list[Metric]:
    by_state = GaugeMetricFamily("taskforce_mails", "Mails by kind and state.", labels=["kind", "state"])
    for kind, state, count in Mail.objects.order_by().values_list("template", "state").annotate(Count("pk")):
        by_state.add_metric([kind, state], count)
    oldest = Mail.objects.filter(state=MailState.WAITING).aggregate(oldest=Min("created"))["oldest"]
    waited = (timezone.now() - oldest).total_seconds() if oldest else 0
    about = "Age of the mail that waits longest."
    return [by_state, GaugeMetricFamily("taskforce_mails_oldest_waiting_seconds", about, value=waited)]


def exposition() -> bytes:
    """All numbers as Prometheus reads them, over all processes of this machine."""
    requests: CollectorRegistry = REGISTRY
    if SHARED_FOLDER:
        requests = CollectorRegistry()
        MultiProcessCollector(requests)
    work = CollectorRegistry()
    work.register(Work())
    return generate_latest(requests) + generate_latest(work)
