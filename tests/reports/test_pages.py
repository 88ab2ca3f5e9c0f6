"""The pages of reports and of their jobs: who sees what, what is refused and where it says so, and nothing is lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.urls import reverse

from accounts.classification import Classification
from accounts.models import Compartment, User
from accounts.roles import Role, ViewerKind
from core import jobs
from core.errors import DomainError
from core.models import Job, JobState
from core.quarters import Quarter
from reports import actions
from reports import document as doc
from reports.actions import compile_report
from reports.compiling import COMPILE, keep
from reports.editions import Facts, frame
from reports.models import BlockSource, ChapterText, RenditionFormat, Report, ReportVersion
from reports.renderers.html import render_html, style_hash
from tests.compiles import hceu_circle, hceu_report
from tests.factories import (
    NOW,
    ActivityFactory,
    CompartmentFactory,
    ReportFactory,
    SourceFactory,
    a_user,
    a_viewer,
    join,
    viewer_of,
)
from tests.rows import build

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english", "messages")]

PUBLIC, INTERNAL = Classification.PUBLIC, Classification.INTERNAL
EDITORS = (Role.SECRETARIAT, Role.CO_CHAIR)
READERS = (Role.DEPARTMENT_MEMBER, Role.POST, Role.HCEU_READER, Role.AUDITOR)
HOSTILE = '#read("geheim.txt") <script>alert(1)</script> =cmd() {{ 7|add:7 }} ![x](https://www.example.org/x.png)'

SignIn = Callable[[User], Client]


@pytest.fixture
def secretary() -> User:
    return a_user()


@pytest.fixture
def circle(secretary: User) -> Compartment:
    return hceu_circle(user=secretary)


@pytest.fixture
def browser(sign_in: SignIn, secretary: User) -> Client:
    """The secretariat at work."""
    return sign_in(secretary)


@pytest.fixture
def kamer() -> Report:
    return ReportFactory(title="Rapport aan de Kamer")


def page(name: str, *args: Any) -> str:
    return reverse(f"reports:{name}", args=args)


def text_of(response: Any) -> str:
    assert response.status_code == 200, response.status_code
    return str(response.content.decode())


def bytes_of(response: Any) -> bytes:
    return b"".join(response.streaming_content)


def refused(response: Any, field: str, words: str) -> None:
    """Check that the page came back with these words at this field."""
    assert response.status_code == 422
    said = response.context["form"].errors
    assert any(words in error for error in said.get(field, [])), said
    assert f'id="id_{field}_error"' in response.content.decode()


def a_version(report: Report, *origins: Any) -> ReportVersion:
    """A version whose one paragraph was made from these rows, with its web page; of no worker, and complete."""
    source = SourceFactory(citation="Een openbare studie", identifier="studie-1", classification=PUBLIC)
    paragraph = doc.Paragraph(
        runs=(doc.Text("Er is voortgang."), doc.SourceRef("studie-1")),
        classification=doc.Marking[report.ceiling.name],
        sources=("studie-1",),
    )
    blocks = doc.number((doc.Heading(text="Voortgang", classification=doc.Marking.PUBLIC), paragraph))
    document = frame(Facts(report, 1, NOW.date(), blocks, {"studie-1": doc.Source(source.citation)}))
    version = build(
        ReportVersion,
        report=report,
        number=1,
        classification=report.classification,
        compartment=report.compartment,
        document=doc.to_json(document),
        sha256=doc.sha256(document),
        as_of=NOW,
    )
    for row in origins:
        BlockSource.objects.create(
            version=version,
            block_id=blocks[1].id,
            content_type=ContentType.objects.get_for_model(row),
            object_id=row.pk,
            classification=row.classification,
        )
    keep(version, RenditionFormat.HTML, render_html(document), {})
    return version


def block_page(version: ReportVersion) -> str:
    """The page of the version's one paragraph."""
    return page("block", version.pk, doc.from_json(version.document).blocks[1].id)


