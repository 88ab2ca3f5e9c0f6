"""How an activity stands against its plan: late, moved, on schedule; in Python for a row, in SQL for a selection."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.dates import day
from core.quarters import Quarter
from timeline.models import MOVED, OPEN, Activity, ActivityState


@dataclass(frozen=True)
class Standing:
    """How an activity stands, in a few words, with the tone of a badge: good, warn, bad, quiet, or none."""

    words: str
    tone: str = ""


def planned_end(activity: Activity) -> date:
    """The day by which it should be done: its own, or else the last of its quarter."""
    return activity.due_on or activity.quarter.last_day


def is_overdue(activity: Activity, today: date) -> bool:
    """Whether it should have been done before today."""
    return activity.is_open and planned_end(activity) < today


def overdue(today: date) -> Q:
    """The condition of `is_overdue` in SQL."""
    return OPEN & (Q(due_on__lt=today) | Q(due_on=None, quarter__lt=Quarter.of(today)))


def is_on_schedule(activity: Activity, today: date) -> bool:
    """Whether it goes, or went, as it was first planned: not moved, not dropped, not late."""
    if activity.has_moved or activity.state == ActivityState.DROPPED:
        return False
    if activity.done_on is not None:
        return activity.done_on <= activity.quarter.last_day
    return not is_overdue(activity, today)


def on_schedule(today: date, quarters: Iterable[Quarter]) -> Q:
    """The condition of `is_on_schedule` in SQL, for activities that are planned in these quarters."""
    done_in_time = Q(pk=None)
    for quarter in quarters:
        done_in_time |= Q(state=ActivityState.DONE, quarter=quarter, done_on__lte=quarter.last_day)
    return ~MOVED & (done_in_time | (OPEN & ~overdue(today)))


def days_late(activity: Activity) -> int:
    """By how many days it was done after the quarter in which it was first planned; 0 when in time or not done."""
    if activity.done_on is None:
        return 0
    return max(0, (activity.done_on - activity.original_quarter.last_day).days)


def standing(activity: Activity, today: date) -> Standing:
    """How it stands today."""
    if activity.state == ActivityState.DROPPED:
        return Standing(_("dropped"), "quiet")
    if activity.state == ActivityState.DONE:
        return _done(days_late(activity))
    if is_overdue(activity, today):
        return Standing(_("late"), "bad")
    if activity.has_moved:
        return Standing(_("moved to %(when)s") % {"when": _when(activity)}, "warn")
    return Standing(activity.get_state_display(), "" if activity.state == ActivityState.RUNNING else "quiet")


def _done(late: int) -> Standing:
    if not late:
        return Standing(_("done"), "good")
    if late < 7:
        return Standing(
            ngettext("done, %(count)d day later", "done, %(count)d days later", late) % {"count": late}, "warn"
        )
    weeks = late // 7
    return Standing(
        ngettext("done, %(count)d week later", "done, %(count)d weeks later", weeks) % {"count": weeks}, "warn"
    )


def _when(activity: Activity) -> str:
    return day(activity.due_on) if activity.due_on else activity.quarter.short_label()
