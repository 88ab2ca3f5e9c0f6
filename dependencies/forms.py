"""The forms of the register, each the facts of one action."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.html import escape
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Department, User
from accounts.roles import Role
from core.cleaning_fields import CleanCharField, CleanTextField
from core.form_fields import CitationField, DayField, SuggestingInput
from core.forms import ActionForm, ClassifiedForm, KeyForm, ReclassifyForm, RevisionForm
from core.limits import limit
from core.models import FocusArea
from core.visibility import see
from dependencies import goods
from dependencies.form_fields import Figures, FiguresField, GoodsCodesField, Lines, LinesField, figures_of
from dependencies.models import (
    Basis,
    Dependency,
    DependencyInterest,
    FigureSeries,
    InterestKind,
    Origin,
    Priority,
    Reporter,
    Scope,
    SeriesKind,
    Subject,
)

NOT_KNOWN = ("", _("Not known"))
MOST_SUGGESTIONS = 20
"""How many known interests are named as examples."""
INTERNAL_MARKET = {True: "yes", False: "no", None: ""}


class KeptForm(ActionForm):
    """Who keeps a row up to date, and when it is looked at again."""

    owner = forms.ModelChoiceField(
        label=_("Owner"),
        queryset=User.objects.none(),
        required=False,
        empty_label=_("Nobody yet"),
        help_text=_("Who keeps this up to date. It has to be somebody who may see it."),
    )
    look_again_on = DayField(label=_("Next look"), required=False)

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["owner"].queryset = User.objects.filter(is_active=True).order_by("name")  # type: ignore[attr-defined]


class DependencyFacts(KeptForm):
    """What a dependency is."""

    title = CleanCharField(
        label=_("What we depend on"),
        max_length=limit(Dependency, "title"),
        help_text=_("The product, service or technology, as short as it can be said."),
        error_messages={"required": _("Say what we depend on.")},
    )
    description = CleanTextField(
        label=_("Description"),
        required=False,
        max_length=limit(Dependency, "description"),
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    subject = forms.TypedChoiceField(
        label=_("Kind"),
        choices=Subject.choices,
        coerce=Subject,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what kind of thing it is.")},
    )
    bases = forms.TypedMultipleChoiceField(
        label=_("How we depend on others"),
        choices=Basis.choices,
        coerce=Basis,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("By what we import, or in the position that the Netherlands has (section 1.1 of the letter)."),
        error_messages={"required": _("Choose at least one way in which we depend on others.")},
    )
    scope = forms.TypedChoiceField(
        label=_("Of whom"), choices=Scope.choices, coerce=Scope, widget=forms.RadioSelect, initial=Scope.NETHERLANDS
    )
    made_in_internal_market = forms.TypedChoiceField(
        label=_("Is it made wholly inside the internal market?"),
        choices=[NOT_KNOWN, ("yes", _("yes")), ("no", _("no"))],
        coerce=lambda value: value == "yes",
        empty_value=None,
        required=False,
        help_text=_("Then it is no high-risk strategic dependency (section 2 of the letter)."),
    )
    focus_area = forms.ModelChoiceField(
        label=_("Focus area"), queryset=FocusArea.objects.none(), required=False, empty_label=NOT_KNOWN[1]
    )
    goods_codes = GoodsCodesField(
        label=_("Goods codes"),
        required=False,
        help_text=_("Six digits of the HS 2022, or eight of the CN; each on a line of its own."),
    )
    public_interests = LinesField(
        label=_("Public interests that it touches"),
        longest=limit(DependencyInterest, "name"),
        required=False,
    )
    vital_processes = LinesField(
        label=_("Vital processes that it touches"),
        longest=limit(DependencyInterest, "name"),
        required=False,
    )
    lead_department = forms.ModelChoiceField(
        label=_("Lead department"),
        queryset=Department.objects.none(),
        empty_label=None,
        error_messages={"required": _("Choose the department that leads.")},
    )
    involved = forms.ModelMultipleChoiceField(
        label=_("Involved departments"),
        queryset=Department.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    priority = forms.TypedChoiceField(
        label=_("Priority"),
        choices=[("", _("None yet")), *Priority.choices],
        coerce=lambda value: Priority(int(value)),
        empty_value=None,
        required=False,
    )
    priority_reason = CleanCharField(
        label=_("Why it has this priority"), required=False, max_length=limit(Dependency, "priority_reason")
    )

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        day = self.viewer.at.date()
        lead = [self.instance.lead_department] if self.instance else []
        departments = Department.objects.valid_on(day, besides=[*lead, *self.initial.get("involved", ())])
        area = [self.instance.focus_area] if self.instance and self.instance.focus_area else []
        self.fields["involved"].queryset = departments  # type: ignore[attr-defined]
        if self.viewer.role == Role.DEPARTMENT_MEMBER:
            departments = departments.filter(pk=self.viewer.department or 0)
        self.fields["lead_department"].queryset = departments  # type: ignore[attr-defined]
        self.fields["focus_area"].queryset = FocusArea.objects.valid_on(day, besides=area)  # type: ignore[attr-defined]
        for kind, name in (
            (InterestKind.PUBLIC_INTEREST, "public_interests"),
            (InterestKind.VITAL_PROCESS, "vital_processes"),
        ):
            self.fields[name].help_text = self._known(kind)

    def _known(self, kind: InterestKind) -> str:
        """How to fill it in, with what the viewer sees elsewhere in the register; a help text is HTML."""
        names = DependencyInterest.objects.visible_to(self.viewer).filter(kind=kind).order_by("name")
        known = list(names.values_list("name", flat=True).distinct()[:MOST_SUGGESTIONS])
        if not known:
            return gettext("Each on a line of its own.")
        return gettext("Each on a line of its own. Known here: %(names)s.") % {"names": escape("; ".join(known))}

    def start(self, instance: Any) -> dict[str, Any]:
        """The row's own facts, with its parts as those themselves; a new one is led by one's own department."""
        started = super().start(instance)
        if instance is None:
            return started | {"lead_department": self.viewer.department, "scope": Scope.NETHERLANDS}
        return started | {
            "bases": [part.basis for part in instance.bases.visible_to(self.viewer)],
            "goods_codes": Lines(part.code for part in instance.goods_codes.visible_to(self.viewer)),
            "public_interests": Lines(instance.public_interests),
            "vital_processes": Lines(instance.vital_processes),
            "involved": [
                part.department for part in instance.involved.visible_to(self.viewer).select_related("department")
            ],
            "made_in_internal_market": INTERNAL_MARKET[instance.made_in_internal_market],
        }


ORDER = (
    *("title", "description", "subject", "bases", "scope", "goods_codes", "made_in_internal_market", "focus_area"),
    *("public_interests", "vital_processes", "lead_department", "involved", "priority", "priority_reason"),
    *("owner", "look_again_on"),
)


class RegisterForm(KeyForm, DependencyFacts, ClassifiedForm):
    """A new dependency. `title` asks the register for what looks like it while it is typed."""

    field_order = ("key", *ORDER)


class ChangeDependencyForm(RevisionForm, DependencyFacts):
    """What a dependency is, as it was when the form was opened."""

    field_order = ("revision", *ORDER)


class LookForm(RevisionForm):
    """That something was looked at, and nothing had to change."""

    def standing(self, current: Any) -> dict[str, Any]:
        """Nothing: there is no field in which two people could differ."""
        return {}

    def is_already_there(self, current: Any) -> bool:
        """Whether it was looked at today."""
        return bool(current.looked_at_on == self.viewer.at.date())


class SeriesFacts(KeptForm):
    """What a series of figures is, and its figures."""

    about = CleanCharField(
        label=_("What the figures are about"),
        max_length=limit(FigureSeries, "about"),
        widget=SuggestingInput,
        help_text=_("The product that they speak of, as it stands inside a sentence: “raw materials for fertiliser”."),
        error_messages={"required": _("Say what the figures are about.")},
    )
    kind = forms.TypedChoiceField(
        label=_("What they say"),
        choices=SeriesKind.choices,
        coerce=SeriesKind,
        error_messages={"required": _("Choose what the figures say.")},
    )
    reporter = forms.TypedChoiceField(label=_("Of whom"), choices=Reporter.choices, coerce=Reporter)
    origin = forms.TypedChoiceField(
        label=_("Origin"), choices=[NOT_KNOWN, *Origin.choices], coerce=Origin, empty_value="", required=False
    )
    year = forms.IntegerField(
        label=_("Year"),
        required=False,
        min_value=1900,
        max_value=2100,
        help_text=_("The year that they are of; empty where the source does not tell."),
        error_messages={"invalid": _("Enter a year such as 2023.")},
    )
    goods_code = CleanCharField(
        label=_("Goods code"),
        required=False,
        max_length=20,
        help_text=_("Six digits of the HS 2022, or eight of the CN."),
    )
    figures = FiguresField(
        label=_("Figures"),
        help_text=_(
            "A row for each country. Leave country and region empty for the whole, and the number empty where the "
            "source names the country only. Shares are percentages. Countries on the way stand with commas between."
        ),
    )
    source = CitationField(
        label=_("Source"),
        error_messages={"required": _("Say which source gives these figures.")},
    )
    locator = CleanCharField(label=_("Place in the source"), required=False, max_length=limit(FigureSeries, "locator"))
    note = CleanTextField(
        label=_("Note"),
        required=False,
        max_length=limit(FigureSeries, "note"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What a reader must know to use these figures, such as their limits."),
    )

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["source"].offer(self.viewer)  # type: ignore[attr-defined]
        known = FigureSeries.objects.visible_to(self.viewer).order_by("about").values_list("about", flat=True)
        self.fields["about"].widget.suggestions = lambda: known.distinct()[:200]

    def start(self, instance: Any) -> dict[str, Any]:
        """The row's own facts, with its source as a citation where this viewer may see that."""
        started = super().start(instance)
        if instance is None:
            return started
        source = see(self.viewer, instance, "source")
        return started | {
            "source": source.citation if source else "",
            "locator": instance.locator if source else "",
            "goods_code": goods.printed(instance.goods_code).split(" ", 1)[1] if instance.goods_code else "",
            "figures": Figures(figures_of(instance)),
        }

    def clean_goods_code(self) -> str:
        """The code as it is printed, however it was spelled; what is none is told by the action."""
        typed = self.cleaned_data["goods_code"]
        try:
            return goods.printed(goods.parse(typed)).split(" ", 1)[1] if typed else ""
        except goods.GoodsCodeError:
            return str(typed)


SERIES_ORDER = (
    *("about", "kind", "reporter", "origin", "year", "goods_code", "figures", "source", "locator", "note"),
    *("owner", "look_again_on"),
)


class RecordSeriesForm(KeyForm, SeriesFacts, ClassifiedForm):
    """A new series of figures of a dependency, in the compartment of that; or of none."""

    field_order = ("key", *SERIES_ORDER)


class ChangeSeriesForm(RevisionForm, SeriesFacts):
    """What a series is, as it was when the form was opened."""

    field_order = ("revision", *SERIES_ORDER)


class ReclassifySeriesForm(ReclassifyForm):
    """Who may read figures from now on; those of a dependency stay in its compartment."""

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        if self.instance.dependency_id is not None:
            self.fields.pop("compartment", None)
