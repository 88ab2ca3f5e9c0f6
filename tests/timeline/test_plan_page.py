"""The plan by quarter: the picture, its finding, what moved and why, and that what is hidden does not exist."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from accounts.classification import Classification
from accounts.models import User
from accounts.roles import Role
from core.models import Source
from core.quarters import Quarter
from tests.factories import (
    NOW,
    Q4,
    ActivityFactory,
    CommitmentFactory,
    CompartmentFactory,
    DepartmentFactory,
    MoveFactory,
    SourceFactory,
    a_user,
    join,
)
from tests.timeline.browsing import Browser, address
from timeline.models import Activity, ActivityState

pytestmark = pytest.mark.django_db
Browse = Callable[[User], Browser]

Q2, Q3 = Quarter(2023, 2), Quarter(2023, 3)
HIDDEN = "geheim-merkteken"


@pytest.fixture
def secretariat(browse: Browse) -> Browser:
    return browse(a_user())


def member(browse: Browse, **facts: Any) -> Browser:
    return browse(a_user(Role.DEPARTMENT_MEMBER, department="VWS", **facts))


def moved(**facts: Any) -> Activity:
    return ActivityFactory(original_quarter=Q3, quarter=Q4, **facts)


def test_a_visitor_is_asked_to_sign_in_first(visitor: Browser) -> None:
    ActivityFactory(classification=Classification.PUBLIC, published_at=NOW, title="Voor iedereen")
    for name in ("plan", "activities", "commitments", "add-activity"):
        response = visitor.open(name)
        assert response.status_code == 302
        assert response.url.startswith("/account/")
        assert response.url.endswith(f"?next={address(name)}")


def test_an_empty_plan_says_what_would_be_here(secretariat: Browser) -> None:
    page = secretariat.text("plan")
    assert "Nothing is planned here that you may see" in page
    assert address("add-activity") in page


def test_the_picture_states_its_finding_and_says_in_words_what_it_shows(secretariat: Browser) -> None:
    done = ActivityFactory(quarter=Q2, state=ActivityState.DONE, done_on="2023-06-25", title="Inventarisatie")
    done.leads.create(department=DepartmentFactory(abbreviation="EZK"))
    ActivityFactory(quarter=Q4, state=ActivityState.RUNNING, title="Rapportage", led_by_secretariat=True)
    moved(title="Simulatie")
    page = secretariat.text("plan")
    assert "Timeline 2023" in page
    assert "<b>One of three activities is done; one has moved</b>" in page
    assert "Planned in Q2 2023; done on 25 June 2023." in page
    assert "EZK" in page
    assert "secretariat" in page
    for kind in ("ghost", "main", "forecast"):
        assert f'class="{kind}"' in page
    assert page.count('<th scope="row">') >= 3


def test_a_quarter_shows_what_is_planned_in_it_and_what_was(secretariat: Browser) -> None:
    here, gone, elsewhere = moved(title="Naar Q4"), ActivityFactory(quarter=Q4), ActivityFactory(quarter=Q2)
    page = secretariat.text("plan", query="quarter=2023-Q3")
    assert "Timeline Q3 2023" in page
    assert here.title in page
    assert gone.title not in page
    assert elsewhere.title not in page
    assert 'aria-current="true">Q3</a>' in page
    assert "?quarter=2023-Q2" in page


def test_another_year_has_a_plan_of_its_own(secretariat: Browser) -> None:
    later = ActivityFactory(quarter=Quarter(2024, 1))
    assert later.title not in secretariat.text("plan")
    assert later.title in secretariat.text("plan", query="year=2024")


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("quarter=2023-Q9", "Enter a quarter from 2000 to 2099, such as 2023-Q4. You entered “2023-Q9”."),
        ("quarter=%00", "Enter a quarter"),
        ("quarter=<script>", "&lt;script&gt;"),
        ("year=23", "greater than or equal to 2000"),
        ("year=soon", "Enter a year such as 2023."),
    ],
)
def test_a_period_that_is_none_is_refused_in_words(secretariat: Browser, query: str, words: str) -> None:
    response = secretariat.open("plan", query=query)
    assert response.status_code == 422
    assert words in response.content.decode()
    assert "<script>" not in response.content.decode()


def test_a_page_number_that_does_not_exist_gives_the_nearest_page(secretariat: Browser) -> None:
    activity = ActivityFactory()
    for page in ("0", "99", "x", "-1"):
        assert activity.title in secretariat.text("plan", query=f"page={page}")


def test_many_activities_are_spread_over_pages_but_counted_together(secretariat: Browser) -> None:
    ActivityFactory.create_batch(53)
    first, second = secretariat.text("plan"), secretariat.text("plan", query="page=2")
    assert first.count('class="gantt"') == 1
    assert "None of the 53 activities is done yet" in first
    assert "None of the 53 activities is done yet" in second
    assert first.count('<svg aria-hidden="true">') == 51
    assert second.count('<svg aria-hidden="true">') == 4


def test_what_the_viewer_may_not_see_is_in_no_row_count_quarter_or_year(browse: Browse) -> None:
    shown = ActivityFactory(quarter=Q4)
    circle = CompartmentFactory()
    ActivityFactory(quarter=Q2, title=HIDDEN, classification=Classification.DEPARTMENTAL)
    ActivityFactory(quarter=Q4, title=HIDDEN, compartment=circle)
    ActivityFactory(quarter=Quarter(2022, 1), title=HIDDEN, classification=Classification.DEPARTMENTAL)
    page = member(browse).text("plan")
    assert shown.title in page
    assert HIDDEN not in page
    assert "The only activity is not done yet" in page
    assert "2023-Q2" not in page
    assert "2022" not in page
    reader = a_user(Role.DEPARTMENT_MEMBER, department="VWS", clearance=Classification.DEPARTMENTAL)
    join(circle, user=reader)
    page = browse(reader).text("plan")
    assert page.count(HIDDEN) > 2
    assert "2023-Q2" in page
    assert "?year=2022" in page


def test_the_reason_of_a_move_is_for_those_who_may_read_it(browse: Browse) -> None:
    activity = moved(classification=Classification.PUBLIC, title="Openbare activiteit")
    MoveFactory(activity=activity, reason=HIDDEN, classification=Classification.DEPARTMENTAL)
    page = member(browse).text("plan")
    assert "First planned in Q3 2023, now in Q4 2023." in page
    assert HIDDEN not in page
    assert "Departmental" not in page
    page = browse(a_user()).text("plan")
    assert page.count(HIDDEN) == 2
    assert "classification--departmental" in page


def test_the_commitments_below_the_plan_are_those_that_the_viewer_may_see(browse: Browse) -> None:
    still_open = CommitmentFactory(text="Nog open")
    CommitmentFactory(text="Al klaar", settled_by=SourceFactory())
    secret: Source = SourceFactory(citation=HIDDEN, classification=Classification.DEPARTMENTAL)
    CommitmentFactory(text="Met besloten bron", source=secret, settled_by=secret)
    CommitmentFactory(text=HIDDEN, classification=Classification.DEPARTMENTAL)
    page = member(browse).text("plan")
    assert page.index(still_open.text) < page.index("Al klaar")
    assert "Met besloten bron" in page
    assert HIDDEN not in page
    assert HIDDEN in browse(a_user()).text("plan")


@pytest.mark.parametrize(
    ("role", "may"), [(Role.SECRETARIAT, True), (Role.CO_CHAIR, True), (Role.DEPARTMENT_MEMBER, False)]
)
def test_only_who_plans_is_offered_to_add_an_activity(browse: Browse, role: Role, may: bool) -> None:
    assert (address("add-activity") in browse(a_user(role)).text("plan")) is may
