"""The sentence that a figure supports, made from its columns: no number is typed into a text anywhere."""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dependencies.models import Figure, FigureSeries, Origin, Reporter, SeriesKind

# Of a country, by what the series says and of whom: each has words of its own, since languages bend them differently.
OF_A_COUNTRY: Final[dict[tuple[str, str], Any]] = {
    (SeriesKind.SHARE_OF_IMPORT, Reporter.NETHERLANDS): gettext_lazy(
        "%(value)s of Dutch imports of %(about)s comes from %(place)s"
    ),
    (SeriesKind.SHARE_OF_IMPORT, Reporter.EU): gettext_lazy(
        "%(value)s of the European Union's imports of %(about)s comes from %(place)s"
    ),
    (SeriesKind.SHARE_OF_IMPORT, Reporter.WORLD): gettext_lazy(
        "%(value)s of world imports of %(about)s comes from %(place)s"
    ),
    (SeriesKind.SHARE_OF_PRODUCTION, Reporter.NETHERLANDS): gettext_lazy(
        "%(value)s of Dutch production of %(about)s depends on %(place)s"
    ),
    (SeriesKind.SHARE_OF_PRODUCTION, Reporter.EU): gettext_lazy(
        "%(value)s of the European Union's production of %(about)s depends on %(place)s"
    ),
    (SeriesKind.SHARE_OF_PRODUCTION, Reporter.WORLD): gettext_lazy(
        "%(value)s of world production of %(about)s takes place in %(place)s"
    ),
    (SeriesKind.SHARE_OF_OWNERSHIP, Reporter.NETHERLANDS): gettext_lazy(
        "%(value)s of the control over %(about)s in the Netherlands lies in %(place)s"
    ),
    (SeriesKind.SHARE_OF_OWNERSHIP, Reporter.EU): gettext_lazy(
        "%(value)s of the control over %(about)s in the European Union lies in %(place)s"
    ),
    (SeriesKind.SHARE_OF_OWNERSHIP, Reporter.WORLD): gettext_lazy(
        "%(value)s of the control over %(about)s in the world lies in %(place)s"
    ),
}
OF_KIND: Final[dict[str, Any]] = {
    SeriesKind.TARGET: gettext_lazy("The target for %(about)s in %(reporter)s is %(value)s"),
    SeriesKind.AMOUNT: gettext_lazy("%(about)s, %(reporter)s: %(value)s"),
    SeriesKind.COUNT: gettext_lazy("%(value)s %(about)s"),
}
ORIGINS: Final[dict[str, Any]] = {
    Origin.DIRECT: gettext_lazy("direct origin"),
    Origin.ULTIMATE: gettext_lazy("ultimate origin"),
}


def sentence(figure: Figure) -> str:
    """What a figure says, in the language of the page: "59% of Dutch imports of silicon comes from China (2022)."."""
    series = figure.series
    words = {
        "about": series.about,
        "place": figure.place,
        "reporter": series.get_reporter_display(),
        "value": figure.in_words,
    }
    said = _said(figure, series) % words
    besides = list(_besides(figure, series))
    return f"{said} ({'; '.join(besides)})." if besides else f"{said}."


def _said(figure: Figure, series: FigureSeries) -> Any:
    if figure.value is None:
        if figure.place:
            return _("%(place)s is named for %(about)s, without a number")
        return _("%(about)s is named, without a number")
    if series.is_share and figure.place:
        return OF_A_COUNTRY[series.kind, series.reporter]
    if series.is_share:
        return _("%(about)s, %(reporter)s: %(value)s")
    return OF_KIND[series.kind]


def _besides(figure: Figure, series: FigureSeries) -> Any:
    """What is said between brackets: the place where that is not said yet, the origin, the year, the way it goes."""
    if figure.place and figure.value is not None and not series.is_share:
        yield figure.place
    if series.origin:
        yield str(ORIGINS[series.origin])
    if series.year:
        yield str(series.year)
    stops = [str(stop) for stop in figure.route.all()]
    if stops:
        yield _("by way of %(countries)s") % {"countries": ", ".join(stops)}
