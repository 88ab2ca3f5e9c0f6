"""No word of the interface passes by gettext: in a pseudo-language every page, in every state, holds none that shows.

Rows are planted with words that begin with RIJ; proper names are listed here. What has a `lang` of its own is a text of
somebody (a report, a source's words), and is not looked at. Mails have a file of words for each language.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

import pytest
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django import forms
from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache as attempts
from django.db.models import F
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy, ngettext, npgettext, pgettext
from django.views.defaults import server_error

from accounts.classification import Classification, Ground
from accounts.models import User
from accounts.roles import Role
from core import citations
from core.jobs import KINDS
from core.mails import KINDS as MAILS
from core.models import Job, JobState, SourceKind
from core.quarters import Quarter
from dependencies.models import Basis, Dependency, FigureSeries, InterestKind
from questions.models import LEVELS, Group, LetterSection, QuestionSet, SetState
from reports.actions import compile_report, withdraw_version
from reports.chapters import all_chapters
from reports.compiling import COMPILE
from reports.models import BlockSource, ChapterText, Report, ReportVersion
from tests.compiles import hceu_circle
from tests.factories import (
    NOW,
    PASSWORD,
    Q4,
    ActivityFactory,
    CommitmentFactory,
    DepartmentFactory,
    DependencyFactory,
    DependencyGoodsCodeFactory,
    FigureFactory,
    FigureSeriesFactory,
    FocusAreaFactory,
    MilestoneFactory,
    MoveFactory,
    QuestionFactory,
    QuestionSetFactory,
    ReportFactory,
    RouteStopFactory,
    SourceFactory,
    UserFactory,
    a_user,
    join,
    viewer_of,
)
from tests.pseudo_locale import pseudo_locale, unmarked, widened, words_on
from tests.publishing import Chairs, a_version
from tests.routes import FOR_THE_AUDITOR, NO_PAGE, address, names, pages
from timeline.models import Activity, ActivityState, Commitment, CommitmentKind, CoreTask

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("messages")]


@pytest.fixture(autouse=True)
def no_attempts_yet() -> None:
    """Rate limits are remembered in the cache."""
    attempts.clear()


LISTS = (
    *("timeline:activities", "timeline:commitments", "questions:list"),
    *("dependencies:register", "dependencies:series-list"),
)
# Short names are written small; addresses of mail are known as such.
DATA = re.compile(r"\bRIJ\w*|\brij-(?![a-z0-9-]*@)[a-z0-9-]+")
# Proper names and abbreviations, which are the same in every language.
NAMES = frozenset(
    {
        *("Taskforce Strategische Afhankelijkheden", "Strategische Afhankelijkheden"),
        # Reports are written in Dutch, and so are the titles of their chapters; the last is that of tests.publishing.
        *(chapter.title for chapter in all_chapters()),
        "Voortgang",
        *(citations.PAPER_EXAMPLE, citations.PROCEEDINGS_EXAMPLE, "Nederlands", "English"),
        *("HCEU", "EZK", "BZ", "API", "OpenAPI", "PDF", "HTML", "CSV", "XLSX", "ODS", "SHA", "HS", "CN"),
    }
)


def faults_of(response: Any, what: str) -> list[str]:
    """What of a page did not go through gettext, a line for each piece of text."""
    # The page of the API prints its description, which is in English.
    described = "things" in (getattr(response, "context", None) or {})
    names = NAMES | words_of_the_api() if described else NAMES
    return [
        f"{what}: <{words.where}> {words.text[:120]!r}: {', '.join(found)}"
        for words in words_on(response.content.decode())
        if (found := unmarked(words.text, names, DATA))
    ]


@cache
def words_of_the_api() -> frozenset[str]:
    """Every word of the description of the API."""
    return frozenset(re.findall(r"[^\W\d_]+", Client().get(reverse("openapi")).content.decode()))


@dataclass(frozen=True)
class House:
    """Rows of every kind, with words that are known as theirs, and the people of it."""

    chairs: Chairs
    report: Report
    version: ReportVersion
    activity: Activity


@pytest.fixture
def house() -> House:
    """What there is to show, made before the pseudo-language begins."""
    ezk, bz = (DepartmentFactory(abbreviation=name, name=f"RIJDEPARTEMENT{name}") for name in ("EZK", "BZ"))
    chairs = Chairs(
        a_user(name="RIJSECRETARIS"),
        *(a_user(Role.CO_CHAIR, department=name, name=f"RIJ{name}") for name in ("EZK", "BZ")),
    )
    circle = hceu_circle()
    for one in chairs.everybody:
        join(circle, user=one)
    kept: dict[str, Any] = {
        "compartment": circle,
        "ground": Ground.PRIVACY,
        "classification": Classification.DEPARTMENTAL,
    }
    source = SourceFactory(
        kind=SourceKind.STUDY,
        citation="RIJBRON",
        title="RIJBRONTITEL",
        identifier="rij-bron-1",
        url="https://example.org/rij",
    )
    area = FocusAreaFactory(name_nl="RIJGEBIED", name_en="RIJGEBIED")
    common: dict[str, Any] = {
        "description": "RIJBESCHRIJVING",
        "core_task": CoreTask.INSIGHT,
        "led_by_secretariat": True,
    }
    activity = ActivityFactory(
        title="RIJACTIVITEIT",
        quarter=Q4,
        original_quarter=Quarter(2023, 3),
        classification=Classification.PUBLIC,
        starts_on=date(2023, 10, 2),
        due_on=date(2023, 12, 8),
        yielded="RIJOPBRENGST",
        published_at=NOW,
        **common,
    )
    states: list[dict[str, Any]] = [
        {"state": ActivityState.RUNNING, "due_on": date(2023, 11, 1)},
        {"state": ActivityState.DONE, "done_on": date(2023, 11, 2)},
        {"state": ActivityState.DROPPED, "state_reason": "RIJREDEN"},
        {"state": ActivityState.PLANNED, **kept},
    ]
    for number, state in enumerate(states):
        ActivityFactory(title=f"RIJANDERE{number}", quarter=Q4, **common, **state)
    MoveFactory(activity=activity, reason="RIJVERPLAATST", moved_by=chairs.secretary)
    activity.leads.create(department=ezk)
    activity.focus_areas.create(focus_area=area)
    activity.citations.create(source=source, locator="RIJPLAATS")
    for number, reached in enumerate((None, NOW.date())):
        MilestoneFactory(activity=activity, title=f"RIJMIJLPAAL{number}", reached_on=reached)
    commitment = {
        "source": source,
        "source_locator": "RIJPLAATS",
        "department": bz,
        "officeholder": "RIJMINISTER",
        "made_on": NOW.date(),
    }
    CommitmentFactory(text="RIJTOEZEGGING", due_on=NOW.date() - timedelta(days=9), **commitment)
    CommitmentFactory(
        text="RIJMOTIE", kind=CommitmentKind.MOTION, settled_by=source, settled_on=NOW.date(), **commitment, **kept
    )
    two_question_sets(chairs.ezk)
    looked: dict[str, Any] = {"owner": chairs.secretary, "look_again_on": NOW.date()}
    dependency = DependencyFactory(
        title="RIJAFHANKELIJKHEID",
        code="RIJCODE",
        description="RIJBESCHRIJVING",
        lead_department=ezk,
        focus_area=area,
        priority=4,
        priority_reason="RIJREDEN",
        classification=Classification.PUBLIC,
        **looked,
    )
    for basis in Basis:
        dependency.bases.create(basis=basis)
    dependency.involved.create(department=bz)
    for kind in InterestKind:
        dependency.interests.create(kind=kind, name="RIJBELANG")
    dependency.citations.create(source=source, locator="RIJPLAATS")
    DependencyGoodsCodeFactory(dependency=dependency)
    series = FigureSeriesFactory(
        dependency=dependency,
        about="RIJPRODUCT",
        note="RIJTOELICHTING",
        source=source,
        locator="RIJPLAATS",
        goods_code="280910",
        origin="direct",
        year=2022,
        classification=Classification.PUBLIC,
        **looked,
    )
    RouteStopFactory(figure=FigureFactory(series=series, region="RIJREGIO", unit="RIJEENHEID"))
    FigureFactory(series=series, country=None, value=None)
    for number, facts in enumerate(({"stage": "strategic"}, {"stage": "dismissed"}, kept)):
        DependencyFactory(title=f"RIJANDER{number}", code=f"RIJ{number}", lead_department=ezk, **facts)
    report = ReportFactory(title="RIJRAPPORT", signatories=["RIJONDERTEKENAAR"])
    ChapterText.objects.create(report=report, key="outlook", markdown="RIJTEKST")
    version = a_version(report)
    BlockSource.objects.create(
        version=version,
        block_id="p-2",
        content_type=ContentType.objects.get_for_model(Activity),
        object_id=activity.pk,
        event=activity.events.latest("pgh_id").pgh_id,
        classification=Classification.PUBLIC,
    )
    Activity.objects.filter(pk=activity.pk).update(yielded="RIJANDEREOPBRENGST", revision=2)
    a_version(ReportFactory(audience="hceu", compartment=circle, title="RIJANNOTATIE"), "RIJZIN")
    Job.objects.update(kind=COMPILE.name, args={"report": str(report.pk)}, step="", error="")
    return House(chairs, report, version, activity)


def two_question_sets(chair: User) -> None:
    """A version that was adopted, and a draft that changes all that a version can change."""
    for version in (1, 2):
        made = QuestionSetFactory(series="reeks", version=version, note="RIJTOELICHTING")
        for group in Group:
            words = {f"{text}_{lang}": f"RIJ{text}{version}" for text in ("text", "help") for lang in ("nl", "en")}
            levels = {f"level_{n}_{lang}": f"RIJNIVEAU{n}VAN{version}" for n in LEVELS for lang in ("nl", "en")}
            QuestionFactory(
                question_set=made,
                key=f"rij-{version}" if group == Group.DEPENDENCY else f"rij-groep-{group}",
                group=Group.RISK if version == 2 else group,
                quote=f"RIJCITAAT{version}",
                source_section=LetterSection.values[version],
                **words,
                **levels,
            )
        if version == 1:
            made.state, made.adopted_at, made.adopted_by = SetState.ADOPTED, NOW, chair
            made.save()


@pytest.fixture
def pseudo(house: House) -> Iterator[None]:
    """The report is published; from here on the interface speaks the pseudo-language."""
    house.chairs.publish(house.version)
    with pseudo_locale():
        yield


@pytest.fixture
def empty() -> Iterator[None]:
    """The pseudo-language in a house without rows."""
    with pseudo_locale():
        yield


def browser(user: User | None = None) -> Client:
    """Somebody's browser, or a visitor's, that asks for the pseudo-language."""
    client = Client(HTTP_ACCEPT_LANGUAGE="nl")
    if user is not None:
        # By the form, so that what asks for a password anew knows that it was just given.
        client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    return client


def opened(client: Client, path: str, what: str, *expected: int) -> list[str]:
    """Open a page, which must be there; its faults."""
    response = client.get(path, follow=True)
    assert response.status_code in (expected or (200,)), f"{what} answers {response.status_code}"
    return faults_of(response, what)


def none(faults: list[str]) -> None:
    """Check that there are no faults, each told once."""
    assert not faults, "\n".join(dict.fromkeys(faults))


@pytest.mark.usefixtures("pseudo")
def test_every_page(house: House) -> None:
    client, auditor = browser(house.chairs.ezk), browser(a_user(Role.AUDITOR, name="RIJAUDITOR"))
    faults = []
    for name in pages():
        faults += opened(auditor if name in FOR_THE_AUDITOR else client, address(name), name)
    none(faults)


@pytest.mark.usefixtures("pseudo")
def test_every_page_for_who_may_only_read(house: House) -> None:
    """Pages without their buttons, and what is said to who may not do it."""
    client = browser(a_user(Role.POST, department="BZ", name="RIJPOST"))
    none([fault for name in pages() for fault in opened(client, address(name), name, 200, 403, 404)])


@pytest.mark.usefixtures("empty")
def test_every_list_without_rows() -> None:
    client = browser(a_user(name="RIJSECRETARIS"))
    lists = ("today", "timeline:plan", "reports:list", "api-tokens")
    none([fault for name in (*lists, *LISTS) for fault in opened(client, reverse(name), name)])


@pytest.mark.usefixtures("pseudo")
def test_what_visitors_see(house: House) -> None:
    public = ("publications:list", "publications:quarter", "publications:paper")
    faults = opened(browser(), "/", "front") + opened(browser(), "/bestaat-niet/", "404", 404)
    faults += [fault for name in public for fault in opened(browser(), address(name), name)]
    withdraw_version(viewer_of(house.chairs.ezk), house.version, reason="RIJREDEN")
    faults += [fault for name in public for fault in opened(browser(), address(name), f"{name}, withdrawn", 200, 410)]
    none(faults)


@pytest.mark.usefixtures("house")
def test_two_versions_side_by_side(house: House) -> None:
    a_version(house.report, "RIJNIEUW")
    with pseudo_locale():
        none(opened(browser(house.chairs.secretary), reverse("reports:compare", args=[house.report.pk]), "compare"))


def fields_of(response: Any) -> dict[str, forms.Field]:
    """The fields of the form on a page, if there is one."""
    form = (response.context or {}).get("form")
    return dict(form.fields) if form is not None else {}


def held(response: Any) -> dict[str, Any]:
    """What a browser would send of a form as it came."""
    form = response.context["form"]
    return {name: form[name].value() for name in form.fields if form[name].value() not in (None, "", False, [])}


@pytest.mark.usefixtures("pseudo")
@pytest.mark.parametrize("typed", ["", "RIJFOUT", "RIJFOUT" * 2_000])
def test_every_form_that_is_filled_in_wrong(house: House, typed: str) -> None:
    """Nothing, what fits no field, and what is too long: the words at the fields, or what is said when it is saved."""
    client, faults = browser(house.chairs.secretary), []
    for name in pages():
        response = client.get(address(name))
        if response.status_code != 200 or name == "account_logout":
            continue
        hidden = {
            key: value
            for key, value in (held(response) if fields_of(response) else {}).items()
            if fields_of(response)[key].widget.is_hidden
        }
        if fields_of(response):
            data = hidden | {key: typed for key in fields_of(response) if key not in hidden}
            faults += faults_of(client.post(address(name), data, follow=True), f"{name} with {typed[:10]!r}")
    none(faults)


@pytest.mark.usefixtures("pseudo")
def test_every_form_that_lost_a_race(house: House) -> None:
    client, faults, met = browser(house.chairs.secretary), [], 0
    for name in pages():
        response = client.get(address(name))
        if response.status_code != 200 or "revision" not in fields_of(response):
            continue
        data = held(response)
        for row in (Activity, Commitment, QuestionSet, Dependency, FigureSeries):
            row.objects.update(revision=F("revision") + 1)
        texts = [
            key
            for key, field in fields_of(response).items()
            if isinstance(field, forms.CharField) and not field.widget.is_hidden
        ]
        answer = client.post(address(name), data | dict.fromkeys(texts, "RIJANDERS"), follow=True)
        met += answer.status_code == 409
        faults += faults_of(answer, f"{name} in conflict")
    assert met >= 5
    none(faults)


@pytest.mark.usefixtures("pseudo")
def test_what_is_said_when_it_is_done(house: House) -> None:
    """Every form as it came, sent: what was typed before is there still, so most of it can be saved."""
    client, faults = browser(house.chairs.secretary), []
    for name in pages():
        response = client.get(address(name))
        if (
            response.status_code == 200
            and fields_of(response)
            and name not in ("account_logout", "account_change_password")
        ):
            texts = [key for key, field in fields_of(response).items() if field.required and key not in held(response)]
            answer = client.post(address(name), dict.fromkeys(texts, "RIJGEDAAN") | held(response), follow=True)
            faults += faults_of(answer, f"{name}, done")
    none(faults)


@pytest.mark.usefixtures("pseudo")
@pytest.mark.parametrize("name", LISTS)
def test_lists_that_are_filtered_sorted_or_asked_for_what_is_not_there(house: House, name: str) -> None:
    client = browser(house.chairs.secretary)
    form = client.get(reverse(name)).context["filterset"].form
    faults = []
    for key, field in form.fields.items():
        choices = [str(value) for value, _label in getattr(field, "choices", ()) if value not in ("", None)]
        for value in (*choices, "RIJFOUT", "2023-12-01"):
            response = client.get(reverse(name), {key: value})
            assert response.status_code in (200, 422)
            faults += faults_of(response, f"{name}?{key}={value}")
    for column in client.get(reverse(name)).context["columns"]:
        faults += faults_of(client.get(reverse(name), {"sort": f"-{column.key}"}), f"{name} by {column.key}")
    none(faults)


@pytest.mark.usefixtures("pseudo")
@pytest.mark.parametrize("name", LISTS)
def test_the_headings_of_a_download(house: House, name: str) -> None:
    response = browser(house.chairs.secretary).get(reverse(name), {"download": "csv"})
    text = response.content.decode("utf-8-sig")
    none([f"{name}: {word}" for word in unmarked(text, NAMES, DATA)])


@pytest.mark.usefixtures("pseudo")
@pytest.mark.parametrize("state", JobState)
def test_a_job_and_its_report_in_every_state(house: House, state: JobState) -> None:
    client = browser(house.chairs.secretary)
    job = compile_report(viewer_of(house.chairs.secretary), house.report)
    for step in ("lock", "read", "chapters", "store", "pdf", "html"):
        Job.objects.filter(pk=job.pk).update(
            state=state, step=step, percent=40, error="RIJFOUT" if state == JobState.FAILED else ""
        )
        for path in (reverse("core:job", args=[job.pk]), house.report.get_absolute_url()):
            none(opened(client, path, f"{path} {state} {step}"))


@pytest.mark.usefixtures("house")
@pytest.mark.parametrize("steps", range(5))
def test_a_report_at_every_step_of_its_life(house: House, steps: int) -> None:
    chairs, version = house.chairs, house.version
    if steps == 1:
        chairs.ask(version)
    if steps == 2:
        chairs.approve(version, chairs.ezk)
    if steps == 3:
        chairs.approve(version)
    if steps == 4:
        chairs.publish(version)
    with pseudo_locale():
        faults = []
        for person in chairs.everybody:
            for path in (
                house.report.get_absolute_url(),
                version.get_absolute_url(),
                reverse("reports:list"),
                reverse("today"),
            ):
                faults += opened(browser(person), path, f"{path} at step {steps}")
            for name in ("ask-review", "approve", "publish", "withdraw"):
                faults += opened(browser(person), reverse(f"reports:{name}", args=[version.pk]), name, 200, 403, 404)
    none(faults)


# --- signing in ---

KEYED = {"account_confirm_email": ["onbekend"], "account_reset_password_from_key": ["1", "onbekend"]}
"""Addresses with a key in them, opened with one that opens nothing."""


@pytest.mark.usefixtures("pseudo")
def test_every_page_about_signing_in(house: House) -> None:
    """For a visitor and for somebody who is signed in, wherever it leads them."""
    faults = []
    for name in names():
        if not name.startswith(("account_", "mfa_")) or name in NO_PAGE:
            continue
        path = reverse(name, args=KEYED.get(name, []))
        for who in (None, house.chairs.secretary):
            response = browser(who).get(path, follow=True)
            if response.get("Content-Type", "").startswith("text/html"):
                faults += faults_of(response, f"{name} for {'a visitor' if who is None else 'staff'}")
    none(faults)


def with_an_app(user: User) -> None:
    """Somebody with a second factor and recovery codes, and none from before."""
    Authenticator.objects.filter(user=user).delete()
    TOTP.activate(user, generate_totp_secret())
    RecoveryCodes.activate(user)


@pytest.mark.usefixtures("pseudo")
def test_the_second_factor(house: House, settings: Any) -> None:
    """Setting it up, signing in with it, its codes, and taking it away; each also with something wrong."""
    user, faults = house.chairs.secretary, []
    client = browser(user)
    activate, forms_of = reverse("mfa_activate_totp"), ("mfa_deactivate_totp", "mfa_generate_recovery_codes")
    faults += opened(client, activate, "setting up")
    faults += faults_of(client.post(activate, {"code": "RIJFOUT"}), "setting up with a wrong code")
    with_an_app(user)
    for name in ("mfa_index", "mfa_view_recovery_codes", *forms_of):
        faults += opened(client, reverse(name), name)
    faults += faults_of(client.post(reverse("mfa_generate_recovery_codes"), follow=True), "new codes")
    faults += faults_of(client.post(reverse("mfa_deactivate_totp"), follow=True), "taken away")
    with_an_app(user)
    settings.SECOND_FACTOR_REQUIRED = True
    step = Client(HTTP_ACCEPT_LANGUAGE="nl")
    faults += faults_of(
        step.post(reverse("account_login"), {"login": user.email, "password": PASSWORD}, follow=True),
        "the step of the code",
    )
    for code in ("", "RIJFOUT"):
        faults += faults_of(step.post(reverse("mfa_authenticate"), {"code": code}), "a wrong code")
    later = browser()
    later.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    for name in ("account_reauthenticate", "mfa_reauthenticate"):
        faults += opened(later, reverse(name), name)
        faults += faults_of(later.post(reverse(name), {"password": "RIJFOUT", "code": "RIJFOUT"}), f"{name}, wrong")
    none(faults)


@pytest.mark.usefixtures("pseudo")
def test_passwords(house: House) -> None:
    """A wrong one, a forgotten one, and a new one that is too short, too common, or not the same twice."""
    user, faults = house.chairs.secretary, []
    login, reset = reverse("account_login"), reverse("account_reset_password")
    for typed in (
        {},
        {"login": user.email},
        {"login": "RIJ", "password": "RIJ"},
        {"login": user.email, "password": "RIJ"},
    ):
        faults += faults_of(Client(HTTP_ACCEPT_LANGUAGE="nl").post(login, typed), f"signing in with {sorted(typed)}")
    for typed in ({}, {"email": "RIJ"}, {"email": user.email}):
        faults += faults_of(browser().post(reset, typed, follow=True), f"forgotten: {typed}")
    link = reverse(
        "account_reset_password_from_key", args=[user_pk_to_url_str(user), default_token_generator.make_token(user)]
    )
    new = browser()
    answer = new.get(link, follow=True)
    faults += faults_of(answer, "a new password")
    form = answer.redirect_chain[-1][0]
    change, client = reverse("account_change_password"), browser(user)
    for password1, password2 in (
        ("", ""),
        ("12345678", "12345678"),
        ("rij", "rij"),
        (PASSWORD, "RIJ"),
        (user.email, user.email),
    ):
        typed = {"password1": password1, "password2": password2}
        faults += faults_of(new.post(form, typed), "a new password that is wrong")
        for old in ("RIJ", PASSWORD):
            faults += faults_of(client.post(change, typed | {"oldpassword": old}), "a changed password that is wrong")
    faults += faults_of(
        new.post(form, dict.fromkeys(("password1", "password2"), "een ander lang wachtwoord"), follow=True),
        "a password that is new",
    )
    none(faults)


@pytest.mark.usefixtures("pseudo")
def test_what_is_said_when_somebody_asks_too_often_or_without_the_form(house: House) -> None:
    faults, strict = [], Client(HTTP_ACCEPT_LANGUAGE="nl", enforce_csrf_checks=True)
    faults += faults_of(strict.post(reverse("account_login"), {"login": "RIJ"}), "403 of the form")
    client = Client(HTTP_ACCEPT_LANGUAGE="nl")
    for _attempt in range(30):
        answer = client.post(reverse("account_reset_password"), {"email": "rij@example.org"})
        if answer.status_code == 429:
            break
    assert answer.status_code == 429
    none(faults + faults_of(answer, "429"))


@pytest.mark.usefixtures("empty")
def test_what_is_said_when_the_site_fails() -> None:
    none(faults_of(server_error(RequestFactory().get("/")), "500"))


@pytest.mark.usefixtures("pseudo")
def test_the_admin(house: House) -> None:
    """Its words are Django's and the names of our models and columns."""
    # Words of Django and allauth themselves, which they hand to nobody for translation; and the keys of kinds of jobs.
    theirs = {
        "Authenticators",
        "authenticators",
        "authenticator",
        "Search",
        "True",
        "False",
        *"-".join([*KINDS, *MAILS]).split("-"),
    }
    user = UserFactory(name="RIJBEHEERDER", is_staff=True, is_superuser=True, email="rij-beheer@example.org")
    client, faults = browser(user), opened(browser(user), reverse("admin:index"), "admin")
    for model in admin.site._registry:
        for page in ("changelist", "add"):
            path = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}")
            faults += opened(client, path, f"admin: {path}", 200, 403)
    none([fault for fault in faults if not set(fault.rpartition(": ")[2].split(", ")) <= theirs])


