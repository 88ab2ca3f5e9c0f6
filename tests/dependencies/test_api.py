"""The register for machines."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from accounts.classification import Classification, Ground
from accounts.roles import Role
from dependencies import actions
from dependencies.models import Dependency, FigureSeries
from tests.api_client import Machine
from tests.dependencies.facts import recorded, registered, shares
from tests.factories import DepartmentFactory, SourceFactory, a_user, a_viewer

pytestmark = pytest.mark.django_db

GROUND = Ground.ECONOMIC_INTERESTS


@pytest.fixture
def machine() -> Machine:
    return Machine(a_user())


def facts(**typed: Any) -> dict[str, Any]:
    DepartmentFactory(abbreviation="LNV")
    return {"title": "Difosforpentaoxide", "subject": "product", "bases": ["import"], "leadDepartment": "LNV"} | typed


def series(**typed: Any) -> dict[str, Any]:
    usual = {
        "about": "difosforpentaoxide",
        "kind": "share-of-import",
        "reporter": "NL",
        "source": SourceFactory(citation="Studie").citation,
        "figures": [{"country": "CN", "value": 59}, {"country": "IN", "value": 11.7, "route": ["BE"]}],
    }
    return usual | typed


class TestDependencies:
    def test_one_is_registered_read_and_changed(self, machine: Machine) -> None:
        owner = a_user()
        made = machine.make(
            "/dependencies", facts(goodsCodes=["2809 10"], publicInterests=["Voedsel"], owner=owner.email)
        )
        assert made.status_code == 201, made.content
        read = machine.get(made["Location"])
        assert read.json() == made.json()
        assert made.json()["goodsCodes"] == ["280910"]
        assert made.json()["owner"] == owner.email
        changed = machine.change("PATCH", made["Location"], {"title": "Anders"}, of=made["Location"])
        assert changed.status_code == 200, changed.content
        left_out = {key: value for key, value in changed.json().items() if key not in ("title", "updatedAt")}
        assert left_out == {key: value for key, value in made.json().items() if key not in ("title", "updatedAt")}

    def test_the_same_key_makes_one(self, machine: Machine) -> None:
        key, body = str(uuid4()), facts()
        first, second = (machine.make("/dependencies", body, key) for _again in range(2))
        assert first.json() == second.json()
        assert Dependency.objects.count() == 1
        assert machine.make("/dependencies", body | {"title": "x"}, key).status_code == 422

    def test_a_change_on_an_old_state_is_refused(self, machine: Machine) -> None:
        dependency = registered(a_viewer())
        address = f"/dependencies/{dependency.pk}"
        tag = machine.get(address)["ETag"]
        actions.look_at_dependency(a_viewer(), dependency, revision=1)
        assert machine.call("PATCH", address, {"title": "x"}, if_match=tag).status_code == 412
        assert machine.call("PATCH", address, {"title": "x"}).status_code == 428

    @pytest.mark.parametrize(
        ("wrong", "field"),
        [
            ({"goodsCodes": ["280911"]}, "goodsCodes"),
            ({"bases": []}, "bases"),
            ({"bases": ["import", "import"]}, "bases"),
            ({"priority": "high"}, "priorityReason"),
            ({"leadDepartment": "X"}, "leadDepartment"),
            ({"stage": "strategic"}, "stage"),
            ({"classification": "departmental"}, "ground"),
        ],
    )
    def test_what_is_wrong_is_told_by_field(self, machine: Machine, wrong: dict[str, Any], field: str) -> None:
        answer = machine.make("/dependencies", facts(**wrong))
        assert answer.status_code == 400, answer.content
        assert field in str(answer.json())
        assert not Dependency.objects.exists()

    def test_filters(self, machine: Machine) -> None:
        viewer = a_viewer()
        phosphor = registered(viewer)
        recorded(viewer, phosphor, figures=shares(("IL", "77")))
        registered(viewer, title="Zonnepanelen", lead_department=DepartmentFactory(abbreviation="EZK"))
        for query, count in (
            *(("", 2), ("country=IL", 1), ("country=CN", 0), ("lead=EZK", 1), ("q=zon", 1), ("stage=signal", 2)),
            *(("stage=strategic", 0), ("needsLook=true", 0), ("needsLook=false", 2), ("sort=-stage", 2)),
        ):
            assert machine.get(f"/dependencies?{query}").json()["count"] == count, query
        assert machine.get("/dependencies?country=XX").status_code == 400

    def test_a_visitor_reads_what_is_published_and_no_names_of_people(self) -> None:
        viewer = a_viewer()
        dependency = registered(viewer, classification=Classification.PUBLIC, owner=a_user())
        visible = recorded(viewer, dependency, classification=Classification.PUBLIC)
        recorded(viewer, dependency, about="intern")
        visitor = Machine()
        assert visitor.get("/dependencies").json()["count"] == 0
        dependency = actions.publish_dependency(viewer, dependency, revision=1)
        actions.publish_series(viewer, visible, revision=1)
        (row,) = visitor.get("/dependencies").json()["results"]
        assert row["owner"] is None
        (figures,) = visitor.get(row["links"]["figureSeries"]).json()["results"]
        assert figures["figures"][0]["sentence"]["nl"].startswith("59% van de Nederlandse invoer")
        assert figures["figures"][0]["value"] == 59
        assert visitor.get("/figure-series").json()["count"] == 1

    def test_classification_publication_looks_and_citations(self, machine: Machine) -> None:
        dependency = registered(a_viewer())
        address = f"/dependencies/{dependency.pk}"
        body = {"classification": "public", "reason": "Staat in de brief"}
        assert machine.change("PUT", f"{address}/classification", body, of=address).json()["classification"] == "public"
        assert machine.change("POST", f"{address}/publication", None, of=address).json()["publishedAt"]
        assert machine.change("POST", f"{address}/look", None, of=address).json()["lookedAtOn"] == "2023-12-04"
        cited = machine.change("POST", f"{address}/citations", {"source": "Kamerstuk 36 180, nr. 31"}, of=address)
        assert cited.status_code == 201
        gone = machine.change("DELETE", f"{address}/citations/{cited.json()['id']}", None, of=address)
        assert gone.status_code == 204
        assert machine.get(f"{address}/citations").json()["count"] == 0

    def test_who_may_not_change_it(self) -> None:
        dependency = registered(a_viewer())
        other = Machine(a_user(Role.DEPARTMENT_MEMBER, department="VWS"))
        address = f"/dependencies/{dependency.pk}"
        assert other.change("PATCH", address, {"title": "x"}, of=address).status_code == 403
        assert other.make(f"{address}/figure-series", series()).status_code == 403
        assert other.make("/figure-series", series()).status_code == 403
        assert Machine(a_user(Role.AUDITOR)).make("/dependencies", facts()).status_code == 403


class TestFigures:
    def test_figures_of_a_dependency_are_recorded_and_changed(self, machine: Machine) -> None:
        dependency = registered(a_viewer())
        made = machine.make(f"/dependencies/{dependency.pk}/figure-series", series(year=2022, note="Let op"))
        assert made.status_code == 201, made.content
        assert made.json()["figures"][1]["route"] == ["BE"]
        address = made["Location"]
        changed = machine.change("PATCH", address, {"figures": [{"country": "CN", "value": 58}]}, of=address)
        assert [one["value"] for one in changed.json()["figures"]] == [58]
        assert (changed.json()["year"], changed.json()["note"], changed.json()["source"]) == (2022, "Let op", "Studie")

    @pytest.mark.parametrize(
        "figures",
        [
            [{"country": "CN", "value": 100.1}],
            [{"country": "CN", "value": 60}, {"country": "IN", "value": 41}],
            [{"country": "XX", "value": 1}],
            [{"country": "CN"}, {"country": "CN"}],
            [{"country": "CN", "value": 1, "route": ["ZZ"]}],
            [],
        ],
    )
    def test_figures_that_cannot_be(self, machine: Machine, figures: list[Any]) -> None:
        answer = machine.make("/figure-series", series(figures=figures))
        assert answer.status_code == 400
        assert "figures" in str(answer.json())
        assert not FigureSeries.objects.exists()

    def test_a_hidden_dependency_has_no_figures_for_who_does_not_see_it(self) -> None:
        hidden = registered(a_viewer(), classification=Classification.DEPARTMENTAL, ground=GROUND)
        post = Machine(a_user(Role.POST))
        assert post.get(f"/dependencies/{hidden.pk}/figure-series").status_code == 404
        assert post.make(f"/dependencies/{hidden.pk}/figure-series", series()).status_code == 404

    def test_a_source_that_one_may_not_see_is_null_and_not_overwritten_by_a_change(self) -> None:
        viewer = a_viewer()
        source = SourceFactory(classification=Classification.DEPARTMENTAL)
        made = recorded(viewer, registered(viewer), source=source.citation, locator="p. 9")
        member = Machine(a_user(Role.DEPARTMENT_MEMBER, department="LNV"))
        address = f"/figure-series/{made.pk}"
        told = member.get(address).json()
        assert (told["source"], told["locator"], told["sourceUrl"]) == (None, "", "")
        assert member.change("PATCH", address, {"note": "x"}, of=address).status_code == 400

    def test_more_rows_ask_no_more_queries(self, machine: Machine, count_queries: Any) -> None:
        viewer = a_viewer()

        def more(count: int) -> None:
            for _number in range(count):
                dependency = registered(viewer, goods_codes=["280910"], owner=a_user(), involved=[DepartmentFactory()])
                recorded(viewer, dependency, figures=shares(("CN", "5"), ("IN", "6")))

        more(2)
        paths = ("/dependencies?pageSize=100", "/figure-series?pageSize=100")
        few = [count_queries(lambda path=path: machine.get(path)) for path in paths]
        more(8)
        assert [count_queries(lambda path=path: machine.get(path)) for path in paths] == few
