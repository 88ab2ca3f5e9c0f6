"""What people do on the timeline: plan, change, move, record, cite, reclassify; and settle what was promised."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Required, TypedDict, Unpack
from uuid import UUID

from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from accounts.classification import Classification
from accounts.models import Compartment, Department
from accounts.viewers import Viewer
from core import classifying
from core.access import require
from core.classifying import Reclassification
from core.concurrency import already_made, locked, save
from core.days import check_days
from core.errors import DomainError
from core.models import FocusArea
from core.quarters import Quarter
from core.sources import cite
from core.visibility import may_see, see
from timeline.models import (
    Activity,
    ActivityCitation,
    ActivityState,
    Commitment,
    CommitmentKind,
    CoreTask,
    Milestone,
    Move,
)


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


class CommitmentFacts(TypedDict, total=False):
    """What was promised or asked; `source` is a citation. What is left out is empty."""

    kind: Required[CommitmentKind]
    text: Required[str]
    source: Required[str]
    source_locator: str
    made_on: date | None
    officeholder: str
    department: Department | None
    due_on: date | None


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


def _check_past(viewer: Viewer, **days: date | None) -> None:
    """Raise DomainError at the first field whose day has not come yet, or never will."""
    check_days(**days)
    for field, day in days.items():
        if day is not None and day > viewer.at.date():
            raise DomainError(_("This day is still to come. Choose today or an earlier day."), field=field)


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
    _check_past(viewer, done_on=done_on)
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
    _check_past(viewer, reached_on=reached_on)
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
    current = save(locked(activity, revision=revision))
    cited = cite(viewer, source)
    if current.citations.filter(source=cited, locator=locator).exists():
        raise DomainError(_("This source stands here already, with this place in it."), field="source")
    return ActivityCitation.objects.create(activity=current, source=cited, locator=locator)


@transaction.atomic
def remove_citation(viewer: Viewer, citation: ActivityCitation, *, revision: int) -> Activity:
    """Say no longer that it is written there; the history keeps that it was. Raises Http404 for a hidden source."""
    require(viewer, "timeline.change_activity", citation.activity)
    if not may_see(viewer, citation.source):
        raise Http404
    current = save(locked(citation.activity, revision=revision))
    current.citations.filter(pk=citation.pk).delete()
    return current


@transaction.atomic
def add_commitment(
    viewer: Viewer,
    *,
    key: UUID,
    classification: Classification,
    compartment: Compartment | None = None,
    ground: str = "",
    **facts: Unpack[CommitmentFacts],
) -> Commitment:
    """Record a promise to the House or a motion; the same key again changes nothing."""
    require(viewer, "timeline.add_commitment")
    made = already_made(Commitment, viewer, key)
    if made is not None:
        return made
    commitment = Commitment(pk=key, revision=0)
    classifying.place(viewer, commitment, classification=classification, compartment=compartment, ground=ground)
    return _write_commitment(viewer, commitment, **facts)


@transaction.atomic
def change_commitment(
    viewer: Viewer, commitment: Commitment, *, revision: int, **facts: Unpack[CommitmentFacts]
) -> Commitment:
    """Change what was recorded of a commitment; settling it is a step of its own."""
    require(viewer, "timeline.change_commitment", commitment)
    return _write_commitment(viewer, locked(commitment, revision=revision), **facts)


def _write_commitment(
    viewer: Viewer,
    commitment: Commitment,
    *,
    kind: CommitmentKind,
    text: str,
    source: str,
    source_locator: str = "",
    made_on: date | None = None,
    officeholder: str = "",
    department: Department | None = None,
    due_on: date | None = None,
) -> Commitment:
    _check_past(viewer, made_on=made_on)
    check_days(due_on=due_on)
    if made_on and due_on and due_on < made_on:
        raise DomainError(_("This is before it was made. Choose a later day."), field="due_on")
    commitment.kind = kind
    commitment.text = text
    commitment.source = cite(viewer, source)
    commitment.source_locator = source_locator
    commitment.made_on = made_on
    commitment.officeholder = officeholder
    commitment.department = department
    commitment.due_on = due_on
    return save(commitment)


@transaction.atomic
def settle_commitment(
    viewer: Viewer,
    commitment: Commitment,
    *,
    revision: int,
    settled_by: str,
    settled_locator: str = "",
    settled_on: date | None = None,
) -> Commitment:
    """Settle a commitment by a source (a citation) and the paragraph in it. Raises DomainError without a source."""
    require(viewer, "timeline.settle_commitment", commitment)
    if not settled_by:
        raise DomainError(_("Say which source settles this, such as “Kamerstuk 35 982, nr. 9”."), field="settled_by")
    _check_past(viewer, settled_on=settled_on)
    current = locked(commitment, revision=revision)
    if current.is_settled and see(viewer, current, "settled_by") is None:
        raise DomainError(_("A source that you may not see settles this already. Ask the secretariat."))
    if settled_on and current.made_on and settled_on < current.made_on:
        raise DomainError(_("This is before it was made. Choose a later day."), field="settled_on")
    current.settled_by = cite(viewer, settled_by, field="settled_by")
    current.settled_locator = settled_locator
    current.settled_on = settled_on
    return save(current)


@transaction.atomic
def reclassify_commitment(viewer: Viewer, commitment: Commitment, **facts: Unpack[Reclassification]) -> Commitment:
    """Change how far a commitment may travel, with a reason."""
    require(viewer, "timeline.reclassify_commitment", commitment)
    return classifying.reclassify(viewer, commitment, **facts)


@transaction.atomic
def publish_commitment(viewer: Viewer, commitment: Commitment, *, revision: int) -> Commitment:
    """Let everybody see a commitment from now on. Raises DomainError for what may not be told."""
    require(viewer, "timeline.publish_commitment", commitment)
    return classifying.publish(viewer, commitment, revision=revision)
