"""Figures: series as a list, one series, and a page for each thing that people do to it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import Http404
from django.utils.functional import cached_property
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from accounts.classification import Classification
from core.access import require
from core.history import told_in
from core.history_pages import HistoryPage, RedactPage
from core.listing import listed
from core.marking import mark
from core.models import Guarded
from core.pages import ActionPage, Column, CreatePage, DetailPage, ListPage
from core.placing_pages import PublishPage, ReclassifyPage
from dependencies import actions, goods, sorting
from dependencies.filters import SeriesFilters
from dependencies.forms import ChangeSeriesForm, LookForm, ReclassifySeriesForm, RecordSeriesForm
from dependencies.models import Dependency, FigureSeries
from dependencies.pictures import draw, freshness
from dependencies.sentences import sentence
from dependencies.views.register import SECTION

WITH_FIGURES = ("figures", "figures__route")


def _cited(row: FigureSeries) -> str:
    source = getattr(row, "source", None)
    return ", ".join(filter(None, (source.citation, row.locator))) if source else ""


def _numbers(row: FigureSeries) -> str:
    return listed(" ".join(filter(None, (one.place, one.in_words))) for one in row.figures.all())


class SeriesList(ListPage):
    """Series of figures as a table."""

    model = FigureSeries
    filterset_class = SeriesFilters
    template_name = "dependencies/series_list.html"
    default_sort = "about"
    download_name = "cijfers"
    related = ("dependency", "source", "owner", "compartment", *WITH_FIGURES)
    columns = (
        Column("about", _("About"), lambda row: row.about, sorting.SERIES["about"]),
        Column("kind", _("Kind"), lambda row: row.get_kind_display(), sorting.SERIES["kind"]),
        Column("figures", _("Figures"), _numbers),
        Column(
            "sentences", _("In sentences"), lambda row: " ".join(map(sentence, row.figures.all())), only_in_file=True
        ),
        Column("dependency", _("Dependency"), lambda row: row.dependency),
        Column("reporter", _("Of whom"), lambda row: row.get_reporter_display(), only_in_file=True),
        Column("origin", _("Origin"), lambda row: row.get_origin_display(), only_in_file=True),
        Column("year", _("Year"), lambda row: row.year, sorting.SERIES["year"]),
        Column(
            "goods_code",
            _("Goods code"),
            lambda row: goods.printed(row.goods_code) if row.goods_code else "",
            only_in_file=True,
        ),
        Column("source", _("Source"), _cited),
        Column("note", _("Note"), lambda row: row.note, only_in_file=True),
        Column("owner", _("Owner"), lambda row: row.owner, only_in_file=True),
        Column("looked_at_on", _("Last looked at"), lambda row: row.looked_at_on, only_in_file=True),
        Column("look_again_on", _("Next look"), lambda row: row.look_again_on, sorting.SERIES["look_again_on"]),
        Column("classification", _("Classification"), lambda row: mark(row).label, sorting.SERIES["classification"]),
        Column("compartment", _("Compartment"), lambda row: row.compartment, only_in_file=True),
        Column(
            *("updated", _("Changed"), lambda row: localtime(row.updated).date(), sorting.SERIES["updated_at"]),
            only_in_file=True,
        ),
    )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        today = self.viewer.at.date()
        beside = [row for one in context["rows"] for row in (one.dependency, getattr(one, "source", None)) if row]
        return context | {
            "fresh": [(row, _numbers(row), _cited(row), freshness(row, today)) for row in context["rows"]],
            "also_shown": [row for row in beside if row.classification > Classification.PUBLIC],
        }


class SeriesPage(DetailPage):
    """One series of figures: its numbers as bars and sentences, where they come from, and who may see them."""

    model = FigureSeries
    template_name = "dependencies/series.html"
    panel_places = ("side",)
    related = ("dependency", "dependency__lead_department", "source", "owner", "compartment", *WITH_FIGURES)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        drawn = draw(self.viewer, self.object)
        beside = [row for row in (self.object.dependency, drawn.source) if row is not None]
        code = self.object.goods_code
        return super().get_context_data(**kwargs) | {
            "one": drawn,
            "goods": (goods.printed(code), goods.describe(code), goods.section_in_dutch(code)) if code else None,
            "also_shown": [
                *(row for row in beside if row.classification > Classification.PUBLIC),
                *told_in(self.recent_changes, self.object),
            ],
            "recent_changes": self.recent_changes,
        }


class SeriesHistory(HistoryPage):
    """What happened to a series of figures."""

    model = FigureSeries
    section = SECTION
    redact_url_name = "dependencies:redact-series"


class OnSeries(ActionPage):
    """What every page that does something to a series has in common."""

    model: ClassVar[type[Guarded]] = FigureSeries
    related: ClassVar[tuple[str, ...]] = ("dependency", "dependency__lead_department", "owner", *WITH_FIGURES)
    section = SECTION


class RecordSeries(OnSeries, CreatePage):
    """Record figures that belong to no dependency, such as the counts of a study."""

    permission = "dependencies.record_alone"
    form_class = RecordSeriesForm
    title = _("Record figures of a study")
    intro = _("Figures that belong to no dependency. Those of a dependency are recorded on its own page.")
    submit = _("Record these figures")
    done = _("The figures were recorded.")

    def act(self, form: Any) -> FigureSeries:
        return actions.record_series(self.viewer, **form.facts())


class RecordSeriesOf(RecordSeries):
    """Record figures of a dependency."""

    permission = "dependencies.change"
    title = _("Record figures")
    intro = _("They stand in the compartment of the dependency, and are never less confidential than it.")

    @cached_property
    def dependency(self) -> Dependency:
        """The dependency of this address."""
        rows = Dependency.objects.visible_to(self.viewer).with_related(self.viewer, "lead_department", "compartment")
        row = rows.filter(pk=self.kwargs["pk"]).first()
        if row is None:
            raise Http404
        found: Dependency = row
        return found

    def get_object(self) -> Any:
        require(self.viewer, self.permission, self.dependency)

    def form(self, data: Any = None) -> Any:
        form = super().form(data)
        form.fields.pop("compartment", None)
        return form

    def initial(self) -> dict[str, Any]:
        """As confidential as the dependency."""
        return {"classification": max(self.dependency.classification, Classification.INTERNAL)}

    def trail(self) -> list[tuple[str, str]]:
        return [*super().trail(), (str(self.dependency), self.dependency.get_absolute_url())]

    def success_url(self, row: Any) -> str:
        """The dependency, where its figures stand."""
        return f"{self.dependency.get_absolute_url()}#figures"

    def act(self, form: Any) -> FigureSeries:
        facts = form.facts() | {"dependency": self.dependency}
        return actions.record_series(self.viewer, **facts)


class ChangeSeries(OnSeries):
    """Change what a series is, and its figures."""

    permission = "dependencies.change_series"
    form_class = ChangeSeriesForm
    title = _("Change these figures")
    submit = _("Save these changes")
    done = _("The changes were saved.")

    def act(self, form: Any) -> FigureSeries:
        return actions.change_series(self.viewer, self.object, **form.facts())


class LookAtSeries(OnSeries):
    """Record that figures were looked at, and nothing had to change."""

    permission = "dependencies.change_series"
    form_class = LookForm
    title = _("Looked at, unchanged")
    intro = _("The history keeps that you looked at it today. The next look is half a year from now.")
    submit = _("Looked at, unchanged")
    done = _("That you looked at it was recorded.")

    def act(self, form: Any) -> FigureSeries:
        return actions.look_at_series(self.viewer, self.object, **form.facts())


class ReclassifySeries(OnSeries, ReclassifyPage):
    """Change who may read figures."""

    permission = "dependencies.reclassify_series"
    form_class = ReclassifySeriesForm
    consequence = _("Making it more confidential ends its publication.")

    def reclassify(self, **facts: Any) -> FigureSeries:
        return actions.reclassify_series(self.viewer, self.object, **facts)


class PublishSeries(OnSeries, PublishPage):
    """Let everybody see figures."""

    permission = "dependencies.publish_series"
    title = _("Publish these figures")
    intro = _(
        "Everybody can then see these figures, also without signing in: what they are about, the numbers, the year, "
        "the note, and the source where that is published."
    )
    submit = _("Publish these figures")
    done = _("The figures were published.")

    def act(self, form: Any) -> FigureSeries:
        return actions.publish_series(self.viewer, self.object, **form.facts())


class RedactSeries(OnSeries, RedactPage):
    """Take words of figures away for good."""
