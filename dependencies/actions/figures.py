"""What people do with figures: record a series, change it, look at it, reclassify and publish it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Required, TypedDict, Unpack
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.classification import Classification
from accounts.models import Compartment, User
from accounts.viewers import Viewer
from core import classifying
from core.access import require
from core.classifying import Reclassification
from core.concurrency import already_made, locked, save
from core.countries import codes, name_of
from core.errors import DomainError
from core.sources import cite
from core.visibility import see
from dependencies import keeping
from dependencies.actions.register import check_codes
from dependencies.models import (
    SHARES,
    Dependency,
    Figure,
    FigureSeries,
    Origin,
    Reporter,
    RouteStop,
    SeriesKind,
)
from dependencies.numbers import PERCENT
from dependencies.triggers import LARGEST_SUM

FIRST_YEAR, LAST_YEAR = 1900, 2100


@dataclass(frozen=True)
class FigureFacts:
    """One number: of a country (its code), of a region, or of the whole; and the countries on its way, in order."""

    country: str = ""
    region: str = ""
    value: Decimal | None = None
    unit: str = ""
    route: tuple[str, ...] = ()


class SeriesFacts(TypedDict, total=False):
    """What a series of figures is; `source` is a citation, `goods_code` as people write it."""

    about: Required[str]
    kind: Required[SeriesKind]
    reporter: Required[Reporter]
    source: Required[str]
    figures: Required[Iterable[FigureFacts]]
    locator: str
    goods_code: str
    origin: Origin | str
    year: int | None
    note: str
    owner: User | None
    look_again_on: date | None


@transaction.atomic
def record_series(
    viewer: Viewer,
    *,
    key: UUID,
    classification: Classification,
    dependency: Dependency | None = None,
    compartment: Compartment | None = None,
    ground: str = "",
    **facts: Unpack[SeriesFacts],
) -> FigureSeries:
    """Record numbers that a source gives, of a dependency or standing alone; the same key again changes nothing.

    Those of a dependency are in its compartment, whatever is said. Raises DomainError for a classification below it.
    """
    if dependency is None:
        require(viewer, "dependencies.record_alone")
    else:
        require(viewer, "dependencies.change", dependency)
        compartment = dependency.compartment
        _check_not_below(dependency, classification)
    made = already_made(FigureSeries, viewer, key)
    if made is not None:
        return made
    series = FigureSeries(pk=key, dependency=dependency, revision=0)
    classifying.place(viewer, series, classification=classification, compartment=compartment, ground=ground)
    return _write(viewer, series, **facts)


@transaction.atomic
def change_series(viewer: Viewer, series: FigureSeries, *, revision: int, **facts: Unpack[SeriesFacts]) -> FigureSeries:
    """Change what a series is, and its numbers."""
    require(viewer, "dependencies.change_series", series)
    current = locked(series, revision=revision)
    if see(viewer, current, "source") is None:
        raise DomainError(_("These figures come from a source that you may not see. Ask the secretariat."))
    return _write(viewer, current, **facts)


def _whole(series: FigureSeries) -> Dependency | None:
    """The dependency of a series as it is now, kept so until the transaction ends."""
    return Dependency.objects.select_for_update(of=("self",)).filter(figure_series=series).first()


def _check_not_below(dependency: Dependency, classification: Classification) -> None:
    if classification < dependency.classification:
        raise DomainError(
            _("Figures cannot be less confidential than their dependency: choose at least “%(least)s”.")
            % {"least": dependency.get_classification_display()},
            field="classification",
        )


def _write(
    viewer: Viewer,
    series: FigureSeries,
    *,
    about: str,
    kind: SeriesKind,
    reporter: Reporter,
    source: str,
    figures: Iterable[FigureFacts],
    locator: str = "",
    goods_code: str = "",
    origin: Origin | str = "",
    year: int | None = None,
    note: str = "",
    owner: User | None = None,
    look_again_on: date | None = None,
) -> FigureSeries:
    numbers = checked(kind, figures)
    if year is not None and not FIRST_YEAR <= year <= LAST_YEAR:
        raise DomainError(_("Enter a year from 1900 to 2100."), field="year")
    goods_codes = check_codes([goods_code] if goods_code else [], field="goods_code")
    series.about = about
    series.kind = kind
    series.reporter = reporter
    series.source = cite(viewer, source)
    series.locator = locator
    series.goods_code = goods_codes[0] if goods_codes else ""
    series.origin = origin
    series.year = year
    series.note = note
    keeping.keep(viewer, series, owner=owner, look_again_on=look_again_on)
    save(series)
    _replace_figures(series, numbers)
    return series


def checked(kind: SeriesKind, figures: Iterable[FigureFacts]) -> list[FigureFacts]:
    """The numbers as they are kept, shares in percent. Raises DomainError at `figures` with the place that is wrong."""
    share = kind in SHARES
    kept = [_in_percent(figure) if share else figure for figure in figures]
    if not kept:
        raise DomainError(_("Give at least one figure, or the country that is named without one."), field="figures")
    _check_places(kept)
    places = [(figure.country, figure.region) for figure in kept]
    for figure, place in zip(kept, places, strict=True):
        where = {"place": _place(figure)}
        if places.count(place) > 1:
            raise DomainError(_("%(place)s stands here twice.") % where, field="figures")
        if figure.unit == PERCENT and figure.value is not None and not 0 <= figure.value <= 100:
            said = where | {"value": _typed(figure.value)}
            message = _("%(place)s: give a number from 0 to 100. You gave %(value)s.")
            raise DomainError(message % said, field="figures")
    total = sum((figure.value or Decimal(0) for figure in kept), Decimal(0))
    if share and total > Decimal(LARGEST_SUM):
        message = _(
            "Together these shares are %(total)s%%, which is more than the whole. Check them against the source."
        )
        raise DomainError(message % {"total": _typed(total)}, field="figures")
    return kept


def _check_places(figures: Iterable[FigureFacts]) -> None:
    known = set(codes())
    for figure in figures:
        for country in (*([figure.country] if figure.country else []), *figure.route):
            if country not in known:
                raise DomainError(_("There is no country “%(country)s”.") % {"country": country[:40]}, field="figures")


def _in_percent(figure: FigureFacts) -> FigureFacts:
    if figure.unit not in ("", PERCENT):
        message = _("%(place)s: a share is given in percent, not in “%(unit)s”.")
        raise DomainError(message % {"place": _place(figure), "unit": figure.unit}, field="figures")
    return FigureFacts(figure.country, figure.region, figure.value, PERCENT, figure.route)


def _place(figure: FigureFacts) -> str:
    named = [name_of(figure.country)] if figure.country else []
    return ", ".join([*named, *([figure.region] if figure.region else [])]) or _("The whole")


def _typed(value: Decimal) -> str:
    return format(value.normalize(), "f")


def _replace_figures(series: FigureSeries, wanted: list[FigureFacts]) -> None:
    """What stays at its place is changed there, so that its history goes on and papers that used it still find it."""
    present = {(figure.country or "", figure.region): figure for figure in series.figures.all()}
    staying = {(facts.country, facts.region) for facts in wanted}
    for place, figure in present.items():
        if place not in staying:
            RouteStop.objects.filter(figure=figure).delete()
            figure.delete()
    for facts in wanted:
        figure = present.get((facts.country, facts.region)) or Figure(series=series, region=facts.region)
        said = (facts.country or None, facts.value, facts.unit)
        if figure._state.adding or (figure.country, figure.value, figure.unit) != said:
            figure.country, figure.value, figure.unit = said
            figure.save()
        _replace_route(figure, facts.route)


def _replace_route(figure: Figure, wanted: tuple[str, ...]) -> None:
    if tuple(figure.route.values_list("country", flat=True)) == wanted:
        return
    figure.route.all().delete()
    for seq, country in enumerate(wanted, start=1):
        RouteStop.objects.create(figure=figure, seq=seq, country=country)


@transaction.atomic
def look_at_series(viewer: Viewer, series: FigureSeries, *, revision: int) -> FigureSeries:
    """Record that the figures were looked at today, and nothing had to change."""
    require(viewer, "dependencies.change_series", series)
    return keeping.look_at(viewer, series, revision=revision)


@transaction.atomic
def reclassify_series(viewer: Viewer, series: FigureSeries, **facts: Unpack[Reclassification]) -> FigureSeries:
    """Change how far figures may travel, with a reason: never below their dependency, and in its compartment."""
    require(viewer, "dependencies.reclassify_series", series)
    whole = _whole(series)
    if whole is not None:
        _check_not_below(whole, facts["classification"])
        facts["compartment"] = whole.compartment
    return classifying.reclassify(viewer, series, **facts)


@transaction.atomic
def publish_series(viewer: Viewer, series: FigureSeries, *, revision: int) -> FigureSeries:
    """Let everybody see figures from now on. Raises DomainError for what may not be told, and before its dependency."""
    require(viewer, "dependencies.publish_series", series)
    whole = _whole(series)
    if whole is not None and whole.published_at is None:
        raise DomainError(_("Publish the dependency first: its figures are read on its page."))
    return classifying.publish(viewer, series, revision=revision)
