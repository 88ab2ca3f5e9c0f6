"""The plan by quarter, as a picture."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.generic import TemplateView

from core.pages import StaffPage
from timeline.forms import PlanForm
from timeline.plan import Plan


class PlanPage(StaffPage, TemplateView):
    """A year or one of its quarters: what was planned, what came of it, what moved, and what was promised."""

    template_name = "timeline/plan.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = PlanForm(request.GET)
        asked = form.cleaned_data if form.is_valid() else {}
        plan = Plan.read(self.viewer, chosen=asked.get("quarter"), year=asked.get("year"), page=request.GET.get("page"))
        context = self.get_context_data(form=form, plan=plan, page=plan.page, also_shown=plan.rows)
        return self.render_to_response(context, status=200 if form.is_valid() else 422)
