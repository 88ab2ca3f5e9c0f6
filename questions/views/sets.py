"""Question sets: the versions, one of them, two beside each other, and a page for each thing done to a whole set."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.access import require
from core.history import told_in
from core.history_pages import HistoryPage, RedactPage
from core.marking import mark
from core.pages import ActionPage, Column, CreatePage, DetailPage, ListPage, ObjectMixin
from core.placing_pages import PublishPage, ReclassifyPage
from questions import actions, sorting
from questions.comparing import compare
from questions.filters import QuestionSetFilters
from questions.forms import AdoptForm, ChangeNoteForm, CompareSetsForm, DraftVersionForm, ReclassifySetForm
from questions.models import Group, Question, QuestionSet

SECTION = (_("Question sets"), "questions:list")
WITH_QUESTIONS = ("questions", "compartment", "adopted_by")


def in_groups(questions: list[Question]) -> list[tuple[Group, list[tuple[int, Question]]]]:
    """Questions by group, numbered through."""
    numbered = list(enumerate(questions, start=1))
    return [(group, [(number, one) for number, one in numbered if one.group == group]) for group in Group]


class QuestionSetList(ListPage):
    """The versions as a table."""

    model = QuestionSet
    filterset_class = QuestionSetFilters
    template_name = "questions/sets.html"
    default_sort = "-version"
    download_name = "vragensets"
    related = WITH_QUESTIONS
    columns = (
        Column("version", _("Question set"), str, sorting.SETS["version"]),
        Column("state", _("State"), lambda row: row.get_state_display(), sorting.SETS["state"]),
        Column(
            "adopted",
            _("Adopted on"),
            lambda row: row.adopted_at and localtime(row.adopted_at).date(),
            sorting.SETS["adopted_at"],
        ),
        Column("questions", _("Questions"), lambda row: len(row.questions.all())),
        Column("note", _("What it changes"), lambda row: row.note),
        Column("classification", _("Classification"), lambda row: mark(row).label, sorting.SETS["classification"]),
        Column("compartment", _("Compartment"), lambda row: row.compartment, only_in_file=True),
        Column("updated", _("Changed"), lambda row: localtime(row.updated).date(), sorting.SETS["updated_at"]),
    )


class QuestionSetPage(DetailPage):
    """One version: its questions with their levels and the words of the letter, and how a score comes from answers."""

    model = QuestionSet
    template_name = "questions/set.html"
    related = WITH_QUESTIONS
    panel_places = ("side",)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        groups = in_groups(list(self.object.questions.all()))
        others = QuestionSet.objects.visible_to(self.viewer).in_series(self.object.series).exclude(pk=self.object.pk)
        return super().get_context_data(**kwargs) | {
            "groups": groups,
            "count": {group.name: len(questions) for group, questions in groups},
            "others": list(others),
            "also_shown": told_in(self.recent_changes, self.object),
            "recent_changes": self.recent_changes,
        }


class ComparePage(DetailPage):
    """What changed between two versions: this one and the one that it was based on, unless another is chosen."""

    model = QuestionSet
    template_name = "questions/comparison.html"
    related = ("questions",)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.object = self.get_object()
        rows = QuestionSet.objects.visible_to(self.viewer).in_series(self.object.series)
        versions = {one.version: one for one in rows.exclude(pk=self.object.pk).with_related(self.viewer, "questions")}
        form = CompareSetsForm(self.chosen(list(versions)), versions=list(versions.values()))
        context: dict[str, Any] = {"form": form, "enough": bool(versions)}
        if form.is_valid():
            context |= self.compared(versions[form.cleaned_data["other"]])
        status = 422 if request.GET and form.errors else 200
        return self.render_to_response(self.get_context_data(**context), status=status)

    def chosen(self, versions: list[int]) -> Any:
        """The choice, filled in with the version it was based on, or else the newest other one."""
        if self.request.GET or not versions:
            return self.request.GET or None
        based_on = self.object.based_on
        return {"other": based_on if based_on in versions else versions[0]}

    def compared(self, other: QuestionSet) -> dict[str, Any]:
        """The two versions, the older first, and what differs."""
        older, newer = sorted((other, self.object), key=lambda one: one.version)
        comparison = compare(older.questions.all(), newer.questions.all())
        return {"older": older, "newer": newer, "comparison": comparison, "also_shown": [other]}


class QuestionSetHistory(HistoryPage):
    """What happened to a question set."""

    model = QuestionSet
    section = SECTION
    redact_url_name = "questions:redact"


class OnSet(ActionPage):
    """What every page that does something to a question set has in common."""

    model = QuestionSet
    related = ("compartment",)
    section = SECTION


class DraftVersion(OnSet, CreatePage):
    """Begin a next version."""

    permission = "questions.draft_set"
    form_class = DraftVersionForm
    title = _("Draft a next version")
    intro = _(
        "The next version begins as a copy of this one, with all its questions. Only the taskforce changes it, until a "
        "co-chair adopts it."
    )
    submit = _("Draft this version")
    done = _("The next version was drafted.")

    def get_object(self) -> Any:
        row = ObjectMixin.get_object(self)
        require(self.viewer, self.permission, row)
        return row

    def act(self, form: Any) -> QuestionSet:
        return actions.draft_version(self.viewer, self.object, **form.facts())


class ChangeNote(OnSet):
    """Say anew what a draft changes, and why."""

    permission = "questions.change_set"
    form_class = ChangeNoteForm
    title = _("Change what this version is for")
    submit = _("Save these changes")
    done = _("The changes were saved.")

    def act(self, form: Any) -> QuestionSet:
        return actions.change_note(self.viewer, self.object, **form.facts())


class AdoptSet(OnSet):
    """Have a version hold from now on."""

    permission = "questions.adopt_set"
    form_class = AdoptForm
    title = _("Adopt this version")
    submit = _("Adopt this version")
    done = _("The version was adopted.")

    @property
    def intro(self) -> str:
        """What follows from it."""
        return gettext(
            "%(set)s then holds from now on. Neither it nor its questions change after that: whoever wants to ask "
            "something else drafts a next version. Earlier versions stay as they are."
        ) % {"set": self.object}

    def act(self, form: Any) -> QuestionSet:
        return actions.adopt_set(self.viewer, self.object, **form.facts())


class ReclassifySet(OnSet, ReclassifyPage):
    """Change who may read a question set."""

    permission = "questions.reclassify_set"
    form_class = ReclassifySetForm
    consequence = _("Making it more confidential ends its publication.")

    def reclassify(self, **facts: Any) -> QuestionSet:
        return actions.reclassify_set(self.viewer, self.object, **facts)


class PublishSet(OnSet, PublishPage):
    """Let everybody see a question set."""

    permission = "questions.publish_set"
    title = _("Publish this question set")
    intro = _(
        "Everybody can then read this version through the API, also without signing in: its questions, explanations, "
        "levels and what it changes."
    )
    submit = _("Publish this question set")
    done = _("The question set was published.")

    def act(self, form: Any) -> QuestionSet:
        return actions.publish_set(self.viewer, self.object, **form.facts())


class RedactSet(OnSet, RedactPage):
    """Take words of a question set away for good."""
