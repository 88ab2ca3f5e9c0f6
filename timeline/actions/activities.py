"""What people do with activities: plan, change, move, record progress, cite, reclassify and publish."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Required, TypedDict, Unpack
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.classification import Classification
from accounts.models import Compartment, Department
from accounts.viewers import Viewer
from core import classifying
from core.access import require
from core.citing import cite_for, cite_no_longer
from core.classifying import Reclassification
from core.concurrency import already_made, locked, save
from core.days import check_days, check_past
from core.errors import DomainError
from core.models import FocusArea
from core.quarters import Quarter
from timeline.models import Activity, ActivityCitation, ActivityState, CoreTask, Milestone, Move


class ActivityFacts(TypedDict, total=False):
    """What an activity is. What is left out is empty."""

    title: Required[str]
    description: str
    core_task: CoreTask | None
    starts_on: date | None
    due_on: date | None
    led_by_secretariat: bool
    leads: Iterable[Department]
    focus_areas: Iterable[FocusArea]


@transaction.atomic
def plan_activity(
    viewer: Viewer,
    *,
    key: UUID,
    quarter: Quarter,
    classification: Classification,
    compartment: Compartment | None = None,
    ground: str = "",
    **facts: Unpack[ActivityFacts],
) -> Activity:
    """Put a new activity in a quarter; the same key again changes nothing."""
    require(viewer, "timeline.plan_activity")
    made = already_made(Activity, viewer, key)
    if made is not None:
        return made
    activity = Activity(pk=key, quarter=quarter, original_quarter=quarter, revision=0)
    classifying.place(viewer, activity, classification=classification, compartment=compartment, ground=ground)
    return _write(activity, **facts)


@transaction.atomic
def change_activity(viewer: Viewer, activity: Activity, *, revision: int, **facts: Unpack[ActivityFacts]) -> Activity:
    """Change what an activity is."""
    require(viewer, "timeline.change_activity", activity)
    return _write(locked(activity, revision=revision), **facts)


def _write(
    activity: Activity,
    *,
    title: str,
    description: str = "",
    core_task: CoreTask | None = None,
    starts_on: date | None = None,
    due_on: date | None = None,
    led_by_secretariat: bool = False,
    leads: Iterable[Department] = (),
    focus_areas: Iterable[FocusArea] = (),
) -> Activity:
    _check_plan(starts_on, due_on)
    activity.title = title
    activity.description = description
    activity.core_task = core_task
    activity.starts_on = starts_on
    activity.due_on = due_on
    activity.led_by_secretariat = led_by_secretariat
    save(activity)
    _replace(activity.leads, "department", leads)
    _replace(activity.focus_areas, "focus_area", focus_areas)
    return activity


def _check_plan(starts_on: date | None, due_on: date | None) -> None:
    check_days(starts_on=starts_on, due_on=due_on)
    if starts_on and due_on and due_on < starts_on:
        raise DomainError(_("This is before the start. Choose a later day, or an earlier start."), field="due_on")


def _replace(links: Any, name: str, wanted: Iterable[Any]) -> None:
    wanted = list(wanted)
    links.exclude(**{f"{name}__in": wanted}).delete()
    present = set(links.values_list(f"{name}_id", flat=True))
    for thing in wanted:
        if thing.pk not in present:
            links.create(**{name: thing})


@transaction.atomic
def move_activity(
    viewer: Viewer,
    activity: Activity,
    *,
    revision: int,
    to_quarter: Quarter,
    reason: str,
    classification: Classification,
    due_on: date | None = None,
) -> Move:
    """Move an activity to another quarter, with a reason that may be more confidential than the activity itself."""
    require(viewer, "timeline.move_activity", activity)
    current = locked(activity, revision=revision)
    if not current.is_open:
        raise DomainError(_("What is done or dropped cannot move any more."))
    if to_quarter == current.quarter:
        raise DomainError(_("It is planned in this quarter already. Choose another."), field="to_quarter")
    if classification < current.classification:
        raise DomainError(
            _("The reason cannot be less confidential than the activity itself: choose at least “%(least)s”.")
            % {"least": current.get_classification_display()},
            field="classification",
        )
    classifying.check_within_reach(viewer, classification, None)
    _check_plan(current.starts_on, due_on)
    if due_on is not None and due_on not in to_quarter:
        raise DomainError(
            _("This day is not in %(quarter)s. Choose one that is, or leave it empty.")
            % {"quarter": to_quarter.short_label()},
            field="due_on",
        )
    move = Move.objects.create(
        activity=current,
        from_quarter=current.quarter,
        to_quarter=to_quarter,
        reason=reason,
        classification=classification,
        compartment=current.compartment,
        moved_by_id=viewer.user,
        moved_at=viewer.at,
    )
    current.quarter = to_quarter
    current.due_on = due_on
    save(current)
    return move


@transaction.atomic
def record_progress(
    viewer: Viewer,
    activity: Activity,
    *,
    revision: int,
    state: ActivityState,
    state_reason: str = "",
    done_on: date | None = None,
    yielded: str = "",
) -> Activity:
    """Record where an activity is and what it yielded. Done needs its day; dropped needs a reason."""
    require(viewer, "timeline.change_activity", activity)
    current = locked(activity, revision=revision)
    if state == ActivityState.DONE:
        _check_done(viewer, current, done_on)
    if state == ActivityState.DROPPED and not state_reason:
        raise DomainError(_("Say why this is dropped."), field="state_reason")
    current.state = state
    current.state_reason = state_reason
    current.done_on = done_on if state == ActivityState.DONE else None
    current.yielded = yielded
    return save(current)


def _check_done(viewer: Viewer, activity: Activity, done_on: date | None) -> None:
    if done_on is None:
        raise DomainError(_("Say on which day it was done."), field="done_on")
    check_past(viewer.at.date(), done_on=done_on)
    if activity.starts_on and done_on < activity.starts_on:
        raise DomainError(_("This is before the start of the activity."), field="done_on")


@transaction.atomic
def reclassify_activity(viewer: Viewer, activity: Activity, **facts: Unpack[Reclassification]) -> Activity:
    """Change how far an activity may travel, with a reason."""
    require(viewer, "timeline.reclassify_activity", activity)
    return classifying.reclassify(viewer, activity, **facts)


@transaction.atomic
def publish_activity(viewer: Viewer, activity: Activity, *, revision: int) -> Activity:
    """Let everybody see an activity from now on. Raises DomainError for what may not be told."""
    require(viewer, "timeline.publish_activity", activity)
    return classifying.publish(viewer, activity, revision=revision)


@transaction.atomic
def add_milestone(viewer: Viewer, activity: Activity, *, revision: int, title: str, due_on: date) -> Milestone:
    """Add a point on the way of an activity."""
    require(viewer, "timeline.change_activity", activity)
    check_days(due_on=due_on)
    current = save(locked(activity, revision=revision))
    return Milestone.objects.create(activity=current, title=title, due_on=due_on)


@transaction.atomic
def reach_milestone(viewer: Viewer, milestone: Milestone, *, revision: int, reached_on: date) -> Milestone:
    """Record that a milestone was reached; doing it again on another day corrects the day.

    `revision` is that of its activity, as for all its parts.
    """
    require(viewer, "timeline.change_activity", milestone.activity)
    check_past(viewer.at.date(), reached_on=reached_on)
    current = save(locked(milestone.activity, revision=revision))
    reached = current.milestones.get(pk=milestone.pk)
    reached.reached_on = reached_on
    reached.save()
    return reached


@transaction.atomic
def cite_source(
    viewer: Viewer, activity: Activity, *, revision: int, source: str, locator: str = ""
) -> ActivityCitation:
    """Say where it is written that the taskforce does this: a source (a citation) and the place in it."""
    require(viewer, "timeline.change_activity", activity)
    cited: ActivityCitation = cite_for(viewer, activity, revision=revision, source=source, locator=locator)
    return cited


@transaction.atomic
def remove_citation(viewer: Viewer, citation: ActivityCitation, *, revision: int) -> Activity:
    """Say no longer that it is written there; the history keeps that it was. Raises Http404 for a hidden source."""
    require(viewer, "timeline.change_activity", citation.activity)
    activity: Activity = cite_no_longer(viewer, citation, revision=revision)
    return activity
