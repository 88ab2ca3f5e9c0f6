"""What looks like an entry of the register; and what bars look like. No database."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.charts.bars import ROOM, Number, lay_out
from dependencies import goods
from dependencies.similar import Known, likeness, similar

REGISTER = [
    Known(1, "Difosforpentaoxide", frozenset({"280910"})),
    Known(2, "Zonnepanelen (zon-PV)", frozenset({"854143"})),
    Known(3, "Werkzame stoffen voor antibiotica"),
]


@pytest.mark.parametrize(
    ("title", "codes", "found"),
    [
        ("Difosforpentoxide", [], [1]),
        ("difosforpentaoxide ", [], [1]),
        ("Fosfor uit China", ["28091000"], [1]),
        ("zonnepanelen", [], [2]),
        ("Antibiotica", [], [3]),
        ("Magnesium", [], []),
        ("van en voor", [], []),
        ("", [], []),
    ],
)
def test_near_duplicates_are_found(title: str, codes: list[str], found: list[int]) -> None:
    assert [entry.key for entry in similar(title, codes, REGISTER)] == found


@given(st.text(), st.text())
def test_likeness_is_a_measure(one: str, other: str) -> None:
    assert 0 <= likeness(one, other) <= 1
    assert likeness(one, other) == pytest.approx(likeness(other, one), abs=0.35)


@given(st.lists(st.one_of(st.none(), st.floats(-10, 1e6)), max_size=20))
def test_bars_never_run_out_of_their_room(values: list[float | None]) -> None:
    bars = lay_out([Number(str(place), value, "x") for place, value in enumerate(values)])
    for bar, value in zip(bars, values, strict=True):
        assert (bar.width == "") == (value is None or value <= 0)
        if bar.width:
            assert 0 < float(bar.width.removesuffix("%")) <= ROOM


def test_shares_are_drawn_against_the_whole() -> None:
    (bar,) = lay_out([Number("China", 59, "59%")], whole=100)
    assert bar.width == "51.92%"


class TestGoods:
    def test_the_nomenclature_is_whole(self) -> None:
        assert len(goods.harmonized_system()) == 5612
        assert goods.describe("280910") == "Diphosphorus pentoxide"
        assert goods.section_in_dutch("28091000") == "Producten van de chemische industrie"
        assert all(goods.section_in_dutch(code) for code in goods.harmonized_system())

    @pytest.mark.parametrize(
        ("text", "code"), [("2809 10", "280910"), ("8541.43.00", "85414300"), (" 280910 ", "280910")]
    )
    def test_codes_are_read_as_people_write_them(self, text: str, code: str) -> None:
        assert goods.parse(text) == code

    @given(st.text(max_size=12))
    def test_anything_else_is_refused(self, text: str) -> None:
        with suppress(goods.GoodsCodeError):
            assert goods.parse(text)[:6] in goods.harmonized_system()
