"""Pages, API and downloads as somebody who is signed in meets them: through all middleware, without a network."""

from __future__ import annotations

import gzip
import math
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import cycle
from typing import Any

from allauth.mfa.models import Authenticator
from django.db import connection
from django.db.models import Model
from django.http import HttpResponseBase
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Compartment, CompartmentMember, User
from accounts.roles import Role, ViewerKind
from accounts.viewers import Viewer
from core import clock, jobs
from core.models import FocusArea, Job, JobState
from core.pages import PAGE_SIZES
from core.quarters import Quarter
from dependencies.models import Dependency, FigureSeries
from questions.models import QuestionSet
from reports.actions import compile_report
from reports.models import BlockSource, Report
from tests.bench.measure import Timing, in_a_child, peak_memory, timed
from timeline.models import Activity, Commitment

READER = "meting@example.org"
VISITED = 100
"""Of so many different activities the page is asked for."""
WARMING = 3


@dataclass(frozen=True)
class Visited:
    """What a page took: time, queries, and the size of what was answered, also as a proxy would compress it."""

    name: str
    timing: Timing
    queries: int
    size: int
    compressed: int


@dataclass(frozen=True)
class Downloaded:
    """What a download of every row took: time, size, and the most memory its process held."""

    name: str
    timing: Timing
    size: int
    peak: int


def add_reader() -> None:
    """A member of the secretariat with a second factor, who is in every compartment."""
    reader = User.objects.create_user(READER, name="Lezer van de meting", role=Role.SECRETARIAT)
    Authenticator.objects.create(user=reader, type=Authenticator.Type.TOTP, data={})
    join_compartments()


def join_compartments() -> None:
    """Let the reader into the compartments that are there now."""
    reader = User.objects.get(email=READER)
    for circle in Compartment.objects.exclude(members__user=reader):
        CompartmentMember.objects.create(compartment=circle, user=reader)


