"""The list of activities: filters, chips, sorting and pages, and that none of them tells of what is hidden."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from accounts.classification import Classification
from accounts.models import User
from accounts.roles import Role
from core.quarters import Quarter
from tests.factories import (
    NOW,
    Q4,
    ActivityFactory,
    CompartmentFactory,
    DepartmentFactory,
    FocusAreaFactory,
    MoveFactory,
    a_user,
)
from tests.timeline.browsing import Browser
from timeline.models import Activity, ActivityState

pytestmark = pytest.mark.django_db
Browse = Callable[[User], Browser]

HIDDEN = "geheim-merkteken"
Q3 = Quarter(2023, 3)


@pytest.fixture
def secretariat(browse: Browse) -> Browser:
    return browse(a_user())


@pytest.fixture
def plan() -> None:
    """Four activities, each unlike the others."""
    first = ActivityFactory(title="Inventarisatie", quarter=Q3, core_task=1, state=ActivityState.RUNNING)
    first.leads.create(department=DepartmentFactory(abbreviation="EZK"))
    first.focus_areas.create(focus_area=FocusAreaFactory(slug="voedsel"))
    second = ActivityFactory(title="Simulatie", original_quarter=Q3, core_task=2, description="Met LNV, over fosfaat")
    second.leads.create(department=DepartmentFactory(abbreviation="LNV"))
    second.leads.create(department=DepartmentFactory(abbreviation="EZK"))
    ActivityFactory(title="Rapportage", led_by_secretariat=True, classification=Classification.PUBLIC)
    ActivityFactory(title="Besloten advies", classification=Classification.DEPARTMENTAL, yielded="Niets over fosfaat")


def titles(browser: Browser, query: str = "") -> list[str]:
    response = browser.open("activities", query=query)
    assert response.status_code == 200
    return [row.title for row in response.context["rows"]]


@pytest.mark.usefixtures("plan")
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"Inventarisatie", "Simulatie", "Rapportage", "Besloten advies"}),
        ("quarter=2023-Q3", {"Inventarisatie"}),
        ("quarter=Q3 2023", {"Inventarisatie"}),
        ("quarter=2050-Q1", set()),
        ("state=running", {"Inventarisatie"}),
        ("core_task=2", {"Simulatie"}),
        ("focus_area=voedsel", {"Inventarisatie"}),
        ("lead=EZK", {"Inventarisatie", "Simulatie"}),
        ("lead=secretariat", {"Rapportage"}),
        ("moved=yes", {"Simulatie"}),
        ("moved=no", {"Inventarisatie", "Rapportage", "Besloten advies"}),
        ("classification=0", {"Rapportage"}),
        ("words=fosfaat", {"Simulatie", "Besloten advies"}),
        ("words=FOSFAAT met", {"Simulatie"}),
        ("words=100%25_", set()),
        ("lead=EZK&state=planned&words=fos", {"Simulatie"}),
    ],
)
def test_each_filter_keeps_what_fits(secretariat: Browser, query: str, found: set[str]) -> None:
    assert set(titles(secretariat, query)) == found
    assert f"{len(found)} of 4 activities" in secretariat.text("activities", query=query)


def test_changed_since_a_day_counts_from_midnight_in_amsterdam(secretariat: Browser) -> None:
    activity = ActivityFactory()
    midnight = NOW.replace(hour=0)
    for moment, found in ((midnight, 1), (midnight - timedelta(seconds=1), 0)):
        Activity.objects.filter(pk=activity.pk).update(updated=moment)
        assert len(titles(secretariat, "changed_since=2023-12-04")) == found


@pytest.mark.usefixtures("plan")
@pytest.mark.parametrize(
    ("query", "field", "words"),
    [
        ("quarter=2023-Q5", "quarter", "You entered “2023-Q5”."),
        ("state=moved", "state", "Select a valid choice"),
        ("core_task=x", "core_task", "Select a valid choice"),
        ("focus_area=x", "focus_area", "Select a valid choice"),
        ("lead=Niemand", "lead", "Select a valid choice"),
        ("moved=maybe", "moved", "Select a valid choice"),
        ("classification=9", "classification", "Select a valid choice"),
        ("changed_since=gisteren", "changed_since", "Enter a day as year, month and day"),
        (f"words={'a' * 201}", "words", "at most 200 characters"),
    ],
)
def test_a_filter_that_cannot_be_says_so_at_its_field_and_lists_nothing(
    secretariat: Browser, query: str, field: str, words: str
) -> None:
    response = secretariat.open("activities", query=query)
    assert response.status_code == 422
    assert any(words in error for error in response.context["filterset"].form.errors[field])
    page = response.content.decode()
    assert f'id="id_{field}_error"' in page
    assert "Inventarisatie" not in page
    assert secretariat.open("activities", query=f"{query}&download=csv").status_code == 422


@pytest.mark.usefixtures("plan")
def test_what_is_on_stands_below_as_chips_that_take_it_away(secretariat: Browser) -> None:
    page = secretariat.text("activities", query="lead=EZK&moved=yes&sort=-title&page=1")
    assert 'href="?moved=yes&amp;sort=-title"' in page
    assert 'href="?lead=EZK&amp;sort=-title"' in page
    assert "Lead: EZK" in page
    assert 'class="chip"' not in secretariat.text("activities")


@pytest.mark.usefixtures("plan")
def test_the_list_is_sorted_by_the_columns_that_allow_it(secretariat: Browser) -> None:
    ascending = ["Besloten advies", "Inventarisatie", "Rapportage", "Simulatie"]
    assert titles(secretariat, "sort=title") == ascending
    assert titles(secretariat, "sort=-title") == ascending[::-1]
    assert titles(secretariat, "sort=quarter")[0] == "Inventarisatie"
    page = secretariat.text("activities", query="sort=title")
    assert 'aria-sort="ascending"' in page


@pytest.mark.usefixtures("plan")
@pytest.mark.parametrize(
    "sort", ["moves__reason", "leads", "leads__department__name", "compartment__name", "pk", "-", "?", "description"]
)
def test_a_column_that_is_not_meant_for_it_does_not_sort(secretariat: Browser, sort: str) -> None:
    assert titles(secretariat, f"sort={sort}") == titles(secretariat)


def test_pages_hold_10_25_or_50_rows_and_never_overlap(secretariat: Browser) -> None:
    ActivityFactory.create_batch(57, title="Zelfde titel")
    assert len(titles(secretariat)) == 25
    for size, pages in ((10, 6), (25, 3), (50, 2)):
        seen = [
            row.pk
            for page in range(1, pages + 1)
            for row in secretariat.open("activities", query=f"size={size}&page={page}&sort=title").context["rows"]
        ]
        assert len(seen) == len(set(seen)) == 57
    assert len(titles(secretariat, "size=1000")) == 25
    assert len(titles(secretariat, "page=99")) == 7
    assert len(titles(secretariat, "page=x")) == 25


def test_no_filter_count_or_choice_tells_of_what_is_hidden(browse: Browse) -> None:
    shown = ActivityFactory(title="Zichtbaar")
    department = DepartmentFactory(abbreviation="LNV")
    for facts in ({"classification": Classification.DEPARTMENTAL}, {"compartment": CompartmentFactory()}):
        hidden = ActivityFactory(title=HIDDEN, quarter=Quarter(2031, 1), **facts)
        hidden.leads.create(department=department)
        hidden.focus_areas.create(focus_area=FocusAreaFactory(slug="voedsel"))
        MoveFactory(activity=hidden, reason=HIDDEN, classification=Classification.DEPARTMENTAL)
    reader = browse(a_user(Role.DEPARTMENT_MEMBER, department="LNV"))
    for query in ("lead=LNV", "focus_area=voedsel", f"words={HIDDEN}", "quarter=2031-Q1", "moved=no&lead=LNV"):
        page = reader.text("activities", query=query)
        assert "0 of 1 activity" in page
        assert "No activity fits" in page
    page = reader.text("activities")
    assert shown.title in page
    assert HIDDEN not in page
    assert "2031" not in page
    assert "Departmental" not in page
    assert reader.open("activities", query="classification=2").status_code == 422
    assert titles(browse(a_user()), "quarter=2031-Q1") == [HIDDEN]


def test_the_reason_of_a_move_is_not_searched(secretariat: Browser) -> None:
    MoveFactory(activity__original_quarter=Q3, activity__quarter=Q4, reason=HIDDEN)
    assert titles(secretariat, f"words={HIDDEN}") == []


def test_a_null_byte_in_an_address_breaks_nothing(secretariat: Browser) -> None:
    for query in ("words=%00", "quarter=%00", "lead=%00", "focus_area=%00", "sort=%00", "page=%00"):
        assert secretariat.open("activities", query=query).status_code in (200, 422)
