"""Planned: activities by quarter (section 4 of the letter), how they moved, and what was promised to the House."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Department, User
from accounts.tracking import tracked
from core.fields import QuarterField
from core.models import Citation, Classified, FocusArea, Guarded, Source
from core.triggers import not_below, raises_parts
from core.visibility import VisibleQuerySet


class CoreTask(models.IntegerChoices):
    """The taskforce's two core tasks (section 3 of the letter)."""

    INSIGHT = 1, _("1. Increase insight, identify and prioritise")
    DRIVE = 2, _("2. Drive the approach to specific dependencies")


class ActivityState(models.TextChoices):
    """Where an activity is. That it moved to another quarter is a fact beside its state, told by its moves."""

    PLANNED = "planned", _("planned")
    RUNNING = "running", _("running")
    DONE = "done", _("done")
    DROPPED = "dropped", _("dropped")


class ActivityQuerySet(VisibleQuerySet["Activity"]):
    """Activities, by where they stand."""

    def open(self) -> ActivityQuerySet:
        """What is still to be done."""
        return self.filter(state__in=(ActivityState.PLANNED, ActivityState.RUNNING))

    def moved(self) -> ActivityQuerySet:
        """What is no longer planned in the quarter it was first planned in."""
        return self.exclude(quarter=F("original_quarter"))