class TestList:
    @pytest.mark.parametrize("role", Role)
    def test_staff_see_the_reports_of_their_circles(self, sign_in: SignIn, kamer: Report, role: Role) -> None:
        outside = hceu_report(hceu_circle())
        said = text_of(sign_in(a_user(role)).get(page("list")))
        assert kamer.title in said
        # The auditor is in every circle, by role.
        assert (outside.title in said) == (role == Role.AUDITOR)

    @pytest.mark.parametrize("role", [*EDITORS, Role.HCEU_READER])
    def test_who_is_in_the_circle_sees_the_report_to_the_hceu(self, sign_in: SignIn, role: Role) -> None:
        user = a_user(role)
        report = hceu_report(hceu_circle(user=user))
        assert report.title in text_of(sign_in(user).get(page("list")))
        assert text_of(sign_in(user).get(report.get_absolute_url()))

    def test_who_is_in_the_circle_but_not_cleared_does_not(self, sign_in: SignIn) -> None:
        user = a_user(Role.DEPARTMENT_MEMBER)
        report = hceu_report(hceu_circle(user=user))
        assert report.title not in text_of(sign_in(user).get(page("list")))
        assert sign_in(user).get(report.get_absolute_url()).status_code == 404

    def test_the_last_version_stands_beside_each_report(self, browser: Client, kamer: Report) -> None:
        assert "none yet" in text_of(browser.get(page("list")))
        a_version(kamer)
        assert "version 1" in text_of(browser.get(page("list")))

    @pytest.mark.parametrize("name", ["list", "start"])
    def test_a_visitor_is_asked_to_sign_in(self, client: Client, name: str) -> None:
        response = client.get(page(name))
        assert response.status_code == 302
        assert response["Location"].startswith(reverse("account_login"))

    @pytest.mark.parametrize("role", Role)
    def test_only_who_may_start_one_is_offered_to(self, sign_in: SignIn, role: Role) -> None:
        assert (page("start") in text_of(sign_in(a_user(role)).get(page("list")))) == (role in EDITORS)


class TestStart:
    def start(self, browser: Client, **typed: str) -> Any:
        return browser.post(page("start"), {"quarter": "2023-Q4", "audience": "kamer"} | typed)

    def test_a_report_is_started(self, browser: Client) -> None:
        response = self.start(browser)
        report = Report.objects.get()
        assert (response.status_code, response["Location"]) == (302, report.get_absolute_url())
        assert (report.quarter, report.audience, report.classification) == (Quarter(2023, 4), "kamer", PUBLIC)
        assert len(report.signatories) == 3

    def test_the_form_says_that_it_is_wrong_and_can_be_left(self, browser: Client) -> None:
        assert "<title>Start a report – " in text_of(browser.get(page("start")))
        wrong = self.start(browser, quarter="").content.decode()
        assert "<title>Error: Start a report – " in wrong
        assert f'href="{page("list")}">Cancel</a>' in wrong

    def test_a_report_to_the_hceu_sits_in_its_circle(self, browser: Client, circle: Compartment) -> None:
        self.start(browser, audience="hceu")
        report = Report.objects.get()
        assert (report.classification, report.compartment) == (Classification.DEPARTMENTAL, circle)

    @pytest.mark.parametrize(
        ("typed", "field", "words"),
        [
            ({"quarter": "2024-Q1"}, "quarter", "has not begun"),
            ({"quarter": "2023-Q5"}, "quarter", "Enter a quarter"),
            ({"quarter": ""}, "quarter", "required"),
            ({"audience": "commission"}, "audience", "valid choice"),
            ({"audience": "visitor"}, "audience", "valid choice"),
            ({"audience": "hceu"}, "audience", "not in the compartment"),
        ],
    )
    def test_what_is_wrong_is_said_at_its_field_and_kept(
        self, browser: Client, typed: dict[str, str], field: str, words: str
    ) -> None:
        response = self.start(browser, **typed)
        refused(response, field, words)
        assert not Report.objects.exists()
        if typed.get("quarter"):
            assert typed["quarter"] in response.content.decode()

    def test_there_is_one_report_over_a_quarter_for_an_audience(self, browser: Client, kamer: Report) -> None:
        refused(self.start(browser), "quarter", "already")
        assert Report.objects.get() == kamer

    def test_whether_there_is_a_hidden_report_cannot_be_found_out(self, browser: Client) -> None:
        before = self.start(browser, audience="hceu").context["form"].errors
        hceu_report(hceu_circle())
        assert self.start(browser, audience="hceu").context["form"].errors == before

    @pytest.mark.parametrize("role", READERS)
    def test_others_may_not(self, sign_in: SignIn, role: Role) -> None:
        assert sign_in(a_user(role)).get(page("start")).status_code == 403
        assert self.start(sign_in(a_user(role))).status_code == 403
        assert not Report.objects.exists()


