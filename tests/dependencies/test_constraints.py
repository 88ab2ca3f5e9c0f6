"""What the database itself refuses, whoever writes."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.classification import Classification
from dependencies.models import DependencyGoodsCode, Figure, FigureSeries, RouteStop, SeriesKind, Stage
from tests.factories import DependencyFactory, FigureFactory, FigureSeriesFactory, RouteStopFactory

pytestmark = pytest.mark.django_db


def sql(statement: str, *values: Any) -> None:
    """Run a statement by itself, with the promises that wait for the end of a transaction."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def a_share(**facts: Any) -> Figure:
    return FigureFactory(series=FigureSeriesFactory(kind=SeriesKind.SHARE_OF_IMPORT), unit="%", **facts)


@pytest.mark.parametrize(
    ("change", "value", "said"),
    [
        ("value", 100.1, "figure_percentage_0_to_100"),
        ("value", -1, "figure_percentage_0_to_100"),
        ("country", "XX", "figure_country_exists"),
        ("unit", "ton", "a share is a percentage"),
    ],
)
def test_a_share_that_cannot_be(change: str, value: Any, said: str) -> None:
    figure = a_share()
    with pytest.raises(IntegrityError, match=said):
        sql(f"UPDATE dependencies_figure SET {change} = %s WHERE id = %s", value, figure.pk)  # noqa: S608
    assert Figure.objects.filter(pk=figure.pk, value=59, country="CN").exists()


def test_shares_that_come_to_more_than_the_whole() -> None:
    figure = a_share(value=60)
    sql(
        "INSERT INTO dependencies_figure (id, series_id, country, region, value, unit) "
        "VALUES (gen_random_uuid(), %s, 'IN', '', 40.5, '%%')",
        figure.series_id,
    )
    with pytest.raises(IntegrityError, match="more than the whole"):
        sql("UPDATE dependencies_figure SET value = 40.6 WHERE country = 'IN'")


def test_a_series_that_becomes_one_of_shares_must_fit_too() -> None:
    figure = FigureFactory(value=590, series=FigureSeriesFactory(kind=SeriesKind.AMOUNT))
    with pytest.raises(IntegrityError, match="a share is a percentage"):
        sql("UPDATE dependencies_figureseries SET kind = 'share-of-import' WHERE id = %s", figure.series_id)


def test_while_a_transaction_runs_shares_may_be_more_for_a_moment() -> None:
    figure = a_share(value=60)
    other = FigureFactory(series=figure.series, country="IN", value=30, unit="%")
    with transaction.atomic():
        Figure.objects.filter(pk=other.pk).update(value=60)
        Figure.objects.filter(pk=figure.pk).update(value=30)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_a_place_has_one_figure_in_a_series_also_the_whole() -> None:
    whole = FigureFactory(country=None)
    with pytest.raises(IntegrityError, match="figure_once_for_a_place"), transaction.atomic():
        FigureFactory(series=whole.series, country=None)


@pytest.mark.parametrize("code", ["280911", "2809", "28091", "280910000", "abcdef", "999999", "99999900"])
def test_a_goods_code_that_does_not_exist(code: str) -> None:
    dependency, series = DependencyFactory(), FigureSeriesFactory()
    with pytest.raises(Exception, match=r"dependency_goods_code|too long"), transaction.atomic():
        DependencyGoodsCode.objects.create(dependency=dependency, code=code, nomenclature="hs-2022")
    with pytest.raises(Exception, match=r"series_goods_code_exists|too long"), transaction.atomic():
        FigureSeries.objects.filter(pk=series.pk).update(goods_code=code)


@pytest.mark.parametrize(("code", "nomenclature"), [("280910", "cn"), ("28091000", "hs-2022")])
def test_a_code_is_as_long_as_its_nomenclature_has_it(code: str, nomenclature: str) -> None:
    with pytest.raises(IntegrityError, match="fits_its_nomenclature"), transaction.atomic():
        DependencyGoodsCode.objects.create(dependency=DependencyFactory(), code=code, nomenclature=nomenclature)


def test_a_stop_on_the_route_is_a_country() -> None:
    stop = RouteStopFactory()
    with pytest.raises(IntegrityError, match="route_stop_country_exists"), transaction.atomic():
        RouteStop.objects.filter(pk=stop.pk).update(country="ZZ")


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"priority": 4}, "dependency_priority_has_a_reason"),
        ({"priority": 6, "priority_reason": "x"}, "dependency_priority_1_to_5"),
        ({"stage": Stage.HIGH_RISK, "made_in_internal_market": True}, "internal_market_is_not_high_risk"),
        ({"stage": "nonsense"}, "dependency_stage_exists"),
        ({"title": ""}, "dependency_has_a_title"),
    ],
)
def test_a_dependency_that_cannot_be(facts: dict[str, Any], said: str) -> None:
    with pytest.raises(IntegrityError, match=said), transaction.atomic():
        DependencyFactory(**facts)


def test_what_is_not_made_wholly_inside_the_internal_market_may_be_high_risk() -> None:
    for made in (None, False):
        DependencyFactory(stage=Stage.HIGH_RISK, made_in_internal_market=made)


def test_a_series_is_never_below_its_dependency() -> None:
    dependency = DependencyFactory(classification=Classification.INTERNAL)
    series = FigureSeriesFactory(dependency=dependency, classification=Classification.INTERNAL)
    with pytest.raises(IntegrityError, match="below its whole"):
        sql("UPDATE dependencies_figureseries SET classification = 0 WHERE id = %s", series.pk)
    sql("UPDATE dependencies_dependency SET classification = 2 WHERE id = %s", dependency.pk)
    series.refresh_from_db()
    assert series.classification == Classification.DEPARTMENTAL
