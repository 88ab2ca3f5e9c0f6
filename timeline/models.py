"""Planned: activities by quarter (section 4 of the letter), how they moved, and what was promised to the House."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.classification import Classification
from accounts.models import Department, User
from core.days import day_in_range
from core.fields import QuarterField
from core.matching import every_word
from core.models import Citation, Classified, FocusArea, Guarded, Source
from core.tracking import tracked_content
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


OPEN_STATES = (ActivityState.PLANNED, ActivityState.RUNNING)
# Each said once: in SQL here, and of a row at hand by its properties.
OPEN = Q(state__in=OPEN_STATES)
MOVED = ~Q(quarter=F("original_quarter"))
SETTLED = Q(settled_by__isnull=False)


class ActivityQuerySet(VisibleQuerySet["Activity"]):
    """Activities, by where they stand."""

    def open(self) -> ActivityQuerySet:
        """What is still to be done."""
        return self.filter(OPEN)

    def moved(self) -> ActivityQuerySet:
        """What is no longer planned in the quarter it was first planned in."""
        return self.filter(MOVED)

    def stayed(self) -> ActivityQuerySet:
        """What is planned in the quarter it was first planned in."""
        return self.exclude(MOVED)

    def led_by(self, abbreviation: str) -> ActivityQuerySet:
        """What a department leads, under whatever names and in whatever years it bore this abbreviation."""
        return self.filter(leads__department__in=Department.objects.filter(abbreviation=abbreviation)).distinct()

    def led_by_the_secretariat(self) -> ActivityQuerySet:
        """What the secretariat leads, alone or with departments."""
        return self.filter(led_by_secretariat=True)

    def about(self, area: FocusArea) -> ActivityQuerySet:
        """What is about a focus area."""
        return self.filter(focus_areas__focus_area=area)

    def matching(self, words: str) -> ActivityQuerySet:
        """In whose title, description or yield every word occurs."""
        return self.filter(every_word(words, "title", "description", "yielded"))


@tracked_content()
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

    objects = ActivityQuerySet.as_manager()  # type: ignore[misc]

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
            models.CheckConstraint(condition=~Q(title=""), name="activity_has_a_title"),
            *map(day_in_range, ("starts_on", "due_on", "done_on")),
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
    def usual_for_a_reason(self) -> Classification:
        """How confidential the reason of a move is where nobody says otherwise: as this, but never for the public."""
        return max(Classification(self.classification), Classification.INTERNAL)

    @property
    def is_open(self) -> bool:
        """Whether it is still to be done."""
        return self.state in OPEN_STATES


@tracked_content()
class ActivityLead(Guarded):
    """A department that leads an activity."""

    part_of = "activity"

    activity = models.ForeignKey(Activity, models.PROTECT, related_name="leads")
    department = models.ForeignKey(Department, models.PROTECT, related_name="+", verbose_name=_("department"))

    class Meta:
        verbose_name = _("lead")
        ordering = ("department__abbreviation",)
        constraints = (models.UniqueConstraint(fields=("activity", "department"), name="activity_lead_once"),)

    def __str__(self) -> str:
        return str(self.department)


@tracked_content()
class ActivityFocusArea(Guarded):
    """A focus area that an activity is about."""

    part_of = "activity"

    activity = models.ForeignKey(Activity, models.PROTECT, related_name="focus_areas")
    focus_area = models.ForeignKey(FocusArea, models.PROTECT, related_name="+", verbose_name=_("focus area"))

    class Meta:
        verbose_name = _("focus area")
        ordering = ("focus_area__order",)
        constraints = (models.UniqueConstraint(fields=("activity", "focus_area"), name="activity_focus_area_once"),)

    def __str__(self) -> str:
        return str(self.focus_area)


@tracked_content()
class ActivityCitation(Citation):
    """Where it is written that the taskforce does this."""

    part_of = "activity"

    activity = models.ForeignKey(Activity, models.PROTECT, related_name="citations")

    class Meta:
        verbose_name = _("place where it is written")
        constraints = (
            models.UniqueConstraint(fields=("activity", "source", "locator"), name="activity_citation_once"),
        )


@tracked_content()
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


@tracked_content()
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
        constraints = (
            models.CheckConstraint(condition=~Q(title=""), name="milestone_has_a_title"),
            *map(day_in_range, ("due_on", "reached_on")),
        )

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
        return self.exclude(SETTLED)

    def overdue(self, today: date) -> CommitmentQuerySet:
        """What should have been settled before today."""
        return self.open().filter(due_on__lt=today)

    def settled(self) -> CommitmentQuerySet:
        """What a source has settled."""
        return self.filter(SETTLED)

    def for_department(self, abbreviation: str) -> CommitmentQuerySet:
        """What a department has to settle, under whatever names and in whatever years it bore this abbreviation."""
        return self.filter(department__in=Department.objects.filter(abbreviation=abbreviation))

    def matching(self, words: str) -> CommitmentQuerySet:
        """In whose text or officeholder every word occurs."""
        return self.filter(every_word(words, "text", "officeholder"))


@tracked_content()
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
    due_on = models.DateField(_("due on"), null=True, blank=True)
    settled_by = models.ForeignKey(
        Source, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("settled by")
    )
    settled_locator = models.CharField(_("paragraph"), max_length=200, blank=True)
    settled_on = models.DateField(_("settled on"), null=True, blank=True)

    told_with = {"source_locator": "source", "settled_locator": "settled_by"}

    objects = CommitmentQuerySet.as_manager()  # type: ignore[misc]

    class Meta(Classified.Meta):
        verbose_name = _("commitment")
        verbose_name_plural = _("commitments")
        ordering = ("due_on", "made_on", "pk")
        constraints = (
            *Classified.Meta.constraints,
            models.CheckConstraint(condition=Q(settled_on=None) | SETTLED, name="commitment_settled_by_a_source"),
            models.CheckConstraint(condition=~Q(text=""), name="commitment_has_a_text"),
            *map(day_in_range, ("made_on", "due_on", "settled_on")),
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
