"""The chapter of the timeline: which milestones it tells, and to whom."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from django.utils import translation

from accounts.classification import Classification
from accounts.roles import ViewerKind
from accounts.viewers import Viewer
from reports import document as doc
from reports.chapters import timeline
from reports.chapters.reading import Reading
from tests.factories import NOW, ActivityFactory, MilestoneFactory, ReportFactory
from timeline.models import ActivityState

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_dutch() -> Iterator[None]:
    with translation.override("nl"):
        yield


def told() -> list[str]:
    """What the chapter for the Kamer says of each activity."""
    report = ReportFactory(audience=ViewerKind.KAMER)
    blocks = timeline.write(Reading(report, Viewer.for_audience(ViewerKind.KAMER, NOW)))
    activities = [
        activity
        for block in blocks
        if isinstance(block, doc.Timeline)
        for quarter in block.quarters
        for activity in quarter.activities
    ]
    return ["".join(run.text for run in one.runs if isinstance(run, doc.Text)) for one in activities]


def test_what_was_reached_and_what_is_next_stand_under_their_activity() -> None:
    activity = ActivityFactory(title="Rapportage", classification=Classification.PUBLIC)
    MilestoneFactory(activity=activity, title="Later", due_on=date(2023, 12, 22))
    MilestoneFactory(activity=activity, title="Concept", due_on=date(2023, 12, 14))
    MilestoneFactory(activity=activity, title="Bijdragen", due_on=date(2023, 11, 17), reached_on=date(2023, 11, 20))
    assert told() == [
        "Rapportage. Bereikt: Bijdragen (20 november 2023). Volgende mijlpaal: Concept (14 december 2023)."
    ]


def test_what_is_done_or_dropped_has_no_next_milestone() -> None:
    facts = {"state": ActivityState.DROPPED, "state_reason": "Overbodig", "classification": Classification.PUBLIC}
    MilestoneFactory(activity=ActivityFactory(title="Vervallen", **facts), title="Nooit")
    assert told() == ["Vervallen."]


def test_the_milestones_of_what_an_audience_does_not_see_are_not_told() -> None:
    MilestoneFactory(activity=ActivityFactory(classification=Classification.INTERNAL), title="geheim-merkteken")
    ActivityFactory(title="Openbaar", classification=Classification.PUBLIC)
    assert told() == ["Openbaar."]
