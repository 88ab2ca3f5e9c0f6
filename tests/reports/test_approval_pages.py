"""From a compiled version to a published one, by the pages: who may, what is refused and why, what lapses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.roles import Role
from core.models import Source, SourceKind
from reports.life import State, life_of
from reports.models import Approval, Publication, Report, ReportVersion, ReviewRequest
from tests.compiles import hceu_circle, hceu_report
from tests.factories import NOW, ReportFactory, a_user, join, viewer_of
from tests.publishing import Chairs, a_version
from tests.reports.test_pages import refused, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english", "messages")]

SignIn = Callable[[User], Client]
STEPS = ("ask-review", "approve", "publish", "withdraw")
MAY = {
    "ask-review": {Role.SECRETARIAT, Role.CO_CHAIR},
    "approve": {Role.CO_CHAIR},
    "publish": {Role.SECRETARIAT, Role.CO_CHAIR},
    "withdraw": {Role.CO_CHAIR},
}


@pytest.fixture
def report() -> Report:
    return ReportFactory(title="Rapport aan de Kamer")


@pytest.fixture
def version(report: Report) -> ReportVersion:
    return a_version(report)


def address(step: str, version: ReportVersion) -> str:
    return reverse(f"reports:{step}", args=[version.pk])


def send(browser: Client, step: str, version: ReportVersion, **facts: str) -> Any:
    """Send the form as it was opened on this version."""
    given = {"reason": "Fout in tabel 1."} if step == "withdraw" else {"sha256": version.sha256}
    return browser.post(address(step, version), given | facts)


def state(report: Report, who: User) -> State:
    return life_of(viewer_of(who), report).state


class TestTheWay:
    def test_two_co_chairs_approve_and_the_secretariat_publishes(
        self, sign_in: SignIn, chairs: Chairs, report: Report, version: ReportVersion
    ) -> None:
        for who, step, then in (
            (chairs.secretary, "ask-review", State.IN_REVIEW),
            (chairs.ezk, "approve", State.IN_REVIEW),
            (chairs.bz, "approve", State.APPROVED),
            (chairs.secretary, "publish", State.PUBLISHED),
        ):
            browser = sign_in(who)
            assert address(step, version) in text_of(browser.get(report.get_absolute_url()))
            said = text_of(browser.get(address(step, version)))
            assert version.sha256 in said
            assert f"version {version.number}" in said
            assert send(browser, step, version).status_code == 302
            assert state(report, who) == then
            assert f'utrecht-button-link--primary-action" href="{address(step, version)}"' not in text_of(
                browser.get(report.get_absolute_url())
            )
        publication = Publication.objects.get()
        assert (publication.by, publication.at, publication.published_at) == (chairs.secretary, NOW, NOW)
        assert {(one.by, one.sha256) for one in Approval.objects.all()} == {
            (chairs.ezk, version.sha256),
            (chairs.bz, version.sha256),
        }

    def test_what_is_published_to_everybody_becomes_a_source(self, chairs: Chairs, version: ReportVersion) -> None:
        chairs.publish(version)
        source = Source.objects.get(kind=SourceKind.REPORT)
        assert source.identifier == "voortgangsrapportage-kamer-2023-q4-1"
        assert source.title == version.document["title"]
        assert source.published_at == NOW

    def test_a_publication_to_the_hceu_is_told_to_nobody_else(self, chairs: Chairs) -> None:
        circle = hceu_circle()
        for person in chairs.everybody:
            join(circle, user=person)
        publication = chairs.publish(a_version(hceu_report(circle)))
        assert publication.published_at is None
        assert publication.compartment == circle
        assert not Source.objects.exists()

    def test_a_co_chair_withdraws_with_a_reason_and_the_source_says_so(
        self, sign_in: SignIn, chairs: Chairs, report: Report, version: ReportVersion
    ) -> None:
        chairs.publish(version)
        browser = sign_in(chairs.bz)
        assert address("withdraw", version) in text_of(browser.get(report.get_absolute_url()))
        refused(send(browser, "withdraw", version, reason=" "), "reason", "Say why")
        assert not Publication.objects.get().is_withdrawn
        assert send(browser, "withdraw", version).status_code == 302
        publication = Publication.objects.get()
        assert (publication.withdrawn_by, publication.reason) == (chairs.bz, "Fout in tabel 1.")
        assert Source.objects.get(kind=SourceKind.REPORT).note == "Ingetrokken op 4 december 2023."
        assert "Fout in tabel 1." in text_of(browser.get(report.get_absolute_url()))
        assert state(report, chairs.bz) == State.WITHDRAWN

    def test_what_was_not_published_cannot_be_withdrawn(
        self, sign_in: SignIn, chairs: Chairs, version: ReportVersion
    ) -> None:
        assert sign_in(chairs.bz).get(address("withdraw", version)).status_code == 404


class TestWhoMay:
    @pytest.mark.parametrize("role", Role)
    @pytest.mark.parametrize("step", STEPS)
    def test_the_role_table_holds(
        self, sign_in: SignIn, chairs: Chairs, version: ReportVersion, role: Role, step: str
    ) -> None:
        if step == "approve":
            chairs.ask(version)
        elif step == "publish":
            chairs.approve(version)
        elif step == "withdraw":
            chairs.publish(version)
        browser = sign_in(a_user(role, department="VWS"))
        before = [model.objects.count() for model in (ReviewRequest, Approval, Publication)]
        expected = (200, 302) if role in MAY[step] else (403, 403)
        assert (browser.get(address(step, version)).status_code, send(browser, step, version).status_code) == expected
        if role not in MAY[step]:
            assert [model.objects.count() for model in (ReviewRequest, Approval, Publication)] == before
            assert not Publication.objects.exclude(withdrawn_at=None).exists()

    @pytest.mark.parametrize("step", STEPS)
    def test_who_does_not_see_the_report_finds_nothing(self, sign_in: SignIn, chairs: Chairs, step: str) -> None:
        """The co-chairs are not in the compartment."""
        circle = hceu_circle()
        version = a_version(hceu_report(circle))
        browser = sign_in(chairs.ezk)
        assert browser.get(address(step, version)).status_code == 404
        assert send(browser, step, version).status_code == 404

    @pytest.mark.parametrize("step", STEPS)
    def test_a_visitor_signs_in_first(self, client: Client, version: ReportVersion, step: str) -> None:
        assert send(client, step, version)["Location"].startswith("/account/login/")

    def test_two_co_chairs_of_one_department_are_one_voice(
        self, sign_in: SignIn, chairs: Chairs, version: ReportVersion
    ) -> None:
        chairs.approve(version, chairs.ezk)
        other = a_user(Role.CO_CHAIR, department="EZK")
        answer = send(sign_in(other), "approve", version)
        assert answer.status_code == 422
        assert "A co-chair of your department approved this version already." in answer.content.decode()
        assert Approval.objects.get().by == chairs.ezk

    def test_the_form_cannot_name_somebody_else(self, sign_in: SignIn, chairs: Chairs, version: ReportVersion) -> None:
        chairs.ask(version)
        send(sign_in(chairs.ezk), "approve", version, by=str(chairs.bz.pk), department=str(chairs.bz.department_id))
        given = Approval.objects.get()
        assert (given.by, given.department) == (chairs.ezk, chairs.ezk.department)


class TestRefused:
    def test_approval_is_not_asked_before_every_file_was_made(
        self, sign_in: SignIn, chairs: Chairs, report: Report
    ) -> None:
        version = a_version(report, pdf=None)
        browser = sign_in(chairs.secretary)
        assert address("ask-review", version) not in text_of(browser.get(report.get_absolute_url()))
        answer = send(browser, "ask-review", version)
        assert answer.status_code == 422
        assert "The files of this version were not all made." in answer.content.decode()
        assert not ReviewRequest.objects.exists()

    def test_nobody_approves_what_was_not_asked(self, sign_in: SignIn, chairs: Chairs, version: ReportVersion) -> None:
        answer = send(sign_in(chairs.ezk), "approve", version)
        assert answer.status_code == 422
        assert "Nobody asked for approval" in answer.content.decode()

    @pytest.mark.parametrize("approvals", [0, 1])
    def test_nothing_is_published_on_fewer_than_two_approvals(
        self, sign_in: SignIn, chairs: Chairs, version: ReportVersion, approvals: int
    ) -> None:
        chairs.ask(version)
        if approvals:
            chairs.approve(version, chairs.ezk)
        answer = send(sign_in(chairs.secretary), "publish", version)
        assert answer.status_code == 422
        assert "Only what the co-chairs of two departments approved" in answer.content.decode()
        assert not Publication.objects.exists()

    def test_files_that_were_tampered_with_are_not_published(
        self, sign_in: SignIn, chairs: Chairs, version: ReportVersion
    ) -> None:
        chairs.approve(version)
        stored = version.renditions.get(format="pdf").file
        with open(stored.path, "ab") as file:
            file.write(b"en nog iets")
        answer = send(sign_in(chairs.secretary), "publish", version)
        assert answer.status_code == 422
        assert "The files are not as they were made." in answer.content.decode()
        assert not Publication.objects.exists()

    def test_a_third_department_comes_too_late(self, sign_in: SignIn, chairs: Chairs, version: ReportVersion) -> None:
        chairs.approve(version)
        answer = send(sign_in(a_user(Role.CO_CHAIR, department="VWS")), "approve", version)
        assert answer.status_code == 422
        assert "Both co-chairs approved this version already." in answer.content.decode()

    def test_what_was_withdrawn_is_not_published_again(
        self, sign_in: SignIn, chairs: Chairs, version: ReportVersion
    ) -> None:
        chairs.publish(version)
        send(sign_in(chairs.ezk), "withdraw", version)
        assert send(sign_in(chairs.secretary), "publish", version).status_code == 422
        again = send(sign_in(chairs.ezk), "withdraw", version, reason="Een andere reden.")
        assert again.status_code == 422
        assert Publication.objects.get().reason == "Fout in tabel 1."


class TestOvertaken:
    """The form carries the fingerprint of the text that was read: for another text it does nothing."""

    @pytest.mark.parametrize("step", ["ask-review", "approve", "publish"])
    def test_a_form_about_a_text_that_is_not_the_latest_is_a_conflict(
        self, sign_in: SignIn, chairs: Chairs, report: Report, version: ReportVersion, step: str
    ) -> None:
        if step != "ask-review":
            chairs.approve(version, *([chairs.bz] if step == "approve" else []))
        before = [model.objects.count() for model in (ReviewRequest, Approval, Publication)]
        later = a_version(report, "Eén woord anders.")
        answer = send(sign_in(chairs.ezk), step, version)
        said = answer.content.decode()
        assert answer.status_code == 409
        assert "This is not the latest text any more. Nothing was done." in said
        assert later.get_absolute_url() in said
        assert "<form" not in said.split("<main")[1].split("</main>")[0]
        assert [model.objects.count() for model in (ReviewRequest, Approval, Publication)] == before

    @pytest.mark.parametrize("step", ["ask-review", "approve", "publish"])
    def test_so_is_another_fingerprint_than_that_of_the_version(
        self, sign_in: SignIn, chairs: Chairs, version: ReportVersion, step: str
    ) -> None:
        assert send(sign_in(chairs.ezk), step, version, sha256="0" * 64).status_code == 409
        assert not ReviewRequest.objects.exists()

    def test_a_new_version_makes_approvals_lapse_and_keeps_them_as_history(
        self, sign_in: SignIn, chairs: Chairs, report: Report, version: ReportVersion
    ) -> None:
        chairs.approve(version)
        assert state(report, chairs.ezk) == State.APPROVED
        later = a_version(report, "Eén woord anders.")
        assert state(report, chairs.ezk) == State.DRAFT
        said = text_of(sign_in(chairs.secretary).get(report.get_absolute_url()))
        assert "approval lapsed" in said
        assert "EZK: K. Visser approved this version on Mon 4 Dec." in said
        assert "That lapsed when a later version was made." in said
        assert address("ask-review", later) in said
        assert address("publish", version) not in said

    def test_a_version_that_is_published_stays_so_while_the_next_is_made(
        self, sign_in: SignIn, chairs: Chairs, report: Report, version: ReportVersion
    ) -> None:
        chairs.publish(version)
        later = a_version(report, "Eén woord anders.")
        said = text_of(sign_in(chairs.secretary).get(report.get_absolute_url()))
        assert "Version 1 was published on 4 December 2023" in said
        chairs.publish(later)
        life = life_of(viewer_of(chairs.secretary), report)
        assert [one.state for one in life.versions] == [State.PUBLISHED, State.REPLACED]


class TestSentTwice:
    @pytest.mark.parametrize(
        ("step", "model"), [("ask-review", ReviewRequest), ("approve", Approval), ("publish", Publication)]
    )
    def test_the_same_form_again_changes_nothing(
        self, sign_in: SignIn, chairs: Chairs, version: ReportVersion, step: str, model: Any
    ) -> None:
        if step == "approve":
            chairs.ask(version)
        if step == "publish":
            chairs.approve(version)
        browser = sign_in(chairs.ezk)
        assert [send(browser, step, version).status_code for _time in range(2)] == [302, 302]
        assert model.objects.filter(by=chairs.ezk).count() == 1
