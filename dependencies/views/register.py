"""The register: dependencies as a list, one dependency whole, and a page for each thing that people do to it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.classification import Classification
from accounts.models import Department
from core.access import require
from core.cleaning import UncleanTextError, clean
from core.forms import CiteSourceForm, RemoveCitationForm
from core.history import told_in
from core.history_pages import HistoryPage, RedactPage
from core.listing import listed
from core.marking import mark
from core.models import Guarded
from core.pages import ActionPage, Column, CreatePage, DetailPage, ListPage, StaffPage
from core.placing_pages import PublishPage, ReclassifyPage
from core.visibility import see
from dependencies import actions, goods, sorting
from dependencies.filters import DependencyFilters
from dependencies.form_fields import GoodsCodesField
from dependencies.forms import ChangeDependencyForm, LookForm, RegisterForm
from dependencies.models import Dependency, DependencyCitation
from dependencies.pictures import draw, freshness
from dependencies.similar import Known, similar

SECTION = (_("Register"), "dependencies:register")
WITH_FIGURES = ("figure_series", "figure_series__figures", "figure_series__figures__route", "figure_series__source")
PARTS = ("bases", "goods_codes", "involved", "involved__department", "interests")


def largest(row: Dependency) -> str:
    """The largest share in words: "77%, Israel"; or the countries that are named without a number."""
    figure = row.largest_share
    return f"{figure.in_words}, {figure.place}" if figure else listed(row.named_countries)


class Register(ListPage):
    """Dependencies as a table."""

    model = Dependency
    filterset_class = DependencyFilters
    template_name = "dependencies/register.html"
    default_sort = "title"
    download_name = "register"
    related = (
        *("focus_area", "lead_department", "owner", "compartment", *PARTS),
        *("figure_series", "figure_series__figures"),
    )
    columns = (
        Column("title", _("Dependency"), lambda row: row.title, sorting.DEPENDENCIES["title"]),
        Column("code", _("Code"), lambda row: row.code, sorting.DEPENDENCIES["code"]),
        Column("stage", _("Stage"), lambda row: row.get_stage_display(), sorting.DEPENDENCIES["stage"]),
        Column("basis", _("Basis of the stage"), lambda row: row.get_stage_basis_display(), only_in_file=True),
        Column("largest", _("Largest country"), largest),
        Column("priority", _("Priority"), lambda row: row.get_priority_display(), sorting.DEPENDENCIES["priority"]),
        Column("lead", _("Department"), lambda row: row.lead_department, sorting.DEPENDENCIES["lead"]),
        Column("involved", _("Involved"), lambda row: listed(row.involved.all()), only_in_file=True),
        Column("focus_area", _("Focus area"), lambda row: row.focus_area, only_in_file=True),
        Column("subject", _("Kind"), lambda row: row.get_subject_display(), only_in_file=True),
        Column("bases", _("How we depend on others"), lambda row: listed(row.bases.all()), only_in_file=True),
        Column("scope", _("Of whom"), lambda row: row.get_scope_display(), only_in_file=True),
        Column("goods_codes", _("Goods codes"), lambda row: listed(row.goods_codes.all()), only_in_file=True),
        Column("interests", _("Public interests"), lambda row: listed(row.public_interests), only_in_file=True),
        Column("processes", _("Vital processes"), lambda row: listed(row.vital_processes), only_in_file=True),
        Column("treatment", _("Treatment"), lambda row: row.get_treatment_display(), only_in_file=True),
        Column("description", _("Description"), lambda row: row.description, only_in_file=True),
        Column("owner", _("Owner"), lambda row: row.owner, only_in_file=True),
        Column("looked_at_on", _("Last looked at"), lambda row: row.looked_at_on, only_in_file=True),
        Column("look_again_on", _("Next look"), lambda row: row.look_again_on, sorting.DEPENDENCIES["look_again_on"]),
        Column(
            "classification",
            _("Classification"),
            lambda row: mark(row).label,
            sorting.DEPENDENCIES["classification"],
        ),
        Column("compartment", _("Compartment"), lambda row: row.compartment, only_in_file=True),
        Column("updated", _("Changed"), lambda row: localtime(row.updated).date(), sorting.DEPENDENCIES["updated_at"]),
    )

    def rows(self) -> Any:
        rows: Any = super().rows()
        return rows.in_stage_order()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        today = self.viewer.at.date()
        shown = [series for row in context["rows"] for series in row.figure_series.all()]
        return context | {
            "fresh": [(row, freshness(row, today)) for row in context["rows"]],
            "views": self.saved_views(),
            "also_shown": [one for one in shown if one.classification > Classification.PUBLIC],
        }

    def saved_views(self) -> list[tuple[str, str]]:
        """Views of the list that are at hand: their words and query strings."""
        views = [(gettext("Mine"), "?owner=me")]
        if self.viewer.department is not None:
            own = Department.objects.get(pk=self.viewer.department).abbreviation
            views.append((gettext("My department’s"), f"?lead={own}"))
        return [*views, (gettext("Needs a look"), "?needs_look=yes")]


class DependencyPage(DetailPage):
    """One dependency, whole: what it is, its figures, where it is written, what happened to it, and who may see it."""

    model = Dependency
    template_name = "dependencies/dependency.html"
    panel_places = ("main", "side")
    related = (
        *("focus_area", "lead_department", "owner", "compartment", *PARTS, *WITH_FIGURES),
        *("figure_series__compartment", "citations", "citations__source"),
    )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        sources = [one for one in self.object.citations.all() if see(self.viewer, one, "source") is not None]
        drawn = [draw(self.viewer, series) for series in self.object.figure_series.all()]
        beside = (
            *(one.source for one in sources),
            *(one.series for one in drawn),
            *(one.source for one in drawn if one.source),
        )
        return super().get_context_data(**kwargs) | {
            "sources": sources,
            "drawn": drawn,
            "freshness": freshness(self.object, self.viewer.at.date()),
            "goods": [
                (str(part), goods.describe(part.code), goods.section_in_dutch(part.code)) for part in self.codes()
            ],
            "also_shown": [
                *(row for row in beside if row.classification > Classification.PUBLIC),
                *told_in(self.recent_changes, self.object),
            ],
            "recent_changes": self.recent_changes,
        }

    def codes(self) -> Any:
        """The codes of its goods."""
        return self.object.goods_codes.all()


class DependencyHistory(HistoryPage):
    """What happened to a dependency, its parts and its figures."""

    model = Dependency
    section = SECTION
    redact_url_name = "dependencies:redact"


class OnDependency(ActionPage):
    """What every page that does something to a dependency has in common."""

    model: ClassVar[type[Guarded]] = Dependency
    related: ClassVar[tuple[str, ...]] = ("lead_department", "focus_area", "owner", *PARTS)
    section = SECTION


class RegisterDependency(OnDependency, CreatePage):
    """Put a dependency in the register.

    What looks like it is pointed out while the title is typed; who has no scripts is told when the form is sent, and
    may send it again.
    """

    permission = "dependencies.register"
    form_class = RegisterForm
    template_name = "dependencies/add.html"
    title = _("Register a dependency")
    intro = _("It begins as a signal. What stands here already and looks like it is shown above the form.")
    submit = _("Register this dependency")
    done = _("The dependency was registered.")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.form_class(request.POST, viewer=self.viewer)
        if not request.POST.get("similar_seen") and form.is_valid() and self.made_earlier() is None:
            self.object = self.get_object()
            found = similar_to(self.viewer, form.cleaned_data["title"], form.cleaned_data["goods_codes"])
            if found:
                return self.show(form, similar=found, has_to_look=True)
        return super().post(request, *args, **kwargs)

    def act(self, form: Any) -> Dependency:
        return actions.register_dependency(self.viewer, **form.facts())


class SimilarDependencies(StaffPage):
    """What stands in the register already and looks like what is being typed: a piece of the page, for htmx."""

    def get(self, request: HttpRequest) -> HttpResponse:
        require(self.viewer, "dependencies.register")
        try:
            title = clean(request.GET.get("title", ""), multiline=False)
        except UncleanTextError:
            title = ""
        try:
            typed = GoodsCodesField(required=False).clean(request.GET.get("goods_codes", ""))
        except ValidationError:
            typed = []
        found = similar_to(self.viewer, title, typed) if title or typed else []
        return render(request, "dependencies/_similar.html", {"similar": found})


def similar_to(viewer: Any, title: str, codes: list[str]) -> list[Dependency]:
    """The dependencies that the viewer sees and that look like this title or have one of these codes."""
    rows = {row.pk: row for row in Dependency.objects.visible_to(viewer).with_related(viewer, "goods_codes")}
    known = [Known(row.pk, row.title, frozenset(part.code for part in row.goods_codes.all())) for row in rows.values()]
    return [rows[one.key] for one in similar(title, codes, known)]


class ChangeDependency(OnDependency):
    """Change what a dependency is."""

    permission = "dependencies.change"
    form_class = ChangeDependencyForm
    title = _("Change this dependency")
    submit = _("Save these changes")
    done = _("The changes were saved.")

    def act(self, form: Any) -> Dependency:
        return actions.change_dependency(self.viewer, self.object, **form.facts())


class LookAtDependency(OnDependency):
    """Record that a dependency was looked at, and nothing had to change."""

    permission = "dependencies.change"
    form_class = LookForm
    title = _("Looked at, unchanged")
    intro = _("The history keeps that you looked at it today. The next look is half a year from now.")
    submit = _("Looked at, unchanged")
    done = _("That you looked at it was recorded.")

    def act(self, form: Any) -> Dependency:
        return actions.look_at_dependency(self.viewer, self.object, **form.facts())


class CiteDependencySource(OnDependency):
    """Say where it is written that there is this dependency."""

    permission = "dependencies.change"
    form_class = CiteSourceForm
    title = _("Add where this is written")
    submit = _("Add this source")
    done = _("The source was added.")

    def act(self, form: Any) -> Dependency:
        return actions.cite_source(self.viewer, self.object, **form.facts()).dependency


class RemoveDependencyCitation(OnDependency):
    """Say no longer that it is written somewhere."""

    model = DependencyCitation
    related = ("dependency", "dependency__lead_department", "source")
    permission = "dependencies.change"
    form_class = RemoveCitationForm
    title = _("Remove this source")
    submit = _("Remove this source")
    done = _("The source was removed.")

    def subject(self, row: Any) -> Dependency:
        return row.dependency

    def get_object(self) -> Any:
        row = super().get_object()
        if see(self.viewer, row, "source") is None:
            raise Http404
        return row

    @property
    def intro(self) -> str:
        """Which source, and that it is not lost."""
        return gettext("%(source)s. The history of the dependency keeps that it was cited.") % {"source": self.object}

    def act(self, form: Any) -> Dependency:
        return actions.remove_citation(self.viewer, self.object, **form.facts())


class ReclassifyDependency(OnDependency, ReclassifyPage):
    """Change who may read a dependency."""

    permission = "dependencies.reclassify"
    consequence = _(
        "Making it more confidential ends its publication and that of its figures, which follow it; its compartment is "
        "theirs too."
    )

    def reclassify(self, **facts: Any) -> Dependency:
        return actions.reclassify_dependency(self.viewer, self.object, **facts)


class PublishDependency(OnDependency, PublishPage):
    """Let everybody see a dependency."""

    permission = "dependencies.publish"
    title = _("Publish this dependency")
    intro = _(
        "Everybody can then see this dependency, also without signing in: its title, code, description, kind, stage, "
        "priority with its reason, departments, goods codes and the interests that it touches. Its figures are "
        "published one series at a time."
    )
    submit = _("Publish this dependency")
    done = _("The dependency was published.")

    def act(self, form: Any) -> Dependency:
        return actions.publish_dependency(self.viewer, self.object, **form.facts())


class RedactDependency(OnDependency, RedactPage):
    """Take words of a dependency, its parts and its figures away for good."""
