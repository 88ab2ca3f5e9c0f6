"""Working days by the Algemene termijnenwet, article 3, and deadlines counted in them."""

from datetime import date, timedelta

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from core.clock import Term, Tone, add_working_days, days_off, is_working_day, term, working_days_between

# Made by hand from the date of Easter Sunday: Good Friday is 2 days before it, Easter Monday 1 day after, Ascension Day
# 39 and Whit Monday 50. King's Day is 27 April, or 26 April when that is a Sunday (2025).
# Easter Sunday: 17 April 2022, 9 April 2023, 31 March 2024, 20 April 2025.
HOLIDAYS = {
    2022: ["01-01", "04-15", "04-18", "04-27", "05-05", "05-26", "06-06", "12-25", "12-26"],
    2023: ["01-01", "04-07", "04-10", "04-27", "05-05", "05-18", "05-29", "12-25", "12-26"],
    2024: ["01-01", "03-29", "04-01", "04-27", "05-05", "05-09", "05-20", "12-25", "12-26"],
    2025: ["01-01", "04-18", "04-21", "04-26", "05-05", "05-29", "06-09", "12-25", "12-26"],
}
DAYS = st.dates(date(2000, 1, 1), date(2060, 12, 31))
SHORT_SPANS = st.integers(-400, 400)


def days_after(start, end):
    """Every day after `start`, up to and including `end`."""
    return [start + timedelta(days=step) for step in range(1, (end - start).days + 1)]


@pytest.mark.parametrize("year", HOLIDAYS)
def test_each_day_of_four_years_against_the_table(year):
    holidays = {date.fromisoformat(f"{year}-{day}") for day in HOLIDAYS[year]}
    for day in days_after(date(year - 1, 12, 31), date(year, 12, 31)):
        is_weekend = day.isoweekday() in (6, 7)
        assert is_working_day(day) == (not is_weekend and day not in holidays), day


@pytest.mark.parametrize("year", range(2000, 2061))
def test_good_friday_and_liberation_day_are_days_off_each_year(year):
    assert not is_working_day(date(year, 5, 5))
    easter_mondays = [
        day for day in days_off(year) if day.isoweekday() == 1 and day - timedelta(days=3) in days_off(year)
    ]
    assert len(easter_mondays) == 1


@given(DAYS, SHORT_SPANS)
def test_days_are_counted_after_the_start_up_to_and_including_the_end(start, span):
    end = start + timedelta(days=span)
    expected = sum(map(is_working_day, days_after(start, end))) - sum(map(is_working_day, days_after(end, start)))
    assert working_days_between(start, end) == expected


@given(DAYS, st.integers(1, 60))
def test_the_nth_working_day_after_lies_n_working_days_on(day, count):
    later = add_working_days(day, count)
    assert is_working_day(later)
    assert working_days_between(day, later) == count


@given(DAYS, st.integers(1, 60))
def test_the_nth_working_day_before_has_n_working_days_up_to_the_day_itself(day, count):
    earlier = add_working_days(day, -count)
    assert is_working_day(earlier)
    assert sum(map(is_working_day, days_after(earlier - timedelta(days=1), day - timedelta(days=1)))) == count


@given(DAYS)
def test_adding_nothing_stays_on_the_day(day):
    assert add_working_days(day, 0) == day


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        (date(2023, 12, 22), 1, date(2023, 12, 27)),
        (date(2023, 12, 27), -1, date(2023, 12, 22)),
        (date(2023, 4, 6), 1, date(2023, 4, 11)),
        (date(2023, 5, 4), 1, date(2023, 5, 8)),
    ],
)
def test_christmas_easter_and_liberation_day_are_passed_over(start, count, end):
    assert add_working_days(start, count) == end


MONDAY = date(2023, 12, 4)


@pytest.mark.parametrize(
    ("due", "today", "expected", "dutch", "english"),
    [
        (date(2023, 12, 8), MONDAY, Term(Tone.LATER, 4), "nog 4 werkdagen", "4 working days left"),
        (date(2023, 12, 7), MONDAY, Term(Tone.SOON, 3), "nog 3 werkdagen", "3 working days left"),
        (date(2023, 12, 5), MONDAY, Term(Tone.SOON, 1), "nog 1 werkdag", "1 working day left"),
        (MONDAY, MONDAY, Term(Tone.TODAY, 0), "vandaag", "today"),
        (date(2023, 12, 1), MONDAY, Term(Tone.LATE, 1), "1 werkdag te laat", "1 working day late"),
        (date(2023, 11, 30), MONDAY, Term(Tone.LATE, 2), "2 werkdagen te laat", "2 working days late"),
        (date(2023, 12, 1), date(2023, 12, 2), Term(Tone.LATE, 0), "te laat", "late"),
        (
            date(2023, 12, 3), date(2023, 12, 1), Term(Tone.SOON, 0),
            "vóór de volgende werkdag", "before the next working day",
        ),
    ],
)  # fmt: skip
def test_a_deadline_in_words(due, today, expected, dutch, english):
    assert term(due, today) == expected
    with translation.override("nl"):
        assert expected.words() == dutch
    with translation.override("en"):
        assert expected.words() == english


@given(DAYS, SHORT_SPANS)
def test_the_tone_follows_from_the_days(today, span):
    due = today + timedelta(days=span)
    stands = term(due, today)
    assert (stands.tone is Tone.LATE) == (due < today)
    assert (stands.tone is Tone.TODAY) == (due == today)
    assert (stands.tone is Tone.LATER) == (due > today and stands.working_days > 3)
    assert stands.working_days == abs(working_days_between(today, due))
