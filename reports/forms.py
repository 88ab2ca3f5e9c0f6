"""The forms of reports."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.roles import AUDIENCES, ViewerKind
from core.cleaning_fields import CleanCharField, CleanTextField
from core.fields import QuarterFormField
from core.forms import OPEN_AGAIN, ActionForm, RevisionForm
from core.limits import limit
from reports.models import ChapterText, Publication, Report, ReportVersion

LONGEST_OFFICE = 200


class StartReportForm(ActionForm):
    """Over which quarter, for whom."""

    quarter = QuarterFormField(label=_("Quarter"), help_text=_("For instance 2023-Q4."))
    audience = forms.ChoiceField(
        label=_("For whom"), choices=[(kind.value, kind.label) for kind in AUDIENCES], widget=forms.RadioSelect
    )

    def facts(self) -> dict[str, Any]:
        """With the audience as the value that it is."""
        facts = super().facts()
        return facts | {"audience": ViewerKind(facts["audience"])}


class ReportForm(RevisionForm):
    """What a report is called, and who signs it."""

    title = CleanCharField(label=_("Title"), max_length=limit(Report, "title"))
    signatories = CleanTextField(
        label=_("Signed by"),
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Offices, one on each line, without names of people."),
    )

    def start(self, instance: Any) -> dict[str, Any]:
        return super().start(instance) | {"signatories": "\n".join(instance.signatories)}

    def clean_signatories(self) -> str:
        """Offices without empty lines around them; one longer than a line of a letter is refused."""
        offices = [line.strip() for line in self.cleaned_data["signatories"].splitlines() if line.strip()]
        if any(len(office) > LONGEST_OFFICE for office in offices):
            message = _("The name of an office has at most %(most)d characters: put each on its own line.")
            raise forms.ValidationError(message, params={"most": LONGEST_OFFICE})
        return "\n".join(offices)

    def facts(self) -> dict[str, Any]:
        facts = super().facts()
        return facts | {"signatories": facts["signatories"].splitlines()}


class ChapterForm(ActionForm):
    """What authors write in a chapter."""

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    markdown = CleanTextField(
        label=_("Text"),
        required=False,
        max_length=limit(ChapterText, "markdown"),
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


class TextForm(ActionForm):
    """That something is done to a version as it was read: the form carries the fingerprint of the text."""

    sha256 = forms.CharField(widget=forms.HiddenInput, max_length=64, error_messages=OPEN_AGAIN)


class WithdrawForm(ActionForm):
    """Why a publication is taken back."""

    reason = CleanTextField(
        label=_("Why it is withdrawn"),
        max_length=limit(Publication, "reason"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Whoever could read the publication reads this reason in its place."),
        error_messages={"required": _("Say why this is withdrawn.")},
    )

    def start(self, instance: Any) -> dict[str, Any]:
        """Nothing is known of why."""
        return {}


class CompareForm(forms.Form):
    """Which two versions of a report to lay beside each other."""

    use_required_attribute = False
    before = forms.TypedChoiceField(label=_("From"), coerce=int)
    after = forms.TypedChoiceField(label=_("To"), coerce=int)

    def __init__(self, data: Any = None, *, versions: Iterable[ReportVersion], **options: Any) -> None:
        super().__init__(data, **options)
        choices = [(one.number, _("Version %(number)s") % {"number": one.number}) for one in versions]
        for name in ("before", "after"):
            self.fields[name].choices = choices  # type: ignore[attr-defined]
