"""What people do in the register, and what is refused."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from django.http import Http404
from hypothesis import given
from hypothesis import strategies as st

from accounts.classification import Classification, Ground
from accounts.roles import Role
from accounts.viewers import Viewer
from core import countries
from core.errors import ConflictError, DomainError, NotAllowedError
from core.history import history_of
from core.models import Source
from core.redaction import redact, redactable
from core.triggers import TOMBSTONE
from core.visibility import may_see
from dependencies import actions, codes
from dependencies.actions import register
from dependencies.actions.figures import FigureFacts
from dependencies.keeping import NEXT_LOOK
from dependencies.models import (
    Basis,
    Dependency,
    DependencyGoodsCode,
    FigureSeries,
    InterestKind,
    Nomenclature,
    Priority,
    Reporter,
    SeriesKind,
    Stage,
    Subject,
)
from tests.dependencies.facts import recorded, registered, shares
from tests.factories import (
    NOW,
    CompartmentFactory,
    DepartmentFactory,
    DependencyFactory,
    SourceFactory,
    a_user,
    a_viewer,
    join,
    viewer_of,
)

pytestmark = pytest.mark.django_db

GROUND = Ground.ECONOMIC_INTERESTS


def member(abbreviation: str = "LNV", **facts: Any) -> Any:
    return a_viewer(Role.DEPARTMENT_MEMBER, department=abbreviation, **facts)


class TestRegistering:
    def test_a_dependency_begins_as_a_provisional_signal_under_a_random_code(self) -> None:
        viewer = a_viewer()
        first, second = registered(viewer), registered(viewer)
        assert (first.stage, first.stage_basis, first.revision) == (Stage.SIGNAL, "provisional", 1)
        assert first.code.startswith(codes.PREFIX)
        assert set(first.code.removeprefix(codes.PREFIX)) <= set(codes.ALPHABET)
        assert first.code != second.code

    def test_the_same_key_makes_one_dependency(self) -> None:
        viewer, key = a_viewer(), uuid4()
        facts: dict[str, Any] = {
            "title": "Zonnepanelen",
            "subject": "product",
            "bases": [Basis.IMPORT],
            "lead_department": DepartmentFactory(),
            "classification": Classification.INTERNAL,
        }
        made = [actions.register_dependency(viewer, key=key, **facts) for _again in range(2)]
        assert made[0] == made[1]
        assert Dependency.objects.count() == 1

    def test_a_code_that_a_hidden_dependency_has_is_drawn_again_without_a_word(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        hidden = DependencyFactory(classification=Classification.DEPARTMENTAL)
        drawn = iter([hidden.code, hidden.code, "SA-ZZZZ"])
        monkeypatch.setattr(register, "new_code", lambda: next(drawn))
        assert registered(member()).code == "SA-ZZZZ"

    def test_its_parts_are_kept(self) -> None:
        dependency = registered(
            a_viewer(),
            bases=[Basis.CONTROL, Basis.IMPORT],
            goods_codes=["2809 10", "8541.43.00"],
            public_interests=["Voedselzekerheid"],
            vital_processes=["Drinkwater"],
            involved=[DepartmentFactory(abbreviation="EZK"), DepartmentFactory(abbreviation="LNV")],
        )
        assert [part.basis for part in dependency.bases.all()] == [Basis.CONTROL, Basis.IMPORT]
        assert [(part.code, part.nomenclature) for part in dependency.goods_codes.all()] == [
            ("280910", Nomenclature.HS_2022),
            ("85414300", Nomenclature.CN),
        ]
        assert dependency.public_interests == ["Voedselzekerheid"]
        assert dependency.vital_processes == ["Drinkwater"]
        assert [str(part) for part in dependency.involved.all()] == ["EZK"], "the lead is not involved besides"

    def test_a_change_leaves_the_parts_that_stay_as_they_are(self) -> None:
        viewer = a_viewer()
        dependency = registered(viewer, goods_codes=["280910", "310420"])
        kept = dependency.goods_codes.get(code="280910")
        changed = actions.change_dependency(
            viewer,
            dependency,
            revision=1,
            title="Anders",
            subject=Subject.PRODUCT,
            bases=[Basis.IMPORT],
            lead_department=dependency.lead_department,
            goods_codes=["280910", "310430"],
        )
        assert [part.code for part in changed.goods_codes.all()] == ["280910", "310430"]
        assert changed.goods_codes.get(code="280910") == kept
        removed = [line for change in history_of(viewer, changed) for line in change.lines if line.deed == "removed"]
        assert [line.columns[0].new for line in removed] == ["310420"]

    @pytest.mark.parametrize(
        ("facts", "field"),
        [
            ({"bases": []}, "bases"),
            ({"goods_codes": ["280911"]}, "goods_codes"),
            ({"goods_codes": ["2809"]}, "goods_codes"),
            ({"goods_codes": ["99999999"]}, "goods_codes"),
            ({"priority": Priority.HIGH}, "priority_reason"),
            ({"look_again_on": date(223, 1, 1)}, "look_again_on"),
            ({"classification": Classification.DEPARTMENTAL}, "ground"),
        ],
    )
    def test_what_cannot_be_is_told_at_its_field_and_changes_nothing(self, facts: dict[str, Any], field: str) -> None:
        viewer = a_viewer()
        with pytest.raises(DomainError) as refused:
            registered(viewer, **facts)
        assert refused.value.field == field
        assert not Dependency.objects.exists()

    def test_an_owner_must_be_able_to_see_it(self) -> None:
        viewer = a_viewer()
        for owner, fits in ((a_user(Role.POST), False), (a_user(Role.CO_CHAIR), True)):
            facts = {"classification": Classification.DEPARTMENTAL, "ground": GROUND, "owner": owner}
            if fits:
                assert registered(viewer, **facts).owner == owner
            else:
                with pytest.raises(DomainError) as refused:
                    registered(viewer, **facts)
                assert refused.value.field == "owner"


class TestWhoMay:
    def test_a_member_registers_for_its_own_department_only(self) -> None:
        assert registered(member("LNV")).lead_department.abbreviation == "LNV"
        with pytest.raises(DomainError) as refused:
            registered(member("VWS"))
        assert refused.value.field == "lead_department"

    @pytest.mark.parametrize("role", [Role.POST, Role.HCEU_READER, Role.AUDITOR])
    def test_readers_register_nothing(self, role: Role) -> None:
        with pytest.raises(NotAllowedError):
            registered(a_viewer(role))

    def test_only_who_leads_it_or_works_for_the_taskforce_changes_it(self) -> None:
        dependency = registered(a_viewer())
        facts: dict[str, Any] = {"title": "x", "subject": "product", "bases": [Basis.IMPORT]}
        facts["lead_department"] = dependency.lead_department
        for viewer in (member("VWS"), a_viewer(Role.POST), a_viewer(Role.AUDITOR)):
            with pytest.raises(NotAllowedError):
                actions.change_dependency(viewer, dependency, revision=1, **facts)
            with pytest.raises(NotAllowedError):
                actions.look_at_dependency(viewer, dependency, revision=1)
            with pytest.raises(NotAllowedError):
                recorded(viewer, dependency)
            with pytest.raises(NotAllowedError):
                recorded(viewer)
        changed = actions.change_dependency(member("LNV"), dependency, revision=1, **facts)
        recorded(member("LNV"), changed)

    def test_what_one_may_not_see_answers_as_if_it_were_not_there(self) -> None:
        hidden = registered(a_viewer(), classification=Classification.DEPARTMENTAL, ground=GROUND)
        series = recorded(a_viewer(), hidden, classification=Classification.DEPARTMENTAL, ground=GROUND)
        for act in (
            lambda: actions.look_at_dependency(member("LNV"), hidden, revision=1),
            lambda: actions.look_at_series(member("LNV"), series, revision=1),
            lambda: recorded(member("LNV"), hidden),
        ):
            with pytest.raises(Http404):
                act()


class TestFigures:
    def test_every_figure_of_the_text_boxes_fits_as_it_stands(self) -> None:
        viewer = a_viewer()
        fertiliser, panels, antibiotics = registered(viewer), registered(viewer), registered(viewer)
        recorded(viewer, fertiliser, figures=shares(("CN", "59")))
        recorded(viewer, fertiliser, figures=shares(("IL", "77"), ("MA", "11.7")))
        recorded(viewer, fertiliser, figures=shares(("CN", "1.6")))
        recorded(viewer, panels, kind=SeriesKind.SHARE_OF_PRODUCTION, reporter="WORLD", figures=shares(("CN", "88")))
        target = [FigureFacts(value=Decimal("42.5"), unit="%")]
        recorded(viewer, panels, kind=SeriesKind.TARGET, reporter="EU", year=2030, figures=target)
        named = [FigureFacts(country="CN"), FigureFacts(country="IN")]
        recorded(viewer, antibiotics, kind=SeriesKind.SHARE_OF_PRODUCTION, figures=named)
        recorded(viewer, kind=SeriesKind.COUNT, figures=[FigureFacts(value=Decimal(21))])
        assert FigureSeries.objects.count() == 7

    @pytest.mark.parametrize(
        "figures",
        [
            [],
            shares(("CN", "590")),
            shares(("CN", "-1")),
            shares(("CN", "60"), ("IN", "40.6")),
            shares(("CN", "1"), ("CN", "2")),
            shares(("XX", "1")),
            [FigureFacts(country="CN", value=Decimal(5), unit="ton")],
            [FigureFacts(country="CN", value=Decimal(5), route=("XX",))],
        ],
    )
    def test_figures_that_cannot_be_are_refused_and_nothing_changes(self, figures: list[FigureFacts]) -> None:
        viewer = a_viewer()
        dependency = registered(viewer)
        with pytest.raises(DomainError) as refused:
            recorded(viewer, dependency, figures=figures)
        assert refused.value.field == "figures"
        assert not FigureSeries.objects.exists()

    @given(st.lists(st.decimals(0, 100, places=2), min_size=1, max_size=6))
    def test_shares_are_taken_exactly_where_they_come_to_no_more_than_the_whole(self, values: list[Decimal]) -> None:
        with transaction.atomic():
            figures = [
                FigureFacts(country=country, value=value)
                for country, value in zip(countries.codes(), values, strict=False)
            ]
            fits = sum(values) <= Decimal("100.5")
            try:
                recorded(a_viewer(), figures=figures)
            except DomainError:
                assert not fits
            else:
                assert fits
            transaction.set_rollback(True)

    def test_a_figure_that_stays_at_its_place_keeps_its_key_and_its_history(self) -> None:
        viewer = a_viewer()
        series = recorded(viewer, figures=[FigureFacts("CN", value=Decimal(59), route=("BE",)), FigureFacts("IL")])
        china = series.figures.get(country="CN")
        facts: dict[str, Any] = {
            "about": series.about,
            "kind": series.kind,
            "reporter": series.reporter,
            "source": series.source.citation,
        }
        changed = actions.change_series(
            viewer, series, revision=1, figures=[FigureFacts("CN", value=Decimal(58), route=("BE", "DE"))], **facts
        )
        assert changed.figures.get() == china
        assert [str(stop.country) for stop in changed.figures.get().route.all()] == ["BE", "DE"]
        told = [line for change in history_of(viewer, changed) for line in change.lines]
        assert {("cijfer", "changed"), ("cijfer", "removed")} <= {(line.part, str(line.deed)) for line in told}
        assert any(line.part == "land op de route" for line in told), "parts of parts have their history too"
        assert any(line.part == "" for line in told), "the series itself is no part on its own page"

    def test_two_who_change_one_series_at_once_are_told(self) -> None:
        viewer = a_viewer()
        series = recorded(viewer)
        actions.look_at_series(viewer, series, revision=1)
        with pytest.raises(ConflictError):
            actions.look_at_series(viewer, series, revision=1)

    def test_the_history_of_a_dependency_tells_of_its_figures_to_who_sees_them(self) -> None:
        viewer = a_viewer()
        dependency = registered(viewer)
        recorded(
            viewer,
            dependency,
            about="geheim",
            classification=Classification.DEPARTMENTAL,
            ground=GROUND,
            figures=shares(("IL", "12")),
        )
        for who, sees in ((viewer, True), (member("LNV"), False)):
            told = repr(history_of(who, dependency))
            assert ("geheim" in told) == sees
            assert ("cijfer" in told) == sees

    def test_words_of_a_figure_are_wiped_as_confidentially_as_their_series(self) -> None:
        viewer = a_viewer()
        dependency = registered(viewer)
        secret = {"classification": Classification.DEPARTMENTAL, "ground": GROUND}
        series = recorded(viewer, dependency, figures=[FigureFacts(region="Jan Fictief")], **secret)
        words = next(one for one in redactable(viewer, dependency) if one.column == "region")
        redact(viewer, dependency, revision=1, words=[words.key], reason="AVG")
        assert series.figures.get().region == TOMBSTONE
        assert "AVG" in repr(history_of(viewer, dependency))
        assert "AVG" not in repr(history_of(member("LNV"), dependency))


class TestPlace:
    def test_figures_are_never_below_their_dependency(self) -> None:
        viewer = a_viewer()
        dependency = registered(viewer, classification=Classification.DEPARTMENTAL, ground=GROUND)
        with pytest.raises(DomainError) as refused:
            recorded(viewer, dependency)
        assert refused.value.field == "classification"
        series = recorded(viewer, dependency, classification=Classification.DEPARTMENTAL, ground=GROUND)
        with pytest.raises(DomainError) as refused:
            actions.reclassify_series(viewer, series, revision=1, classification=Classification.INTERNAL, reason="Mag")
        assert refused.value.field == "classification"

    def test_figures_follow_their_dependency_into_its_compartment_and_up(self) -> None:
        person, circle = a_user(), CompartmentFactory()
        join(circle, user=person)
        viewer = viewer_of(person)
        dependency = registered(viewer, classification=Classification.PUBLIC)
        dependency = actions.publish_dependency(viewer, dependency, revision=1)
        series = recorded(viewer, dependency, classification=Classification.PUBLIC)
        series = actions.publish_series(viewer, series, revision=1)
        assert may_see(Viewer.visitor(NOW), series)
        dependency = actions.reclassify_dependency(
            viewer,
            dependency,
            revision=dependency.revision,
            classification=Classification.INTERNAL,
            compartment=circle,
            reason="Gaat over een lopend gesprek",
        )
        series.refresh_from_db()
        assert (series.classification, series.compartment, series.published_at) == (1, circle, None)
        assert dependency.published_at is None
        later = recorded(viewer, dependency, compartment=None)
        assert later.compartment == circle

    def test_figures_that_stand_alone_have_a_compartment_of_their_own(self) -> None:
        person, circle = a_user(), CompartmentFactory()
        join(circle, user=person)
        series = recorded(viewer_of(person), compartment=circle)
        assert series.compartment == circle
        assert not FigureSeries.objects.visible_to(a_viewer()).exists()

    def test_figures_are_published_after_their_dependency(self) -> None:
        viewer = a_viewer()
        dependency = registered(viewer, classification=Classification.PUBLIC)
        series = recorded(viewer, dependency, classification=Classification.PUBLIC)
        with pytest.raises(DomainError):
            actions.publish_series(viewer, series, revision=1)
        dependency = actions.publish_dependency(viewer, dependency, revision=1)
        series.refresh_from_db()
        assert actions.publish_series(viewer, series, revision=1).published_at == NOW


class TestKeepingFresh:
    def test_a_look_is_an_event_of_its_own_and_sets_the_next(self) -> None:
        viewer = a_viewer()
        dependency: Any = registered(viewer, look_again_on=date(2023, 12, 1))
        assert list(Dependency.objects.needing_look(NOW.date())) == [dependency]
        before = dependency.events.count()
        looked: Any = actions.look_at_dependency(viewer, dependency, revision=1)
        assert (looked.looked_at_on, looked.look_again_on) == (NOW.date(), NOW.date() + NEXT_LOOK)
        assert looked.events.count() == before + 1
        assert not Dependency.objects.needing_look(NOW.date()).exists()

    def test_a_later_day_stays(self) -> None:
        viewer, later = a_viewer(), NOW.date() + timedelta(days=900)
        series = recorded(viewer, look_again_on=later)
        assert actions.look_at_series(viewer, series, revision=1).look_again_on == later


class TestCiting:
    def test_a_source_is_cited_once_and_can_be_removed(self) -> None:
        viewer = a_viewer()
        dependency = registered(viewer)
        citation = actions.cite_source(
            viewer, dependency, revision=1, source="Kamerstuk 36 180, nr. 31", locator="tekstbox 2"
        )
        assert Source.objects.get().identifier == "kst-36180-31"
        with pytest.raises(DomainError):
            actions.cite_source(viewer, dependency, revision=2, source="kst-36180-31", locator="tekstbox 2")
        actions.remove_citation(viewer, citation, revision=2)
        assert not dependency.citations.exists()

    def test_a_series_whose_source_one_may_not_see_is_not_overwritten(self) -> None:
        viewer = a_viewer()
        series = recorded(viewer, registered(viewer))
        Source.objects.update(classification=Classification.DEPARTMENTAL)
        with pytest.raises(DomainError):
            actions.change_series(
                member("LNV"),
                series,
                revision=1,
                about="x",
                kind=SeriesKind(series.kind),
                reporter=Reporter(series.reporter),
                source=SourceFactory().citation,
                figures=shares(("CN", "1")),
            )


def test_interests_are_free_words_of_two_kinds() -> None:
    dependency = registered(a_viewer(), public_interests=["Energie"], vital_processes=["Energie"])
    assert {part.kind for part in dependency.interests.all()} == set(InterestKind)
    assert DependencyGoodsCode.objects.count() == 0


def test_a_code_holds_nobodys_words_and_cannot_be_wiped() -> None:
    viewer = a_viewer()
    columns = {words.column for words in redactable(viewer, registered(viewer, goods_codes=["280910"]))}
    assert {"title", "description", "priority_reason"} <= columns
    assert "code" not in columns
