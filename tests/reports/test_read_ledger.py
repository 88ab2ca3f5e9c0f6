"""Every opening of what is not for everybody is in the read ledger before a byte goes out, whoever opens it and how."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, connection
from django.test import Client
from django.urls import URLPattern, reverse

from accounts.models import Compartment, User
from accounts.roles import Role
from core.models import Purpose, ReadEvent
from reports import document as doc
from reports import urls
from reports.models import Report, ReportVersion
from reports.today import work
from tests.compiles import hceu_circle, hceu_report
from tests.factories import ReportFactory, a_user, join, viewer_of
from tests.publishing import Chairs, a_version
from tests.reports.test_pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english", "messages")]

SignIn = Callable[[User], Client]
SECRET = "Alleen voor de lezers van de HCEU."


@pytest.fixture
def reader() -> User:
    return a_user(Role.HCEU_READER, department="AZ", name="J. de Boer")


@pytest.fixture
def circle(reader: User, chairs: Chairs) -> Compartment:
    made = hceu_circle(user=reader)
    for person in chairs.everybody:
        join(made, user=person)
    return made


@pytest.fixture
def report(circle: Compartment) -> Report:
    return hceu_report(circle)


@pytest.fixture
def version(report: Report, chairs: Chairs) -> ReportVersion:
    """The second version, published; there is a first to compare it with."""
    a_version(report, "Eerder.")
    made = a_version(report, SECRET)
    chairs.publish(made)
    return made


def ways(version: ReportVersion) -> dict[str, tuple[str, Purpose]]:
    """Every page that shows something of what a version says, and for what it counts."""
    block = doc.from_json(version.document).blocks[1].id
    return {
        "version": (version.get_absolute_url(), Purpose.PAGE),
        "block": (reverse("reports:block", args=[version.pk, block]), Purpose.ORIGIN),
        "file": (reverse("reports:file", args=[version.pk, "pdf"]), Purpose.FILE),
        "compare": (reverse("reports:compare", args=[version.report_id]), Purpose.COMPARISON),
    }


WAYS = ("version", "block", "file", "compare")
# These name a version, by its title and fingerprint, and show nothing of what it says.
ONLY_NAME_IT = {"ask-review", "approve", "publish", "withdraw"}


def openings(version: ReportVersion) -> list[ReadEvent]:
    return list(ReadEvent.objects.filter(object_id=version.pk))


class TestOpening:
    @pytest.mark.parametrize("method", ["get", "head"])
    @pytest.mark.parametrize("way", WAYS)
    def test_every_way_is_in_the_ledger(
        self, sign_in: SignIn, reader: User, version: ReportVersion, way: str, method: str
    ) -> None:
        path, purpose = ways(version)[way]
        assert getattr(sign_in(reader), method)(path).status_code == 200
        opening = openings(version)[0]
        assert (opening.user, opening.role, opening.department) == (reader, Role.HCEU_READER, reader.department)
        assert (opening.purpose, opening.what) == (purpose, version)
        assert (opening.classification, opening.compartment) == (version.classification, version.compartment)

    @pytest.mark.parametrize("role", [Role.SECRETARIAT, Role.CO_CHAIR, Role.AUDITOR, Role.DEPARTMENT_MEMBER])
    def test_so_it_is_whoever_opens_it(
        self, sign_in: SignIn, circle: Compartment, version: ReportVersion, role: Role
    ) -> None:
        person = a_user(role, department="AZ", clearance=2)
        join(circle, user=person)
        assert sign_in(person).get(version.get_absolute_url()).status_code == 200
        assert [opening.user for opening in openings(version)] == [person]

    def test_a_comparison_opens_both(self, sign_in: SignIn, reader: User, version: ReportVersion) -> None:
        sign_in(reader).get(ways(version)["compare"][0])
        opened = {opening.what for opening in ReadEvent.objects.all()}
        assert opened == set(version.report.versions.all())

    def test_no_other_page_of_a_version_exists(self) -> None:
        """A page that is added has to be looked at: does it show what a version says, and does the ledger know?"""
        patterns = [pattern for pattern in urls.urlpatterns if isinstance(pattern, URLPattern)]
        about_versions = {pattern.name for pattern in patterns if str(pattern.pattern).startswith("versie/")}
        assert about_versions == ({*WAYS} - {"compare"}) | ONLY_NAME_IT

    @pytest.mark.parametrize("step", sorted(ONLY_NAME_IT))
    def test_pages_that_only_name_a_version_show_nothing_that_it_says(
        self, sign_in: SignIn, chairs: Chairs, version: ReportVersion, step: str
    ) -> None:
        said = text_of(sign_in(chairs.ezk).get(reverse(f"reports:{step}", args=[version.pk])))
        assert SECRET not in said
        assert SECRET in text_of(sign_in(chairs.ezk).get(version.get_absolute_url()))

    def test_what_is_for_everybody_is_nobodys_business(self, sign_in: SignIn, reader: User) -> None:
        version = a_version(ReportFactory())
        a_version(version.report, "Anders.")
        for path, _purpose in ways(version).values():
            assert sign_in(reader).get(path).status_code == 200
        assert not ReadEvent.objects.exists()

    def test_who_may_not_see_it_opens_nothing(self, sign_in: SignIn, version: ReportVersion) -> None:
        outsider = a_user(Role.HCEU_READER, department="VWS")
        for path, _purpose in ways(version).values():
            assert sign_in(outsider).get(path).status_code == 404
        assert not ReadEvent.objects.exists()


class TestAFailingLedger:
    @pytest.fixture
    def broken(self, transactional_db: None) -> Any:
        """A ledger that takes no line."""
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE core_readevent ADD CONSTRAINT broken CHECK (false) NOT VALID")
        yield
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE core_readevent DROP CONSTRAINT broken")

    @pytest.mark.parametrize("way", WAYS)
    def test_lets_nothing_through(
        self, sign_in: SignIn, reader: User, version: ReportVersion, broken: None, way: str
    ) -> None:
        browser = sign_in(reader)
        with pytest.raises(DatabaseError, match="broken"):
            browser.get(ways(version)[way][0])
        browser.raise_request_exception = False
        answer = browser.get(ways(version)[way][0])
        assert answer.status_code == 500
        assert SECRET not in answer.content.decode()


class TestTheAuditorsPage:
    @pytest.fixture
    def opened(self, sign_in: SignIn, reader: User, version: ReportVersion) -> ReportVersion:
        for path, _purpose in ways(version).values():
            sign_in(reader).get(path)
        return version

    def test_lists_who_opened_what_when_and_for_what(self, sign_in: SignIn, opened: ReportVersion) -> None:
        said = text_of(sign_in(a_user(Role.AUDITOR)).get(reverse("core:ledger")))
        for told in ("J. de Boer", "AZ", "HCEU reader", str(opened), "downloaded as a file", "4 December 2023, 9:00"):
            assert told in said
        assert "5 of 5 openings" in said

    @pytest.mark.parametrize("role", [role for role in Role if role != Role.AUDITOR])
    def test_is_for_nobody_else(self, sign_in: SignIn, circle: Compartment, opened: ReportVersion, role: Role) -> None:
        person = a_user(role, department="AZ", clearance=2)
        join(circle, user=person)
        browser = sign_in(person)
        assert browser.get(reverse("core:ledger")).status_code == 403
        assert browser.get(reverse("core:ledger"), {"download": "csv"}).status_code == 403
        assert reverse("core:ledger") not in text_of(browser.get(reverse("reports:list")))

    def test_a_visitor_signs_in_first(self, client: Client) -> None:
        assert client.get(reverse("core:ledger")).status_code == 302

    def test_is_in_the_auditors_menu(self, sign_in: SignIn) -> None:
        assert reverse("core:ledger") in text_of(sign_in(a_user(Role.AUDITOR)).get(reverse("reports:list")))

    def test_is_filtered_and_downloaded(self, sign_in: SignIn, opened: ReportVersion) -> None:
        browser = sign_in(a_user(Role.AUDITOR))
        page = text_of(browser.get(reverse("core:ledger"), {"purpose": "file"}))
        assert "1 of 5 openings" in page
        assert "0 of 5 openings" in text_of(browser.get(reverse("core:ledger"), {"since": "2023-12-05"}))
        assert "5 of 5 openings" in text_of(browser.get(reverse("core:ledger"), {"until": "2023-12-04"}))
        answer = browser.get(reverse("core:ledger"), {"purpose": "file", "download": "csv"})
        lines = b"".join(answer).decode().splitlines()
        assert len(lines) == 2
        assert "J. de Boer" in lines[1]
        assert str(opened) in lines[1]

    def test_more_openings_add_no_query(
        self, sign_in: SignIn, reader: User, opened: ReportVersion, django_assert_max_num_queries: Any
    ) -> None:
        auditor = sign_in(a_user(Role.AUDITOR))
        with django_assert_max_num_queries(40) as few:
            auditor.get(reverse("core:ledger"))
        event = ReadEvent.objects.filter(object_id=opened.pk)[0]
        for _time in range(15):
            ReadEvent.objects.create(
                **{
                    name: getattr(event, name)
                    for name in (
                        *("classification", "compartment", "user", "role", "department"),
                        *("content_type", "object_id", "purpose", "at"),
                    )
                }
            )
        with django_assert_max_num_queries(len(few)):
            auditor.get(reverse("core:ledger"))


class TestReaders:
    def unread(self, person: User) -> list[str]:
        return [item.url for item in work(viewer_of(person))]

    def test_readers_find_what_was_published_to_them_until_they_opened_it(
        self, sign_in: SignIn, reader: User, version: ReportVersion
    ) -> None:
        assert self.unread(reader) == [version.get_absolute_url()]
        assert version.report.title in text_of(sign_in(reader).get(reverse("today")))
        sign_in(reader).get(version.get_absolute_url())
        assert self.unread(reader) == []

    def test_not_before_it_is_published(self, reader: User, chairs: Chairs, report: Report) -> None:
        chairs.approve(a_version(report))
        assert self.unread(reader) == []

    def test_nor_who_is_outside_the_compartment(self, version: ReportVersion) -> None:
        assert self.unread(a_user(Role.HCEU_READER, department="VWS")) == []

    def test_nor_what_was_withdrawn(
        self, sign_in: SignIn, reader: User, chairs: Chairs, version: ReportVersion
    ) -> None:
        sign_in(chairs.ezk).post(reverse("reports:withdraw", args=[version.pk]), {"reason": "Fout."})
        assert self.unread(reader) == []