# --- the test itself ---


@pytest.mark.parametrize(
    ("page", "found"),
    [
        ("<p>Opslaan</p>", ["Opslaan"]),
        (f"<p>{widened('Save %(count)s rows') % {'count': 'rijen'}}</p>", ["rijen"]),
        (f'<input placeholder="{widened("Search")}"><input placeholder="Zoek">', ["Zoek"]),
        ('<img alt="Een plaatje"><a aria-label="Verder" title="Ga">x</a>', ["Een", "plaatje", "Ga", "Verder", "x"]),
        ('<input type="submit" value="Stuur"><input type="text" value="RIJ">', ["Stuur"]),
        ("<svg><title>Tekening</title><text>punt</text></svg><title>Pagina</title>", ["Tekening", "punt", "Pagina"]),
        ('<option value="x">Keuze</option><script>var nee</script><style>nee</style>', ["Keuze"]),
        ('<p lang="nl">Een tekst van iemand</p><p>RIJTITEL, PDF, Q4 2023, 9.00 uur, a@b.nl, https://x.nl/nee</p>', []),
        ('<html lang="nl"><p>Wel</p></html>', ["Wel"]),
        ("<br><p>Na<br>een<path d='M0'/>einde</p>", ["Na", "een", "einde"]),
    ],
)
def test_a_word_that_did_not_go_through_gettext_is_seen(page: str, found: list[str]) -> None:
    assert [word for words in words_on(page) for word in unmarked(words.text, NAMES, DATA)] == found


def test_every_way_to_a_message_is_widened() -> None:
    with pseudo_locale():
        said = (
            gettext("Save"),
            str(gettext_lazy("Save")),
            pgettext("block", "list"),
            ngettext("%(count)s row", "%(count)s rows", 2) % {"count": 2},
            npgettext("block", "one", "more", 1),
            str(JobState.QUEUED.label),
        )
    assert said == ("Ｓａｖｅ", "Ｓａｖｅ", "ｌｉｓｔ", "2 ｒｏｗｓ", "ｏｎｅ", "ｗａｉｔｉｎｇ")
    assert gettext("Save") != "Ｓａｖｅ"
