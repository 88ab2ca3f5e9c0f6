"""Activities: the list, one activity, and a page for each thing that people do to it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import Http404
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.classification import Classification
from core import clock
from core.forms import CiteSourceForm, RemoveCitationForm
from core.history import told_in
from core.history_pages import HistoryPage, RedactPage
from core.listing import listed
from core.marking import mark
from core.models import Guarded
from core.pages import ActionPage, Column, CreatePage, DetailPage, ListPage
from core.placing_pages import PublishPage, ReclassifyPage
from core.visibility import see
from timeline import actions, sorting
from timeline.filters import ActivityFilters
from timeline.forms import (
    AddMilestoneForm,
    ChangeActivityForm,
    MoveActivityForm,
    PlanActivityForm,
    ProgressForm,
    ReachMilestoneForm,
)
from timeline.models import Activity, ActivityCitation, Milestone
from timeline.schedule import standing

WITH_LEADS = ("leads", "leads__department")
WITH_AREAS = ("focus_areas", "focus_areas__focus_area")


class ActivityList(ListPage):
    """Activities as a table."""

    model = Activity
    filterset_class = ActivityFilters
    template_name = "timeline/activities.html"
    default_sort = "quarter"
    download_name = "activiteiten"
    related = (*WITH_LEADS, *WITH_AREAS, "moves", "compartment")
    columns = (
        Column("title", _("Activity"), lambda row: row.title, sorting.ACTIVITIES["title"]),
        Column("quarter", _("Quarter"), lambda row: row.quarter, sorting.ACTIVITIES["quarter"]),
        Column("core_task", _("Core task"), lambda row: row.get_core_task_display(), sorting.ACTIVITIES["core_task"]),
        Column("leads", _("Leads"), lambda row: listed(row.lead_names)),
        Column("state", _("State"), lambda row: row.get_state_display(), sorting.ACTIVITIES["state"]),
        Column("due_on", _("Due on"), lambda row: row.due_on, sorting.ACTIVITIES["due_on"]),
        Column("original", _("First planned in"), lambda row: row.original_quarter, only_in_file=True),
        Column("focus_areas", _("Focus areas"), lambda row: listed(row.focus_areas.all()), only_in_file=True),
        Column("description", _("Description"), lambda row: row.description, only_in_file=True),
        Column("starts_on", _("Start"), lambda row: row.starts_on, only_in_file=True),
        Column("done_on", _("Done on"), lambda row: row.done_on, only_in_file=True),
        Column("yielded", _("What it yielded"), lambda row: row.yielded, only_in_file=True),
        Column("state_reason", _("Why it is in this state"), lambda row: row.state_reason, only_in_file=True),
        Column("moves", _("Why it moved"), lambda row: listed(m.reason for m in row.moves.all()), only_in_file=True),
        Column(
            "classification", _("Classification"), lambda row: mark(row).label, sorting.ACTIVITIES["classification"]
        ),
        Column("compartment", _("Compartment"), lambda row: row.compartment, only_in_file=True),
        Column("updated", _("Changed"), lambda row: localtime(row.updated).date(), sorting.ACTIVITIES["updated_at"]),
    )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        today = clock.today()
        return context | {"standings": [(row, standing(row, today)) for row in context["rows"]]}


class ActivityPage(DetailPage):
    """One activity: what it is, its milestones, how it moved, what it yielded, and where it is written."""

    model = Activity
    template_name = "timeline/activity.html"
    panel_places = ("side",)
    related = (
        *(*WITH_LEADS, *WITH_AREAS, "compartment", "milestones"),
        *("moves", "moves__moved_by", "moves__compartment", "citations", "citations__source"),
    )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        sources = [one for one in self.object.citations.all() if see(self.viewer, one, "source") is not None]
        beside = (*self.object.moves.all(), *(one.source for one in sources))
        return super().get_context_data(**kwargs) | {
            "standing": standing(self.object, clock.today()),
            "sources": sources,
            "also_shown": [
                *(row for row in beside if row.classification > Classification.PUBLIC),
                *told_in(self.recent_changes, self.object),
            ],
            "recent_changes": self.recent_changes,
        }


class ActivityHistory(HistoryPage):
    """What happened to an activity."""

    model = Activity
    section = (_("Timeline"), "timeline:plan")
    redact_url_name = "timeline:redact-activity"


class OnActivity(ActionPage):
    """What every page that does something to an activity has in common."""

    model: ClassVar[type[Guarded]] = Activity
    related: ClassVar[tuple[str, ...]] = WITH_LEADS
    section = (_("Timeline"), "timeline:plan")


class PlanActivity(OnActivity, CreatePage):
    """Put a new activity in the plan."""

    permission = "timeline.plan_activity"
    form_class = PlanActivityForm
    title = _("Add an activity")
    submit = _("Add this activity")
    done = _("The activity was added.")

    def act(self, form: Any) -> Activity:
        return actions.plan_activity(self.viewer, **form.facts())


class ChangeActivity(OnActivity):
    """Change what an activity is."""

    permission = "timeline.change_activity"
    form_class = ChangeActivityForm
    title = _("Change this activity")
    submit = _("Save these changes")
    done = _("The changes were saved.")

    def act(self, form: Any) -> Activity:
        return actions.change_activity(self.viewer, self.object, **form.facts())


class MoveActivity(OnActivity):
    """Move an activity to another quarter, with the reason."""

    permission = "timeline.move_activity"
    form_class = MoveActivityForm
    title = _("Move this activity")
    intro = _("The quarter in which it was first planned is kept, and told in the progress report.")
    submit = _("Move this activity")
    done = _("The activity was moved.")

    def act(self, form: Any) -> Activity:
        return actions.move_activity(self.viewer, self.object, **form.facts()).activity


class RecordProgress(OnActivity):
    """Record where an activity is, and what it yielded."""

    permission = "timeline.change_activity"
    form_class = ProgressForm
    title = _("Record progress")
    submit = _("Record this")
    done = _("The progress was recorded.")

    def act(self, form: Any) -> Activity:
        return actions.record_progress(self.viewer, self.object, **form.facts())


class ReclassifyActivity(OnActivity, ReclassifyPage):
    """Change who may read an activity."""

    permission = "timeline.reclassify_activity"
    consequence = _("Making it more confidential ends its publication, and the reasons of its moves follow it.")

    def reclassify(self, **facts: Any) -> Activity:
        return actions.reclassify_activity(self.viewer, self.object, **facts)


class PublishActivity(OnActivity, PublishPage):
    """Let everybody see an activity."""

    permission = "timeline.publish_activity"
    title = _("Publish this activity")
    intro = _(
        "Everybody can then see this activity, also without signing in: its title, description, quarter, dates, state "
        "and what it yielded. The reasons of its moves stay as confidential as they are."
    )
    submit = _("Publish this activity")
    done = _("The activity was published.")

    def act(self, form: Any) -> Activity:
        return actions.publish_activity(self.viewer, self.object, **form.facts())


class RedactActivity(OnActivity, RedactPage):
    """Take words of an activity away for good."""


class AddMilestone(OnActivity):
    """Add a point on the way of an activity."""

    permission = "timeline.change_activity"
    form_class = AddMilestoneForm
    title = _("Add a milestone")
    submit = _("Add this milestone")
    done = _("The milestone was added.")

    def act(self, form: Any) -> Activity:
        return actions.add_milestone(self.viewer, self.object, **form.facts()).activity


class ReachMilestone(OnActivity):
    """Record that a milestone was reached."""

    model = Milestone
    related = ("activity", "activity__leads")
    permission = "timeline.change_activity"
    form_class = ReachMilestoneForm
    title = _("Record that a milestone was reached")
    submit = _("Record this")
    done = _("The milestone was recorded as reached.")

    def subject(self, row: Any) -> Activity:
        return row.activity

    @property
    def intro(self) -> str:
        """Which milestone."""
        return str(self.object.title)

    def act(self, form: Any) -> Activity:
        return actions.reach_milestone(self.viewer, self.object, **form.facts()).activity


class CiteSource(OnActivity):
    """Say where it is written that the taskforce does this."""

    permission = "timeline.change_activity"
    form_class = CiteSourceForm
    title = _("Add where this is written")
    submit = _("Add this source")
    done = _("The source was added.")

    def act(self, form: Any) -> Activity:
        return actions.cite_source(self.viewer, self.object, **form.facts()).activity


class RemoveCitation(OnActivity):
    """Say no longer that it is written somewhere."""

    model = ActivityCitation
    related = ("activity", "activity__leads", "source")
    permission = "timeline.change_activity"
    form_class = RemoveCitationForm
    title = _("Remove this source")
    submit = _("Remove this source")
    done = _("The source was removed.")

    def subject(self, row: Any) -> Activity:
        return row.activity

    def get_object(self) -> Any:
        row = super().get_object()
        if see(self.viewer, row, "source") is None:
            raise Http404
        return row

    @property
    def intro(self) -> str:
        """Which source, and that it is not lost."""
        return gettext("%(source)s. The history of the activity keeps that it was cited.") % {"source": self.object}

    def act(self, form: Any) -> Activity:
        return actions.remove_citation(self.viewer, self.object, **form.facts())
