"""The base of every form that feeds an action: knows the viewer, guards a revision, keeps what was typed."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date
from typing import Any, Self

from django import forms
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.classification import Classification, Ground
from accounts.models import Compartment
from accounts.viewers import Viewer
from core.classifying import LONGEST_REASON
from core.cleaning_fields import CleanCharField
from core.differences import Piece, side_by_side
from core.form_fields import CitationField, classification_choices
from core.limits import limit
from core.models import Citation
from core.redaction import redactable
from core.visibility import see


@dataclass(frozen=True)
class Difference:
    """A field that two versions of a row fill in differently, as words for people."""

    label: str
    mine: str
    theirs: str

    @property
    def my_words(self) -> tuple[Piece, ...]:
        """My version, with what only it says marked."""
        return side_by_side(self.mine, self.theirs)[0]

    @property
    def their_words(self) -> tuple[Piece, ...]:
        """The other version, with what only it says marked."""
        return side_by_side(self.mine, self.theirs)[1]


class ActionForm(forms.Form):
    """A form about one row (`instance`) or about a new one (None), as one viewer fills it in."""

    use_required_attribute = False

    def __init__(
        self, data: Any = None, *, viewer: Viewer, instance: Any = None, initial: dict[str, Any] | None = None
    ) -> None:
        self.viewer = viewer
        self.instance = instance
        super().__init__(data, initial=self.start(instance) | (initial or {}))

    def start(self, instance: Any) -> dict[str, Any]:
        """What the fields hold before anything is typed: by default the row's own values."""
        if instance is None:
            return {"key": uuid.uuid4()}
        return {name: getattr(instance, name) for name in self.base_fields if hasattr(instance, name)}

    def standing(self, current: Any) -> dict[str, Any]:
        """What the row as it is now says about the fields; a field that it says nothing about is left out."""
        return self.start(current)

    def facts(self) -> dict[str, Any]:
        """What was filled in, as the keyword arguments of the action."""
        return dict(self.cleaned_data)

    def differences(self, current: Any) -> list[Difference]:
        """Where what was typed here differs from what the row holds now."""
        standing = self.standing(current)
        different = []
        for name, field in self.fields.items():
            if field.widget.is_hidden or name not in standing:
                continue
            mine, theirs = self._shown(name, self.cleaned_data.get(name)), self._shown(name, standing[name])
            if mine != theirs:
                different.append(Difference(str(field.label), mine, theirs))
        return different

    def is_already_there(self, current: Any) -> bool:
        """Whether the row holds all of this already, as when the form is sent a second time."""
        return not self.differences(current)

    def _shown(self, name: str, value: Any) -> str:
        if value is None or value == "":
            return ""
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        if isinstance(value, date):
            return formats.date_format(value, "j F Y")
        field = self.fields[name]
        if isinstance(field, CitationField):
            return field.as_printed(value)
        if isinstance(field, forms.ModelMultipleChoiceField):
            return ", ".join(sorted(str(choice) for choice in value))
        if isinstance(field, forms.MultipleChoiceField):
            labels = dict(field.choices)  # type: ignore[arg-type]
            return ", ".join(sorted(str(labels.get(choice, choice)) for choice in value))
        if isinstance(field, forms.ChoiceField) and not isinstance(field, forms.ModelChoiceField):
            return str(dict(field.choices).get(value, value))  # type: ignore[arg-type]
        return str(value)

    def retyped(self, **fresh: Any) -> Self:
        """This form again with everything that was typed, but with fresh values for its hidden fields."""
        data: Any = self.data.copy()  # type: ignore[attr-defined]
        for name, value in fresh.items():
            data[self.add_prefix(name)] = value
        return type(self)(data, viewer=self.viewer, instance=self.instance)


OPEN_AGAIN = {
    "required": gettext_lazy("Open the form again."),
    "invalid": gettext_lazy("Open the form again."),
}
"""What is said of a hidden field that is not as the form sent it: nobody can mend it by typing."""


class RevisionForm(ActionForm):
    """A form that changes a row as it was when the form was opened."""

    revision = forms.IntegerField(
        widget=forms.HiddenInput,
        min_value=1,
        error_messages=OPEN_AGAIN,
    )


class KeyForm(ActionForm):
    """A form that makes a row whose key it carries."""

    key = forms.UUIDField(widget=forms.HiddenInput, error_messages=OPEN_AGAIN)