def signed_in() -> Client:
    """The reader's browser."""
    client = Client(SERVER_NAME="localhost", headers={"accept-language": "nl"})
    reader = User.objects.get(email=READER)
    client.force_login(reader, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def some_of(model: type[Model]) -> list[Any]:
    """Keys of a hundred rows, from all of them evenly."""
    every = model._default_manager.order_by("pk").values_list("pk", flat=True)
    return list(every[:: math.ceil(len(every) / VISITED)])


def addresses() -> dict[str, list[str]]:
    """What is asked for, by the name it has in the table."""
    last = math.ceil(Activity.objects.count() / PAGE_SIZES[1])
    some = some_of(Activity)
    plan, listed, api = reverse("timeline:plan"), reverse("timeline:activities"), reverse("api-activities")
    area = FocusArea.objects.order_by("order").first()
    return {
        "Plan as a picture, a year": [f"{plan}?year=2023"],
        "Plan as a picture, a quarter": [f"{plan}?quarter=2023-Q4"],
        "Activities, first page": [listed],
        f"Activities, last page ({last})": [f"{listed}?page={last}"],
        "Activities, filtered by quarter and state": [f"{listed}?quarter=2023-Q4&state=done"],
        "Activities, filtered by area and words": [f"{listed}?focus_area={area.slug if area else ''}&words=in+de"],
        "Activities, sorted by day of change": [f"{listed}?sort=-updated"],
        "Activity": [reverse("timeline:activity", args=[pk]) for pk in some],
        "Activity, its history": [reverse("timeline:activity-history", args=[pk]) for pk in some],
        "Commitments, first page": [reverse("timeline:commitments")],
        "Commitment": [reverse("timeline:commitment", args=[Commitment.objects.earliest("pk").pk])],
        "Question set": [QuestionSet.objects.earliest("version").get_absolute_url()],
        **register_addresses(),
        "Today": [reverse("today")],
        "Reports": [reverse("reports:list")],
        **report_addresses(),
        "API, activities, first page": [api],
        f"API, activities, last page ({last})": [f"{api}?page={last}"],
        "API, activities, words": [f"{api}?q=in+de"],
        "API, activity": [reverse("api-activity", args=[pk]) for pk in some],
    }


def register_addresses() -> dict[str, list[str]]:
    """The register: as a list, one dependency, and the hint while somebody types a title."""
    listed, api = reverse("dependencies:register"), reverse("api-dependencies")
    last = math.ceil(Dependency.objects.count() / PAGE_SIZES[1])
    some = some_of(Dependency)
    return {
        "Register, first page": [listed],
        f"Register, last page ({last})": [f"{listed}?page={last}"],
        "Register, filtered by stage and country": [f"{listed}?stage=strategic&country=CN"],
        "Register, filtered by words": [f"{listed}?words=in+de"],
        "Register, sorted by stage": [f"{listed}?sort=-stage"],
        "Dependency": [reverse("dependencies:dependency", args=[pk]) for pk in some],
        "What a typed title looks like": [f"{reverse('dependencies:similar')}?title=Halfgeleiders"],
        "Figure series, first page": [reverse("dependencies:series-list")],
        "Figure series": [reverse("dependencies:series", args=[pk]) for pk in some_of(FigureSeries)],
        "API, dependencies, first page": [api],
        "API, dependencies, words": [f"{api}?q=in+de"],
        "API, dependency": [reverse("api-dependency", args=[pk]) for pk in some],
    }


def report_addresses() -> dict[str, list[str]]:
    """The pages of a report that was compiled twice over the rows that there are."""
    report = Report.objects.get(quarter=Quarter(2023, 4), audience=ViewerKind.KAMER)
    latest = report.versions.latest("number")
    origin = BlockSource.objects.filter(version=latest).order_by("block_id")[0]
    compared = f"{reverse('reports:compare', args=[report.pk])}?before={latest.number - 1}&after={latest.number}"
    return {
        "Report": [report.get_absolute_url()],
        "Version of a report": [latest.get_absolute_url()],
        "Where a block comes from": [reverse("reports:block", args=[latest.pk, origin.block_id])],
        "Two versions side by side": [compared],
    }


def compile_twice() -> None:
    """Two versions of the report to the Kamer, of which no file is made: no page opens one."""
    report = Report.objects.get(quarter=Quarter(2023, 4), audience=ViewerKind.KAMER)
    viewer = Viewer.for_user(User.objects.get(email=READER), clock.now())
    for _time in range(2):
        job = compile_report(viewer, report)
        jobs.run(job.pk)
        Job.objects.filter(pk=job.pk).update(state=JobState.DONE)


def measured(times: int) -> Iterable[Visited]:
    """Every page, for the reader; and the public pages, for a visitor."""
    compile_twice()
    reader = signed_in()
    for name, asked in addresses().items():
        yield visited(reader, name, asked, times)
    visitor = Client(SERVER_NAME="localhost", headers={"accept-language": "nl"})
    yield visited(visitor, "Front page, as a visitor", [reverse("front")], times)
    yield visited(visitor, "Publications, as a visitor", [reverse("publications:list")], times)


def visited(client: Client, name: str, asked: list[str], times: int) -> Visited:
    """Ask for a page so many times."""
    following = cycle(asked)
    for _time in range(WARMING):
        get(client, next(following))
    with CaptureQueriesContext(connection) as captured:
        body = get(client, next(following))
        queries = len(captured)
    timing = timed(lambda: get(client, next(following)), times)
    return Visited(name, timing, queries, len(body), len(gzip.compress(body, 6)))


def get(client: Client, address: str) -> bytes:
    """The body of the answer. Raises RuntimeError when it is not a good one."""
    return b"".join(chunks(client.get(address), address))


def chunks(answer: HttpResponseBase, address: str) -> Iterable[bytes]:
    """The body, piece by piece where it comes so."""
    if answer.status_code != 200:
        raise RuntimeError(f"{address} answered {answer.status_code}")
    return answer


def downloads() -> Iterable[Downloaded]:
    """All activities and all dependencies in each format, each in a process of its own."""
    for name, listed in (("Activities", "timeline:activities"), ("Dependencies", "dependencies:register")):
        for format_ in ("csv", "xlsx", "ods"):
            yield in_a_child(downloaded, name, listed, format_)


def downloaded(name: str, listed: str, format_: str) -> Downloaded:
    """All rows of a list in one format, handed on piece by piece as a web server does."""
    client = signed_in()
    address = f"{reverse(listed)}?download={format_}"
    sizes: list[int] = []

    def ask() -> None:
        sizes.append(sum(len(chunk) for chunk in chunks(client.get(address), address)))

    timing = timed(ask, 1)
    return Downloaded(f"{name}, {format_.upper()}", timing, sizes[-1], peak_memory())


def bare_process() -> int:
    """The memory of a process that is ready for work and did none."""
    signed_in()
    return peak_memory()
