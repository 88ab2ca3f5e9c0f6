"""What reports ask of people on their home page, and of whom no longer."""

from __future__ import annotations

import pytest

from accounts.models import User
from accounts.roles import Role
from reports.models import Report, ReportVersion
from reports.today import work
from tests.compiles import hceu_circle, hceu_report
from tests.factories import ReportFactory, a_user, viewer_of
from tests.publishing import Chairs, a_version

pytestmark = pytest.mark.django_db


@pytest.fixture
def report() -> Report:
    return ReportFactory(title="Rapport aan de Kamer")


@pytest.fixture
def version(report: Report) -> ReportVersion:
    return a_version(report)


def asked_of(person: User) -> list[str]:
    """What concerns a report that was compiled."""
    return [item.what for item in work(viewer_of(person)) if item.about is not None]


APPROVE = "Approve “Rapport aan de Kamer”, version 1"
PUBLISH = "Publish “Rapport aan de Kamer”, version 1"


@pytest.fixture(autouse=True)
def english(settings: object) -> None:
    settings.LANGUAGE_CODE = "en"  # type: ignore[attr-defined]


def test_nothing_is_asked_before_somebody_asked_for_approval(chairs: Chairs, version: ReportVersion) -> None:
    assert [asked_of(person) for person in chairs.everybody] == [[], [], []]


def test_co_chairs_are_asked_until_they_approved(chairs: Chairs, version: ReportVersion) -> None:
    chairs.ask(version)
    assert [asked_of(person) for person in chairs.everybody] == [[], [APPROVE], [APPROVE]]
    chairs.approve(version, chairs.ezk)
    assert [asked_of(person) for person in chairs.everybody] == [[], [], [APPROVE]]


def test_what_is_approved_is_to_be_published(chairs: Chairs, version: ReportVersion) -> None:
    chairs.approve(version)
    assert [asked_of(person) for person in chairs.everybody] == [[PUBLISH], [PUBLISH], [PUBLISH]]


def test_what_is_published_asks_for_nothing(chairs: Chairs, version: ReportVersion) -> None:
    chairs.publish(version)
    assert [asked_of(person) for person in chairs.everybody] == [[], [], []]


def test_a_new_version_takes_the_question_away(chairs: Chairs, version: ReportVersion) -> None:
    chairs.approve(version, chairs.ezk)
    a_version(version.report, "Iets anders.")
    assert [asked_of(person) for person in chairs.everybody] == [[], [], []]


def test_nothing_is_asked_of_others(chairs: Chairs, version: ReportVersion) -> None:
    chairs.ask(version)
    others = (Role.DEPARTMENT_MEMBER, Role.POST, Role.HCEU_READER, Role.AUDITOR)
    assert [asked_of(a_user(role)) for role in others] == [[]] * 4


def test_a_co_chair_outside_the_compartment_is_asked_nothing_about_what_is_inside(chairs: Chairs) -> None:
    version = a_version(hceu_report(hceu_circle(user=chairs.secretary)))
    chairs.ask(version)
    assert asked_of(chairs.ezk) == []
