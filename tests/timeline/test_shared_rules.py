"""Pages and the API ask one rule: what a filter finds, by what one sorts, and how long a text may be."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from accounts.classification import Classification
from accounts.models import User
from core.forms import CiteSourceForm
from core.limits import limit
from core.models import Source
from core.quarters import Quarter
from tests.api_client import Machine
from tests.factories import (
    ActivityFactory,
    CommitmentFactory,
    DepartmentFactory,
    FocusAreaFactory,
    SourceFactory,
    a_user,
)
from tests.timeline.browsing import Browser
from timeline import forms, sorting
from timeline.api.serializers import activities as activity_serializers
from timeline.api.serializers import commitments as commitment_serializers
from timeline.models import Activity, ActivityState, Commitment, CommitmentKind, Milestone, Move
from timeline.views.activities import ActivityList
from timeline.views.commitments import CommitmentList

Browse = Callable[[User], Browser]
ENDED = date(2022, 12, 31)


def fill() -> None:
    old = DepartmentFactory(abbreviation="ELI", valid_to=ENDED)
    gone = FocusAreaFactory(slug="zand", valid_to=ENDED)
    first = ActivityFactory(title="a", quarter=Quarter(2023, 3), core_task=1, yielded="Iets over fosfaat")
    first.leads.create(department=old)
    first.focus_areas.create(focus_area=gone)
    ActivityFactory(title="b", original_quarter=Quarter(2023, 3), led_by_secretariat=True, description="Fosfaat iets")
    ActivityFactory(title="c", state=ActivityState.RUNNING, classification=Classification.PUBLIC)
    CommitmentFactory(text="d", department=old, officeholder="De minister")
    CommitmentFactory(text="e", kind=CommitmentKind.MOTION, settled_by=SourceFactory())


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "on_the_page", "in_the_api", "found"),
    [
        ("activities", "words=IETS+fosfaat", "q=IETS%20fosfaat", "ab"),
        ("activities", "quarter=2023-Q3", "quarter=2023-Q3", "a"),
        ("activities", "state=running", "state=running", "c"),
        ("activities", "core_task=1", "coreTask=1", "a"),
        ("activities", "focus_area=zand", "focusArea=zand", "a"),
        ("activities", "lead=ELI", "lead=ELI", "a"),
        ("activities", "lead=secretariat", "ledBySecretariat=true", "b"),
        ("activities", "moved=yes", "moved=true", "b"),
        ("activities", "moved=no", "moved=false", "ac"),
        ("activities", "classification=0", "classification=public", "c"),
        ("commitments", "words=MINISTER", "q=MINISTER", "d"),
        ("commitments", "department=ELI", "department=ELI", "d"),
        ("commitments", "kind=motion", "kind=motion", "e"),
        ("commitments", "state=open", "settled=false", "d"),
        ("commitments", "state=settled", "settled=true", "e"),
        ("commitments", "classification=1", "classification=internal", "de"),
    ],
)
def test_a_filter_finds_the_same_on_the_page_and_in_the_api(
    browse: Browse, address: str, on_the_page: str, in_the_api: str, found: str
) -> None:
    fill()
    user = a_user()
    page = browse(user).open(address, query=on_the_page)
    told = Machine(user).get(f"/{address}?{in_the_api}").json()["results"]
    assert {str(row) for row in page.context["rows"]} == set(found)
    assert {row.get("title") or row["text"] for row in told} == set(found)


@pytest.mark.parametrize(
    ("page", "orders"), [(ActivityList, sorting.ACTIVITIES), (CommitmentList, sorting.COMMITMENTS)]
)
def test_the_page_sorts_by_what_the_api_sorts_by(page: Any, orders: sorting.Orders) -> None:
    assert {column.sort for column in page.columns if column.sort} == set(orders.values())


@pytest.mark.django_db
@pytest.mark.parametrize("sign", ["", "-"])
@pytest.mark.parametrize(
    ("address", "key"),
    [
        *(("activities", key) for key in ("quarter", "title", "coreTask", "state", "dueOn", "classification")),
        *(("commitments", key) for key in ("dueOn", "text", "kind", "madeOn", "department", "settledOn", "updatedAt")),
    ],
)
def test_every_order_is_answered(address: str, key: str, sign: str) -> None:
    fill()
    answer = Machine(a_user()).get(f"/{address}?sort={sign}{key}")
    assert answer.status_code == 200
    assert answer.json()["count"] == {"activities": 3, "commitments": 2}[address]


@pytest.mark.django_db
def test_what_ended_is_found_but_not_chosen_any_more() -> None:
    fill()
    machine = Machine(a_user())
    new = {"quarter": "2023-Q4", "title": "T"}
    assert machine.make("/activities", new | {"leads": ["ELI"]}).status_code == 400
    assert machine.make("/activities", new | {"focusAreas": ["zand"]}).status_code == 400


A, C = activity_serializers, commitment_serializers


@pytest.mark.parametrize(
    ("form", "field", "serializer", "key", "model", "column"),
    [
        (forms.ActivityFacts, "title", A.ActivityFactsSerializer, "title", Activity, "title"),
        (forms.ActivityFacts, "description", A.ActivityFactsSerializer, "description", Activity, "description"),
        (forms.MoveActivityForm, "reason", A.NewMoveSerializer, "reason", Move, "reason"),
        (forms.ProgressForm, "state_reason", A.ProgressSerializer, "stateReason", Activity, "state_reason"),
        (forms.ProgressForm, "yielded", A.ProgressSerializer, "yielded", Activity, "yielded"),
        (forms.AddMilestoneForm, "title", A.NewMilestoneSerializer, "title", Milestone, "title"),
        (CiteSourceForm, "source", A.NewCitationSerializer, "source", Source, "citation"),
        (forms.CommitmentFacts, "text", C.CommitmentFactsSerializer, "text", Commitment, "text"),
        (forms.CommitmentFacts, "source", C.CommitmentFactsSerializer, "source", Source, "citation"),
        (forms.SettleCommitmentForm, "settled_by", C.SettlementSerializer, "settledBy", Source, "citation"),
    ],
)
def test_a_text_is_as_long_as_its_column(
    form: Any, field: str, serializer: Any, key: str, model: Any, column: str
) -> None:
    longest = limit(model, column)
    asked: Any = serializer().fields[key]
    assert form.base_fields[field].max_length == asked.max_length == longest
