"""More rows on a page, with all their relations, cost no query more."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from accounts.classification import Classification
from accounts.models import User
from core.quarters import Quarter
from tests.factories import (
    Q4,
    ActivityFactory,
    CommitmentFactory,
    CompartmentFactory,
    DepartmentFactory,
    FocusAreaFactory,
    MilestoneFactory,
    MoveFactory,
    SourceFactory,
    a_user,
    join,
)
from tests.timeline.browsing import Browser

pytestmark = pytest.mark.django_db
Browse = Callable[[User], Browser]
Count = Callable[[Callable[[], Any]], int]

CIRCLE = "Fosfaatketen"


@pytest.fixture
def reader(browse: Browse) -> Browser:
    user = a_user()
    join(CompartmentFactory(name=CIRCLE), user=user)
    return browse(user)


def activity(number: int) -> None:
    """An activity with everything that an activity can have."""
    made = ActivityFactory(
        quarter=Q4,
        original_quarter=Quarter(2023, 3),
        due_on=date(2023, 12, 6),
        compartment=CompartmentFactory(name=CIRCLE),
    )
    for place in range(2):
        made.leads.create(department=DepartmentFactory(abbreviation=f"D{place}"))
        made.focus_areas.create(focus_area=FocusAreaFactory(slug=f"gebied{place}"))
        made.citations.create(source=SourceFactory(), locator="p. 1")
        MilestoneFactory(activity=made)
        MoveFactory(
            activity=made,
            compartment=made.compartment,
            classification=Classification.DEPARTMENTAL,
            moved_by=a_user(),
            reason=f"Reden {number}",
        )


def commitment(number: int) -> None:
    """A commitment with everything that a commitment can have."""
    CommitmentFactory(
        source=SourceFactory(),
        settled_by=SourceFactory() if number % 2 else None,
        department=DepartmentFactory(abbreviation=f"D{number}"),
        compartment=CompartmentFactory(name=CIRCLE),
        due_on=date(2023, 12, 6),
    )


@pytest.mark.parametrize(
    ("name", "query", "make"),
    [
        ("activities", "size=50", activity),
        ("activities", "size=50&lead=D1&focus_area=gebied1&moved=yes&words=activiteit", activity),
        ("activities", "download=csv", activity),
        ("plan", "", activity),
        ("commitments", "size=50", commitment),
        ("commitments", "download=csv", commitment),
        ("plan", "", commitment),
    ],
)
def test_fifty_rows_take_as_many_queries_as_ten(
    reader: Browser, count_queries: Count, name: str, query: str, make: Callable[[int], None]
) -> None:
    def read() -> None:
        response = reader.open(name, query=query)
        assert response.status_code == 200
        assert response.content.count(b"\n") > 10

    for number in range(10):
        make(number)
    read()
    with_ten = count_queries(read)
    for number in range(10, 50):
        make(number)
    assert count_queries(read) <= with_ten


def test_one_activity_with_many_parts_takes_as_many_queries_as_with_few(reader: Browser, count_queries: Count) -> None:
    activity(1)
    from timeline.models import Activity

    row = Activity.objects.get()
    few = count_queries(lambda: reader.text("activity", row))
    for place in range(20):
        row.leads.create(department=DepartmentFactory())
        row.citations.create(source=SourceFactory(), locator=f"p. {place}")
        MilestoneFactory(activity=row)
        MoveFactory(activity=row, compartment=row.compartment, moved_by=a_user())
    assert count_queries(lambda: reader.text("activity", row)) <= few
