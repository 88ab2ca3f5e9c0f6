"""How an activity stands against its plan: in Python and in SQL alike, for every case there is."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product

import pytest
from django.utils import translation

from core.quarters import Quarter
from tests.factories import NOW, ActivityFactory
from timeline.models import Activity, ActivityState
from timeline.schedule import is_on_schedule, is_overdue, on_schedule, overdue, standing

TODAY = NOW.date()
Q2, Q3, Q4 = Quarter(2023, 2), Quarter(2023, 3), Quarter(2023, 4)
DAY = timedelta(days=1)


def a(**facts: object) -> Activity:
    return ActivityFactory.build(**facts)


@pytest.mark.django_db
def test_the_conditions_in_sql_and_in_python_agree_on_every_activity() -> None:
    days = (None, Q3.last_day, TODAY - DAY, TODAY, TODAY + DAY)
    for quarter, original, state, due_on in product((Q2, Q3, Q4), (Q2, Q3, Q4), ActivityState, days):
        dones = (Q2.last_day, Q3.last_day, Q3.last_day + DAY, TODAY) if state == ActivityState.DONE else (None,)
        reason = "Fictief" if state == ActivityState.DROPPED else ""
        for done_on in dones:
            facts = {"quarter": quarter, "original_quarter": original, "state": state, "due_on": due_on}
            ActivityFactory(**facts, done_on=done_on, state_reason=reason)
    late = set(Activity.objects.filter(overdue(TODAY)))
    in_time = set(Activity.objects.filter(on_schedule(TODAY, (Q2, Q3, Q4))))
    everything = set(Activity.objects.all())
    assert late == {activity for activity in everything if is_overdue(activity, TODAY)}
    assert in_time == {activity for activity in everything if is_on_schedule(activity, TODAY)}
    assert late
    assert in_time
    assert not late & in_time


@pytest.mark.parametrize(
    ("facts", "words", "tone"),
    [
        ({}, "planned", "quiet"),
        ({"state": ActivityState.RUNNING}, "running", ""),
        ({"state": ActivityState.RUNNING, "due_on": TODAY - DAY}, "late", "bad"),
        ({"quarter": Q3}, "late", "bad"),
        ({"original_quarter": Q3}, "moved to Q4 2023", "warn"),
        ({"original_quarter": Q3, "due_on": date(2023, 12, 8)}, "moved to Fri 8 Dec", "warn"),
        ({"state": ActivityState.DROPPED}, "dropped", "quiet"),
        ({"state": ActivityState.DONE, "done_on": TODAY}, "done", "good"),
        ({"state": ActivityState.DONE, "quarter": Q3, "done_on": Q3.last_day}, "done", "good"),
        ({"state": ActivityState.DONE, "quarter": Q3, "done_on": Q3.last_day + DAY}, "done, 1 day later", "warn"),
        ({"state": ActivityState.DONE, "quarter": Q3, "done_on": Q3.last_day + 6 * DAY}, "done, 6 days later", "warn"),
        ({"state": ActivityState.DONE, "quarter": Q3, "done_on": Q3.last_day + 7 * DAY}, "done, 1 week later", "warn"),
        (
            {"state": ActivityState.DONE, "quarter": Q3, "done_on": Q3.last_day + 28 * DAY},
            "done, 4 weeks later",
            "warn",
        ),
    ],
)
def test_an_activity_says_how_it_stands(facts: dict[str, object], words: str, tone: str) -> None:
    with translation.override("en"):
        stands = standing(a(**facts), TODAY)
    assert (stands.words, stands.tone) == (words, tone)