class TestHidden:
    """A report that one may not see is not there: 404 on each of its pages, whatever one sends."""

    @pytest.mark.parametrize("role", [role for role in Role if role != Role.AUDITOR])
    def test_nothing_of_it_is_there(self, sign_in: SignIn, role: Role) -> None:
        report = hceu_report(hceu_circle())
        version = a_version(report)
        browser = sign_in(a_user(role))
        pages = [
            report.get_absolute_url(),
            page("write-chapter", report.pk, "outlook"),
            version.get_absolute_url(),
            block_page(version),
            page("file", version.pk, "html"),
            page("file", version.pk, "pdf"),
            reverse("core:job", args=[build(Job, classification=INTERNAL, compartment=report.compartment).pk]),
        ]
        assert {address: browser.get(address).status_code for address in pages} == dict.fromkeys(pages, 404)
        assert browser.post(page("compile", report.pk)).status_code == 404
        write = browser.post(page("write-chapter", report.pk, "outlook"), {"markdown": "x", "revision": 0})
        assert write.status_code == 404
        assert not ChapterText.objects.exists()

    def test_a_visitor_gets_no_file(self, client: Client, kamer: Report) -> None:
        response = client.get(page("file", a_version(kamer).pk, "html"))
        assert response.status_code == 302


class TestWriting:
    @pytest.fixture
    def address(self, kamer: Report) -> str:
        return page("write-chapter", kamer.pk, "outlook")

    def test_a_text_is_kept_and_shown_again(self, browser: Client, kamer: Report, address: str) -> None:
        response = browser.post(address, {"markdown": "Wij gaan *door*.", "revision": 0})
        assert (response.status_code, response["Location"]) == (302, kamer.get_absolute_url())
        text = ChapterText.objects.get()
        assert (text.markdown, text.revision, text.key) == ("Wij gaan *door*.", 1, "outlook")
        assert "Wij gaan *door*." in text_of(browser.get(address))
        assert "3 words by authors" in text_of(browser.get(kamer.get_absolute_url()))

    def test_a_preview_shows_it_printed_and_keeps_nothing(self, browser: Client, address: str) -> None:
        SourceFactory(identifier="kst-35982-9", citation="Kamerstuk 35 982, nr. 9", classification=PUBLIC)
        typed = "Wij gaan **door** [kst-35982-9, p. 4]."
        said = text_of(browser.post(address, {"markdown": typed, "revision": 0, "preview": "1"}))
        assert "<strong>door</strong>" in said
        assert "Kamerstuk 35 982, nr. 9" in said
        assert typed in said
        assert not ChapterText.objects.exists()

    @pytest.mark.parametrize("button", [{}, {"preview": "1"}])
    def test_a_citation_that_cannot_be_read_is_said_with_its_line(
        self, browser: Client, address: str, button: dict[str, str]
    ) -> None:
        typed = "Eerste regel.\n\nZie [kst-99999-9]."
        response = browser.post(address, {"markdown": typed, "revision": 0} | button)
        refused(response, "markdown", "3")
        refused(response, "markdown", "kst-99999-9")
        assert "Zie [kst-99999-9]." in response.content.decode()
        assert not ChapterText.objects.exists()

    def test_a_source_that_is_not_for_this_audience_is_as_unknown_as_any(self, browser: Client, address: str) -> None:
        def said(identifier: str) -> str:
            answer = browser.post(address, {"markdown": f"Zie [{identifier}].", "revision": 0})
            return str(answer.context["form"].errors["markdown"]).replace(identifier, "")

        SourceFactory(identifier="kst-11111-1", classification=INTERNAL)
        assert said("kst-11111-1") == said("kst-22222-2")

    def test_of_two_who_write_at_once_the_second_sees_both_and_chooses(self, browser: Client, address: str) -> None:
        browser.post(address, {"markdown": "Van de eerste.", "revision": 0})
        response = browser.post(address, {"markdown": "Van de tweede.", "revision": 0})
        assert response.status_code == 409
        said = response.content.decode()
        assert "Van de <ins>eerste.</ins>" in said
        assert "Van de <ins>tweede.</ins>" in said
        assert ChapterText.objects.get().markdown == "Van de eerste."
        fresh = response.context["form"]["revision"].value()
        assert browser.post(address, {"markdown": "Van de tweede.", "revision": fresh}).status_code == 302
        assert ChapterText.objects.get().markdown == "Van de tweede."

    def test_the_same_form_sent_twice_is_saved_once(self, browser: Client, address: str) -> None:
        form = {"markdown": "Eenmaal.", "revision": 0}
        browser.post(address, form)
        assert browser.post(address, form).status_code == 302
        assert ChapterText.objects.get().revision == 1

    def test_hostile_text_is_text(self, browser: Client, address: str) -> None:
        browser.post(address, {"markdown": HOSTILE, "revision": 0})
        said = text_of(browser.post(address, {"markdown": HOSTILE, "revision": 1, "preview": "1"}))
        assert "<script>alert" not in said
        assert "&lt;script&gt;alert" in said
        assert "<img" not in said
        assert ChapterText.objects.get().markdown == HOSTILE

    @pytest.mark.parametrize(
        ("typed", "kept"),
        [("a\u202eb", "ab"), ("a\u0007b", "ab"), ("e\u0301", "\u00e9")],
        ids=["bidi", "control", "decomposed"],
    )
    def test_what_cannot_be_printed_is_cleaned(self, browser: Client, address: str, typed: str, kept: str) -> None:
        assert browser.post(address, {"markdown": typed, "revision": 0}).status_code == 302
        assert ChapterText.objects.get().markdown == kept

    def test_an_endless_word_is_refused_and_kept_in_the_form(self, browser: Client, address: str) -> None:
        word = "a" * 100_000
        response = browser.post(address, {"markdown": word, "revision": 0})
        refused(response, "markdown", "50")
        assert word in response.content.decode()
        assert not ChapterText.objects.exists()

    def test_what_is_wrong_stands_in_the_title_and_a_lost_race_has_its_heading(
        self, browser: Client, kamer: Report, address: str
    ) -> None:
        assert "<title>Chapter “Vooruitblik” – " in text_of(browser.get(address))
        wrong = browser.post(address, {"markdown": "x"}).content.decode()
        assert "<title>Error: Chapter “Vooruitblik” – " in wrong
        browser.post(address, {"markdown": "Van de eerste.", "revision": 0})
        lost = browser.post(address, {"markdown": "Van de tweede.", "revision": 0}).content.decode()
        assert "Somebody else was first" in lost
        for words in ("Cancel", "Leave it as it is saved now"):
            assert f'href="{kamer.get_absolute_url()}">{words}</a>' in lost

    @pytest.mark.parametrize("revision", ["", "-1", "x"])
    def test_a_form_without_its_revision_saves_nothing(self, browser: Client, address: str, revision: str) -> None:
        assert browser.post(address, {"markdown": "Tekst", "revision": revision}).status_code == 422
        assert not ChapterText.objects.exists()

    @pytest.mark.parametrize("chapter", ["sources", "approach", "none"])
    def test_chapters_without_authors_have_no_such_page(self, browser: Client, kamer: Report, chapter: str) -> None:
        assert browser.get(page("write-chapter", kamer.pk, chapter)).status_code == 404

    @pytest.mark.parametrize("role", READERS)
    def test_others_may_not(self, sign_in: SignIn, kamer: Report, address: str, role: Role) -> None:
        browser = sign_in(a_user(role))
        assert browser.get(address).status_code == 403
        assert browser.post(address, {"markdown": "x", "revision": 0}).status_code == 403
        assert address not in text_of(browser.get(kamer.get_absolute_url()))
        assert not ChapterText.objects.exists()


