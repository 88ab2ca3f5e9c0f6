"""What everybody may read of published reports: the papers as they were approved, and nothing else of anything."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.roles import Role
from core import clock
from core.models import Source, SourceKind
from core.quarters import Quarter
from reports import actions
from reports.errors import DamagedFileError
from reports.models import Report, ReportVersion
from tests.compiles import hceu_circle, hceu_report
from tests.factories import NOW, Q4, ReportFactory, a_user, join, viewer_of
from tests.publishing import Chairs, a_version
from tests.reports.test_pages import bytes_of, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

SignIn = Callable[[User], Client]
REASON = "Tabel 1 telde dubbel."


@pytest.fixture
def report() -> Report:
    return ReportFactory(title="Zoals het rapport toen heette")


@pytest.fixture
def version(chairs: Chairs, report: Report) -> ReportVersion:
    """The first version, published."""
    made = a_version(report, "Er is voortgang.")
    chairs.publish(made)
    return made


def address(number: int = 1, quarter: Quarter = Q4) -> str:
    return reverse("publications:paper", args=[quarter, number])


def file(format_: str, number: int = 1) -> str:
    return reverse("publications:file", args=[Q4, number, format_])


def withdraw(chairs: Chairs, version: ReportVersion) -> None:
    actions.withdraw_version(viewer_of(chairs.bz), version, reason=REASON)


class TestPaper:
    def test_a_visitor_reads_what_it_is_and_checks_that_it_is_the_one(
        self, client: Client, version: ReportVersion
    ) -> None:
        said = text_of(client.get(address()))
        for told in ("Zoals het rapport toen heette", "Q4 2023", "4 December 2023", version.sha256):
            assert told in said
        for rendition in version.renditions.all():
            assert rendition.sha256 in said
            assert file(rendition.format) in said

    @pytest.mark.parametrize("format_", ["pdf", "html"])
    def test_the_files_are_byte_for_byte_those_that_were_approved(
        self, client: Client, version: ReportVersion, format_: str
    ) -> None:
        answer = client.get(file(format_))
        expected = version.renditions.get(format=format_).sha256
        assert hashlib.sha256(bytes_of(answer)).hexdigest() == expected

    @pytest.mark.parametrize("format_", ["pdf", "html"])
    @pytest.mark.parametrize("damage", ["changed", "gone"])
    def test_a_file_that_is_not_as_it_was_made_is_handed_to_nobody(
        self, sign_in: SignIn, chairs: Chairs, version: ReportVersion, format_: str, damage: str
    ) -> None:
        stored = Path(version.renditions.get(format=format_).file.path)
        stored.write_bytes(b"iets anders") if damage == "changed" else stored.unlink()
        browser = sign_in(chairs.ezk)
        for path in (file(format_), reverse("reports:file", args=[version.pk, format_])):
            with pytest.raises(DamagedFileError):
                browser.get(path)

    def test_the_page_says_what_the_version_says_not_what_the_report_is_called_since(
        self, client: Client, chairs: Chairs, report: Report, version: ReportVersion
    ) -> None:
        actions.change_report(
            viewer_of(chairs.secretary),
            report,
            revision=report.revision,
            title="GEHEIME NIEUWE TITEL",
            signatories=["GEHEIM AMBT"],
        )
        a_version(report, "GEHEIM CONCEPT")
        for path in (address(), reverse("publications:list"), reverse("front"), file("html")):
            answer = client.get(path)
            said = (bytes_of(answer) if answer.streaming else answer.content).decode()
            assert "GEHEIM" not in said + str(answer.headers)
            assert "Zoals het rapport toen heette" in said

    def test_nobody_who_brought_it_about_is_named(self, client: Client, chairs: Chairs, version: ReportVersion) -> None:
        later = a_version(version.report, "Verbeterd.")
        chairs.publish(later)
        withdraw(chairs, version)
        for path in (address(1), address(2), reverse("publications:list")):
            said = client.get(path).content.decode()
            assert not [person for person in chairs.everybody if person.name in said or person.email in said]

    def test_it_says_what_it_replaces_and_by_what_it_is_replaced(
        self, client: Client, chairs: Chairs, version: ReportVersion
    ) -> None:
        a_version(version.report, "Een concept dat nooit is gepubliceerd.")
        chairs.publish(a_version(version.report, "Verbeterd."))
        first, third = text_of(client.get(address(1))), text_of(client.get(address(3)))
        assert "It was replaced by version 3" in first
        assert address(3) in first
        assert "It replaces version 1" in third
        assert client.get(address(2)).status_code == 404

    def test_the_short_address_leads_to_the_latest(
        self, client: Client, chairs: Chairs, version: ReportVersion
    ) -> None:
        short = reverse("publications:quarter", args=[Q4])
        assert client.get(short)["Location"] == address(1)
        chairs.publish(a_version(version.report, "Verbeterd."))
        assert client.get(short)["Location"] == address(2)

    @pytest.mark.parametrize("role", Role)
    def test_staff_see_the_same_page(self, sign_in: SignIn, version: ReportVersion, role: Role) -> None:
        assert version.sha256 in text_of(sign_in(a_user(role)).get(address()))


class TestWithdrawn:
    def test_a_marker_stays_at_the_same_address_with_date_and_reason(
        self, client: Client, chairs: Chairs, version: ReportVersion
    ) -> None:
        withdraw(chairs, version)
        answer = client.get(address())
        said = answer.content.decode()
        assert answer.status_code == 410
        assert "This report was withdrawn on 4 December 2023." in said
        assert REASON in said
        listed = text_of(client.get(reverse("publications:list")))
        assert "Withdrawn on 4 December 2023." in listed

    @pytest.mark.parametrize("format_", ["pdf", "html"])
    def test_its_files_are_gone_and_say_why(
        self, client: Client, chairs: Chairs, version: ReportVersion, format_: str
    ) -> None:
        withdraw(chairs, version)
        answer = client.get(file(format_))
        assert answer.status_code == 410
        assert REASON in answer.content.decode()

    def test_nothing_of_its_content_is_left_in_public(
        self, client: Client, chairs: Chairs, version: ReportVersion
    ) -> None:
        withdraw(chairs, version)
        hashes = [version.sha256, *(one.sha256 for one in version.renditions.all())]
        for path in (address(), file("html"), reverse("publications:list"), reverse("front")):
            said = client.get(path).content.decode()
            assert not [told for told in ("Zoals het rapport toen heette", "Er is voortgang", *hashes) if told in said]

    def test_nothing_is_thrown_away(self, chairs: Chairs, version: ReportVersion) -> None:
        before = {one.pk: one.file.read() for one in version.renditions.all()}
        withdraw(chairs, version)
        assert {one.pk: one.file.read() for one in version.renditions.all()} == before

    def test_its_source_can_still_be_cited_and_says_that_it_was_withdrawn(
        self, chairs: Chairs, version: ReportVersion
    ) -> None:
        withdraw(chairs, version)
        source = Source.objects.get(kind=SourceKind.REPORT)
        assert source.url.endswith(address())
        assert source.note == "Ingetrokken op 4 december 2023."

    def test_a_paper_that_came_after_it_does_not_come_back(
        self, client: Client, chairs: Chairs, version: ReportVersion
    ) -> None:
        """What was replaced stays replaced, also when what replaced it is withdrawn."""
        later = a_version(version.report, "Verbeterd.")
        chairs.publish(later)
        withdraw(chairs, later)
        assert "It was replaced by version 2" in text_of(client.get(address(1)))
        assert address() not in text_of(client.get(reverse("front")))


class TestNotPublished:
    @pytest.mark.parametrize("until", ["draft", "asked", "approved"])
    def test_before_it_is_published_there_is_no_trace_of_it(
        self, client: Client, chairs: Chairs, report: Report, until: str
    ) -> None:
        version = a_version(report)
        if until == "asked":
            chairs.ask(version)
        elif until == "approved":
            chairs.approve(version)
        for path in (address(), file("pdf"), reverse("publications:quarter", args=[Q4])):
            assert client.get(path).status_code == 404
        for path in (reverse("publications:list"), reverse("front")):
            assert report.title not in text_of(client.get(path))

    def test_before_its_moment_there_is_no_trace_of_it(self, client: Client, version: ReportVersion) -> None:
        with clock.at(NOW - timedelta(seconds=1)):
            assert client.get(address()).status_code == 404

    def test_what_was_published_to_the_hceu_is_not_public(
        self, client: Client, sign_in: SignIn, chairs: Chairs
    ) -> None:
        circle = hceu_circle()
        for person in chairs.everybody:
            join(circle, user=person)
        report = hceu_report(circle)
        chairs.publish(a_version(report, "GEHEIM"))
        for browser in (client, sign_in(chairs.secretary)):
            assert browser.get(address()).status_code == 404
            assert report.title not in text_of(browser.get(reverse("publications:list")))

    @pytest.mark.parametrize("quarter", ["2023-Q3", "2023", "..", "2023-Q5"])
    def test_another_quarter_is_not_there(self, client: Client, version: ReportVersion, quarter: str) -> None:
        assert client.get(f"/publicaties/{quarter}/").status_code in (404, 301)
        assert client.get(f"/publicaties/{quarter}/versie-1/").status_code in (404, 301)


class TestCaches:
    def test_pages_may_be_kept_by_the_browser_and_files_by_every_cache(
        self, client: Client, version: ReportVersion
    ) -> None:
        for path in (address(), reverse("publications:list")):
            assert client.get(path)["Cache-Control"] == "private, max-age=300"
        answer = client.get(file("pdf"))
        assert answer["Cache-Control"] == "public, max-age=300"
        assert not answer.cookies

    def test_a_marker_is_kept_no_longer_than_the_paper_was(
        self, client: Client, chairs: Chairs, version: ReportVersion
    ) -> None:
        withdraw(chairs, version)
        assert client.get(file("pdf"))["Cache-Control"] == "private, max-age=300"

    def test_who_is_signed_in_keeps_nothing(self, sign_in: SignIn, version: ReportVersion) -> None:
        answer = sign_in(a_user()).get(address())
        assert answer["Cache-Control"] == "no-store"

    def test_a_paper_that_is_read_on_the_web_asks_for_nothing_from_elsewhere(
        self, client: Client, version: ReportVersion
    ) -> None:
        policy = client.get(file("html"))["Content-Security-Policy"]
        assert "default-src 'none'" in policy


class TestFrontPage:
    def test_it_leads_to_the_latest_paper(self, client: Client, chairs: Chairs, version: ReportVersion) -> None:
        assert address() in text_of(client.get(reverse("front")))
        earlier = ReportFactory(quarter=Quarter(2023, 3), title="Over het derde kwartaal")
        chairs.publish(a_version(earlier))
        said = text_of(client.get(reverse("front")))
        assert address() in said
        assert "Over het derde kwartaal" not in said

    def test_without_one_it_says_nothing_of_reports(self, client: Client, report: Report) -> None:
        assert "Latest report to the House" not in text_of(client.get(reverse("front")))


def test_going_from_two_to_ten_papers_adds_no_query(
    client: Client, chairs: Chairs, django_assert_max_num_queries: Any
) -> None:
    for year in range(2021, 2023):
        chairs.publish(a_version(ReportFactory(quarter=Quarter(year, 1))))
    with django_assert_max_num_queries(30) as few:
        client.get(reverse("publications:list"))
    for year in range(2003, 2011):
        chairs.publish(a_version(ReportFactory(quarter=Quarter(year, 1))))
    with django_assert_max_num_queries(len(few)):
        client.get(reverse("publications:list"))
