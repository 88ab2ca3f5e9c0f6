"""The plan by quarter, as a picture."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, F, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from core import clock
from core.exports import FORMATS
from core.pages import StaffPage
from core.quarters import Quarter
from timeline import picture
from timeline.forms import PlanForm
from timeline.models import Activity, ActivityState, Commitment
from timeline.schedule import overdue, planned_end, standing

MOST_IN_A_PICTURE = 50
COMMITMENTS_SHOWN = 10


class PlanPage(StaffPage, TemplateView):
    """A year or one of its quarters: what was planned, what came of it, what moved, and what was promised."""

    template_name = "timeline/plan.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.asked = PlanForm(request.GET)
        context = self.get_context_data(**kwargs)
        return self.render_to_response(context, status=200 if self.asked.is_valid() else 422)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked = self.asked.cleaned_data if self.asked.is_valid() else {}
        today = clock.today()
        chosen: Quarter | None = asked.get("quarter")
        year = chosen.year if chosen else asked.get("year") or today.year
        quarters = (chosen,) if chosen else Quarter.range(Quarter(year, 1), Quarter(year, 4))
        rows = self.rows().filter(Q(quarter__in=quarters) | Q(original_quarter__in=quarters))
        tally = picture.Tally(
            **rows.aggregate(
                total=Count("pk"),
                done=Count("pk", filter=Q(state=ActivityState.DONE)),
                moved=Count("pk", filter=~Q(quarter=F("original_quarter"))),
                late=Count("pk", filter=overdue(today)),
            )
        )
        page = Paginator(self.detailed(rows), MOST_IN_A_PICTURE).get_page(self.request.GET.get("page"))
        shown = list(page.object_list)
        layout = picture.lay_out_plan(shown, self.scale(shown, quarters), today)
        commitments = Commitment.objects.visible_to(self.viewer).order_by(F("settled_by").asc(nulls_first=True), "due")
        commitments = list(
            commitments.with_related(self.viewer, "source", "settled_by", "compartment")[:COMMITMENTS_SHOWN]
        )
        planned = self.planned_quarters()
        return super().get_context_data(**kwargs) | {
            "form": self.asked,
            "title": _("Timeline %(period)s") % {"period": chosen.short_label() if chosen else year},
            "chosen": chosen,
            "year": year,
            "years": sorted({quarter.year for quarter in planned} | {year}),
            "quarters": sorted(
                quarter for quarter in planned | set(quarters[:1] if chosen else ()) if quarter.year == year
            ),
            "finding": picture.finding(tally) if tally.total else "",
            "total": tally.total,
            "total_in_words": picture.in_words(tally.total),
            "page": page,
            "layout": layout,
            "words": picture.words(picture.window_around((), quarters)),
            "today_leans_left": picture.today_leans_left(layout),
            "groups": [
                (quarter, [(activity, drawn, standing(activity, today)) for activity, drawn in pairs])
                for quarter, pairs in groupby(
                    zip(shown, layout.rows, strict=True), key=lambda pair: pair[0].original_quarter
                )
            ],
            "activities": [(activity, standing(activity, today)) for activity in shown],
            "moved": [(activity, planned_end(activity)) for activity in shown if activity.has_moved],
            "commitments": commitments,
            "also_shown": [*shown, *(move for row in shown for move in row.moves.all()), *commitments],
            "formats": tuple(FORMATS),
        }

    def rows(self) -> QuerySet[Any]:
        """Every activity that the viewer may see."""
        rows: QuerySet[Any] = Activity.objects.visible_to(self.viewer)
        return rows

    def detailed(self, rows: QuerySet[Any]) -> Any:
        """The rows in the order in which they were planned, with all that the page tells of them."""
        ordered = rows.order_by("original_quarter", "created", "pk")
        return ordered.with_related(self.viewer, "leads", "leads__department", "moves", "compartment")  # type: ignore[attr-defined]

    def planned_quarters(self) -> set[Quarter]:
        """The quarters in which something was or is planned that the viewer may see."""
        pairs = self.rows().order_by().values_list("quarter", "original_quarter").distinct()
        return {quarter for pair in pairs for quarter in pair}

    @staticmethod
    def scale(shown: Iterable[Activity], quarters: tuple[Quarter, ...]) -> tuple[Quarter, ...]:
        """The quarters of which something is shown: an empty one at the start of a year would only take width."""
        used = [quarter for row in shown for quarter in (row.original_quarter, row.quarter)]
        return (min(used), max(used)) if used else quarters
