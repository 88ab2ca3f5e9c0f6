"""Where a block comes from: down to its rows and sources, as far as who looks may see now and might have seen then."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.classification import Classification
from accounts.models import User
from accounts.roles import Role, ViewerKind
from accounts.viewers import Viewer
from core.differences import Fate
from core.models import Source
from reports import document as doc
from reports.models import BlockSource, ChapterText, Report, ReportVersion
from reports.provenance import LINES_QUOTED, STEPS_ON_A_PAGE, WORDS_COMPARED, Fact, Trace, trace
from tests.compiles import compiled, hceu_circle, hceu_report
from tests.factories import (
    ActivityFactory,
    CommitmentFactory,
    CompartmentFactory,
    MoveFactory,
    ReportFactory,
    SourceFactory,
    a_user,
    a_viewer,
    join,
    viewer_of,
)
from timeline import actions
from timeline.models import Activity, ActivityState

pytestmark = [
    pytest.mark.django_db(transaction=True, databases=["default", "snapshot"]),
    pytest.mark.usefixtures("messages"),
]

SignIn = Callable[[User], Client]
PUBLIC, INTERNAL, DEPARTMENTAL = Classification
TITLE, YIELD = "Consultatie van bedrijven", "Twaalf bedrijven deden mee"


@pytest.fixture(autouse=True)
def english(client: Client) -> None:
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"


@pytest.fixture
def activity() -> Activity:
    """A public activity, with a place where it is written."""
    made: Activity = ActivityFactory(classification=PUBLIC, title=TITLE, yielded=YIELD)
    source = SourceFactory(citation="Kamerstuk 35 982, nr. 9", identifier="kst-35982-9", url="https://example.org/9")
    made.citations.create(source=source, locator="paragraaf 4")
    return made


def block_of(version: ReportVersion, kind: type[doc.Block], row: Any = None) -> doc.Block:
    """The first block of a kind, of those that were made from a row where one is given."""
    made = (
        set(BlockSource.objects.filter(version=version, object_id=row.pk).values_list("block_id", flat=True))
        if row
        else None
    )
    blocks = doc.all_blocks(doc.from_json(version.document).blocks)
    return next(one for one in blocks if isinstance(one, kind) and (made is None or one.id in made))


def followed(viewer: Viewer, version: ReportVersion, block: doc.Block, page: str = "") -> Trace:
    return trace(viewer, version, doc.from_json(version.document), block, page=page)


def address(version: ReportVersion, block: doc.Block) -> str:
    return reverse("reports:block", args=[version.pk, block.id])


def read(browser: Client, version: ReportVersion, block: doc.Block, **query: str) -> str:
    response = browser.get(address(version, block), query)
    assert response.status_code == 200
    return unescape(response.content.decode())


def edit(activity: Activity, **facts: Any) -> None:
    """Record progress, as people do."""
    actions.record_progress(
        a_viewer(),
        activity,
        revision=activity.revision,
        **{"state": ActivityState.RUNNING, "yielded": activity.yielded, "done_on": None, "state_reason": ""} | facts,
    )


class TestDown:
    def test_a_block_leads_to_its_rows_and_to_the_sources_that_it_cites(
        self, sign_in: SignIn, activity: Activity
    ) -> None:
        version = compiled(ReportFactory())
        said = read(sign_in(a_user()), version, block_of(version, doc.Timeline))
        assert f'<q class="quoted">{TITLE}. {YIELD}</q>' in said
        assert f'href="{activity.get_absolute_url()}">{TITLE}</a>' in said
        assert 'href="https://example.org/9" rel="noreferrer">Kamerstuk 35 982, nr. 9</a></h2>' in said
        assert '<p class="utrecht-paragraph trace__link">paragraaf 4. ' in said
        assert "rests on activity" in said
        assert "Not changed since." in said
        assert "2 visible" in said

    def test_it_says_where_the_block_stands(self, sign_in: SignIn, activity: Activity) -> None:
        version = compiled(ReportFactory())
        said = read(sign_in(a_user()), version, block_of(version, doc.Figure))
        assert "Version 1, figure 1 of chapter" in said
        assert "Tijdlijn: gepland en uitgevoerd." in said

    def test_what_the_row_said_then_stands_beside_what_it_says_now(self, sign_in: SignIn, activity: Activity) -> None:
        version = compiled(ReportFactory())
        edit(activity, yielded="Veertien bedrijven deden mee")
        said = read(sign_in(a_user()), version, block_of(version, doc.Timeline))
        assert "changed since" in said
        assert re.search(r"<del>.*Twaalf .*</del><ins>.*Veertien .*</ins>bedrijven deden mee", said)
        assert YIELD in said  # also whole, as it was

    def test_what_changed_in_no_word_is_told_to_have_changed(self, activity: Activity) -> None:
        version = compiled(ReportFactory())
        edit(activity, state=ActivityState(activity.state))
        (step,) = followed(a_viewer(), version, block_of(version, doc.Timeline)).steps
        assert step.then is not None
        assert step.then.has_changed
        assert step.then.changed == ()

    def test_a_change_back_is_a_change_in_no_word(self, activity: Activity) -> None:
        version = compiled(ReportFactory())
        edit(activity, yielded="Anders", state=ActivityState(activity.state))
        activity.refresh_from_db()
        edit(activity, yielded=YIELD, state=ActivityState(activity.state))
        (step,) = followed(a_viewer(), version, block_of(version, doc.Timeline)).steps
        assert step.then is not None
        assert (step.then.has_changed, step.then.changed) == (True, ())

    def test_what_authors_wrote_leads_to_their_text(self, sign_in: SignIn) -> None:
        report = ReportFactory(title="Rapport aan de Kamer")
        text = ChapterText.objects.create(report=report, key="introduction", markdown="Woorden van auteurs.")
        version = compiled(report)
        block = block_of(version, doc.Paragraph, text)
        said = read(sign_in(a_user()), version, block)
        assert '<q class="quoted">Woorden van auteurs.</q>' in said
        assert f'href="{report.get_absolute_url()}">Rapport aan de Kamer</a>' in said
        assert "rests on chapter text" in said

    def test_a_source_that_is_also_what_the_block_was_made_from_is_named_once(self) -> None:
        letter = SourceFactory(
            citation="Kamerstuk 35 982, nr. 9", identifier="kst-35982-9", title="Open Strategische Autonomie"
        )
        version = compiled(ReportFactory())
        found = followed(a_viewer(), version, block_of(version, doc.Paragraph, letter))
        assert [one.row for one in found.cited] == [letter]
        assert found.steps == ()
        assert found.count == 1

    def test_a_block_without_anything_beneath_is_quoted(self, sign_in: SignIn, activity: Activity) -> None:
        version = compiled(ReportFactory())
        said = read(sign_in(a_user()), version, block_of(version, doc.Heading))
        assert '<q class="quoted">Inleiding</q>' in said
        assert "0 visible" in said
        assert "rests on" not in said

    def test_a_long_block_is_quoted_in_part_and_its_rows_are_paged(self, sign_in: SignIn) -> None:
        for number in range(STEPS_ON_A_PAGE + 3):
            ActivityFactory(classification=PUBLIC, title=f"Activiteit {number:03}")
        version = compiled(ReportFactory())
        block = block_of(version, doc.Timeline)
        first, second = (followed(a_viewer(), version, block, page) for page in ("", "2"))
        assert (len(first.quoted.lines), first.quoted.is_cut) == (LINES_QUOTED, True)
        titles = [step.title for one in (first, second) for step in one.steps]
        assert titles == [f"Activiteit {number:03}" for number in range(STEPS_ON_A_PAGE + 3)]
        assert first.count == STEPS_ON_A_PAGE + 3
        assert f"{STEPS_ON_A_PAGE + 3} visible" in read(sign_in(a_user()), version, block, page="2")

    def test_a_row_leads_to_the_other_papers_that_used_it(self, sign_in: SignIn, activity: Activity) -> None:
        member = a_user()
        circle = hceu_circle(user=member)
        version = compiled(ReportFactory(title="Rapport aan de Kamer"))
        other = compiled(hceu_report(circle))
        block = block_of(version, doc.Timeline)
        assert [use.version for use in followed(viewer_of(member), version, block).also_used_in] == [other]
        assert followed(a_viewer(), version, block).also_used_in == ()
        assert "Also used in" not in read(sign_in(a_user()), version, block)


class TestNotVisible:
    @pytest.mark.parametrize("hidden", ["classification", "compartment"])
    def test_a_row_that_was_hidden_since_is_told_of_to_nobody_else(
        self, sign_in: SignIn, activity: Activity, hidden: str
    ) -> None:
        version = compiled(ReportFactory())
        block = block_of(version, doc.Figure)
        facts = (
            {"classification": DEPARTMENTAL} if hidden == "classification" else {"compartment": CompartmentFactory()}
        )
        Activity.objects.update(title="Een geheime titel", **facts)
        said = read(sign_in(a_user(Role.POST)), version, block)
        for secret in ("geheime", str(activity.pk), "rests on", "activity", "Kamerstuk 35 982"):
            assert secret not in said
        assert "0 visible" in said

    def test_one_hidden_row_among_others_is_not_counted(self, activity: Activity) -> None:
        ActivityFactory(classification=PUBLIC, title="Een ander")
        version = compiled(ReportFactory())
        Activity.objects.filter(pk=activity.pk).update(classification=DEPARTMENTAL)
        found = followed(a_viewer(Role.POST), version, block_of(version, doc.Figure))
        assert [step.title for step in found.steps] == ["Een ander"]
        assert found.count == 1

    def test_the_page_is_the_same_with_nothing_beneath_and_with_something_that_is_hidden(
        self, sign_in: SignIn, activity: Activity
    ) -> None:
        version = compiled(ReportFactory())
        block = block_of(version, doc.Figure)
        browser = sign_in(a_user(Role.POST))
        Activity.objects.update(classification=DEPARTMENTAL)
        hidden = re.sub("csrf[^>]*", "", read(browser, version, block))
        with connection.cursor() as cursor:  # as if the block had been made from nothing
            cursor.execute("ALTER TABLE reports_blocksource DISABLE TRIGGER ALL; DELETE FROM reports_blocksource")
            cursor.execute("ALTER TABLE reports_blocksource ENABLE TRIGGER ALL")
        assert re.sub("csrf[^>]*", "", read(browser, version, block)) == hidden
        assert "More may lie beneath than you may see." in hidden

    def test_a_source_that_was_hidden_since_keeps_the_words_that_the_version_prints_and_no_more(
        self, activity: Activity
    ) -> None:
        study = SourceFactory(citation="Een studie", identifier="studie-1", title="")
        activity.citations.create(source=study)
        version = compiled(ReportFactory())
        Source.objects.filter(pk=study.pk).update(classification=DEPARTMENTAL, title="Nu geheim")
        found = followed(a_viewer(Role.POST), version, block_of(version, doc.Timeline))
        cited = {one.source.citation: one.row for one in found.cited}
        assert cited["Een studie"] is None
        assert all(place.source != study for step in found.steps for place in step.places)

    def test_the_place_in_a_source_that_was_hidden_since_is_not_told(self) -> None:
        study = SourceFactory(citation="Een studie", identifier="studie-1")
        CommitmentFactory(classification=PUBLIC, source=study, source_locator="bijlage 7")
        version = compiled(ReportFactory())
        Source.objects.filter(pk=study.pk).update(classification=DEPARTMENTAL)
        (step,) = followed(a_viewer(Role.POST), version, block_of(version, doc.List)).steps
        assert step.then is not None
        assert "bijlage 7" not in str(step.then)

    def test_what_a_row_said_in_a_circle_stays_in_it(self) -> None:
        insider, outsider = a_user(), a_user()
        secret = CompartmentFactory(name="Fosfaatketen")
        circle = hceu_circle(user=insider)
        join(circle, user=outsider)
        join(secret, user=insider)
        join(secret, audience=ViewerKind.HCEU)
        row = ActivityFactory(compartment=secret, title="Een naam uit de kring")
        version = compiled(hceu_report(circle))
        Activity.objects.update(compartment=None, title="Een gewone naam")
        block = block_of(version, doc.Figure, row)

        (seen,) = followed(viewer_of(insider), version, block).steps
        assert seen.then is not None
        assert [fact.then for fact in seen.then.changed] == ["Een naam uit de kring"]
        (hidden,) = followed(viewer_of(outsider), version, block).steps
        assert (hidden.title, hidden.then) == ("Een gewone naam", None)

    def test_what_a_part_said_is_as_secret_as_its_whole_was_then(self) -> None:
        insider, outsider = a_user(), a_user()
        secret = CompartmentFactory(name="Fosfaatketen")
        circle = hceu_circle(user=insider)
        join(circle, user=outsider)
        join(secret, user=insider)
        join(secret, audience=ViewerKind.HCEU)
        row = ActivityFactory(compartment=secret)
        move = MoveFactory(activity=row, reason="Een reden uit de kring")
        version = compiled(hceu_report(circle))
        Activity.objects.update(compartment=None)
        block = block_of(version, doc.List, move)

        (seen,) = followed(viewer_of(insider), version, block).steps
        assert seen.then is not None
        assert "Een reden uit de kring" in [fact.then for fact in seen.then.facts]
        (hidden,) = followed(viewer_of(outsider), version, block).steps
        assert hidden.then is None

    def test_a_part_without_a_classification_follows_its_whole(self) -> None:
        """The text of authors, in a report that was in a circle when they wrote it."""
        insider, outsider = a_user(), a_user()
        secret = CompartmentFactory(name="Ooit besloten")
        join(secret, user=insider)
        report = ReportFactory(classification=INTERNAL, compartment=secret)
        text = ChapterText.objects.create(report=report, key="introduction", markdown="Toen besloten.")
        join(secret, audience=ViewerKind.KAMER)
        Report.objects.filter(pk=report.pk).update(classification=PUBLIC, compartment=None)
        report.refresh_from_db()
        version = compiled(report)
        block = block_of(version, doc.Paragraph, text)
        (seen,), (hidden,) = (followed(viewer_of(one), version, block).steps for one in (insider, outsider))
        assert seen.then is not None
        assert hidden.then is None

    @pytest.mark.parametrize("role", Role)
    def test_who_may_not_see_the_version_may_not_follow_it(self, sign_in: SignIn, role: Role) -> None:
        version = compiled(hceu_report(hceu_circle()))
        block = block_of(version, doc.Heading)
        expected = 200 if role == Role.AUDITOR else 404
        assert sign_in(a_user(role)).get(address(version, block)).status_code == expected

    @pytest.mark.parametrize("role", Role)
    def test_all_staff_may_follow_what_is_for_everybody(self, sign_in: SignIn, activity: Activity, role: Role) -> None:
        version = compiled(ReportFactory())
        assert TITLE in read(sign_in(a_user(role)), version, block_of(version, doc.Figure))

    def test_a_visitor_is_asked_to_sign_in(self, client: Client, activity: Activity) -> None:
        version = compiled(ReportFactory())
        assert client.get(address(version, block_of(version, doc.Figure))).status_code == 302


class TestMarking:
    def test_the_page_is_marked_as_the_heaviest_row_that_it_shows(self, sign_in: SignIn, activity: Activity) -> None:
        version = compiled(ReportFactory())
        block = block_of(version, doc.Figure)
        assert "classification--public" in read(sign_in(a_user()), version, block)
        Activity.objects.update(classification=DEPARTMENTAL)
        said = read(sign_in(a_user()), version, block)
        assert "classification--departmental" in said
        assert "Dep. Confidential" in said
        assert "classification--public" in read(sign_in(a_user(Role.POST)), version, block)


@pytest.mark.parametrize("kind", [doc.Timeline, doc.List])
def test_more_rows_take_as_many_queries(kind: type[doc.Block]) -> None:
    viewer = a_viewer()

    def queries(count: int) -> int:
        for _number in range(count):
            row = ActivityFactory(classification=PUBLIC)
            row.citations.create(source=SourceFactory(), locator="p. 1")
            MoveFactory(activity=row, classification=PUBLIC)
        report = Report.objects.first() or ReportFactory()
        version = compiled(report)
        block = block_of(version, kind)
        with CaptureQueriesContext(connection) as asked:
            assert len(followed(viewer, version, block).steps) >= count
        return len(asked)

    few = queries(3)
    assert queries(20) <= few + 1  # an earlier version is there by now, and its paper is named


def test_a_text_that_is_too_long_to_compare_is_only_said_to_have_changed() -> None:
    fact = Fact("Text", "woord " * (WORDS_COMPARED + 1), "anders")
    assert fact.has_changed
    assert fact.pieces == ()
    assert [piece.fate for piece in Fact("Text", "oud", "nieuw").pieces] == [Fate.TAKEN_AWAY, Fate.ADDED]
