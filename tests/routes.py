"""Which pages there are, from the addresses themselves, and how each is opened: for every test that looks at all pages.

A new address without a way to open it fails these tests: tell `address` which row it is about.
"""

from __future__ import annotations

from typing import Any

from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from core.models import Job
from dependencies.models import Dependency, DependencyCitation, FigureSeries
from questions.models import Question, QuestionSet
from reports.models import Report, ReportVersion
from timeline.models import Activity, ActivityCitation, Commitment, Milestone

# Routes that answer no page of ours: files, machines, and what only takes a POST.
NO_PAGE = {
    *("reports:file", "publications:file", "reports:compile", "core:cancel-job", "set_language", "healthz", "readyz"),
    *("metrics", "openapi", "api-root", "revoke-api-token", "end-session", "dependencies:similar"),
}
# Pages that only the auditor may open.
FOR_THE_AUDITOR = ("core:ledger",)
# Of allauth's pages and the API's those that somebody who is signed in can open as they are.
OTHERS = ("mfa_index", "account_change_password", "account_logout", "api-docs")


def names(resolver: URLResolver | None = None, prefix: str = "") -> list[str]:
    """The name of every route, or of those below a resolver, except those of the admin."""
    found = []
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            if pattern.app_name == "admin":
                continue
            inner = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            found += names(pattern, inner)
        elif isinstance(pattern, URLPattern) and pattern.name:
            found.append(prefix + pattern.name)
    return list(dict.fromkeys(found))


def pages() -> list[str]:
    """Every route that answers a page of ours to somebody who is signed in."""
    ours = [name for name in names() if name not in NO_PAGE and not name.startswith(("account_", "mfa_", "api"))]
    return [*ours, *OTHERS]


def address(name: str) -> str:
    """The address of a page over rows that are there: a report to the Kamer with a version and its job, an activity
    that moved and that names a source, a milestone, a commitment, a question set and its questions, a dependency that
    names a source, with figures."""
    report = Report.objects.get(audience="kamer")
    version = ReportVersion.objects.filter(report=report).first()
    activity = Activity.objects.filter(moves__isnull=False)[0]
    asked = QuestionSet.objects.order_by("-version").first()
    rows: dict[str, Any] = {"reports": report, "core": Job.objects.first(), "timeline": activity, "questions": asked}
    rows["dependencies"] = Dependency.objects.filter(citations__isnull=False).first()
    special: dict[str, list[Any]] = {
        "reports:version": [version],
        "reports:block": [version, "p-2"],
        "reports:uses": ["timeline.activity", activity],
        "reports:write-chapter": [report, "outlook"],
        **{f"reports:{name}": [version] for name in ("ask-review", "approve", "publish", "withdraw")},
        "publications:quarter": [report.quarter],
        "publications:paper": [report.quarter, version.number if version else 1],
        "timeline:reach-milestone": [Milestone.objects.first()],
        "timeline:remove-citation": [ActivityCitation.objects.first()],
        **{
            f"questions:{name}-question": [Question.objects.filter(question_set=asked).first()]
            for name in ("change", "place", "remove")
        },
        "dependencies:remove-citation": [DependencyCitation.objects.first()],
    }
    if name.startswith("dependencies:") and "series" in name and name != "dependencies:add-series-of":
        special[name] = [FigureSeries.objects.exclude(dependency=None).first()]
    if name.startswith("timeline:") and "commitment" in name:
        special[name] = [Commitment.objects.first()]
    parts = special.get(name) or [rows.get(name.split(":")[0])]
    arguments = [getattr(part, "pk", part) for part in parts]
    for attempt in (arguments, []):
        try:
            return reverse(name, args=attempt)
        except NoReverseMatch:
            continue
    raise AssertionError(f"tests/routes.py does not know how to open {name}: tell it.")
