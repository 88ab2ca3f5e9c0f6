"""Which papers used this: told on the pages of rows, of the versions that the viewer may see and of no other."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.classification import Classification
from accounts.models import User
from accounts.roles import Role
from core.models import Guarded
from reports.models import BlockSource, Report, ReportVersion
from reports.uses import SHOWN, newest_uses
from tests.compiles import hceu_circle, hceu_report
from tests.factories import (
    NOW,
    ActivityFactory,
    CommitmentFactory,
    CompartmentFactory,
    MoveFactory,
    ReportFactory,
    a_user,
    a_viewer,
    join,
    viewer_of,
)
from tests.rows import build
from timeline.models import Activity

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

SignIn = Callable[[User], Client]
PUBLIC, DEPARTMENTAL = Classification.PUBLIC, Classification.DEPARTMENTAL


@pytest.fixture
def kamer() -> Report:
    return ReportFactory(title="Rapport aan de Kamer")


@pytest.fixture
def activity() -> Activity:
    made: Activity = ActivityFactory(classification=PUBLIC, title="Een openbare activiteit")
    return made


def a_version(report: Report, number: int, *rows: Guarded, blocks: tuple[str, ...] = ("p-2",)) -> ReportVersion:
    """A version with blocks that were made from these rows."""
    version: ReportVersion = build(
        ReportVersion,
        report=report,
        number=number,
        as_of=NOW + timedelta(minutes=number),
        classification=report.classification,
        compartment=report.compartment,
    )
    for row in rows:
        for block in blocks:
            BlockSource.objects.create(
                version=version,
                block_id=block,
                content_type=ContentType.objects.get_for_model(row),
                object_id=row.pk,
                classification=report.classification,
            )
    return version


def page_of(browser: Client, row: Any) -> str:
    response = browser.get(row.get_absolute_url())
    assert response.status_code == 200
    return str(response.content.decode())


@pytest.mark.parametrize("factory", [ActivityFactory, CommitmentFactory])
def test_the_page_of_a_row_leads_to_the_blocks_that_were_made_from_it(
    sign_in: SignIn, kamer: Report, factory: Any
) -> None:
    row = factory()
    version = a_version(kamer, 4, row, blocks=("tl-10", "f-9", "f-8"))
    said = page_of(sign_in(a_user()), row)
    assert "Used in" in said
    assert "Rapport aan de Kamer, version 4" in said
    links = [f'href="{version.get_absolute_url()}#{block}">' for block in ("f-8", "f-9", "tl-10")]
    assert [said.index(link) for link in links] == sorted(said.index(link) for link in links)
    for name in ("figure 1", "figure 2", "timeline"):
        assert f">{name}</a>" in said


def test_what_no_paper_used_says_nothing_of_it(sign_in: SignIn, kamer: Report, activity: Activity) -> None:
    a_version(kamer, 1, ActivityFactory())
    assert "Used in" not in page_of(sign_in(a_user()), activity)


def test_what_was_made_from_a_part_was_made_from_the_whole(sign_in: SignIn, kamer: Report, activity: Activity) -> None:
    a_version(kamer, 1, MoveFactory(activity=activity))
    assert "version 1" in page_of(sign_in(a_user()), activity)


def test_a_part_that_the_viewer_may_not_see_counts_for_nothing(kamer: Report, activity: Activity) -> None:
    a_version(kamer, 1, MoveFactory(activity=activity, classification=DEPARTMENTAL))
    assert len(newest_uses(a_viewer(Role.POST), activity)) == 0
    assert len(newest_uses(a_viewer(), activity)) == 1


@pytest.mark.parametrize("role", Role)
def test_a_version_is_named_to_who_may_see_it(sign_in: SignIn, kamer: Report, activity: Activity, role: Role) -> None:
    member = a_user(Role.HCEU_READER)
    circle = hceu_circle(user=member)
    paper = hceu_report(circle)
    a_version(paper, 1, activity)
    assert paper.title in page_of(sign_in(member), activity)
    said = page_of(sign_in(a_user(role)), activity)
    if role == Role.AUDITOR:  # in every circle
        assert paper.title in said
    else:
        assert "Used in" not in said
        assert "version 1" not in said


def test_a_page_that_names_a_confidential_paper_is_marked_as_that_paper(sign_in: SignIn, activity: Activity) -> None:
    member = a_user()
    a_version(hceu_report(hceu_circle(user=member)), 1, activity)
    assert "classification--departmental" in page_of(sign_in(member), activity)
    assert "classification--public" in page_of(sign_in(a_user()), activity)


def test_the_newest_stand_on_the_page_and_the_rest_behind_a_link(
    sign_in: SignIn, kamer: Report, activity: Activity
) -> None:
    browser = sign_in(a_user())
    for number in range(1, SHOWN + 1):
        a_version(kamer, number, activity)
    said = page_of(browser, activity)
    assert [f"version {number}<" in said for number in range(1, SHOWN + 1)] == [True] * SHOWN
    everything = reverse("reports:uses", args=["timeline.activity", activity.pk])
    assert everything not in said
    a_version(kamer, SHOWN + 1, activity)
    said = page_of(browser, activity)
    assert "version 1<" not in said
    assert said.index(f"version {SHOWN + 1}<") < said.index(f"version {SHOWN}<")
    assert everything in said
    assert "version 1<" in browser.get(everything).content.decode()


def test_hidden_versions_make_no_link_to_more(kamer: Report, activity: Activity) -> None:
    circle = hceu_circle()
    for number in range(1, SHOWN + 3):
        a_version(hceu_report(circle) if number == 1 else Report.objects.get(audience="hceu"), number, activity)
    a_version(kamer, 1, activity)
    uses = newest_uses(a_viewer(), activity)
    assert (len(uses), uses.all_at) == (1, "")


@pytest.mark.parametrize("versions", [1, 20])
def test_however_many_versions_take_one_query(kamer: Report, activity: Activity, versions: int) -> None:
    viewer = a_viewer()
    for number in range(versions):
        a_version(kamer, number, activity, MoveFactory(activity=activity), blocks=("p-2", "tl-10"))
    with CaptureQueriesContext(
        connection,
    ) as asked:
        uses = newest_uses(viewer, activity)
        assert all(use.version.report.title and use.blocks for use in uses)
    assert len(asked) == 1


def test_the_rows_behind_blocks_are_found_by_their_index(kamer: Report, activity: Activity) -> None:
    version = a_version(kamer, 1, activity)
    kind = ContentType.objects.get_for_model(Activity)
    BlockSource.objects.bulk_create(
        BlockSource(version=version, block_id="p-2", content_type=kind, object_id=uuid4(), classification=PUBLIC)
        for _number in range(5_000)
    )
    with CaptureQueriesContext(connection) as asked:
        newest_uses(a_viewer(), activity)
    query = next(one["sql"] for one in asked if "reports_blocksource" in one["sql"])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE reports_blocksource, reports_reportversion, reports_report, timeline_activity")
        cursor.execute(f"EXPLAIN {query}")
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "block_source_object_idx" in plan, plan


class TestAll:
    def address(self, model: str, key: Any) -> str:
        return reverse("reports:uses", args=[model, key])

    def test_the_list_is_paged(self, sign_in: SignIn, kamer: Report, activity: Activity) -> None:
        for number in range(30):
            a_version(kamer, number, activity)
        browser = sign_in(a_user())
        first = browser.get(self.address("timeline.activity", activity.pk)).content.decode()
        assert "version 29<" in first
        assert "version 1<" not in first
        second = browser.get(self.address("timeline.activity", activity.pk), {"page": 2}).content.decode()
        assert "version 1<" in second

    def test_nothing_used_it_as_far_as_the_viewer_knows(self, sign_in: SignIn, activity: Activity) -> None:
        a_version(hceu_report(hceu_circle()), 1, activity)
        said = sign_in(a_user()).get(self.address("timeline.activity", activity.pk)).content.decode()
        assert "No version that you may see used this." in said

    def test_what_the_viewer_may_not_see_is_not_there(self, sign_in: SignIn, kamer: Report) -> None:
        circle = CompartmentFactory()
        hidden = ActivityFactory(compartment=circle)
        a_version(kamer, 1, hidden)
        address = self.address("timeline.activity", hidden.pk)
        assert sign_in(a_user()).get(address).status_code == 404
        member = a_user()
        join(circle, user=member)
        assert sign_in(member).get(address).status_code == 200

    @pytest.mark.parametrize("model", ["timeline.lost", "lost", "accounts.user", "timeline.milestone", "a.b.c"])
    def test_a_model_without_pages_is_not_there(self, sign_in: SignIn, model: str) -> None:
        assert sign_in(a_user()).get(self.address(model, uuid4())).status_code == 404

    def test_a_visitor_is_asked_to_sign_in(self, client: Client, activity: Activity) -> None:
        assert client.get(self.address("timeline.activity", activity.pk)).status_code == 302


def test_a_use_tells_no_more_to_who_saw_it_before(kamer: Report, activity: Activity) -> None:
    """A version of a report that became confidential is gone from the page with its report."""
    reader = viewer_of(a_user(Role.POST))
    a_version(kamer, 1, activity)
    assert len(newest_uses(reader, activity)) == 1
    Report.objects.filter(pk=kamer.pk).update(classification=DEPARTMENTAL)
    assert len(newest_uses(reader, activity)) == 0