class TestCompiling:
    def test_the_button_asks_for_a_job_that_the_page_shows(self, browser: Client, kamer: Report) -> None:
        before = text_of(browser.get(kamer.get_absolute_url()))
        assert page("compile", kamer.pk) in before
        response = browser.post(page("compile", kamer.pk))
        assert (response.status_code, response["Location"]) == (302, kamer.get_absolute_url())
        job = Job.objects.get()
        after = text_of(browser.get(kamer.get_absolute_url()))
        assert page("compile", kamer.pk) not in after
        assert reverse("core:job", args=[job.pk]) in after
        assert "<progress" in after
        assert "Waiting for a worker" in after

    def test_asking_twice_gives_one_job(self, browser: Client, kamer: Report) -> None:
        browser.post(page("compile", kamer.pk))
        browser.post(page("compile", kamer.pk))
        assert Job.objects.count() == 1

    def test_looking_does_not_compile(self, browser: Client, kamer: Report) -> None:
        assert browser.get(page("compile", kamer.pk)).status_code == 405

    @pytest.mark.parametrize("role", READERS)
    def test_others_may_not(self, sign_in: SignIn, kamer: Report, role: Role) -> None:
        browser = sign_in(a_user(role))
        assert page("compile", kamer.pk) not in text_of(browser.get(kamer.get_absolute_url()))
        assert browser.post(page("compile", kamer.pk)).status_code == 403
        assert not Job.objects.exists()


