"""The base of every form that feeds an action: knows the viewer, guards a revision, keeps what was typed."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any, Self

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.viewers import Viewer


@dataclass(frozen=True)
class Difference:
    """A field that two versions of a row fill in differently, as words for people."""

    label: str
    mine: str
    theirs: str


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

    def facts(self) -> dict[str, Any]:
        """What was filled in, as the keyword arguments of the action."""
        return dict(self.cleaned_data)

    def differences(self, theirs: ActionForm) -> list[Difference]:
        """Where what was typed here differs from what a fresh form over the current row holds."""
        different = []
        for name, field in self.fields.items():
            if field.widget.is_hidden:
                continue
            mine, current = (
                self._shown(name, self.cleaned_data.get(name)),
                self._shown(name, theirs.initial.get(name)),
            )
            if mine != current:
                different.append(Difference(str(field.label), mine, current))
        return different

    def _shown(self, name: str, value: Any) -> str:
        if value is None or value == "":
            return ""
        field = self.fields[name]
        if isinstance(field, forms.ModelMultipleChoiceField):
            return ", ".join(sorted(str(choice) for choice in value))
        if isinstance(field, forms.TypedChoiceField | forms.ChoiceField):
            return str(dict(field.choices).get(value, value))  # type: ignore[arg-type]
        return str(value)

    def retyped(self, **fresh: Any) -> Self:
        """This form again with everything that was typed, but with fresh values for its hidden fields."""
        data = self.data.copy()
        for name, value in fresh.items():
            data[self.add_prefix(name)] = value
        return type(self)(data, viewer=self.viewer, instance=self.instance)


class RevisionForm(ActionForm):
    """A form that changes a row as it was when the form was opened."""

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


class KeyForm(ActionForm):
    """A form that makes a row whose key it carries."""

    key = forms.UUIDField(
        widget=forms.HiddenInput,
        error_messages={"required": _("Open the form again."), "invalid": _("Open the form again.")},
    )
