"""The site and its worker with pages and work that fail: `granian ...faulty_site:application`, `celery -A ...`.

Every failure has the marker in its message or among its values; the log may not have it.
"""

from __future__ import annotations

import os

import django
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "taskforce.settings")
django.setup()
settings.ROOT_URLCONF = __name__

from celery import shared_task  # noqa: E402
from django.core.handlers.wsgi import WSGIHandler  # noqa: E402
from django.db import connection, transaction  # noqa: E402

from accounts.models import Department  # noqa: E402
from core.errors import DomainError  # noqa: E402
from core.jobs import Kind, Phase, Run, register  # noqa: E402
from taskforce.celery import app as celery  # noqa: E402, F401
from taskforce.urls import urlpatterns as real_addresses  # noqa: E402

MARKER = "Zeer-geheim-woord"


def break_a_rule_of_the_database() -> None:
    """The DETAIL of PostgreSQL's message names the values."""
    Department.objects.create(abbreviation=MARKER, name=MARKER)
    Department.objects.create(abbreviation=MARKER, name=MARKER)


def break_down() -> None:
    """An error with the marker in its message, raised from one that has it as well."""
    held = {"title": MARKER}
    try:
        raise KeyError(held["title"])
    except KeyError as error:
        raise ValueError(f"Dit is {MARKER}") from error


def refuse() -> None:
    """A rule of the domain that names what it is about."""
    raise DomainError(f"Regel 3: {MARKER} is niet bekend.")


FAULTS = {"database": break_a_rule_of_the_database, "value": break_down, "domain": refuse}


def faulty(request: HttpRequest, fault: str) -> HttpResponse:
    """A page that fails."""
    FAULTS[fault]()
    return HttpResponse()


def slow(request: HttpRequest) -> HttpResponse:
    """A page that waits for a lock that the test holds."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(1)")
    return HttpResponse("ready")


def work(run: Run) -> None:
    """Work that fails."""
    FAULTS[run.args["fault"]]()


@shared_task(name="tests.faulty_task")
def faulty_task(word: str) -> None:
    """A task that fails without a job to keep it, and writes what it should not."""
    print(word)  # noqa: T201
    break_a_rule_of_the_database()


KIND = Kind("test-faulty", "Werk", (Phase("default", work, ()),), lambda args: "/")
register(KIND)
urlpatterns = [path("slow/", slow), path("faulty/<fault>/", faulty, name="faulty"), *real_addresses]
application = WSGIHandler()