class TestJobPage:
    @pytest.fixture
    def job(self, secretary: User, kamer: Report) -> Job:
        return compile_report(viewer_of(secretary), kamer)

    def test_it_says_at_which_step_the_work_is(self, browser: Client, job: Job) -> None:
        Job.objects.filter(pk=job.pk).update(state=JobState.RUNNING, step="chapters", percent=40)
        said = text_of(browser.get(reverse("core:job", args=[job.pk])))
        assert "Step 3 of 6" in said
        assert 'value="40"' in said
        assert "<html" in said

    def test_htmx_gets_the_fragment_and_loads_the_page_anew_at_the_end(self, browser: Client, job: Job) -> None:
        address = reverse("core:job", args=[job.pk])
        running = browser.get(address, HTTP_HX_REQUEST="true")
        assert "<html" not in text_of(running)
        assert "hx-get" in text_of(running)
        assert "HX-Refresh" not in running
        Job.objects.filter(pk=job.pk).update(state=JobState.DONE, percent=100)
        done = browser.get(address, HTTP_HX_REQUEST="true")
        assert "hx-get" not in text_of(done)
        assert done["HX-Refresh"] == "true"

    def test_a_failure_says_why(self, browser: Client, job: Job) -> None:
        Job.objects.filter(pk=job.pk).update(state=JobState.FAILED, error="Regel 3: <onbekend>")
        said = text_of(browser.get(reverse("core:job", args=[job.pk])))
        assert "Regel 3: &lt;onbekend&gt;" in said

    @pytest.mark.parametrize("role", Role)
    def test_who_may_compile_may_stop_and_others_only_look(self, sign_in: SignIn, job: Job, role: Role) -> None:
        browser = sign_in(a_user(role))
        stop = reverse("core:cancel-job", args=[job.pk])
        assert (stop in text_of(browser.get(reverse("core:job", args=[job.pk])))) == (role in EDITORS)
        assert browser.post(stop).status_code == (302 if role in EDITORS else 403)
        job.refresh_from_db()
        assert job.state == (JobState.CANCELLED if role in EDITORS else JobState.QUEUED)

    def test_a_job_that_ended_offers_no_stop(self, browser: Client, job: Job) -> None:
        jobs.cancel(a_viewer(), job)
        said = text_of(browser.get(reverse("core:job", args=[job.pk])))
        assert reverse("core:cancel-job", args=[job.pk]) not in said
        assert "Stopped" in said

    def test_every_kind_of_job_has_words_for_every_step(self) -> None:
        assert all(label for _key, label in COMPILE.steps)
        assert len({key for key, _label in COMPILE.steps}) == len(COMPILE.steps)


