"""Quarters: written as 2023-Q4, ordered by time, and between 2000 and 2099."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from core.quarters import Quarter

QUARTERS = st.builds(Quarter, st.integers(2000, 2099), st.integers(1, 4))
DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))


@given(QUARTERS)
def test_what_is_written_is_read_back(quarter):
    assert Quarter.parse(str(quarter)) == quarter


@pytest.mark.parametrize(
    "text",
    [
        "", "2023", "2023-Q0", "2023-Q5", "2023-q4", "2023-4", "Q4 2023", " 2023-Q4", "2023-Q4\n", "2023-Q44",
        "23-Q4", "1999-Q4", "2100-Q1", "0223-Q1", "-2023-Q4", "２０２３-Q4", "2023-Q٤", "2023–Q4",
    ],
)  # fmt: skip
def test_anything_else_is_refused(text):
    with pytest.raises(ValueError, match="quarter"):
        Quarter.parse(text)


def test_the_refusal_shows_what_was_read_and_how_it_is_written():
    with pytest.raises(ValueError, match="'herfst' is not a quarter; a quarter is written as 2023-Q4"):
        Quarter.parse("herfst")


@pytest.mark.parametrize(("year", "number"), [(2023, 0), (2023, 5), (1999, 1), (2100, 1)])
def test_a_quarter_that_does_not_exist_cannot_be_made(year, number):
    with pytest.raises(ValueError, match="quarter"):
        Quarter(year, number)


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("2023-Q1", date(2023, 1, 1), date(2023, 3, 31)),
        ("2023-Q2", date(2023, 4, 1), date(2023, 6, 30)),
        ("2023-Q3", date(2023, 7, 1), date(2023, 9, 30)),
        ("2023-Q4", date(2023, 10, 1), date(2023, 12, 31)),
        ("2024-Q1", date(2024, 1, 1), date(2024, 3, 31)),
        ("2099-Q4", date(2099, 10, 1), date(2099, 12, 31)),
    ],
)
def test_first_and_last_day(written, first, last):
    quarter = Quarter.parse(written)
    assert (quarter.first_day, quarter.last_day) == (first, last)


@given(DAYS)
def test_a_day_lies_in_its_own_quarter_only(day):
    quarter = Quarter.of(day)
    assert day in quarter
    assert quarter.first_day <= day <= quarter.last_day
    assert day + timedelta(days=100) not in quarter


@given(QUARTERS, QUARTERS)
def test_text_sorts_as_time_does(one, other):
    assert (one < other) == (str(one) < str(other)) == (one.last_day < other.first_day)


@given(QUARTERS, QUARTERS)
def test_adding_what_lies_between_arrives(one, other):
    first, last = sorted((one, other))
    between = len(Quarter.range(first, last)) - 1
    assert first + between == last
    assert last + -between == first


def test_next_and_previous_cross_the_year():
    assert Quarter(2023, 4).next() == Quarter(2024, 1)
    assert Quarter(2024, 1).previous() == Quarter(2023, 4)
    assert Quarter(2023, 1) + 9 == Quarter(2025, 2)


def test_there_is_nothing_beyond_the_ends():
    with pytest.raises(ValueError, match="2099"):
        Quarter(2099, 4).next()
    with pytest.raises(ValueError, match="2000"):
        Quarter(2000, 1).previous()


@given(QUARTERS, st.integers(-3, 12))
def test_a_range_holds_both_ends_and_follows_on(first, length):
    before, after = Quarter.range(Quarter(2000, 1), first), Quarter.range(first, Quarter(2099, 4))
    reachable = -len(before) < length - 1 < len(after)
    if not reachable:
        return
    quarters = Quarter.range(first, first + (length - 1))
    assert len(quarters) == max(length, 0)
    assert all(earlier.next() == later for earlier, later in pairwise(quarters))
    if quarters:
        assert quarters[0] == first


def test_equal_quarters_are_one_key():
    assert len({Quarter(2023, 4), Quarter.parse("2023-Q4"), Quarter.of(date(2023, 12, 4))}) == 1


@pytest.mark.parametrize(
    ("number", "dutch", "english"),
    [
        (1, "Eerste kwartaal 2023", "First quarter 2023"),
        (2, "Tweede kwartaal 2023", "Second quarter 2023"),
        (3, "Derde kwartaal 2023", "Third quarter 2023"),
        (4, "Vierde kwartaal 2023", "Fourth quarter 2023"),
    ],
)
def test_the_label_is_in_the_readers_language(number, dutch, english):
    quarter = Quarter(2023, number)
    with translation.override("nl"):
        assert quarter.label() == dutch
    with translation.override("en"):
        assert quarter.label() == english
    assert quarter.short_label() == f"Q{number} 2023"
