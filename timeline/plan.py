"""The plan of a year, or of one of its quarters, as one viewer may know it: the rows and the picture of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.core.paginator import Page, Paginator
from django.db.models import Count, F, Q
from django.utils.translation import gettext as _

from accounts.viewers import Viewer
from core.charts.timeline import LaidOutRow, Layout, Words
from core.models import Classified
from core.quarters import Quarter
from timeline import picture
from timeline.models import MOVED, Activity, ActivityQuerySet, ActivityState, Commitment
from timeline.schedule import Standing, overdue, planned_end, standing

MOST_IN_A_PICTURE = 50
COMMITMENTS_SHOWN = 10


@dataclass(frozen=True)
class Shown:
    """An activity with its bars, how it stands, and the day by which it should be done."""

    activity: Activity
    drawn: LaidOutRow
    standing: Standing
    due_on: date


@dataclass(frozen=True)
class Plan:
    """What the page of the plan tells. `chosen` is its quarter, or None for the whole of `year`; `years` and `quarters`
    are those that one may go to; `tally` counts every activity of the period, of which `page` holds some."""

    year: int
    chosen: Quarter | None
    years: tuple[int, ...]
    quarters: tuple[Quarter, ...]
    tally: picture.Tally
    page: Page[Activity]
    shown: tuple[Shown, ...]
    layout: Layout
    words: Words
    commitments: tuple[Commitment, ...]

    @classmethod
    def read(cls, viewer: Viewer, *, chosen: Quarter | None, year: int | None, page: str | None) -> Plan:
        """The plan of a quarter or a year, without either of the year that runs; of the viewer's moment."""
        today = viewer.at.date()
        year = chosen.year if chosen else year or today.year
        period = (chosen,) if chosen else Quarter.range(Quarter(year, 1), Quarter(year, 4))
        rows = Activity.objects.visible_to(viewer)
        of_period = rows.filter(Q(quarter__in=period) | Q(original_quarter__in=period))
        found = Paginator(_in_order(viewer, of_period), MOST_IN_A_PICTURE).get_page(page)
        activities = list(found.object_list)
        layout = picture.lay_out_plan(activities, _scale(activities, period), today)
        planned = _quarters_of(rows)
        of_year = {quarter for quarter in (*planned, chosen) if quarter and quarter.year == year}
        return cls(
            year=year,
            chosen=chosen,
            years=tuple(sorted({quarter.year for quarter in planned} | {year})),
            quarters=tuple(sorted(of_year)),
            tally=_tally(of_period, today),
            page=found,
            shown=tuple(
                Shown(activity, drawn, standing(activity, today), planned_end(activity))
                for activity, drawn in zip(activities, layout.rows, strict=True)
            ),
            layout=layout,
            words=picture.words(picture.window_around((), period)),
            commitments=_commitments(viewer),
        )

    @property
    def title(self) -> str:
        """Of which period it is."""
        return _("Timeline %(period)s") % {"period": self.chosen.short_label() if self.chosen else self.year}

    @property
    def headline(self) -> str:
        """What the picture shows, in a sentence."""
        return picture.headline(self.tally)

    @property
    def total_in_words(self) -> str:
        """How many activities there are, as it stands in a sentence."""
        return picture.in_words(self.tally.total)

    @property
    def today_leans_left(self) -> bool:
        """Whether the word "today" stands left of its line."""
        return picture.today_leans_left(self.layout)

    @property
    def groups(self) -> list[tuple[Quarter, list[Shown]]]:
        """What is shown, by the quarter in which it was first planned."""
        by_quarter = groupby(self.shown, key=lambda row: row.activity.original_quarter)
        return [(quarter, list(rows)) for quarter, rows in by_quarter]

    @property
    def moved(self) -> list[Shown]:
        """What is shown and left its first quarter."""
        return [row for row in self.shown if row.activity.has_moved]

    @property
    def rows(self) -> list[Classified]:
        """Every row of which the page tells something, for its marking."""
        activities = [row.activity for row in self.shown]
        return [*activities, *(move for row in activities for move in row.moves.all()), *self.commitments]


def _tally(rows: ActivityQuerySet, today: date) -> picture.Tally:
    return picture.Tally(
        **rows.aggregate(
            total=Count("pk"),
            done=Count("pk", filter=Q(state=ActivityState.DONE)),
            moved=Count("pk", filter=MOVED),
            late=Count("pk", filter=overdue(today)),
        )
    )


def _in_order(viewer: Viewer, rows: ActivityQuerySet) -> ActivityQuerySet:
    """The rows in the order in which they were planned, with all that the page tells of them."""
    ordered: ActivityQuerySet = rows.order_by("original_quarter", "created", "pk").with_related(
        viewer, "leads", "leads__department", "moves", "compartment"
    )
    return ordered


def _quarters_of(rows: ActivityQuerySet) -> set[Quarter]:
    """The quarters in which something was or is planned."""
    pairs = rows.order_by().values_list("quarter", "original_quarter").distinct()
    return {quarter for pair in pairs for quarter in pair}


def _scale(activities: Iterable[Activity], period: tuple[Quarter, ...]) -> tuple[Quarter, ...]:
    """The quarters of which something is shown: an empty one at the start of a year would only take width."""
    used = [quarter for row in activities for quarter in (row.original_quarter, row.quarter)]
    return (min(used), max(used)) if used else period


def _commitments(viewer: Viewer) -> tuple[Commitment, ...]:
    """Those that are open, then those that are settled."""
    rows = Commitment.objects.visible_to(viewer).order_by(F("settled_by").asc(nulls_first=True), "due_on")
    return tuple(rows.with_related(viewer, "source", "settled_by", "compartment")[:COMMITMENTS_SHOWN])
