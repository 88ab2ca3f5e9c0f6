"""The questions of a draft: a page for each thing that people do to one."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.pages import ActionPage
from questions import actions
from questions.forms import AddQuestionForm, ChangeQuestionForm, PlaceQuestionForm, RemoveQuestionForm
from questions.models import Question, QuestionSet
from questions.views.sets import SECTION, OnSet


class AddQuestion(OnSet):
    """Ask something more."""

    permission = "questions.change_set"
    form_class = AddQuestionForm
    title = _("Add a question")
    intro = _("It becomes the last of its group. A higher level is always more serious, whatever the question.")
    submit = _("Add this question")
    done = _("The question was added.")

    def act(self, form: Any) -> QuestionSet:
        return actions.add_question(self.viewer, self.object, **form.facts()).question_set


class OnQuestion(ActionPage):
    """What every page that does something to one question has in common."""

    model = Question
    related = ("question_set",)
    permission = "questions.change_set"
    section = SECTION

    def subject(self, row: Any) -> QuestionSet:
        question_set: QuestionSet = row.question_set
        return question_set

    @property
    def intro(self) -> str:
        """Which question."""
        return str(self.object)


class ChangeQuestion(OnQuestion):
    """Ask it otherwise."""

    form_class = ChangeQuestionForm
    title = _("Change this question")
    submit = _("Save these changes")
    done = _("The changes were saved.")

    def act(self, form: Any) -> QuestionSet:
        return actions.change_question(self.viewer, self.object, **form.facts()).question_set


class PlaceQuestion(OnQuestion):
    """Put a question elsewhere in its group."""

    form_class = PlaceQuestionForm
    title = _("Move this question")
    submit = _("Move this question")
    done = _("The question was moved.")

    def act(self, form: Any) -> QuestionSet:
        return actions.place_question(self.viewer, self.object, **form.facts()).question_set


class RemoveQuestion(OnQuestion):
    """Ask it no longer."""

    form_class = RemoveQuestionForm
    title = _("Remove this question")
    submit = _("Remove this question")
    done = _("The question was removed.")

    @property
    def intro(self) -> str:
        """Which question, and that it is not lost."""
        return gettext("%(question)s Earlier versions keep it, and so does the history.") % {"question": self.object}

    def act(self, form: Any) -> QuestionSet:
        return actions.remove_question(self.viewer, self.object, **form.facts())
