"""The forms of question sets, each the facts of one action."""

from __future__ import annotations

import re
import uuid
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from accounts.classification import Classification
from core.classifying import LONGEST_REASON
from core.cleaning_fields import CleanCharField, CleanTextField
from core.form_fields import classification_choices
from core.forms import ActionForm, KeyForm, RevisionForm
from core.limits import limit
from questions.models import LEVELS, SLUG, Group, LetterSection, Question, QuestionSet

LANGUAGES = ("nl", "en")
LIGHTEST_FIRST = _("The lightest answer; level 5 is the most serious one.")


def level_names(language: str) -> list[str]:
    """The columns of the five levels in a language, from the lightest to the most serious."""
    return [f"level_{level}_{language}" for level in LEVELS]


class NoteFacts(ActionForm):
    """What a version changes, and why."""

    note = CleanTextField(
        label=_("What this version changes, and why"),
        max_length=limit(QuestionSet, "note"),
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Say what this version changes, and why.")},
    )


class DraftVersionForm(KeyForm, NoteFacts):
    """A next version, begun as a copy of the one that this form is about."""

    def start(self, instance: Any) -> dict[str, Any]:
        """The key of the new row, and nothing of the old one."""
        return {"key": uuid.uuid4()}


class ChangeNoteForm(RevisionForm, NoteFacts):
    """What a draft changes, as it was when the form was opened."""


class AdoptForm(RevisionForm):
    """That a version holds from now on."""

    def is_already_there(self, current: Any) -> bool:
        """Whether it was adopted before."""
        return bool(current.is_adopted)


def _level_field(label: Any, name: str, help_text: Any = "") -> CleanCharField:
    return CleanCharField(
        label=label,
        max_length=limit(Question, name),
        help_text=help_text,
        error_messages={"required": _("Give this level a name.")},
    )


