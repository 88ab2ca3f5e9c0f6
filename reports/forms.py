"""The forms of reports."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.roles import AUDIENCES
from core.cleaning_fields import CleanTextField
from core.fields import QuarterFormField
from core.forms import ActionForm
from reports.models import ChapterText


class StartReportForm(ActionForm):
    """Over which quarter, for whom."""

    quarter = QuarterFormField(label=_("Quarter"), help_text=_("For instance 2023-Q4."))
    audience = forms.ChoiceField(
        label=_("For whom"), choices=[(kind.value, kind.label) for kind in AUDIENCES], widget=forms.RadioSelect
    )


class ChapterForm(ActionForm):
    """What authors write in a chapter."""

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    markdown = CleanTextField(
        label=_("Text"),
        required=False,
        max_length=50_000,
        widget=forms.Textarea(attrs={"rows": 18, "spellcheck": "true", "lang": "nl"}),
        help_text=_(
            "Paragraphs, lists, ## headings, *emphasis*, **strong**, [links](https://…). "
            "Cite a source by its identifier: [kst-35982-9] or [kst-35982-9, p. 4]."
        ),
    )

    def start(self, instance: Any) -> dict[str, Any]:
        if isinstance(instance, ChapterText):
            return super().start(instance)
        return {"markdown": "", "revision": 0}
