"""The forms of the timeline, each the facts of one action."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.classification import Classification
from accounts.models import Department
from core.cleaning_fields import CleanCharField, CleanTextField
from core.form_fields import CitationField, DayField, QuarterChoiceField, classification_choices
from core.forms import ActionForm, ClassifiedForm, KeyForm, RevisionForm
from core.limits import limit
from core.models import FocusArea
from core.quarters import FIRST_YEAR, LAST_YEAR, Quarter
from core.visibility import see
from timeline.models import (
    Activity,
    ActivityState,
    Commitment,
    CommitmentKind,
    CoreTask,
    Milestone,
    Move,
)

NOT_KNOWN = ("", _("Not known"))


def quarters_to_plan(*known: Quarter, around: Quarter) -> list[Quarter]:
    """The quarters that a plan is likely to need: this year's, those of the two after it, and the known ones."""
    first, last = Quarter(around.year, 1), Quarter(min(around.year + 2, LAST_YEAR), 4)
    return [*Quarter.range(first, last), *known]


class ActivityFacts(ActionForm):
    """What an activity is."""

    title = CleanCharField(
        label=_("Title"),
        max_length=limit(Activity, "title"),
        error_messages={"required": _("Give the activity a title.")},
    )
    description = CleanTextField(
        label=_("Description"),
        required=False,
        max_length=limit(Activity, "description"),
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    core_task = forms.TypedChoiceField(
        label=_("Core task"),
        choices=[NOT_KNOWN, *CoreTask.choices],
        coerce=lambda value: CoreTask(int(value)),
        empty_value=None,
        required=False,
    )
    focus_areas = forms.ModelMultipleChoiceField(
        label=_("Focus areas"),
        queryset=FocusArea.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    led_by_secretariat = forms.BooleanField(label=_("The secretariat leads it"), required=False)
    leads = forms.ModelMultipleChoiceField(
        label=_("Departments that lead it"),
        queryset=Department.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    starts_on = DayField(label=_("Start"), required=False)
    due_on = DayField(label=_("Due on"), required=False)

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        day = self.viewer.at.date()
        leads = Department.objects.valid_on(day, besides=self.initial.get("leads", ()))
        areas = FocusArea.objects.valid_on(day, besides=self.initial.get("focus_areas", ()))
        self.fields["leads"].queryset = leads  # type: ignore[attr-defined]
        self.fields["focus_areas"].queryset = areas  # type: ignore[attr-defined]

    def start(self, instance: Any) -> dict[str, Any]:
        """The row's own facts, with its leads and focus areas as those themselves."""
        started = super().start(instance)
        if instance is None:
            return started
        leads = instance.leads.visible_to(self.viewer).select_related("department")
        areas = instance.focus_areas.visible_to(self.viewer).select_related("focus_area")
        return started | {
            "leads": [lead.department for lead in leads],
            "focus_areas": [link.focus_area for link in areas],
        }


class PlanActivityForm(KeyForm, ActivityFacts, ClassifiedForm):
    """A new activity."""

    quarter = QuarterChoiceField(label=_("Quarter"), error_messages={"required": _("Choose a quarter.")})

    field_order = (
        *("key", "title", "description", "quarter", "starts_on", "due_on"),
        *("core_task", "focus_areas", "led_by_secretariat", "leads"),
    )

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["quarter"].offer(quarters_to_plan(around=Quarter.of(self.viewer.at.date())))  # type: ignore[attr-defined]

    def start(self, instance: Any) -> dict[str, Any]:
        """An activity is most often planned in the quarter that runs."""
        return super().start(instance) | {"quarter": Quarter.of(self.viewer.at.date())}


class ChangeActivityForm(RevisionForm, ActivityFacts):
    """What an activity is, as it was when the form was opened."""

    field_order = ("revision", "title", "description", "starts_on", "due_on")


class MoveActivityForm(RevisionForm):
    """To which quarter, and why; the reason may be more confidential than the activity."""

    to_quarter = QuarterChoiceField(
        label=_("To which quarter"), error_messages={"required": _("Choose the quarter that it moves to.")}
    )
    due_on = DayField(label=_("Due on"), required=False, help_text=_("Leave this empty if only the quarter is known."))
    reason = CleanCharField(
        label=_("Why it moves"),
        max_length=limit(Move, "reason"),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say why it moves.")},
    )
    classification = forms.TypedChoiceField(
        label=_("Who may read the reason"),
        coerce=lambda value: Classification(int(value)),
        widget=forms.RadioSelect,
        help_text=_("That it moves is seen by all who see the activity. The reason may be for fewer people."),
        error_messages={"required": _("Choose who may read the reason.")},
    )

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        own = self.instance.quarter
        offered = quarters_to_plan(self._next(own), around=min(own, Quarter.of(self.viewer.at.date())))
        self.fields["to_quarter"].offer(quarter for quarter in offered if quarter != own)  # type: ignore[attr-defined]
        choices = [
            choice for choice in classification_choices(self.viewer) if choice[0] >= self.instance.classification
        ]
        self.fields["classification"].choices = choices  # type: ignore[attr-defined]

    def start(self, instance: Any) -> dict[str, Any]:
        """The next quarter, and a reason for no more people than work for government."""
        return {
            "revision": instance.revision,
            "to_quarter": self._next(instance.quarter),
            "classification": instance.usual_for_a_reason,
        }

    @staticmethod
    def _next(quarter: Quarter) -> Quarter:
        return quarter.next() if quarter < Quarter(LAST_YEAR, 4) else quarter

    def standing(self, current: Any) -> dict[str, Any]:
        """Where it stands now; the reason of the last move only for who may see that."""
        last = current.moves.visible_to(self.viewer).filter(to_quarter=current.quarter).last()
        said = {"reason": last.reason, "classification": last.classification} if last else {"reason": ""}
        return {"to_quarter": current.quarter, "due_on": current.due_on} | said


class ProgressForm(RevisionForm):
    """Where an activity is, and what it yielded."""

    state = forms.ChoiceField(label=_("State"), choices=ActivityState.choices, widget=forms.RadioSelect)
    done_on = DayField(label=_("Done on"), required=False, help_text=_("Needed when it is done."))
    state_reason = CleanCharField(
        label=_("Why it is in this state"),
        required=False,
        max_length=limit(Activity, "state_reason"),
        help_text=_("Needed when it is dropped."),
    )
    yielded = CleanTextField(
        label=_("What it yielded"),
        required=False,
        max_length=limit(Activity, "yielded"),
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Stands in the progress report as you write it here."),
    )

    def facts(self) -> dict[str, Any]:
        """With the state as the value that it is."""
        facts = super().facts()
        return facts | {"state": ActivityState(facts["state"])}


class AddMilestoneForm(RevisionForm):
    """A point on the way of an activity."""

    title = CleanCharField(
        label=_("What will have been reached"),
        max_length=limit(Milestone, "title"),
        error_messages={"required": _("Name the milestone.")},
    )
    due_on = DayField(label=_("Due on"), error_messages={"required": _("Say by which day.")})

    def start(self, instance: Any) -> dict[str, Any]:
        """Empty but for the revision."""
        return {"revision": instance.revision}

    def standing(self, current: Any) -> dict[str, Any]:
        """Of these milestones there is nothing to overwrite: only the very same one counts as being there."""
        return {}

    def is_already_there(self, current: Any) -> bool:
        """Whether the activity has this milestone."""
        same = {"title": self.cleaned_data["title"], "due_on": self.cleaned_data["due_on"]}
        return bool(current.milestones.visible_to(self.viewer).filter(**same).exists())


class ReachMilestoneForm(RevisionForm):
    """On which day a milestone was reached. Its revision is that of its activity."""

    reached_on = DayField(label=_("Reached on"), error_messages={"required": _("Say on which day.")})

    def start(self, instance: Any) -> dict[str, Any]:
        """Most often it is recorded on the day itself."""
        return {
            "revision": instance.activity.revision,
            "reached_on": instance.reached_on or self.viewer.at.date(),
        }

    def standing(self, current: Any) -> dict[str, Any]:
        """On which day it was reached, as its activity has it now."""
        return {"reached_on": current.milestones.visible_to(self.viewer).get(pk=self.instance.pk).reached_on}


class CommitmentFacts(ActionForm):
    """What was promised or asked, by whom, where."""

    kind = forms.ChoiceField(label=_("Kind"), choices=CommitmentKind.choices, widget=forms.RadioSelect)
    text = CleanCharField(
        label=_("What was promised or asked"),
        max_length=limit(Commitment, "text"),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say what was promised or asked.")},
    )
    source = CitationField(
        label=_("Source"),
        error_messages={"required": _("Say in which paper it was promised or asked.")},
    )
    source_locator = CleanCharField(
        label=_("Place in the source"), required=False, max_length=limit(Commitment, "source_locator")
    )
    made_on = DayField(label=_("Made on"), required=False)
    officeholder = CleanCharField(
        label=_("Officeholder"),
        required=False,
        max_length=limit(Commitment, "officeholder"),
        help_text=_("The office, without a name."),
    )
    department = forms.ModelChoiceField(
        label=_("Department that settles it"),
        queryset=Department.objects.none(),
        required=False,
        empty_label=NOT_KNOWN[1],
    )
    due_on = DayField(label=_("Due on"), required=False)

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        chosen = [self.instance.department] if self.instance and self.instance.department else []
        self.fields["department"].queryset = Department.objects.valid_on(self.viewer.at.date(), besides=chosen)  # type: ignore[attr-defined]
        self.fields["source"].offer(self.viewer)  # type: ignore[attr-defined]

    def start(self, instance: Any) -> dict[str, Any]:
        """The row's own facts, with its source as a citation."""
        started = super().start(instance)
        return started if instance is None else started | _place(self, instance, "source", "source_locator")


class AddCommitmentForm(KeyForm, CommitmentFacts, ClassifiedForm):
    """A new commitment."""

    field_order = tuple(CommitmentFacts.base_fields)


class ChangeCommitmentForm(RevisionForm, CommitmentFacts):
    """What was recorded of a commitment, as it was when the form was opened."""


class SettleCommitmentForm(RevisionForm):
    """By which source a commitment is settled, and where in it."""

    settled_by = CitationField(
        label=_("Settled by"),
        error_messages={"required": _("Say which source settles this, such as “Kamerstuk 35 982, nr. 9”.")},
    )
    settled_locator = CleanCharField(
        label=_("Paragraph"),
        required=False,
        max_length=limit(Commitment, "settled_locator"),
        help_text=_("Where in the source, such as “paragraph 4”."),
    )
    settled_on = DayField(label=_("Settled on"), required=False)

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["settled_by"].offer(self.viewer)  # type: ignore[attr-defined]

    def start(self, instance: Any) -> dict[str, Any]:
        """What settles it already, if anything does."""
        return super().start(instance) | _place(self, instance, "settled_by", "settled_locator")


def _place(form: ActionForm, commitment: Commitment, source: str, locator: str) -> dict[str, str]:
    """The citation of a source and the place in it; neither where this viewer may not see the source."""
    found = see(form.viewer, commitment, source)
    return {source: found.citation, locator: getattr(commitment, locator)} if found else {source: "", locator: ""}


class PlanForm(forms.Form):
    """Which part of the plan the picture shows: a quarter, or a year."""

    quarter = QuarterChoiceField(required=False)
    year = forms.IntegerField(
        required=False,
        min_value=FIRST_YEAR,
        max_value=LAST_YEAR,
        error_messages={"invalid": _("Enter a year such as 2023.")},
    )