class QuestionFacts(ActionForm):
    """What a question asks, in both languages."""

    group = forms.TypedChoiceField(
        label=_("Group"),
        choices=Group.choices,
        coerce=lambda value: Group(int(value)),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what it helps to judge.")},
    )
    text_nl = CleanCharField(
        label=_("Question in Dutch"),
        max_length=limit(Question, "text_nl"),
        error_messages={"required": _("Ask the question in Dutch.")},
    )
    text_en = CleanCharField(
        label=_("Question in English"),
        max_length=limit(Question, "text_en"),
        error_messages={"required": _("Ask the question in English.")},
    )
    help_nl = CleanTextField(
        label=_("Explanation in Dutch"),
        required=False,
        max_length=limit(Question, "help_nl"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    help_en = CleanTextField(
        label=_("Explanation in English"),
        required=False,
        max_length=limit(Question, "help_en"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    level_1_nl = _level_field(_("Level 1 in Dutch"), "level_1_nl", LIGHTEST_FIRST)
    level_2_nl = _level_field(_("Level 2 in Dutch"), "level_2_nl")
    level_3_nl = _level_field(_("Level 3 in Dutch"), "level_3_nl")
    level_4_nl = _level_field(_("Level 4 in Dutch"), "level_4_nl")
    level_5_nl = _level_field(_("Level 5 in Dutch"), "level_5_nl")
    level_1_en = _level_field(_("Level 1 in English"), "level_1_en", LIGHTEST_FIRST)
    level_2_en = _level_field(_("Level 2 in English"), "level_2_en")
    level_3_en = _level_field(_("Level 3 in English"), "level_3_en")
    level_4_en = _level_field(_("Level 4 in English"), "level_4_en")
    level_5_en = _level_field(_("Level 5 in English"), "level_5_en")
    quote = CleanTextField(
        label=_("Words of the letter"),
        required=False,
        max_length=limit(Question, "quote"),
        widget=forms.Textarea(attrs={"rows": 3, "lang": "nl"}),
        help_text=_(
            "Literally, without quotation marks. Leave it empty if the question does not come from the letter."
        ),
    )
    source_section = forms.ChoiceField(
        label=_("Section of the letter"),
        required=False,
        choices=[("", _("Not from the letter")), *LetterSection.choices],
    )

    def facts(self) -> dict[str, Any]:
        """With the levels of each language together."""
        facts = super().facts()
        levels = {
            f"levels_{language}": tuple(facts.pop(name) for name in level_names(language)) for language in LANGUAGES
        }
        return facts | levels


class OnQuestionForm(RevisionForm):
    """A form about one question, under the revision of its set."""

    def start(self, instance: Any) -> dict[str, Any]:
        """The question's own values, with the revision of its set."""
        return super().start(instance) | {"revision": instance.question_set.revision}

    def now(self, current: QuestionSet) -> Question | None:
        """The question as the set has it now."""
        found: Question | None = current.questions.visible_to(self.viewer).filter(pk=self.instance.pk).first()
        return found


class AddQuestionForm(RevisionForm, QuestionFacts):
    """A further question, and the short name that it keeps in every version."""

    key = CleanCharField(
        label=_("Short name"),
        max_length=limit(Question, "key"),
        validators=[
            RegexValidator(
                re.compile(SLUG), _("Use small letters, digits and hyphens only, such as “market-concentration”.")
            )
        ],
        help_text=_(
            "In English, such as “market-concentration”. It stays the same in every version, and is never wiped."
        ),
        error_messages={"required": _("Give the question a short name.")},
    )

    field_order = ("revision", "group", "key")

    def start(self, instance: Any) -> dict[str, Any]:
        """Empty but for the revision."""
        return {"revision": instance.revision}

    def standing(self, current: Any) -> dict[str, Any]:
        """The question of this short name, if there is one now."""
        found = current.questions.visible_to(self.viewer).filter(key=self.cleaned_data["key"]).first()
        return super().start(found) if found else {}

    def is_already_there(self, current: Any) -> bool:
        """Whether the set asks the very same thing."""
        return bool(self.standing(current)) and super().is_already_there(current)


class ChangeQuestionForm(OnQuestionForm, QuestionFacts):
    """What a question asks, as it was when the form was opened."""

    def standing(self, current: Any) -> dict[str, Any]:
        """The question as the set has it now."""
        found = self.now(current)
        return self.start(found) if found else {}

    def is_already_there(self, current: Any) -> bool:
        """Whether the set asks the very same thing."""
        return bool(self.standing(current)) and super().is_already_there(current)


class PlaceQuestionForm(OnQuestionForm):
    """Behind which question of its group."""

    FIRST = "first"

    after = forms.ChoiceField(label=_("Put it behind"))

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        asked = self._in_the_group(self.instance).exclude(pk=self.instance.pk)
        self.others = {str(one.pk): one for one in asked}
        choices = [(self.FIRST, _("Nothing: make it the first of its group"))]
        self.fields["after"].choices = [*choices, *((key, one.text) for key, one in self.others.items())]  # type: ignore[attr-defined]

    def _in_the_group(self, question: Question) -> Any:
        asked = Question.objects.visible_to(self.viewer).filter(question_set=question.question_set_id)
        return asked.filter(group=question.group)

    def _before(self, question: Question) -> str:
        asked = list(self._in_the_group(question))
        place = asked.index(question)
        return str(asked[place - 1].pk) if place else self.FIRST

    def start(self, instance: Any) -> dict[str, Any]:
        """Behind the one that it comes after now."""
        return super().start(instance) | {"after": self._before(instance)}

    def standing(self, current: Any) -> dict[str, Any]:
        """Behind which question it stands now."""
        found = self.now(current)
        return {"after": self._before(found)} if found else {}

    def facts(self) -> dict[str, Any]:
        """With the question itself, or None for the first place."""
        facts = super().facts()
        return facts | {"after": self.others.get(facts["after"])}


class RemoveQuestionForm(OnQuestionForm):
    """That a draft asks it no longer."""

    def standing(self, current: Any) -> dict[str, Any]:
        """Nothing: there is no field in which two people could differ."""
        return {}

    def is_already_there(self, current: Any) -> bool:
        """Whether the set no longer asks it."""
        return self.now(current) is None


class ReclassifySetForm(RevisionForm):
    """Who may read a set from now on, and why that changes: everybody, or who works for government."""

    classification = forms.TypedChoiceField(
        label=_("Classification"),
        coerce=lambda value: Classification(int(value)),
        widget=forms.RadioSelect,
        help_text=_(
            "State secrets do not belong here, of whatever level. Everybody who assesses has to read the questions, so "
            "that they are no more than internal."
        ),
        error_messages={"required": _("Choose who may read this.")},
    )
    reason = CleanCharField(
        label=_("Why this changes"),
        max_length=LONGEST_REASON,
        help_text=_("Kept in the history of this row."),
        error_messages={"required": _("Say why this changes.")},
    )

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        choices = [one for one in classification_choices(self.viewer) if one[0] <= Classification.INTERNAL]
        self.fields["classification"].choices = choices  # type: ignore[attr-defined]

    def standing(self, current: Any) -> dict[str, Any]:
        """The reason stands in the history only."""
        return {"classification": current.classification}


class CompareSetsForm(forms.Form):
    """Which earlier or later version to lay beside this one."""

    use_required_attribute = False
    other = forms.TypedChoiceField(label=_("Compare with"), coerce=int)

    def __init__(self, data: Any = None, *, versions: list[QuestionSet]) -> None:
        super().__init__(data)
        choices = [(one.version, _("Version %(number)s") % {"number": one.version}) for one in versions]
        self.fields["other"].choices = choices  # type: ignore[attr-defined]
