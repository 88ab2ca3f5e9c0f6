"""axe finds nothing on any page that exists, in both languages, on a large and on a small screen."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, ViewportSize

from core.models import Job
from reports.models import Report, ReportVersion
from taskforce.demo.loading import SECRETARIAT
from tests.conftest import Worker
from tests.e2e.conftest import NARROW, WIDE, person, sign_in
from tests.e2e.faults import faults_on
from tests.publishing import Chairs
from tests.routes import FOR_THE_AUDITOR, address, pages
from timeline.models import Activity

CO_CHAIRS = ("covoorzitter.ezk@example.org", "covoorzitter.bz@example.org")


@pytest.mark.parametrize(("language", "size"), [("nl", WIDE), ("nl", NARROW), ("en", WIDE), ("en", NARROW)])
def test_no_page_has_a_fault_that_axe_can_find(
    language: str, size: ViewportSize, open_page: Callable[..., Page], worker: Worker
) -> None:
    prepare(worker)
    page = open_page(language=language, size=size)
    faults = look_at(page, "/", "front", size) + look_at(page, "/account/login/", "login", size)
    for name in ("publications:list", "publications:paper"):
        faults += look_at(page, address(name), f"visitor-{name.replace(':', '-')}", size)
    # A co-chair may do all that the secretariat may, and more.
    sign_in(page, CO_CHAIRS[0])
    for name in pages():
        if name in FOR_THE_AUDITOR:
            continue
        faults += look_at(page, address(name), name.replace(":", "-"), size)
    faults += look_at(page, "/bestaat-niet/", "404", size)
    page = open_page(language=language, size=size)
    sign_in(page, "auditor@example.org")
    for name in FOR_THE_AUDITOR:
        faults += look_at(page, address(name), name.replace(":", "-"), size)
    assert not faults, "\n".join(faults)


def prepare(worker: Worker) -> None:
    """What the pages need that the demonstration has not: a published version and a milestone."""
    from reports.actions import compile_report
    from tests.factories import viewer_of
    from tests.waiting import wait_until
    from timeline.actions import add_milestone

    chairs = Chairs(*(person(email) for email in (SECRETARIAT, *CO_CHAIRS)))
    viewer = viewer_of(chairs.secretary)
    activity = Activity.objects.filter(moves__isnull=False)[0]
    add_milestone(viewer, activity, revision=activity.revision, title="Mijlpaal", due_on=viewer.at.date())
    worker.start()
    job = compile_report(viewer, Report.objects.get(audience="kamer"))
    wait_until(lambda: not Job.objects.get(pk=job.pk).is_active)
    chairs.publish(ReportVersion.objects.get())


def look_at(page: Page, path: str, name: str, size: ViewportSize) -> list[str]:
    """Open a page; every fault as a line: what axe finds, and scrolling sideways."""
    answer = page.goto(path)
    assert answer is not None
    if answer.status >= 400 and name != "404":
        return [f"{path} ({name}): the page answers {answer.status}"]
    return faults_on(page, name, size)
