"""Form fields for people's text: cleaned, then measured, with the refusal at the field."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from core.cleaning import UncleanTextError, clean


class CleanCharField(forms.CharField):
    """One line of text as `core.cleaning.clean` keeps it; `max_length` counts what is kept.

    A longer text is refused with its length, never cut off: the browser is not told the limit, since it would cut what
    people paste without a word.
    """

    multiline = False

    def __init__(self, *, max_length: int, **kwargs: Any) -> None:
        super().__init__(max_length=max_length, **kwargs)

    def to_python(self, value: Any) -> str | None:
        """Clean what was typed; raises ValidationError for characters that reports cannot print."""
        typed = super().to_python(value)
        if not typed:
            return typed
        try:
            return clean(typed, multiline=self.multiline) or self.empty_value
        except UncleanTextError as error:
            raise ValidationError(str(error), code="unclean") from error

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """The attributes of a text field, without the limit."""
        attrs = super().widget_attrs(widget)
        attrs.pop("maxlength", None)
        return attrs


class CleanTextField(CleanCharField):
    """Several lines of text, cleaned like one; line breaks are kept."""

    multiline = True
    widget = forms.Textarea
