"""axe finds nothing in the states that a page can be in either: empty, wrong, in conflict, long, under way, refused."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.urls import reverse
from playwright.sync_api import Page, ViewportSize

from core.models import Job, JobState
from reports.actions import compile_report
from reports.models import Report
from taskforce.demo.loading import SECRETARIAT
from tests.e2e.conftest import NARROW, WIDE, person, sign_in
from tests.e2e.faults import faults_on
from tests.factories import ActivityFactory, viewer_of
from timeline import actions
from timeline.models import Activity

AUDITOR, MEMBER = "auditor@example.org", "lid.lnv@example.org"


class Tour:
    """Somebody who looks at page after page, and notes every fault."""

    def __init__(self, page: Page, size: ViewportSize) -> None:
        self.page = page
        self.size = size
        self.faults: list[str] = []

    def open(self, address: str, name: str, *, status: int = 200) -> None:
        """Open an address, which must answer so, and look."""
        answer = self.page.goto(address)
        assert answer is not None
        assert answer.status == status, (address, answer.status)
        self.look(name)

    @contextmanager
    def answer_of(self, status: int, name: str) -> Iterator[None]:
        """Look at the page that answers what is done inside."""
        with self.page.expect_response(lambda answer: answer.request.is_navigation_request()) as waited:
            yield
        assert waited.value.status == status, (name, waited.value.status)
        self.page.wait_for_load_state()
        self.look(name)

    def look(self, name: str) -> None:
        self.faults += faults_on(self.page, name, self.size)


@pytest.mark.parametrize(("language", "size"), [("nl", WIDE), ("nl", NARROW), ("en", WIDE), ("en", NARROW)])
def test_no_state_of_a_page_has_a_fault_that_axe_can_find(
    language: str, size: ViewportSize, open_page: Callable[..., Page]
) -> None:
    visitor = Tour(open_page(language=language, size=size), size)
    visitor.open(reverse("publications:list"), "empty-publications")
    visitor.open("/publicaties/2023-Q4/", "404-visitor", status=404)
    reader = Tour(open_page(language=language, size=size), size)
    sign_in(reader.page, AUDITOR)
    reader.open(reverse("today"), "empty-today")
    reader.open(reverse("core:ledger"), "empty-ledger")
    member = Tour(open_page(language=language, size=size), size)
    sign_in(member.page, MEMBER)
    member.open(reverse("timeline:add-activity"), "403", status=403)
    secretary = Tour(open_page(language=language, size=size), size)
    sign_in(secretary.page, SECRETARIAT)
    for look in (empty, wrong, conflict, under_way, long):
        look(secretary)
    faults = [fault for tour in (visitor, reader, member, secretary) for fault in tour.faults]
    assert not faults, "\n".join(faults)


def empty(tour: Tour) -> None:
    tour.open(f"{reverse('timeline:activities')}?words=ditstaatnergens", "empty-activities")
    tour.open(f"{reverse('timeline:commitments')}?words=ditstaatnergens", "empty-commitments")
    tour.open(f"{reverse('timeline:plan')}?year=2019", "empty-plan")


def wrong(tour: Tour) -> None:
    tour.open(f"{reverse('timeline:activities')}?quarter=gisteren", "wrong-filter", status=422)
    tour.page.goto(reverse("timeline:add-activity"))
    with tour.answer_of(422, "wrong-form"):
        tour.page.locator("form.measure button").first.click()
    tour.page.goto(reverse("reports:write-chapter", args=[Report.objects.get(audience="kamer").pk, "outlook"]))
    tour.page.locator("[name=markdown]").fill("# Geen kop\n\n<b>geen opmaak</b>")
    with tour.answer_of(422, "wrong-chapter"):
        tour.page.locator("form.measure button").first.click()


def conflict(tour: Tour) -> None:
    activity = Activity.objects.filter(moves__isnull=False)[0]
    tour.page.goto(reverse("timeline:change-activity", args=[activity.pk]))
    actions.change_activity(
        viewer_of(person(SECRETARIAT)),
        activity,
        revision=activity.revision,
        title="Anders",
        description="Van een ander",
    )
    tour.page.locator("[name=description]").fill("Van mij")
    with tour.answer_of(409, "conflict"):
        tour.page.locator("form.measure button").first.click()


def under_way(tour: Tour) -> None:
    report = Report.objects.get(audience="kamer")
    job = compile_report(viewer_of(person(SECRETARIAT)), report)
    tour.open(report.get_absolute_url(), "progress-waiting")
    Job.objects.filter(pk=job.pk).update(state=JobState.RUNNING, step="pdf", percent=70)
    tour.open(reverse("core:job", args=[job.pk]), "progress-running")
    Job.objects.filter(pk=job.pk).update(state=JobState.FAILED, error="Dit lukte niet. Probeer het opnieuw.")
    tour.open(reverse("core:job", args=[job.pk]), "progress-failed")


def long(tour: Tour) -> None:
    ActivityFactory.create_batch(60)
    tour.open(f"{reverse('timeline:activities')}?size=50", "long-activities")
    tour.open(f"{reverse('timeline:plan')}?quarter=2023-Q4", "long-plan")
    tour.open(reverse("today"), "long-today")
