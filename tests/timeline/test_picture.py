"""From activities to a picture: what the bars say, over which time, and the sentence above it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from core.charts.timeline import Span
from core.quarters import Quarter
from tests.factories import NOW, ActivityFactory
from timeline import picture
from timeline.models import Activity, ActivityState
from timeline.picture import Tally, headline, row_of

TODAY = NOW.date()
Q2, Q3, Q4 = Quarter(2023, 2), Quarter(2023, 3), Quarter(2023, 4)
DAY = timedelta(days=1)


def a(**facts: object) -> Activity:
    """An activity that needs no database, and that nobody leads."""
    built = ActivityFactory.build(**facts)
    built._prefetched_objects_cache = {"leads": ()}
    return built


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def test_what_is_planned_fills_its_quarter_when_no_days_are_known() -> None:
    row = row_of(a(quarter=Q4), TODAY)
    assert row.planned == Span(Q4.first_day, Q4.last_day)
    assert row.actual is None
    assert row.ahead is None
    assert row.sentence == "Planned in Q4 2023."


def test_what_was_done_ends_on_its_day_and_claims_no_start_that_is_not_known() -> None:
    row = row_of(a(quarter=Q2, state=ActivityState.DONE, done_on=date(2023, 6, 25)), TODAY)
    assert row.actual == Span(Q2.first_day, date(2023, 6, 25))
    assert row.sentence == "Planned in Q2 2023; done on 25 June 2023."


def test_what_runs_is_drawn_up_to_today() -> None:
    row = row_of(a(quarter=Q4, state=ActivityState.RUNNING, starts_on=date(2023, 10, 9)), TODAY)
    assert row.actual == Span(date(2023, 10, 9), TODAY)
    assert row.sentence == "Planned in Q4 2023, from 9 October 2023; is running."


def test_what_moved_keeps_its_first_plan_and_shows_what_is_still_to_go() -> None:
    moved = a(quarter=Q4, original_quarter=Q3, due_on=date(2023, 12, 15), state=ActivityState.RUNNING)
    row = row_of(moved, TODAY)
    assert row.planned == Span(Q3.first_day, Q3.last_day)
    assert row.ahead == Span(TODAY + DAY, date(2023, 12, 15))
    assert row.sentence == "Planned in Q3 2023; moved to Q4 2023; is running."


def test_what_moved_and_did_not_start_waits_for_its_new_quarter() -> None:
    row = row_of(a(quarter=Quarter(2024, 1), original_quarter=Q3), TODAY)
    assert row.actual is None
    assert row.ahead == Span(date(2024, 1, 1), date(2024, 3, 31))


def test_what_is_too_late_has_nothing_ahead() -> None:
    assert row_of(a(quarter=Q3, state=ActivityState.RUNNING), TODAY).ahead is None


@pytest.mark.parametrize(
    ("tally", "sentence"),
    [
        (Tally(11, 8, 2, 0), "Eight of eleven activities are done; two have moved"),
        (Tally(11, 8, 2, 1), "Eight of eleven activities are done; two have moved and one is late"),
        (Tally(11, 11, 0, 0), "All eleven activities are done"),
        (Tally(11, 1, 0, 0), "One of eleven activities is done"),
        (Tally(4, 0, 1, 0), "None of the four activities is done yet; one has moved"),
        (Tally(1, 1, 0, 0), "The only activity is done"),
        (Tally(1, 0, 0, 1), "The only activity is not done yet; one is late"),
        (Tally(1_200, 40, 0, 0), "40 of 1,200 activities are done"),
    ],
)
def test_the_headline_says_what_the_picture_shows(tally: Tally, sentence: str) -> None:
    assert headline(tally) == sentence


# A day of a leap year has no namesake in 2099, the last year that there is.
days = st.dates() | st.sampled_from([date.min, date(2104, 2, 29), date.max])
quarters = st.builds(Quarter, st.integers(2000, 2099), st.integers(1, 4))


@st.composite
def activities(draw: st.DrawFn) -> Activity:
    starts_on, due_on = draw(st.none() | days), draw(st.none() | days)
    if starts_on and due_on:
        starts_on, due_on = sorted((starts_on, due_on))
    state = draw(st.sampled_from(ActivityState))
    quarter = draw(quarters)
    return a(
        quarter=quarter,
        original_quarter=draw(st.just(quarter) | quarters),
        state=state,
        starts_on=starts_on,
        due_on=due_on,
        done_on=draw(days) if state == ActivityState.DONE else None,
    )


@settings(max_examples=200, deadline=None)
@given(st.lists(activities(), max_size=4), quarters)
def test_whatever_was_typed_can_be_drawn(rows: list[Activity], quarter: Quarter) -> None:
    layout = picture.lay_out_plan(rows, (quarter,), TODAY)
    assert len(layout.rows) == len(rows)
    for row in layout.rows:
        assert row.sentence.endswith(".")
        for bar in row.bars:
            assert 0 <= bar.x <= bar.x + bar.width <= 100.01
    assert len(layout.quarters) <= 12
