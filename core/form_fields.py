"""Fields that the forms of every app share: a day, a quarter, a citation, a classification."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.classification import Classification
from accounts.viewers import Viewer
from core.citations import CitationError, parse
from core.cleaning_fields import CleanCharField
from core.days import OUT_OF_RANGE, is_in_range
from core.fields import QuarterFormField
from core.limits import limit
from core.marking import Secrecy
from core.models import Source
from core.quarters import Quarter

MOST_SUGGESTIONS = 200
"""How many known sources a citation field offers; who needs another types it."""


class DayInput(forms.DateInput):
    """The browser's own calendar, which sends a day as 2023-12-04 in every language."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class DayField(forms.DateField):
    """A day between 2000 and 2099, as quarters have it; gives a `date`, or None."""

    widget = DayInput
    input_formats = ("%Y-%m-%d",)
    default_error_messages = {
        "invalid": gettext_lazy("Enter a day as year, month and day, such as 2023-12-04."),
        "range": OUT_OF_RANGE,
    }

    def validate(self, value: date | None) -> None:
        """Refuse a slip of the finger such as the year 0223."""
        super().validate(value)
        if value is not None and not is_in_range(value):
            raise ValidationError(self.error_messages["range"], code="range")


class QuarterChoiceField(QuarterFormField):
    """A quarter from a list; another one that exists is taken too, so that addresses keep working."""

    widget = forms.Select

    def offer(self, quarters: Iterable[Quarter], *, empty: str | None = None) -> None:
        """Put these quarters in the list, in the order of time, after an empty choice if there is a word for it."""
        named = [(str(quarter), quarter.short_label()) for quarter in sorted(set(quarters))]
        self.widget.choices = named if empty is None else [("", empty), *named]

    def prepare_value(self, value: Any) -> Any:
        """The written form, by which the list knows a quarter."""
        return str(value) if isinstance(value, Quarter) else value


class SuggestingInput(forms.TextInput):
    """A text field that offers known answers, and takes others."""

    template_name = "core/suggesting_input.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.suggestions: Callable[[], Iterable[str]] = tuple

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """The field's context, with the suggestions."""
        context = super().get_context(name, value, attrs)
        list_id = f"{context['widget']['attrs'].get('id', name)}_list"
        context["widget"]["attrs"] |= {"list": list_id, "autocomplete": "off"}
        return context | {"list_id": list_id, "suggestions": self.suggestions()}


class CitationField(CleanCharField):
    """A source as people cite it; offers the sources that the viewer knows. The action finds out what it cites."""

    widget = SuggestingInput

    def __init__(self, **options: Any) -> None:
        how = gettext_lazy("Such as “Kamerstuk 35 982, nr. 9”, or a source that is known here by its title.")
        super().__init__(max_length=limit(Source, "citation"), **{"help_text": how} | options)

    def offer(self, viewer: Viewer) -> None:
        """Offer the sources that this viewer may see."""
        known = Source.objects.visible_to(viewer).order_by("citation").values_list("citation", flat=True)
        self.widget.suggestions = lambda: known[:MOST_SUGGESTIONS]

    @staticmethod
    def as_printed(text: str) -> str:
        """A citation in the one form in which it is printed, however it was spelled; other text as it is."""
        try:
            return str(parse(text))
        except CitationError:
            return text


def classification_choices(viewer: Viewer) -> list[tuple[int, str]]:
    """The classifications that the viewer may give, each with who will be able to read it."""
    return [
        (level.value, _("%(label)s. %(readers)s") % {"label": level.label, "readers": readers_of(level)})
        for level in Classification
        if level <= viewer.ceiling
    ]


def readers_of(level: Classification) -> str:
    """Who may read a row of this classification, outside every compartment."""
    return Secrecy(level, closed=False).marking().readers
