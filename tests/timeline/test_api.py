"""The timeline for machines: who sees and changes what, what is refused and how, and that nothing hidden is told."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from accounts.classification import Classification
from accounts.roles import Role
from core import clock
from core.models import SourceKind
from core.quarters import Quarter
from tests.api_client import Machine, fields
from tests.factories import (
    NOW,
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
from timeline.models import Activity, ActivityState, Commitment, CommitmentKind, Move

pytestmark = pytest.mark.django_db

PUBLISHED = {"classification": Classification.PUBLIC, "published_at": NOW}
SECRET = "geheim-merkteken"


@pytest.fixture
def secretariat() -> Machine:
    return Machine(a_user())


@pytest.fixture
def visitor() -> Machine:
    return Machine()


def member(department: str = "VWS", **facts: Any) -> Machine:
    return Machine(a_user(Role.DEPARTMENT_MEMBER, department=department, **facts))


def at(row: Any) -> str:
    kind = "activities" if isinstance(row, Activity) else "commitments"
    return f"/{kind}/{row.pk}"


def led_by(activity: Activity, abbreviation: str) -> Activity:
    activity.leads.create(department=DepartmentFactory.create(abbreviation=abbreviation))
    return activity


# Reading


def test_a_visitor_reads_what_is_published_and_nothing_else(visitor: Machine) -> None:
    told = ActivityFactory.create(**PUBLISHED)
    hidden = [ActivityFactory.create(), ActivityFactory.create(classification=Classification.PUBLIC)]
    answer = visitor.get("/activities").json()
    assert [row["id"] for row in answer["results"]] == [str(told.pk)]
    assert answer["count"] == 1
    assert visitor.get(at(told)).status_code == 200
    for row in hidden:
        for path in ("", "/moves", "/milestones", "/citations"):
            assert visitor.get(at(row) + path).status_code == 404


def test_staff_read_up_to_their_ceiling_and_inside_their_compartments() -> None:
    ActivityFactory.create(title="intern")
    ActivityFactory.create(title=SECRET, classification=Classification.DEPARTMENTAL)
    circle = CompartmentFactory.create()
    ActivityFactory.create(title="kring", compartment=circle)
    outside, inside = member(), member("EZK")
    from accounts.models import User

    join(circle, user=User.objects.get(department__abbreviation="EZK"))
    assert {row["title"] for row in outside.get("/activities").json()["results"]} == {"intern"}
    rows = inside.get("/activities").json()["results"]
    assert {row["title"]: row["compartment"] for row in rows} == {"intern": None, "kring": circle.name}


def test_an_activity_is_told_in_the_words_of_the_api(secretariat: Machine) -> None:
    activity = led_by(
        ActivityFactory.create(original_quarter=Quarter(2023, 3), due_on=NOW.date(), core_task=2, ground="privacy"),
        "EZK",
    )
    activity.focus_areas.create(focus_area=FocusAreaFactory.create(slug="voedsel"))
    told = secretariat.get(at(activity)).json()
    assert (
        told
        | {
            "quarter": "2023-Q4",
            "originalQuarter": "2023-Q3",
            "dueOn": "2023-12-04",
            "coreTask": 2,
            "leads": ["EZK"],
            "focusAreas": ["voedsel"],
            "classification": "internal",
            "ground": "privacy",
            "state": "planned",
            "doneOn": None,
        }
        == told
    )
    assert told["links"]["self"] == f"/api/v1/activities/{activity.pk}"


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("quarter=2023-Q4", {"b", "c"}),
        ("state=planned", {"a", "b"}),
        ("state=planned&state=running", {"a", "b", "c"}),
        ("coreTask=1", {"a"}),
        ("focusArea=voedsel", {"a"}),
        ("lead=EZK", {"b"}),
        ("moved=true", {"c"}),
        ("moved=false", {"a", "b"}),
        ("q=C", {"c"}),
        ("q=zoek%20mij", {"a"}),
        ("updatedSince=2023-12-04T09:00:00%2B01:00", {"a", "b", "c"}),
        ("updatedSince=2099-12-01T00:00:00Z", set()),
    ],
)
def test_activities_are_filtered(secretariat: Machine, query: str, titles: set[str]) -> None:
    first = ActivityFactory.create(title="a", quarter=Quarter(2023, 3), core_task=1, description="mij zoek je")
    first.focus_areas.create(focus_area=FocusAreaFactory.create(slug="voedsel"))
    led_by(ActivityFactory.create(title="b"), "EZK")
    ActivityFactory.create(title="c", original_quarter=Quarter(2023, 2), state=ActivityState.RUNNING)
    assert {row["title"] for row in secretariat.get(f"/activities?{query}").json()["results"]} == titles


@pytest.mark.parametrize("key", ["quarter", "dueOn", "title", "state", "updatedAt"])
def test_activities_are_sorted_both_ways(secretariat: Machine, key: str) -> None:
    for number in range(3):
        with clock.at(NOW + timedelta(hours=number)):
            ActivityFactory.create(quarter=Quarter(2023, 4 - number), due_on=NOW.date())
    up = [row["id"] for row in secretariat.get(f"/activities?sort={key}").json()["results"]]
    down = [row["id"] for row in secretariat.get(f"/activities?sort=-{key}").json()["results"]]
    assert set(up) == set(down)
    if key in ("quarter", "title", "updatedAt"):
        assert up == down[::-1]


def test_a_list_is_paged_with_addresses_of_the_pages_around(secretariat: Machine) -> None:
    ActivityFactory.create_batch(5)
    page = secretariat.get("/activities?pageSize=2&page=2").json()
    assert (page["count"], page["page"], page["pageSize"], len(page["results"])) == (5, 2, 2, 2)
    assert page["links"]["self"].startswith("/api/v1/activities?")
    seen = [
        row["id"]
        for number in (1, 2, 3)
        for row in secretariat.get(f"/activities?pageSize=2&page={number}").json()["results"]
    ]
    assert len(set(seen)) == len(seen) == 5
    assert "page=3" in page["links"]["next"]
    assert "page=1" in page["links"]["prev"]
    last = secretariat.get(page["links"]["last"]).json()
    assert last["links"]["next"] is None
    assert secretariat.get("/activities?pageSize=2&page=4").status_code == 404
    assert Machine().get("/activities").json()["results"] == []


@pytest.mark.parametrize("address", ["activities", "commitments"])
def test_a_longer_page_asks_the_database_no_more(secretariat: Machine, address: str) -> None:
    area, departments = FocusAreaFactory.create(), [DepartmentFactory.create(), DepartmentFactory.create()]
    for _ in range(50):
        activity = ActivityFactory.create(compartment=None)
        activity.focus_areas.create(focus_area=area)
        for department in departments:
            activity.leads.create(department=department)
        CommitmentFactory.create(department=departments[0], settled_by=SourceFactory.create(), settled_on=NOW.date())
    counts = []
    for size in (10, 50):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert len(secretariat.get(f"/{address}?pageSize={size}").json()["results"]) == size
        counts.append(len(asked))
    assert counts[0] == counts[1]


# What is hidden is not told


def test_a_hidden_move_is_in_no_list_count_or_tag() -> None:
    activity = ActivityFactory.create(**PUBLISHED)
    MoveFactory.create(activity=activity, reason="open", **PUBLISHED)
    outside, inside = member(), Machine(a_user())
    before = outside.get(at(activity))["ETag"]
    MoveFactory.create(activity=activity, reason=SECRET, classification=Classification.DEPARTMENTAL)
    told = outside.get(at(activity) + "/moves")
    assert told.json()["count"] == 1
    assert SECRET not in told.content.decode()
    assert outside.get(at(activity))["ETag"] == before
    assert SECRET in inside.get(at(activity) + "/moves").content.decode()
    assert inside.get(at(activity) + "/moves").json()["count"] == 2


def test_a_tag_is_of_the_row_as_the_viewer_sees_it() -> None:
    hidden = SourceFactory.create(
        citation=SECRET, url="https://example.org/geheim", classification=Classification.DEPARTMENTAL
    )
    commitment = CommitmentFactory.create(
        source_locator="p. 4", settled_by=hidden, settled_locator="par. 3", settled_on=NOW.date()
    )
    outside, inside = member().get(at(commitment)), Machine(a_user()).get(at(commitment))
    assert (
        outside.json() | {"settled": True, "settledBy": None, "settledLocator": "", "settledByUrl": ""}
        == outside.json()
    )
    assert inside.json()["settledBy"] == SECRET
    assert inside.json()["settledLocator"] == "par. 3"
    assert outside["ETag"] != inside["ETag"]
    Commitment.objects.filter(pk=commitment.pk).update(
        settled_by=SourceFactory.create(classification=Classification.DEPARTMENTAL)
    )
    assert member("LNV").get(at(commitment))["ETag"] == outside["ETag"]


def test_a_compartment_one_is_not_in_is_called_unknown_like_any_other(secretariat: Machine) -> None:
    CompartmentFactory.create(name="Kring")
    body = {"quarter": "2023-Q4", "title": "a", "compartment": "Kring"}
    real = secretariat.make("/activities", body)
    made_up = secretariat.make("/activities", body | {"compartment": "Wring"})
    assert fields(real) == fields(made_up) == {"compartment"}
    assert real.content.replace(b"Kring", b"") == made_up.content.replace(b"Wring", b"")


def test_options_tell_no_choices(secretariat: Machine) -> None:
    DepartmentFactory.create(abbreviation="ZZZ")
    answer = secretariat.call("OPTIONS", "/activities")
    assert answer.status_code == 405
    assert b"ZZZ" not in answer.content


def test_who_has_the_row_as_it_is_gets_no_second_copy(secretariat: Machine) -> None:
    activity = ActivityFactory.create()
    tag = secretariat.get(at(activity))["ETag"]
    for known in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        answer = secretariat.get(at(activity), if_none_match=known)
        assert (answer.status_code, answer.content, answer["ETag"]) == (304, b"", tag)
    assert secretariat.get(at(activity), if_none_match='"other"').status_code == 200
    Activity.objects.filter(pk=activity.pk).update(title="anders")
    assert secretariat.get(at(activity), if_none_match=tag).status_code == 200


def test_that_nothing_changed_does_not_tell_of_a_change_that_is_hidden(secretariat: Machine) -> None:
    hidden = SourceFactory.create(classification=Classification.DEPARTMENTAL)
    commitment = CommitmentFactory.create(source=hidden, source_locator="p. 1", classification=Classification.INTERNAL)
    reader = member("LNV")
    for machine, status in ((reader, 304), (secretariat, 200)):
        tag = machine.get(at(commitment))["ETag"]
        locator = f"p. {uuid4()}"
        Commitment.objects.filter(pk=commitment.pk).update(source_locator=locator, revision=F("revision") + 1)
        assert machine.get(at(commitment), if_none_match=tag).status_code == status


def test_the_tag_of_what_is_hidden_is_no_way_to_find_it(visitor: Machine) -> None:
    assert visitor.get(at(ActivityFactory.create()), if_none_match="*").status_code == 404


# Making and changing


NEW = {"quarter": "2023-Q4", "title": "Kennissessie", "dueOn": "2023-12-15"}


def test_the_secretariat_plans_an_activity(secretariat: Machine) -> None:
    DepartmentFactory.create(abbreviation="EZK")
    FocusAreaFactory.create(slug="voedsel")
    answer = secretariat.make("/activities", NEW | {"leads": ["EZK"], "focusAreas": ["voedsel"], "coreTask": 1})
    assert answer.status_code == 201, answer.content
    again = secretariat.get(answer["Location"])
    assert again.json() == answer.json()
    assert again["ETag"] == answer["ETag"]
    assert answer.json()["leads"] == ["EZK"]
    assert answer.json()["originalQuarter"] == "2023-Q4"
    assert answer.json()["classification"] == "internal"


def test_the_same_key_again_makes_no_second_row(secretariat: Machine) -> None:
    key = str(uuid4())
    first, second = (secretariat.make("/activities", NEW, key) for _ in range(2))
    assert first.status_code == second.status_code == 201
    assert first.json() == second.json()
    assert Activity.objects.count() == 1


@pytest.mark.parametrize("other", [{"title": "Iets anders"}, {"classification": "public"}, {"description": "Meer"}])
def test_the_same_key_with_something_else_is_refused(secretariat: Machine, other: dict[str, Any]) -> None:
    key = str(uuid4())
    assert secretariat.make("/activities", NEW, key).status_code == 201
    answer = secretariat.make("/activities", NEW | other, key)
    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"
    assert [row.title for row in Activity.objects.all()] == [NEW["title"]]


def test_the_same_key_from_somebody_else_or_for_another_kind_of_row_is_refused(secretariat: Machine) -> None:
    key = str(uuid4())
    assert secretariat.make("/activities", NEW, key).status_code == 201
    assert Machine(a_user()).make("/activities", NEW, key).status_code == 422
    promise = {"kind": "promise", "text": "Toezegging", "source": "Kamerstuk 35 982, nr. 9"}
    assert secretariat.make("/commitments", promise, key).status_code == 422
    assert not Commitment.objects.exists()


def test_what_was_refused_may_be_corrected_under_the_same_key(secretariat: Machine) -> None:
    key = str(uuid4())
    assert secretariat.make("/activities", NEW | {"startsOn": "2023-12-16"}, key).status_code == 400
    assert secretariat.make("/activities", NEW, key).status_code == 201


@pytest.mark.parametrize("key", ["", "1", "no-uuid"])
def test_a_new_row_needs_a_key_of_its_own(secretariat: Machine, key: str) -> None:
    answer = secretariat.call("POST", "/activities", NEW, **({"idempotency_key": key} if key else {}))
    assert answer.status_code == 400
    assert fields(answer) == {"Idempotency-Key"}


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "x" * 301}, "title"),
        ({"title": "a\0b"}, "title"),
        ({"title": "\ud800"}, "title"),
        ({"title": "\u4e2d"}, "title"),
        ({"title": ["a"]}, "title"),
        ({"title": None}, "title"),
        ({"description": "x" * 5_001}, "description"),
        ({"quarter": "2023-Q5"}, "quarter"),
        ({"quarter": 4}, "quarter"),
        ({"coreTask": 3}, "coreTask"),
        ({"coreTask": [1]}, "coreTask"),
        ({"leads": ["NOPE"]}, "leads.0"),
        ({"leads": "EZK"}, "leads"),
        ({"leads": ["EZK", "EZK"]}, "leads"),
        ({"leads": [None]}, "leads.0"),
        ({"focusAreas": [{}]}, "focusAreas.0"),
        ({"ledBySecretariat": "perhaps"}, "ledBySecretariat"),
        ({"startsOn": "2023-12-16"}, "dueOn"),
        ({"dueOn": "2023-02-30"}, "dueOn"),
        ({"dueOn": "2023-12-15T00:00:00Z"}, "dueOn"),
        ({"dueOn": "2104-02-29"}, "dueOn"),
        ({"startsOn": "0223-12-15"}, "startsOn"),
        ({"classification": "departmental"}, "ground"),
        ({"classification": "secret"}, "classification"),
        ({"classification": 0}, "classification"),
        ({"ground": "because"}, "ground"),
        ({"state": "done"}, "state"),
        ({"due_on": "2023-12-15"}, "due_on"),
    ],
)
def test_a_wrong_fact_is_told_at_its_field_and_nothing_is_made(
    secretariat: Machine, wrong: dict[str, Any], field: str
) -> None:
    DepartmentFactory.create(abbreviation="EZK")
    answer = secretariat.make("/activities", NEW | wrong)
    assert answer.status_code == 400
    assert field in fields(answer), answer.json()
    assert not Activity.objects.exists()


def test_a_change_leaves_out_what_stays(secretariat: Machine) -> None:
    activity = led_by(ActivityFactory.create(description="oud", due_on=NOW.date()), "EZK")
    answer = secretariat.change("PATCH", at(activity), {"title": "nieuw"}, of=at(activity))
    assert answer.status_code == 200, answer.content
    assert (
        answer.json() | {"title": "nieuw", "description": "oud", "dueOn": "2023-12-04", "leads": ["EZK"]}
        == answer.json()
    )
    answer = secretariat.change("PATCH", at(activity), {"leads": [], "dueOn": None}, of=at(activity))
    assert answer.json() | {"title": "nieuw", "dueOn": None, "leads": []} == answer.json()


@pytest.mark.parametrize("key", ["quarter", "classification", "state", "yielded", "id", "links"])
def test_a_change_takes_only_what_an_activity_is(secretariat: Machine, key: str) -> None:
    activity = ActivityFactory.create()
    answer = secretariat.change("PATCH", at(activity), {key: "public"}, of=at(activity))
    assert (answer.status_code, fields(answer)) == (400, {key})


CHANGES = [
    ("PATCH", "", {"title": "b"}),
    ("PUT", "/progress", {"state": "running"}),
    ("POST", "/moves", {"toQuarter": "2024-Q1", "reason": "later"}),
    ("POST", "/milestones", {"title": "b", "dueOn": "2023-12-15"}),
    ("POST", "/citations", {"source": "Kamerstuk 35 982, nr. 9"}),
]


@pytest.mark.parametrize(("method", "path", "body"), CHANGES)
def test_a_change_on_a_state_that_is_gone_is_refused(
    secretariat: Machine, method: str, path: str, body: dict[str, Any]
) -> None:
    activity = ActivityFactory.create()
    read = secretariat.get(at(activity))["ETag"]
    assert secretariat.change("PATCH", at(activity), {"title": "van een ander"}, of=at(activity)).status_code == 200
    assert secretariat.call(method, at(activity) + path, body, if_match=read).status_code == 412
    assert secretariat.call(method, at(activity) + path, body).status_code == 428
    assert secretariat.call(method, at(activity) + path, body, if_match="*").status_code == 428
    activity.refresh_from_db()
    assert (activity.title, activity.state, activity.quarter) == ("van een ander", "planned", Q4)


@pytest.mark.parametrize(("method", "path", "body"), CHANGES)
def test_who_may_change_an_activity(method: str, path: str, body: dict[str, Any]) -> None:
    leads = member("VWS")
    machines = {
        "secretariat": (Machine(a_user()), {200, 201}),
        "co-chair": (Machine(a_user(Role.CO_CHAIR, department="EZK")), {200, 201}),
        "leads": (leads, {200, 201}),
        "other department": (member("LNV"), {403}),
        "post": (Machine(a_user(Role.POST, department="BZ")), {403}),
        "reader": (Machine(a_user(Role.HCEU_READER, department="BZ")), {403}),
        "auditor": (Machine(a_user(Role.AUDITOR)), {403}),
        "visitor": (Machine(), {401}),
    }
    for name, (machine, statuses) in machines.items():
        activity = led_by(ActivityFactory.create(**PUBLISHED), "VWS")
        answer = machine.change(method, at(activity) + path, body, of=at(activity))
        assert answer.status_code in statuses, (name, answer.content)


@pytest.mark.parametrize("path", ["/activities", "/commitments"])
def test_who_may_not_make_is_told_so_before_anything_else(path: str) -> None:
    assert Machine().call("POST", path, {}).status_code == 401
    for machine in (member(), Machine(a_user(Role.AUDITOR)), Machine(a_user(Role.POST, department="BZ"))):
        assert machine.call("POST", path, {}).status_code == 403


@pytest.mark.parametrize(("method", "path", "body"), CHANGES)
def test_who_may_not_change_is_told_so_before_anything_else(method: str, path: str, body: dict[str, Any]) -> None:
    activity = ActivityFactory.create()
    assert member().call(method, at(activity) + path, {"nope": 1}).status_code == 403


@pytest.mark.parametrize(("method", "path", "body"), CHANGES)
def test_a_change_of_what_is_not_seen_is_not_found(method: str, path: str, body: dict[str, Any]) -> None:
    hidden = ActivityFactory.create(classification=Classification.DEPARTMENTAL)
    assert member().call(method, at(hidden) + path, body, if_match='"x"').status_code == 404


def test_a_move_keeps_the_original_quarter_and_may_hide_its_reason(secretariat: Machine) -> None:
    activity = ActivityFactory.create(**PUBLISHED)
    body = {"toQuarter": "2024-Q1", "reason": SECRET, "classification": "departmental"}
    answer = secretariat.change("POST", at(activity) + "/moves", body, of=at(activity))
    assert (answer.status_code, answer.json()["toQuarter"]) == (201, "2024-Q1")
    told = Machine().get(at(activity)).json()
    assert (told["quarter"], told["originalQuarter"]) == ("2024-Q1", "2023-Q4")
    assert Machine().get(at(activity) + "/moves").json()["count"] == 0


def test_a_move_is_as_confidential_as_its_activity_unless_it_says_more(secretariat: Machine) -> None:
    activity = ActivityFactory.create()
    body = {"toQuarter": "2024-Q1", "reason": "later"}
    too_open = secretariat.change("POST", at(activity) + "/moves", body | {"classification": "public"}, of=at(activity))
    assert (too_open.status_code, fields(too_open)) == (400, {"classification"})
    assert secretariat.change("POST", at(activity) + "/moves", body, of=at(activity)).status_code == 201
    assert Move.objects.get().classification == Classification.INTERNAL


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"state": "done"}, "doneOn"),
        ({"state": "done", "doneOn": "2023-12-05"}, "doneOn"),
        ({"state": "dropped"}, "stateReason"),
        ({"state": "moved"}, "state"),
        ({}, "state"),
        ({"state": "running", "yielded": "x" * 5_001}, "yielded"),
    ],
)
def test_progress_has_its_rules(secretariat: Machine, body: dict[str, Any], field: str) -> None:
    activity = ActivityFactory.create()
    answer = secretariat.change("PUT", at(activity) + "/progress", body, of=at(activity))
    assert (answer.status_code, fields(answer)) == (400, {field})


def test_progress_and_milestones_are_recorded(secretariat: Machine) -> None:
    activity = ActivityFactory.create()
    MilestoneFactory.create(activity=activity, title="later", due_on=NOW.date())
    body = {"state": "done", "doneOn": "2023-12-01", "yielded": "Drie\nlessen"}
    answer = secretariat.change("PUT", at(activity) + "/progress", body, of=at(activity))
    assert answer.json() | body == answer.json()
    new = {"title": "eerst", "dueOn": "2023-10-01"}
    made = secretariat.change("POST", at(activity) + "/milestones", new, of=at(activity))
    assert made.status_code == 201
    milestones = secretariat.get(at(activity) + "/milestones").json()
    assert [row["title"] for row in milestones["results"]] == ["eerst", "later"]


def test_a_milestone_is_reached_on_the_present_state_of_its_activity(secretariat: Machine) -> None:
    milestone = MilestoneFactory.create()
    whole = at(milestone.activity)
    path = f"{whole}/milestones/{milestone.pk}/reached"
    read = secretariat.get(whole)["ETag"]
    for body, field in (({}, "reachedOn"), ({"reachedOn": "2023-12-05"}, "reachedOn")):
        answer = secretariat.change("PUT", path, body, of=whole)
        assert (answer.status_code, fields(answer)) == (400, {field})
    with clock.at(NOW + timedelta(minutes=1)):
        answer = secretariat.change("PUT", path, {"reachedOn": "2023-12-01"}, of=whole)
    assert (answer.status_code, answer.json()["reachedOn"]) == (200, "2023-12-01")
    assert secretariat.call("PUT", path, {"reachedOn": "2023-11-30"}, if_match=read).status_code == 412
    assert secretariat.call("PUT", path, {"reachedOn": "2023-11-30"}).status_code == 428
    other = at(ActivityFactory.create())
    elsewhere = f"{other}/milestones/{milestone.pk}/reached"
    assert secretariat.change("PUT", elsewhere, {"reachedOn": "2023-12-01"}, of=other).status_code == 404
    assert member().call("PUT", path, {"reachedOn": "2023-12-01"}, if_match=read).status_code == 403


def test_where_an_activity_is_written_is_added_and_removed(secretariat: Machine) -> None:
    activity = led_by(ActivityFactory.create(), "VWS")
    hidden = SourceFactory.create(citation=SECRET, classification=Classification.DEPARTMENTAL)
    activity.citations.create(source=hidden)
    whole, path = at(activity), at(activity) + "/citations"
    body = {"source": "kamerstuk 35982 nr 9", "locator": "par. 2"}
    made = secretariat.change("POST", path, body, of=whole)
    assert made.status_code == 201, made.content
    assert made.json() | {"source": "Kamerstuk 35 982, nr. 9", "locator": "par. 2"} == made.json()
    twice = secretariat.change("POST", path, body, of=whole)
    assert (twice.status_code, fields(twice)) == (400, {"source"})
    told = member("VWS").get(path)
    assert told.json()["count"] == 1
    assert SECRET not in told.content.decode()
    assert secretariat.get(path).json()["count"] == 2
    assert (
        member("VWS").change("DELETE", f"{path}/{activity.citations.get(source=hidden).pk}", None, of=whole).status_code
        == 404
    )
    one = f"{path}/{made.json()['id']}"
    assert secretariat.call("DELETE", one).status_code == 428
    assert member("LNV").change("DELETE", one, None, of=whole).status_code == 403
    assert secretariat.change("DELETE", one, None, of=whole).status_code == 204
    assert secretariat.change("DELETE", one, None, of=whole).status_code == 404
    assert secretariat.get(path).json()["count"] == 1


@pytest.mark.parametrize("make", [ActivityFactory, CommitmentFactory])
def test_a_row_is_reclassified_and_published(secretariat: Machine, make: Any) -> None:
    row = make.create()
    path = at(row)
    refused = secretariat.change("POST", path + "/publication", None, of=path)
    assert (refused.status_code, fields(refused)) == (400, {""})
    wrong = {"classification": "departmental", "reason": "Namen"}
    for body, field in (
        (wrong, "ground"),
        ({"classification": "public"}, "reason"),
        ({"reason": "x"}, "classification"),
    ):
        answer = secretariat.change("PUT", path + "/classification", body, of=path)
        assert (answer.status_code, fields(answer)) == (400, {field})
    public = {"classification": "public", "reason": "Besproken"}
    answer = secretariat.change("PUT", path + "/classification", public, of=path)
    assert (answer.status_code, answer.json()["classification"]) == (200, "public")
    assert Machine().get(path).status_code == 404
    answer = secretariat.change("POST", path + "/publication", None, of=path)
    assert answer.status_code == 200, answer.content
    assert answer["ETag"] == secretariat.get(path)["ETag"]
    assert Machine().get(path).status_code == 200
    answer = secretariat.change("PUT", path + "/classification", wrong | {"ground": "privacy"}, of=path)
    assert answer.json() | {"classification": "departmental", "ground": "privacy", "publishedAt": None} == answer.json()
    assert secretariat.call("PUT", path + "/classification", public, if_match='"old"').status_code == 412


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [("PUT", "/classification", {"classification": "internal", "reason": "x"}), ("POST", "/publication", None)],
)
def test_only_the_taskforce_decides_who_reads_a_row(method: str, path: str, body: Any) -> None:
    activity = led_by(ActivityFactory.create(**PUBLISHED), "VWS")
    commitment = CommitmentFactory.create(**PUBLISHED, department=DepartmentFactory.create(abbreviation="VWS"))
    for row in (activity, commitment):
        assert member("VWS").change(method, at(row) + path, body, of=at(row)).status_code == 403
        assert Machine(a_user(Role.AUDITOR)).change(method, at(row) + path, body, of=at(row)).status_code == 403
        assert Machine().call(method, at(row) + path, body, if_match='"x"').status_code == 401


def test_the_history_names_who_holds_the_token() -> None:
    user = a_user()
    made = Machine(user).make("/activities", NEW)
    from pghistory.models import Context

    from timeline.models import Activity as Tracked

    event = Tracked.pgh_event_model.objects.get(pgh_obj_id=made.json()["id"])  # type: ignore[attr-defined]
    assert Context.objects.get(pk=event.pgh_context_id).metadata == {
        "user": user.pk,
        "page": "/api/v1/activities",
        "at": NOW.isoformat(),
    }


# Commitments

MOTION = {"kind": "motion", "text": "Motie", "source": "Kamerstuk 36 200 V, nr. 50", "department": "BZ"}


def test_a_commitment_is_recorded_changed_and_settled_by_its_department(secretariat: Machine) -> None:
    DepartmentFactory.create(abbreviation="BZ")
    made = secretariat.make("/commitments", MOTION)
    assert made.status_code == 201, made.content
    assert made.json() | MOTION | {"settled": False, "settledBy": None} == made.json()
    address = made["Location"]
    changed = secretariat.change("PATCH", address, {"officeholder": "Minister van BZ"}, of=address)
    assert changed.json() | MOTION | {"officeholder": "Minister van BZ"} == changed.json()
    settlement = {"settledBy": "Kamerstuk 35 982, nr. 9", "settledLocator": "par. 2", "settledOn": "2023-12-01"}
    path = address + "/settlement"
    assert member("VWS").change("POST", path, settlement, of=address).status_code == 403
    settled = member("BZ").change("POST", path, settlement, of=address)
    assert settled.status_code == 200, settled.content
    assert settled.json() | settlement | {"settled": True} == settled.json()
    stale = secretariat.call("POST", path, settlement, if_match=changed["ETag"])
    assert stale.status_code == 412


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"settledBy": ""}, "settledBy"),
        ({}, "settledBy"),
        ({"settledBy": "het bekende stuk"}, "settledBy"),
        ({"settledBy": "Kamerstuk 35 982, nr. 9", "settledOn": "2023-01-01"}, "settledOn"),
        ({"settledBy": "Kamerstuk 35 982, nr. 9", "settledOn": "2023-12-05"}, "settledOn"),
        ({"settledBy": "Kamerstuk 35 982, nr. 9", "settledOn": "2104-02-29"}, "settledOn"),
    ],
)
def test_a_commitment_is_settled_by_a_source_that_can_be_read(
    secretariat: Machine, body: dict[str, Any], field: str
) -> None:
    commitment = CommitmentFactory.create(made_on="2023-02-01")
    answer = secretariat.change("POST", at(commitment) + "/settlement", body, of=at(commitment))
    assert (answer.status_code, fields(answer)) == (400, {field})


def test_a_source_that_the_caller_does_not_see_is_neither_told_nor_kept_by_silence() -> None:
    circle = CompartmentFactory.create()
    hidden = SourceFactory.create(citation=SECRET, compartment=circle, classification=Classification.DEPARTMENTAL)
    commitment = CommitmentFactory.create(source=hidden)
    machine = Machine(a_user())
    told = machine.get(at(commitment)).json()
    assert (told["source"], told["sourceLocator"], told["sourceUrl"]) == (None, "", "")
    answer = machine.change("PATCH", at(commitment), {"officeholder": "Minister"}, of=at(commitment))
    assert (answer.status_code, fields(answer)) == (400, {"source"})
    assert SECRET not in answer.content.decode()
    commitment.refresh_from_db()
    assert (commitment.source, commitment.officeholder) == (hidden, "")


@pytest.mark.parametrize(
    ("query", "texts"),
    [
        ("kind=motion", {"b"}),
        ("settled=true", {"b"}),
        ("settled=false", {"a"}),
        ("department=BZ", {"a"}),
        ("q=B", {"b"}),
        ("updatedSince=2099-12-01T00:00:00Z", set()),
        ("sort=-madeOn", {"a", "b"}),
    ],
)
def test_commitments_are_filtered(secretariat: Machine, query: str, texts: set[str]) -> None:
    CommitmentFactory.create(text="a", department=DepartmentFactory.create(abbreviation="BZ"))
    CommitmentFactory.create(
        text="b", kind=CommitmentKind.MOTION, settled_by=SourceFactory.create(kind=SourceKind.STUDY)
    )
    assert {row["text"] for row in secretariat.get(f"/commitments?{query}").json()["results"]} == texts


@pytest.mark.parametrize(
    "query",
    [
        "quarter=2023-Q5",
        "quarter=",
        "quarter=2023-Q4&quarter=2023-Q3",
        "state=moved",
        "coreTask=9",
        "lead=NOPE",
        "lead=%00",
        "moved=perhaps",
        "updatedSince=yesterday",
        "updatedSince=0001-01-01T00:00:00%2B14:00",
        "q=%00",
        "q=" + "x" * 201,
        "sort=compartment",
        "sort=leads__department__name",
        "page=0",
        "page=x",
        "page=" + "9" * 400,
        "pageSize=101",
        "pageSize=0",
        "page_size=10",
        "compartment=x",
        "format=json",
        "leads__department__tooi=x",
    ],
)
def test_a_query_that_is_wrong_or_unknown_is_refused(visitor: Machine, query: str) -> None:
    answer = visitor.get(f"/activities?{query}")
    assert answer.status_code == 400
    assert {field.removesuffix(".0") for field in fields(answer)} == {query.partition("=")[0]}


def test_naming_another_source_tells_nothing_of_the_place_in_the_hidden_one(
    secretariat: Machine, visitor: Machine
) -> None:
    hidden = SourceFactory(compartment=CompartmentFactory())
    commitment = CommitmentFactory(source=hidden, source_locator=SECRET, **PUBLISHED)
    answer = secretariat.change("PATCH", at(commitment), {"source": "Kamerstuk 35 982, nr. 9"}, of=at(commitment))
    assert answer.status_code == 200
    assert SECRET not in answer.content.decode()
    assert SECRET not in visitor.get(at(commitment)).content.decode()


def test_a_reason_is_internal_where_nothing_is_said_of_it(secretariat: Machine) -> None:
    activity = ActivityFactory(classification=Classification.PUBLIC)
    secretariat.change("POST", f"{at(activity)}/moves", {"toQuarter": "2024-Q1", "reason": "Later"}, of=at(activity))
    assert Move.objects.get().classification == Classification.INTERNAL


@pytest.mark.parametrize("moment", ["0001-01-01", "9999-12-31T23:59:59Z", "1999-12-31T12:00:00Z"])
def test_a_moment_at_the_edge_of_the_calendar_is_refused(moment: str, visitor: Machine) -> None:
    for path in ("/activities", "/commitments"):
        assert visitor.get(f"{path}?updatedSince={moment}").status_code == 400
