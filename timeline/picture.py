"""The plan as a picture: from activities to what `core.charts.timeline` draws, with its headline."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import formats
from django.utils.dates import MONTHS_3
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from core.charts.timeline import Layout, Row, Span, Words, lay_out
from core.days import nearest
from core.quarters import FIRST_YEAR, LAST_YEAR, Quarter
from timeline.models import Activity, ActivityState
from timeline.schedule import planned_end, standing

DAY = timedelta(days=1)
ROOM = 18.0
"""Percentage of the width within which the word "today" would run into the name of its quarter, left of it."""


@dataclass(frozen=True)
class Tally:
    """What the headline counts: of the activities in the picture, how many are done, moved and still open, late."""

    total: int
    done: int
    moved: int
    late: int


def lay_out_plan(activities: Sequence[Activity], quarters: Sequence[Quarter], today: date) -> Layout:
    """The picture of these activities, on a scale of at least these quarters."""
    rows = [row_of(activity, today) for activity in activities]
    window = window_around(rows, quarters)
    return lay_out(rows, window=window, today=today, words=words(window))


def row_of(activity: Activity, today: date) -> Row:
    """An activity as a row of the picture."""
    planned = _planned(activity)
    return Row(
        label=activity.title,
        leads=", ".join(activity.lead_names),
        state=standing(activity, today).words,
        sentence=sentence(activity),
        planned=planned,
        actual=_actual(activity, planned, today),
        ahead=_ahead(activity, planned, today),
    )


def _planned(activity: Activity) -> Span:
    """The first plan: after a move the quarter in which it stood, since the later day says nothing about that."""
    quarter = activity.original_quarter
    starts = activity.starts_on
    if activity.has_moved:
        return Span(starts if starts and starts in quarter else quarter.first_day, quarter.last_day)
    first = starts or (min(quarter.first_day, activity.due_on) if activity.due_on else quarter.first_day)
    return Span(first, max(first, planned_end(activity)))


def _actual(activity: Activity, planned: Span, today: date) -> Span | None:
    """What was worked; where no start is known, the bar begins with the plan and the sentence tells no start."""
    last = {ActivityState.DONE: activity.done_on, ActivityState.RUNNING: today}.get(ActivityState(activity.state))
    if last is None:
        return None
    first = activity.starts_on or planned.first
    if activity.state == ActivityState.RUNNING and first > today:
        return None
    return Span(min(first, last), last)


def _ahead(activity: Activity, planned: Span, today: date) -> Span | None:
    """What is still to go beyond the first plan."""
    last = planned_end(activity)
    if not activity.is_open or last <= max(today, planned.last):
        return None
    first = max(today, planned.last if activity.state == ActivityState.PLANNED else today) + DAY
    if activity.has_moved and activity.state == ActivityState.PLANNED:
        first = max(first, activity.starts_on or activity.quarter.first_day)
    return Span(min(first, last), last)


def sentence(activity: Activity) -> str:
    """What the bars of an activity show, in words."""
    parts = [_plan_in_words(activity)]
    if activity.has_moved:
        parts.append(_("moved to %(quarter)s") % {"quarter": activity.quarter.short_label()})
    if activity.state == ActivityState.DONE:
        parts.append(_("done on %(day)s") % {"day": _day(activity.done_on)})
    elif activity.state == ActivityState.RUNNING:
        parts.append(_("is running"))
    elif activity.state == ActivityState.DROPPED:
        parts.append(_("dropped"))
    return "; ".join(parts) + "."


def _plan_in_words(activity: Activity) -> str:
    facts = {
        "quarter": activity.original_quarter.short_label(),
        "first": _day(activity.starts_on),
        "last": _day(activity.due_on),
    }
    if activity.has_moved or not (activity.starts_on or activity.due_on):
        return _("Planned in %(quarter)s") % facts
    if not activity.starts_on:
        return _("Planned in %(quarter)s, by %(last)s") % facts
    if not activity.due_on:
        return _("Planned in %(quarter)s, from %(first)s") % facts
    return _("Planned from %(first)s to %(last)s") % facts


def _day(day: date | None) -> str:
    return formats.date_format(day, "j F Y") if day else ""


def window_around(rows: Iterable[Row], quarters: Sequence[Quarter]) -> Span:
    """Whole quarters that hold the given ones and every bar, up to a year before and after them."""
    spans = [span for row in rows for span in (row.planned, row.actual, row.ahead) if span]
    first = min([quarters[0], *(_quarter_of(span.first) for span in spans)])
    last = max([quarters[-1], *(_quarter_of(span.last) for span in spans)])
    earliest, latest = (
        Quarter(max(quarters[0].year - 1, FIRST_YEAR), 1),
        Quarter(min(quarters[-1].year + 1, LAST_YEAR), 4),
    )
    return Span(max(first, earliest).first_day, min(last, latest).last_day)


def _quarter_of(day: date) -> Quarter:
    return Quarter.of(nearest(day))


def words(window: Span) -> Words:
    """The words in the picture; years are named where it spans more than one."""
    return Words(
        months=tuple(str(MONTHS_3[month]).removesuffix(".") for month in range(1, 13)),
        today=pgettext("deadline", "today"),
        planned=_("planned"),
        done=_("carried out"),
        overrun=_("outside the planned quarter"),
        ahead=_("still to go"),
        quarter="Q{quarter}" if window.first.year == window.last.year else "Q{quarter} {year}",
    )


def today_leans_left(layout: Layout) -> bool:
    """Whether the word "today" has room to the left of its line."""
    if layout.today is None:
        return False
    before = max((mark.x for mark in layout.quarters if mark.x <= layout.today.x), default=0.0)
    return layout.today.x - before >= ROOM


def headline(tally: Tally) -> str:
    """What the picture shows, as a sentence: "Eight of eleven activities are done; two have moved"."""
    if tally.done == tally.total:
        said = ngettext("The only activity is done", "All %(total)s activities are done", tally.total)
    elif tally.done == 0:
        said = ngettext(
            "The only activity is not done yet", "None of the %(total)s activities is done yet", tally.total
        )
    else:
        said = ngettext(
            "%(done)s of %(total)s activities is done", "%(done)s of %(total)s activities are done", tally.done
        )
    said = said % {"done": in_words(tally.done), "total": in_words(tally.total)}
    besides = [
        ngettext("%(count)s has moved", "%(count)s have moved", tally.moved) % {"count": in_words(tally.moved)}
        if tally.moved
        else "",
        ngettext("%(count)s is late", "%(count)s are late", tally.late) % {"count": in_words(tally.late)}
        if tally.late
        else "",
    ]
    besides = [one for one in besides if one]
    said = said[0].upper() + said[1:]
    return "; ".join([said, _(" and ").join(besides)]) if besides else said


def in_words(count: int) -> str:
    """A number as it stands in a sentence: in a word up to twelve, in digits beyond."""
    small = (
        *(pgettext("number", "none"), pgettext("number", "one"), pgettext("number", "two")),
        *(pgettext("number", "three"), pgettext("number", "four"), pgettext("number", "five")),
        *(pgettext("number", "six"), pgettext("number", "seven"), pgettext("number", "eight")),
        *(pgettext("number", "nine"), pgettext("number", "ten"), pgettext("number", "eleven")),
        pgettext("number", "twelve"),
    )
    return small[count] if count < len(small) else formats.number_format(count, force_grouping=True)
