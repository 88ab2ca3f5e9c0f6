"""Commitments: promises to the House and its motions, until a source settles them."""

from __future__ import annotations

from typing import Any

from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from core.history import told_in
from core.history_pages import HistoryPage, RedactPage
from core.marking import mark
from core.models import Source
from core.pages import ActionPage, Column, CreatePage, DetailPage, ListPage
from core.placing_pages import PublishPage, ReclassifyPage
from core.visibility import see
from timeline import actions, sorting
from timeline.filters import CommitmentFilters
from timeline.forms import AddCommitmentForm, ChangeCommitmentForm, SettleCommitmentForm
from timeline.models import Commitment

WITH_SOURCES = ("source", "settled_by", "department", "compartment")


def cited(row: Commitment, name: str, locator: str) -> str:
    """A source of a commitment with the place in it; nothing where it was not loaded, as the viewer may not see it."""
    source: Source | None = getattr(row, name, None)
    return ", ".join(filter(None, (source.citation, locator))) if source else ""


class CommitmentList(ListPage):
    """Commitments as a table."""

    model = Commitment
    filterset_class = CommitmentFilters
    template_name = "timeline/commitments.html"
    default_sort = "due_on"
    download_name = "toezeggingen"
    related = WITH_SOURCES
    columns = (
        Column("text", _("Commitment"), lambda row: row.text, sorting.COMMITMENTS["text"]),
        Column("kind", _("Kind"), lambda row: row.get_kind_display(), sorting.COMMITMENTS["kind"]),
        Column("made_on", _("Made on"), lambda row: row.made_on, sorting.COMMITMENTS["made_on"]),
        Column("source", _("Source"), lambda row: cited(row, "source", row.source_locator)),
        Column("officeholder", _("Officeholder"), lambda row: row.officeholder, only_in_file=True),
        Column("department", _("Department"), lambda row: row.department, sorting.COMMITMENTS["department"]),
        Column("due_on", _("Due on"), lambda row: row.due_on, sorting.COMMITMENTS["due_on"]),
        Column("state", _("State"), lambda row: _("settled") if row.is_settled else _("open"), only_in_file=True),
        Column("settled", _("Settled by"), lambda row: cited(row, "settled_by", row.settled_locator)),
        Column(
            "settled_on",
            _("Settled on"),
            lambda row: row.settled_on,
            sorting.COMMITMENTS["settled_on"],
            only_in_file=True,
        ),
        Column(
            "classification", _("Classification"), lambda row: mark(row).label, sorting.COMMITMENTS["classification"]
        ),
        Column("compartment", _("Compartment"), lambda row: row.compartment, only_in_file=True),
        Column(
            *("updated", _("Changed"), lambda row: localtime(row.updated).date(), sorting.COMMITMENTS["updated_at"]),
            only_in_file=True,
        ),
    )


class CommitmentPage(DetailPage):
    """One commitment: who promised or asked what, where, and what settled it."""

    model = Commitment
    template_name = "timeline/commitment.html"
    panel_places = ("side",)
    related = WITH_SOURCES

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        sources = (see(self.viewer, self.object, name) for name in ("source", "settled_by"))
        return super().get_context_data(**kwargs) | {
            "also_shown": [*(source for source in sources if source), *told_in(self.recent_changes, self.object)],
            "recent_changes": self.recent_changes,
        }


class CommitmentHistory(HistoryPage):
    """What happened to a commitment."""

    model = Commitment
    section = (_("Commitments"), "timeline:commitments")
    redact_url_name = "timeline:redact-commitment"


class OnCommitment(ActionPage):
    """What every page that does something to a commitment has in common."""

    model = Commitment
    related = WITH_SOURCES
    section = (_("Commitments"), "timeline:commitments")


class AddCommitment(OnCommitment, CreatePage):
    """Record a promise or a motion."""

    permission = "timeline.add_commitment"
    form_class = AddCommitmentForm
    title = _("Add a commitment")
    submit = _("Add this commitment")
    done = _("The commitment was added.")

    def act(self, form: Any) -> Commitment:
        return actions.add_commitment(self.viewer, **form.facts())


class ChangeCommitment(OnCommitment):
    """Change what was recorded of a commitment."""

    permission = "timeline.change_commitment"
    form_class = ChangeCommitmentForm
    title = _("Change this commitment")
    submit = _("Save these changes")
    done = _("The changes were saved.")

    def act(self, form: Any) -> Commitment:
        return actions.change_commitment(self.viewer, self.object, **form.facts())


class SettleCommitment(OnCommitment):
    """Settle a commitment by a source, and the paragraph in it."""

    permission = "timeline.settle_commitment"
    form_class = SettleCommitmentForm
    title = _("Settle this commitment")
    submit = _("Settle this commitment")
    done = _("The commitment was settled.")

    def act(self, form: Any) -> Commitment:
        return actions.settle_commitment(self.viewer, self.object, **form.facts())


class ReclassifyCommitment(OnCommitment, ReclassifyPage):
    """Change who may read a commitment."""

    permission = "timeline.reclassify_commitment"
    consequence = _("Making it more confidential ends its publication.")

    def reclassify(self, **facts: Any) -> Commitment:
        return actions.reclassify_commitment(self.viewer, self.object, **facts)


class PublishCommitment(OnCommitment, PublishPage):
    """Let everybody see a commitment."""

    permission = "timeline.publish_commitment"
    title = _("Publish this commitment")
    intro = _(
        "Everybody can then see this commitment, also without signing in: what was promised or asked, when, by which "
        "office, and what settled it. Sources stay as confidential as they are."
    )
    submit = _("Publish this commitment")
    done = _("The commitment was published.")

    def act(self, form: Any) -> Commitment:
        return actions.publish_commitment(self.viewer, self.object, **form.facts())


class RedactCommitment(OnCommitment, RedactPage):
    """Take words of a commitment away for good."""