class ClassifiedForm(ActionForm):
    """A form that says how far a row may travel: no further than the viewer can follow it."""

    classification = forms.TypedChoiceField(
        label=gettext_lazy("Classification"),
        coerce=lambda value: Classification(int(value)),
        widget=forms.RadioSelect,
        help_text=gettext_lazy("State secrets do not belong here, of whatever level."),
        error_messages={"required": gettext_lazy("Choose who may read this.")},
    )
    compartment = forms.ModelChoiceField(
        label=gettext_lazy("Compartment"),
        queryset=Compartment.objects.none(),
        required=False,
        empty_label=gettext_lazy("No compartment"),
        help_text=gettext_lazy("Only the members of the compartment see it, whatever its classification."),
    )
    ground = forms.ChoiceField(
        label=gettext_lazy("Ground"),
        choices=[("", gettext_lazy("None")), *Ground.choices],
        required=False,
        help_text=gettext_lazy(
            "Why it is not public, in the words of the Woo. Departmental Confidential needs one. "
            "It explains and decides nothing."
        ),
    )

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["classification"].choices = classification_choices(self.viewer)  # type: ignore[attr-defined]
        own = Compartment.objects.filter(pk__in=self.viewer.compartments)
        if self.viewer.compartments:
            self.fields["compartment"].queryset = own  # type: ignore[attr-defined]
        else:
            del self.fields["compartment"]

    def start(self, instance: Any) -> dict[str, Any]:
        """A new row is INTERNAL until somebody decides otherwise."""
        return super().start(instance) | ({"classification": Classification.INTERNAL} if instance is None else {})

    def facts(self) -> dict[str, Any]:
        """With a compartment even where the viewer has none to choose from."""
        return {"compartment": None} | super().facts()


class ReclassifyForm(RevisionForm, ClassifiedForm):
    """Who may read a row from now on, and why that changes."""

    reason = CleanCharField(
        label=gettext_lazy("Why this changes"),
        max_length=LONGEST_REASON,
        help_text=gettext_lazy("Kept in the history of this row."),
        error_messages={"required": gettext_lazy("Say why this changes.")},
    )

    def standing(self, current: Any) -> dict[str, Any]:
        """The reason stands in the history only."""
        return {name: value for name, value in super().standing(current).items() if name != "reason"}


class RedactForm(RevisionForm):
    """Which words are to be taken away for good, and why."""

    words = forms.MultipleChoiceField(
        label=gettext_lazy("What is to be wiped"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": gettext_lazy("Choose what is to be wiped."),
            "invalid_choice": gettext_lazy("Open the form again: what can be wiped has changed."),
        },
    )
    reason = CleanCharField(
        label=gettext_lazy("Why"),
        max_length=LONGEST_REASON,
        help_text=gettext_lazy("For instance: a request under the AVG. Do not repeat what you wipe; this stays."),
        error_messages={"required": gettext_lazy("Say why this is wiped.")},
    )

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        choices = [(words.key, words.label) for words in redactable(self.viewer, self.instance)]
        self.fields["words"].choices = choices  # type: ignore[attr-defined]

    def standing(self, current: Any) -> dict[str, Any]:
        """What was wiped cannot be told from the row: a form that lost a race is always shown again."""
        return {}

    def is_already_there(self, current: Any) -> bool:
        """Never known."""
        return False


class PublishForm(RevisionForm):
    """That a row is to be told to everybody."""

    def is_already_there(self, current: Any) -> bool:
        """Whether it was published before."""
        return current.published_at is not None


class CiteSourceForm(RevisionForm):
    """Where what a row says is written."""

    source = CitationField(
        label=gettext_lazy("Source"), error_messages={"required": gettext_lazy("Say in which paper it is written.")}
    )
    locator = CleanCharField(
        label=gettext_lazy("Place in the source"), required=False, max_length=limit(Citation, "locator")
    )

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["source"].offer(self.viewer)  # type: ignore[attr-defined]

    def start(self, instance: Any) -> dict[str, Any]:
        """Empty but for the revision."""
        return {"revision": instance.revision}

    def standing(self, current: Any) -> dict[str, Any]:
        """Of these sources there is nothing to overwrite: only the very same one counts as being there."""
        return {}

    def is_already_there(self, current: Any) -> bool:
        """Whether the row cites this source at this place, and the viewer may know that."""
        cited = current.citations.visible_to(self.viewer).filter(locator=self.cleaned_data["locator"])
        source = CitationField.as_printed(self.cleaned_data["source"]).casefold()
        sources = [see(self.viewer, one, "source") for one in cited.with_related(self.viewer, "source")]
        return any(one.citation.casefold() == source for one in sources if one is not None)


class RemoveCitationForm(RevisionForm):
    """That it is no longer said to be written there. Its revision is that of the row that cites."""

    def start(self, instance: Any) -> dict[str, Any]:
        """The revision only."""
        return {"revision": getattr(instance, instance.part_of).revision}

    def standing(self, current: Any) -> dict[str, Any]:
        """Nothing: there is no field in which two people could differ."""
        return {}

    def is_already_there(self, current: Any) -> bool:
        """Whether the row no longer cites it."""
        return not current.citations.visible_to(self.viewer).filter(pk=self.instance.pk).exists()