class TestVersion:
    def test_the_page_shows_it_with_the_way_to_what_each_block_rests_on(self, browser: Client, kamer: Report) -> None:
        version = a_version(kamer, ActivityFactory(classification=PUBLIC))
        said = text_of(browser.get(version.get_absolute_url()))
        assert "Er is voortgang." in said
        assert block_page(version) in said
        assert page("file", version.pk, "html") in said
        assert version.sha256 in said

    def test_the_page_of_a_block_names_its_sources_and_its_rows(self, browser: Client, kamer: Report) -> None:
        activity = ActivityFactory(classification=PUBLIC, title="Een openbare activiteit")
        said = text_of(browser.get(block_page(a_version(kamer, activity))))
        assert "Een openbare studie" in said
        assert activity.title in said
        assert activity.get_absolute_url() in said

    def test_what_has_become_hidden_since_is_left_out_without_a_trace(self, sign_in: SignIn, kamer: Report) -> None:
        row = ActivityFactory(classification=PUBLIC, title="Later vertrouwelijk")
        version = a_version(kamer, row)
        type(row).objects.update(classification=Classification.DEPARTMENTAL)
        said = text_of(sign_in(a_user(Role.POST)).get(block_page(version)))
        assert row.title not in said
        assert str(row.pk) not in said

    @pytest.mark.parametrize("block", ["p-9", "h-1x", "none"])
    def test_a_block_that_is_not_there_is_not_there(self, browser: Client, kamer: Report, block: str) -> None:
        assert browser.get(page("block", a_version(kamer).pk, block)).status_code == 404

    def test_the_web_page_is_shown_under_a_policy_of_its_own(self, browser: Client, kamer: Report) -> None:
        version = a_version(kamer)
        response = browser.get(page("file", version.pk, "html"))
        content = bytes_of(response)
        assert response["Content-Type"] == "text/html; charset=utf-8"
        assert content == version.renditions.get().file.read()
        policy = response["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert f"style-src '{style_hash()}'" in policy
        assert "script-src" not in policy
        assert response["Cache-Control"] == "no-store"
        assert response["X-Content-Type-Options"] == "nosniff"

    def test_the_pdf_is_downloaded_under_a_name_that_tells_no_more_than_its_place(
        self, browser: Client, kamer: Report
    ) -> None:
        version = a_version(kamer)
        keep(version, RenditionFormat.PDF, b"%PDF-1.7 proef", {})
        response = browser.get(page("file", version.pk, "pdf"))
        assert response["Content-Type"] == "application/pdf"
        assert response["Content-Disposition"] == 'attachment; filename="kamer-2023-Q4-versie-1.pdf"'
        assert bytes_of(response) == b"%PDF-1.7 proef"

    @pytest.mark.parametrize("name", ["pdf", "docx"])
    def test_a_format_that_was_not_made_is_not_there(self, browser: Client, kamer: Report, name: str) -> None:
        assert browser.get(page("file", a_version(kamer).pk, name)).status_code == 404

    def test_a_version_to_the_hceu_carries_its_marking(
        self, browser: Client, circle: Compartment, kamer: Report
    ) -> None:
        said = text_of(browser.get(a_version(hceu_report(circle)).get_absolute_url()))
        assert "Departmental Confidential" in said


def test_all_audiences_can_be_started(browser: Client, circle: Compartment) -> None:
    offered = {value for value, _label in browser.get(page("start")).context["form"].fields["audience"].choices}
    assert offered == {ViewerKind.KAMER, ViewerKind.HCEU}


def test_a_report_sits_in_its_audiences_own_compartment_and_in_no_other_that_the_audience_is_in() -> None:
    own, other = hceu_circle(), CompartmentFactory(name="Antibiotica")
    join(other, audience=ViewerKind.HCEU)
    user = a_user()
    join(own, user=user)
    join(other, user=user)
    report = actions.start_report(viewer_of(user), quarter=Quarter(2023, 4), audience=ViewerKind.HCEU)
    assert report.compartment == own


def test_who_is_in_another_compartment_of_the_audience_only_cannot_start_its_report() -> None:
    hceu_circle()
    other = CompartmentFactory(name="Antibiotica")
    join(other, audience=ViewerKind.HCEU)
    user = a_user()
    join(other, user=user)
    with pytest.raises(DomainError):
        actions.start_report(viewer_of(user), quarter=Quarter(2023, 4), audience=ViewerKind.HCEU)
