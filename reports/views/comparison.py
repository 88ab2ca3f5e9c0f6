"""The page on which two versions of a report lie beside each other."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from core.ledger import note_opening
from core.models import Purpose
from core.pages import DetailPage
from reports import document as doc
from reports.comparing import compare
from reports.forms import CompareForm
from reports.models import Report, ReportVersion


class ComparePage(DetailPage):
    """What changed between two versions: the last two, unless others are chosen."""

    model = Report
    template_name = "reports/comparison.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.object = self.get_object()
        rows = ReportVersion.objects.visible_to(self.viewer).filter(report=self.object).defer("document")
        versions = {one.number: one for one in rows.order_by("-number")}
        form = self.form(list(versions.values()))
        context: dict[str, Any] = {"form": form, "enough": len(versions) > 1}
        if form.is_valid():
            before, after = (versions[form.cleaned_data[name]] for name in ("before", "after"))
            context |= self.compared(before, after)
        status = 422 if request.GET and form.errors else 200
        return self.render_to_response(self.get_context_data(**context), status=status)

    def form(self, versions: list[ReportVersion]) -> CompareForm:
        """The choice, filled in with the last two where nothing was chosen."""
        chosen: Any = self.request.GET
        if not chosen and len(versions) > 1:
            chosen = {"before": versions[1].number, "after": versions[0].number}
        return CompareForm(chosen or None, versions=versions)

    def compared(self, before: ReportVersion, after: ReportVersion) -> dict[str, Any]:
        """The two versions and what differs; both are opened by this."""
        for version in (before, after):
            note_opening(self.viewer, version, Purpose.COMPARISON)
        old, new = (doc.from_json(version.document) for version in (before, after))
        return {"before": before, "after": after, "comparison": compare(old, new), "also_shown": [before, after]}
