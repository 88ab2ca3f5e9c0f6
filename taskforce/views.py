"""The pages that compose what the apps below contribute: the public front page, and what needs me today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from accounts.viewers import Viewer
from core import clock, today
from core.pages import StaffPage
from core.quarters import Quarter
from core.today import WorkItem
from reports.publications import published_papers
from timeline.models import Activity

MOST_ON_A_PAGE = 50
"""Rows that one page shows at most where it is not paged: what is most pressing, or comes first."""


@dataclass(frozen=True)
class Group:
    """Work of one urgency under its heading."""

    id: str
    title: str
    items: list[WorkItem]


def grouped(items: list[WorkItem], day: date) -> list[Group]:
    """Work by urgency: due today or earlier, within five working days, later; only groups that hold something."""
    soon = clock.add_working_days(day, 5)
    groups = (
        Group("first", _("First this"), [item for item in items if item.due is not None and item.due <= day]),
        Group(
            "soon",
            _("Within five working days"),
            [item for item in items if item.due is not None and day < item.due <= soon],
        ),
        Group("later", _("After that"), [item for item in items if item.due is None or item.due > soon]),
    )
    return [group for group in groups if group.items]


class FrontPage(TemplateView):
    """What the taskforce is and what it has published, for everybody; staff go on to their own page."""

    template_name = "taskforce/front.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated:
            return redirect("today")
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        viewer: Viewer = self.request.viewer  # type: ignore[attr-defined]
        year = clock.today().year
        published = Activity.objects.visible_to(viewer).filter(
            quarter__in=Quarter.range(Quarter(year, 1), Quarter(year, 4))
        )
        published = published.order_by("quarter", "original_quarter", "created", "title")[:MOST_ON_A_PAGE]
        quarters: dict[Quarter, list[Activity]] = {}
        for activity in published:
            quarters.setdefault(activity.quarter, []).append(activity)
        standing = [paper for paper in published_papers(clock.now()) if paper.is_standing]
        return super().get_context_data(**kwargs) | {"quarters": sorted(quarters.items()), "papers": standing[:1]}


class TodayPage(StaffPage, TemplateView):
    """What needs me, by role, from the state of things; the quarter in a handful of numbers."""

    template_name = "taskforce/today.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        day = clock.today()
        quarter = Quarter.of(day)
        work = today.work_for(self.viewer)
        shown = work[:MOST_ON_A_PAGE]
        return super().get_context_data(**kwargs) | {
            "today": day,
            "quarter": quarter,
            "working_days_left": clock.working_days_between(day, quarter.last_day),
            "count": len(work),
            "also_shown": [item.about for item in shown if item.about is not None],
            "groups": grouped(shown, day),
            "not_shown": len(work) - len(shown),
            "key_numbers": today.key_numbers_for(self.viewer),
        }
