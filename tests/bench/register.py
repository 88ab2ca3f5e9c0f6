"""Invented dependencies in bulk, each with series of figures by country, as the register of some years would hold."""

from __future__ import annotations

from decimal import Decimal
from random import Random
from typing import Final

from django.db import transaction
from django.db.models import Model

from accounts.classification import Classification, Ground
from dependencies import goods
from dependencies.codes import ALPHABET, LENGTH, PREFIX
from dependencies.models import (
    Basis,
    Dependency,
    DependencyBasis,
    DependencyCitation,
    DependencyGoodsCode,
    DependencyInterest,
    Figure,
    FigureSeries,
    InterestKind,
    Nomenclature,
    Reporter,
    SeriesKind,
    Stage,
    Subject,
)
from dependencies.numbers import PERCENT
from tests.bench.rows import DAY, SENTENCES, Around, a_marking, add_all

SERIES_EACH: Final = 2
COUNTRIES: Final = ("CN", "US", "IN", "BR", "ZA", "KZ", "MA", "VN", "NO", "TR")
FIGURES_EACH: Final = 5
"""Of every series: so that ten thousand dependencies have a hundred thousand figures."""
NAMED: Final = ("Grondstof", "Halfgeleider", "Werkzame stof", "Legering", "Katalysator", "Sensor", "Optische vezel")
STEPS: Final = (Stage.SIGNAL, Stage.DEPENDENCY, Stage.STRATEGIC, Stage.DISMISSED)
"""High risk is for dependencies that were assessed."""


@transaction.atomic
def grow_to(total: int) -> None:
    """Add invented dependencies until there are this many; the same ones on every machine."""
    around = Around.made()
    codes = sorted(goods.harmonized_system())
    numbers = range(Dependency.objects.count(), total)
    add_all(row for number in numbers for row in dependency_with_parts(number, codes, around))


def dependency_with_parts(number: int, codes: list[str], around: Around) -> list[Model]:
    """One invented dependency, and the rows that hang on it."""
    chance = Random(number)  # noqa: S311  the same rows each time is what is wanted
    dependency = a_dependency(number, chance, around)
    return [
        dependency,
        *(DependencyBasis(dependency=dependency, basis=one) for one in chance.sample(Basis.values, 2)),
        DependencyGoodsCode(dependency=dependency, code=chance.choice(codes), nomenclature=Nomenclature.HS_2022),
        DependencyInterest(
            dependency=dependency, kind=InterestKind.PUBLIC_INTEREST, name="Verzonnen belang van de meting"
        ),
        DependencyCitation(
            dependency=dependency, source=chance.choice(around.sources), locator=f"p. {chance.randint(1, 90)}"
        ),
        *(row for place in range(SERIES_EACH) for row in a_series(dependency, 2019 + place, chance, around)),
    ]


def a_dependency(number: int, chance: Random, around: Around) -> Dependency:
    """At any stage that needs no judgement, led by any department; one in five needs a look."""
    return Dependency(
        code=a_code(number),
        title=f"{chance.choice(NAMED)} {number}",
        description=" ".join(chance.choices(SENTENCES, k=4)),
        subject=chance.choice(Subject.values),
        focus_area=chance.choice(around.areas),
        lead_department=chance.choice(around.departments),
        stage=chance.choice(STEPS),
        look_again_on=around.now.date() + chance.randint(-60, 240) * DAY,
        **a_marking(number, chance, around),
    )


def a_code(number: int) -> str:
    """The code with this number, counted in the alphabet of codes."""
    letters = ""
    for _place in range(LENGTH):
        number, letter = divmod(number, len(ALPHABET))
        letters = ALPHABET[letter] + letters
    return PREFIX + letters


def a_series(dependency: Dependency, year: int, chance: Random, around: Around) -> list[Model]:
    """Shares of imports by country, that are less than a hundred together."""
    series = FigureSeries(
        dependency=dependency,
        about=dependency.title,
        kind=SeriesKind.SHARE_OF_IMPORT,
        reporter=Reporter.NETHERLANDS,
        year=year,
        source=chance.choice(around.sources),
        locator=f"tabel {chance.randint(1, 30)}",
        classification=max(dependency.classification, Classification.INTERNAL),
        ground=dependency.ground or Ground.ECONOMIC_INTERESTS,
        compartment=dependency.compartment,
    )
    places = chance.sample(COUNTRIES, FIGURES_EACH)
    return [
        series,
        *(
            Figure(series=series, country=place, value=Decimal(chance.randint(10, 190)) / 10, unit=PERCENT)
            for place in places
        ),
    ]
