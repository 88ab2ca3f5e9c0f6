"""What a figure says, from its columns alone."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation

from dependencies.models import Origin, Reporter, SeriesKind
from dependencies.sentences import OF_A_COUNTRY, OF_KIND, sentence
from tests.factories import FigureFactory, FigureSeriesFactory, RouteStopFactory

pytestmark = pytest.mark.django_db


def said(figure: Any, language: str) -> str:
    with translation.override(language):
        return sentence(figure)


def test_a_share_of_imports_as_the_letter_has_it() -> None:
    series = FigureSeriesFactory(kind=SeriesKind.SHARE_OF_IMPORT, about="difosforpentaoxide", origin=Origin.DIRECT)
    figure = FigureFactory(series=series, value=Decimal("59.0000"), unit="%")
    dutch = "59% van de Nederlandse invoer van difosforpentaoxide komt uit China (directe herkomst)."
    assert said(figure, "nl") == dutch
    assert said(figure, "en") == "59% of Dutch imports of difosforpentaoxide comes from China (direct origin)."


def test_a_decimal_is_written_in_the_manner_of_the_language() -> None:
    figure = FigureFactory(
        series=FigureSeriesFactory(kind=SeriesKind.SHARE_OF_IMPORT, about="x"), country="MA", value="11.7000", unit="%"
    )
    figure.refresh_from_db()
    assert said(figure, "nl").startswith("11,7% van")
    assert said(figure, "en").startswith("11.7% of")


def test_a_share_of_world_production() -> None:
    series = FigureSeriesFactory(kind=SeriesKind.SHARE_OF_PRODUCTION, reporter=Reporter.WORLD, about="silicium")
    figure = FigureFactory(series=series, value=88, unit="%")
    figure.refresh_from_db()
    assert said(figure, "nl") == "88% van de wereldproductie van silicium vindt plaats in China."


def test_a_target_has_its_year() -> None:
    series = FigureSeriesFactory(kind=SeriesKind.TARGET, reporter=Reporter.EU, about="hernieuwbare energie", year=2030)
    figure = FigureFactory(series=series, country=None, value="42.5", unit="%")
    figure.refresh_from_db()
    assert said(figure, "nl") == "Het streefcijfer voor hernieuwbare energie in de Europese Unie is 42,5% (2030)."


def test_a_country_may_be_named_without_a_number() -> None:
    series = FigureSeriesFactory(kind=SeriesKind.SHARE_OF_PRODUCTION, about="werkzame stoffen")
    figure = FigureFactory(series=series, country="IN", value=None)
    assert said(figure, "nl") == "India wordt genoemd bij werkzame stoffen, zonder getal."


def test_the_way_and_the_place_are_told() -> None:
    figure = FigureFactory(series=FigureSeriesFactory(about="Fosfor", year=2022), value=1250, unit="ton")
    RouteStopFactory(figure=figure, seq=1, country="BE")
    RouteStopFactory(figure=figure, seq=2, country="DE")
    figure.refresh_from_db()
    assert said(figure, "nl") == "Fosfor, Nederland: 1.250 ton (China; 2022; via België, Duitsland)."


def test_every_kind_has_words() -> None:
    assert {kind for kind, _reporter in OF_A_COUNTRY} | set(OF_KIND) == set(SeriesKind)
    assert len(OF_A_COUNTRY) == 3 * len(Reporter)
