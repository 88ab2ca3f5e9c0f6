"""axe finds nothing on any page that exists, in both languages, on a large and on a small screen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse
from playwright.sync_api import Page, ViewportSize

from core.models import Job
from reports.models import Report, ReportVersion
from taskforce.demo.loading import SECRETARIAT
from tests.conftest import Worker
from tests.e2e.conftest import NARROW, WIDE, person, sign_in
from tests.e2e.faults import faults_on
from tests.publishing import Chairs
from timeline.models import Activity, ActivityCitation, Commitment, Milestone

# Routes that answer no page of ours: files, machines, and what only takes a POST.
NO_PAGE = {
    *("reports:file", "publications:file", "reports:compile", "core:cancel-job", "set_language", "healthz", "readyz"),
    "metrics",
    *("openapi", "api-root", "revoke-api-token", "end-session"),
}
FOR_THE_AUDITOR = ("core:ledger",)
CO_CHAIRS = ("covoorzitter.ezk@example.org", "covoorzitter.bz@example.org")
# Of allauth's pages and the API's those that somebody who is signed in can open as they are.
OTHERS = ("mfa_index", "account_change_password", "account_logout", "api-docs")


def names(resolver: URLResolver, prefix: str = "") -> list[str]:
    """The name of every route below a resolver, except those of the API and the admin."""
    found = []
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            if pattern.app_name == "admin":
                continue
            inner = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            found += names(pattern, inner)
        elif isinstance(pattern, URLPattern) and pattern.name:
            found.append(prefix + pattern.name)
    return found


def pages() -> list[str]:
    """Every route that answers a page of ours."""
    return [
        name
        for name in dict.fromkeys(names(get_resolver()))
        if name not in NO_PAGE and not name.startswith(("account_", "mfa_", "api"))
    ] + list(OTHERS)


def address(name: str) -> str:
    """The address of a page over rows of the demonstration."""
    report, version = Report.objects.get(audience="kamer"), ReportVersion.objects.first()
    activity = Activity.objects.filter(moves__isnull=False)[0]
    milestone = Milestone.objects.first()
    rows = {"reports": report, "core": Job.objects.first(), "timeline": activity}
    special: dict[str, list[Any]] = {
        "reports:version": [version],
        "reports:block": [version, "p-2"],
        "reports:uses": ["timeline.activity", activity],
        "reports:write-chapter": [report, "outlook"],
        **{f"reports:{name}": [version] for name in ("ask-review", "approve", "publish", "withdraw")},
        "publications:quarter": [report.quarter],
        "publications:paper": [report.quarter, version.number if version else 1],
        "timeline:reach-milestone": [milestone],
        "timeline:remove-citation": [ActivityCitation.objects.first()],
    }
    if name.endswith("-commitment") or name in ("timeline:commitment", "timeline:commitment-history"):
        special[name] = [Commitment.objects.first()]
    parts = special.get(name) or [rows.get(name.split(":")[0])]
    arguments = [getattr(part, "pk", part) for part in parts]
    for attempt in (arguments, []):
        try:
            return reverse(name, args=attempt)
        except NoReverseMatch:
            continue
    raise AssertionError(f"This test does not know how to open {name}: tell it.")


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
