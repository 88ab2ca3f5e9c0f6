"""What the database itself holds of approving, publishing and reading, whoever writes."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.classification import Classification
from reports.models import Approval, Publication
from tests.factories import (
    NOW,
    ApprovalFactory,
    DepartmentFactory,
    PublicationFactory,
    ReportFactory,
    ReviewRequestFactory,
    UserFactory,
)
from tests.publishing import a_version

pytestmark = pytest.mark.django_db


def refused(words: str) -> Any:
    return pytest.raises(IntegrityError, match=words)


def approve(version: Any, **facts: Any) -> Approval:
    """An approval as it is written, past every action."""
    return Approval.objects.create(
        **{
            "version": version,
            "sha256": version.sha256,
            "department": DepartmentFactory(),
            "by": UserFactory(),
            "at": NOW,
        }
        | facts
    )


@pytest.fixture
def version() -> Any:
    return a_version(ReportFactory())


class TestApproval:
    def test_it_is_of_the_text_of_its_version(self, version: Any) -> None:
        ReviewRequestFactory(version=version)
        with refused("of the text of its version"):
            approve(version, sha256="0" * 64)

    def test_it_is_of_the_text_of_its_own_version(self, version: Any) -> None:
        other = a_version(version.report, "Iets anders.")
        ReviewRequestFactory(version=version)
        with refused("of the text of its version"):
            approve(version, sha256=other.sha256)

    def test_it_was_asked(self, version: Any) -> None:
        with refused("was not asked"):
            approve(version)

    def test_a_department_approves_once(self, version: Any) -> None:
        ReviewRequestFactory(version=version)
        first = approve(version)
        with refused("approval_once_a_department"):
            approve(version, department=first.department)

    def test_a_person_approves_once(self, version: Any) -> None:
        ReviewRequestFactory(version=version)
        first = approve(version)
        with refused("approval_once_a_person"):
            approve(version, by=first.by)


class TestPublication:
    def publish(self, version: Any, **facts: Any) -> Publication:
        place = {"classification": version.classification, "compartment": version.compartment}
        return Publication.objects.create(version=version, by=UserFactory(), at=NOW, **place | facts)

    @pytest.mark.parametrize("approvals", [0, 1])
    def test_two_departments_approved_it(self, version: Any, approvals: int) -> None:
        ApprovalFactory.create_batch(approvals, version=version)
        with refused("before both co-chairs approved"):
            self.publish(version)

    def test_approvals_of_an_earlier_version_do_not_count(self, version: Any) -> None:
        ApprovalFactory.create_batch(2, version=version)
        with refused("before both co-chairs approved"):
            self.publish(a_version(version.report, "Iets anders."))

    def test_it_is_classified_as_its_version(self, version: Any) -> None:
        ApprovalFactory.create_batch(2, version=version)
        with refused("classified as its version"):
            self.publish(version, classification=Classification.INTERNAL)

    def test_a_version_is_published_once(self, version: Any) -> None:
        PublicationFactory(version=version)
        with refused("unique"):
            self.publish(version)

    def test_withdrawing_needs_who_when_and_why(self) -> None:
        rows = Publication.objects.filter(pk=PublicationFactory().pk)
        whole = {"withdrawn_at": NOW, "withdrawn_by": UserFactory(), "reason": "Fout in tabel 1."}
        for left_out, empty in {"withdrawn_by": None, "reason": ""}.items():
            with refused("withdrawn_with_a_reason"), transaction.atomic():
                rows.update(**whole | {left_out: empty})
        with refused("only when it is withdrawn"), transaction.atomic():
            rows.update(**whole | {"withdrawn_at": None})
        rows.update(**whole)
        assert rows.get().is_withdrawn

    def test_nothing_else_of_it_changes_not_even_while_it_is_withdrawn(self, version: Any) -> None:
        rows = Publication.objects.filter(pk=PublicationFactory(version=version).pk)
        withdrawal = {"withdrawn_at": NOW, "withdrawn_by": UserFactory(), "reason": "Fout in tabel 1."}
        for change in (
            {"at": NOW.replace(year=2022)},
            {"published_at": NOW},
            {"version": a_version(version.report, "Iets anders.")},
            {"classification": Classification.INTERNAL},
        ):
            for also in ({}, withdrawal):
                with refused("only when it is withdrawn"), transaction.atomic():
                    rows.update(**change | also)

    @pytest.mark.parametrize("again", [{"reason": "Toch iets anders."}, {"withdrawn_at": None, "reason": ""}])
    def test_it_is_withdrawn_once_and_for_good(self, again: dict[str, Any]) -> None:
        rows = Publication.objects.filter(pk=PublicationFactory(reason="Fout in tabel 1.").pk)
        if "withdrawn_at" in again:
            again = again | {"withdrawn_by": None}
        with refused("only when it is withdrawn"):
            rows.update(**again)

    def test_it_is_never_deleted(self) -> None:
        publication = PublicationFactory()
        with refused("only when it is withdrawn"), connection.cursor() as cursor:
            cursor.execute("DELETE FROM reports_publication WHERE id = %s", [publication.pk])