@tracked()
class Activity(Classified):
    """Something that the taskforce does in a quarter. Moving keeps the original quarter."""

    quarter = QuarterField(_("quarter"))
    original_quarter = QuarterField(_("original quarter"), editable=False)
    title = models.CharField(_("title"), max_length=300)
    description = models.TextField(_("description"), max_length=5_000, blank=True)
    core_task = models.PositiveSmallIntegerField(_("core task"), choices=CoreTask, null=True, blank=True)
    led_by_secretariat = models.BooleanField(_("led by the secretariat"), default=False)
    starts_on = models.DateField(_("starts on"), null=True, blank=True)
    due_on = models.DateField(_("due on"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=20, choices=ActivityState, default=ActivityState.PLANNED)
    state_reason = models.CharField(_("reason of the state"), max_length=1_000, blank=True)
    done_on = models.DateField(_("done on"), null=True, blank=True)
    yielded = models.TextField(_("what it yielded"), max_length=5_000, blank=True)

    objects = ActivityQuerySet.as_manager()

    class Meta(Classified.Meta):
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        ordering = ("quarter", "due_on", "title", "pk")
        indexes = (*Classified.Meta.indexes, models.Index(fields=("quarter", "due_on", "title", "id")))
        constraints = (
            *Classified.Meta.constraints,
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(due_on=None) | Q(due_on__gte=F("starts_on")),
                name="activity_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(state=ActivityState.DONE, done_on__isnull=False)
                | (~Q(state=ActivityState.DONE) & Q(done_on=None)),
                name="activity_done_has_its_day",
            ),
            models.CheckConstraint(
                condition=~Q(state=ActivityState.DROPPED) | ~Q(state_reason=""), name="activity_dropped_has_a_reason"
            ),
        )
        triggers = (raises_parts("timeline_move", "activity_id"),)

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The address of its page."""
        return reverse("timeline:activity", args=[self.pk])

    @property
    def lead_names(self) -> list[str]:
        """Who leads it: the secretariat, departments, or nobody yet."""
        departments = [lead.department.abbreviation for lead in self.leads.all()]
        return [gettext("secretariat"), *departments] if self.led_by_secretariat else departments

    @property
    def has_moved(self) -> bool:
        """Whether it is planned in another quarter than first."""
        return self.quarter != self.original_quarter

    @property
    def is_open(self) -> bool:
        """Whether it is still to be done."""
        return self.state in (ActivityState.PLANNED, ActivityState.RUNNING)


@tracked()
class ActivityLead(Guarded):
    """A department that leads an activity."""

    part_of = "activity"

    activity = models.ForeignKey(Activity, models.PROTECT, related_name="leads")
    department = models.ForeignKey(Department, models.PROTECT, related_name="+")

    class Meta:
        ordering = ("department__abbreviation",)
        constraints = (models.UniqueConstraint(fields=("activity", "department"), name="activity_lead_once"),)

    def __str__(self) -> str:
        return str(self.department)


@tracked()
class ActivityFocusArea(Guarded):
    """A focus area that an activity is about."""

    part_of = "activity"

    activity = models.ForeignKey(Activity, models.PROTECT, related_name="focus_areas")
    focus_area = models.ForeignKey(FocusArea, models.PROTECT, related_name="+")

    class Meta:
        ordering = ("focus_area__order",)
        constraints = (models.UniqueConstraint(fields=("activity", "focus_area"), name="activity_focus_area_once"),)

    def __str__(self) -> str:
        return str(self.focus_area)


@tracked()
class ActivityCitation(Citation):
    """Where it is written that the taskforce does this."""

    part_of = "activity"

    activity = models.ForeignKey(Activity, models.PROTECT, related_name="citations")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("activity", "source", "locator"), name="activity_citation_once"),
        )


@tracked()
class Move(Classified):
    """That an activity went to another quarter, and why. The reason may be more confidential than the activity."""

    part_of: ClassVar[str] = "activity"

    activity = models.ForeignKey(Activity, models.PROTECT, related_name="moves")
    from_quarter = QuarterField(_("from quarter"))
    to_quarter = QuarterField(_("to quarter"))
    reason = models.CharField(_("reason"), max_length=1_000)
    moved_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("moved by"))
    moved_at = models.DateTimeField(_("moved at"))

    class Meta(Classified.Meta):
        verbose_name = _("move")
        verbose_name_plural = _("moves")
        ordering = ("moved_at",)
        constraints = (
            *Classified.Meta.constraints,
            models.CheckConstraint(condition=~Q(from_quarter=F("to_quarter")), name="move_goes_to_another_quarter"),
            models.CheckConstraint(condition=~Q(reason=""), name="move_has_a_reason"),
        )
        triggers = (not_below("timeline_activity", "activity_id"),)

    def __str__(self) -> str:
        return f"{self.from_quarter} → {self.to_quarter}"


@tracked()
class Milestone(Guarded):
    """A point on the way of an activity."""

    part_of = "activity"

    activity = models.ForeignKey(Activity, models.PROTECT, related_name="milestones")
    title = models.CharField(_("title"), max_length=300)
    due_on = models.DateField(_("due on"))
    reached_on = models.DateField(_("reached on"), null=True, blank=True)

    class Meta:
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        ordering = ("due_on", "title")

    def __str__(self) -> str:
        return self.title


class CommitmentKind(models.TextChoices):
    """How it came about: an officeholder promised it, or the House carried a motion."""

    PROMISE = "promise", _("promise")
    MOTION = "motion", _("motion")


class CommitmentQuerySet(VisibleQuerySet["Commitment"]):
    """Commitments, by whether a source has settled them."""

    def open(self) -> CommitmentQuerySet:
        """What still has to be settled."""
        return self.filter(settled_by=None)

    def settled(self) -> CommitmentQuerySet:
        """What a source has settled."""
        return self.exclude(settled_by=None)


@tracked()
class Commitment(Classified):
    """A promise to the House or a motion that it carried, until a source settles it."""

    kind = models.CharField(_("kind"), max_length=20, choices=CommitmentKind)
    text = models.CharField(_("what was promised or asked"), max_length=1_000)
    made_on = models.DateField(_("made on"), null=True, blank=True)
    source = models.ForeignKey(Source, models.PROTECT, related_name="+", verbose_name=_("source"))
    source_locator = models.CharField(_("place in the source"), max_length=200, blank=True)
    officeholder = models.CharField(_("officeholder"), max_length=200, blank=True)
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("department")
    )
    due = models.DateField(_("due on"), null=True, blank=True)
    settled_by = models.ForeignKey(
        Source, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("settled by")
    )
    settled_locator = models.CharField(_("paragraph"), max_length=200, blank=True)
    settled_at = models.DateField(_("settled on"), null=True, blank=True)

    objects = CommitmentQuerySet.as_manager()

    class Meta(Classified.Meta):
        verbose_name = _("commitment")
        verbose_name_plural = _("commitments")
        ordering = ("due", "made_on", "pk")
        constraints = (
            *Classified.Meta.constraints,
            models.CheckConstraint(
                condition=Q(settled_at=None) | Q(settled_by__isnull=False), name="commitment_settled_by_a_source"
            ),
        )

    def __str__(self) -> str:
        return self.text

    def get_absolute_url(self) -> str:
        """The address of its page."""
        return reverse("timeline:commitment", args=[self.pk])

    @property
    def is_settled(self) -> bool:
        """Whether a source has settled it."""
        return self.settled_by_id is not None
