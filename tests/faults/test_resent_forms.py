"""A form that is sent twice, one after the other or at the same moment, does once what it does, and says so.

Every form of the site has a line in FORMS; one without it fails the suite.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import psycopg
import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accounts.classification import Classification
from accounts.models import User
from accounts.roles import Role
from accounts.tokens import valid_tokens
from dependencies.models import DependencyCitation
from questions.models import Group
from reports.actions import compile_report
from tests.api_client import own_address
from tests.conftest import database_url
from tests.factories import (
    NOW,
    PASSWORD,
    ActivityFactory,
    CommitmentFactory,
    DepartmentFactory,
    DependencyFactory,
    FigureSeriesFactory,
    MilestoneFactory,
    QuestionFactory,
    QuestionSetFactory,
    ReportFactory,
    SourceFactory,
    a_user,
    adopted_set,
    viewer_of,
)
from tests.publishing import Chairs, a_version
from tests.timeline.browsing import as_sent
from tests.waiting import wait_until
from timeline.models import ActivityCitation

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("messages")]

LETTER = "Kamerstuk 35 982, nr. 9"
LOST_RACE = "Somebody else was first"


@dataclass
class Sending:
    """A form as somebody filled it in."""

    person: User
    address: str
    data: dict[str, Any]

    def browser(self) -> Client:
        """A browser in which that person signed in, and gave the password a moment ago."""
        client = Client(REMOTE_ADDR=own_address(), headers={"accept-language": "en"})
        client.post(reverse("account_login"), {"login": self.person.email, "password": PASSWORD})
        client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
        return client


def filled(person: User, form: str, /, *args: Any, **typed: Any) -> Sending:
    """Open the form at an address and type this."""
    sending = Sending(person, reverse(form, args=args), typed)
    page = sending.browser().get(sending.address)
    assert page.status_code == 200, (page.status_code, sending.address)
    shown = page.context["form"]
    held = {key: shown[key].initial for key in shown.fields}
    known = {key: as_sent(value) for key, value in held.items() if value == 0 or value}
    known = {key: value for key, value in known.items() if value != "False"}
    sending.data = known | typed
    return sending


def bare(person: User, name: str, *args: Any, **data: Any) -> Sending:
    """A button without fields, or with hidden ones."""
    return Sending(person, reverse(name, args=args), data)


def on_activity(name: str, **typed: Any) -> Callable[[], Sending]:
    return lambda: filled(a_user(), f"timeline:{name}", ActivityFactory(**INTERNAL_ROW).pk, **typed)


def on_commitment(name: str, **typed: Any) -> Callable[[], Sending]:
    return lambda: filled(a_user(), f"timeline:{name}", CommitmentFactory(**INTERNAL_ROW).pk, **typed)


INTERNAL_ROW = {"classification": Classification.INTERNAL}


def on_dependency(name: str, **typed: Any) -> Callable[[], Sending]:
    return lambda: filled(a_user(), f"dependencies:{name}", DependencyFactory(**INTERNAL_ROW).pk, **typed)


def on_series(name: str, **typed: Any) -> Callable[[], Sending]:
    return lambda: filled(a_user(), f"dependencies:{name}", FigureSeriesFactory(**INTERNAL_ROW).pk, **typed)


FIGURE = {"figures-0-country": "China", "figures-0-value": "21"}
SERIES: dict[str, Any] = {"about": "Eén keer", "kind": "amount", "reporter": "NL", "source": LETTER} | FIGURE


def a_removed_source() -> Sending:
    citation = DependencyCitation.objects.create(dependency=DependencyFactory(), source=SourceFactory(), locator="p. 1")
    return filled(a_user(), "dependencies:remove-citation", citation.pk)


def a_published_series() -> Sending:
    told = {"classification": Classification.PUBLIC}
    dependency = DependencyFactory(published_at=NOW, **told)
    return filled(a_user(), "dependencies:publish-series", FigureSeriesFactory(dependency=dependency, **told).pk)


def a_removed_citation() -> Sending:
    citation = ActivityCitation.objects.create(activity=ActivityFactory(), source=SourceFactory(), locator="p. 1")
    return filled(a_user(), "timeline:remove-citation", citation.pk)


def on_draft(name: str, **typed: Any) -> Callable[[], Sending]:
    return lambda: filled(a_user(), f"questions:{name}", QuestionSetFactory().pk, **typed)


def on_question(name: str, **typed: Any) -> Callable[[], Sending]:
    return lambda: filled(a_user(), f"questions:{name}", QuestionFactory().pk, **typed)


def an_adoption() -> Sending:
    draft = QuestionSetFactory()
    for group in Group:
        QuestionFactory(question_set=draft, group=group)
    return filled(a_user(Role.CO_CHAIR), "questions:adopt", draft.pk)


def a_moved_question() -> Sending:
    draft = QuestionSetFactory()
    _first, second = (QuestionFactory(question_set=draft, order=order) for order in (1, 2))
    return filled(a_user(), "questions:place-question", second.pk, after="first")


def an_approval() -> Sending:
    chairs, version = Chairs(), a_version(ReportFactory())
    chairs.ask(version)
    return filled(chairs.ezk, "reports:approve", version.pk)


def a_publication() -> Sending:
    chairs, version = Chairs(), a_version(ReportFactory())
    chairs.approve(version)
    return filled(chairs.secretary, "reports:publish", version.pk)


def a_withdrawal() -> Sending:
    chairs, version = Chairs(), a_version(ReportFactory())
    chairs.publish(version)
    return filled(chairs.ezk, "reports:withdraw", version.pk, reason="Een fout in de tekst")


def a_stop() -> Sending:
    person = a_user()
    job = compile_report(viewer_of(person), ReportFactory())
    return bare(person, "core:cancel-job", job.pk)


def a_revoked_token() -> Sending:
    person = a_user()
    made = filled(person, "api-tokens", name="Koppeling")
    made.browser().post(made.address, made.data)
    return bare(person, "revoke-api-token", digest=valid_tokens(person).get().digest)


@dataclass
class Resent:
    """How a form is filled in, of what it makes exactly one row, and how it answers when it is sent again.

    `made` is a table of history where it changes a row; empty where it keeps neither.
    """

    fill_in: Callable[[], Sending]
    made: str
    first: int = 302
    second: int = 302
    words: str = field(default="")


A_QUESTION = {
    "key": "stocks",
    "group": "3",
    "text_nl": "Hoe groot is de voorraad?",
    "text_en": "How large are stocks?",
    **{f"level_{level}_{language}": f"{level}" for level in range(1, 6) for language in ("nl", "en")},
}

FORMS: dict[str, Resent] = {
    "timeline:add-activity": Resent(
        lambda: filled(a_user(), "timeline:add-activity", title="Eén keer"), "timeline.Activity"
    ),
    "timeline:change-activity": Resent(on_activity("change-activity", title="Anders"), "timeline.ActivityEvent"),
    "timeline:move-activity": Resent(on_activity("move-activity", reason="Wacht op onderzoek"), "timeline.Move"),
    "timeline:record-progress": Resent(on_activity("record-progress", yielded="Een kader"), "timeline.ActivityEvent"),
    "timeline:reclassify-activity": Resent(
        on_activity("reclassify-activity", classification="0", reason="Mag bekend zijn"), "timeline.ActivityEvent"
    ),
    "timeline:publish-activity": Resent(
        lambda: filled(a_user(), "timeline:publish-activity", ActivityFactory(classification=Classification.PUBLIC).pk),
        "timeline.ActivityEvent",
    ),
    "timeline:redact-activity": Resent(
        lambda: redaction("timeline:redact-activity", ActivityFactory()), "core.Redaction", second=409, words=LOST_RACE
    ),
    "timeline:add-milestone": Resent(
        on_activity("add-milestone", title="Kader vastgesteld", due_on="2023-12-20"), "timeline.Milestone"
    ),
    "timeline:cite-source": Resent(on_activity("cite-source", source=LETTER), "timeline.ActivityCitation"),
    # What is not there any more has no page.
    "timeline:remove-citation": Resent(a_removed_citation, "timeline.ActivityEvent", second=404),
    "timeline:reach-milestone": Resent(
        lambda: filled(a_user(), "timeline:reach-milestone", MilestoneFactory().pk), "timeline.ActivityEvent"
    ),
    "timeline:add-commitment": Resent(
        lambda: filled(a_user(), "timeline:add-commitment", kind="promise", text="Eén keer", source=LETTER),
        "timeline.Commitment",
    ),
    "timeline:change-commitment": Resent(on_commitment("change-commitment", text="Anders"), "timeline.CommitmentEvent"),
    "timeline:settle-commitment": Resent(
        on_commitment("settle-commitment", settled_by=LETTER), "timeline.CommitmentEvent"
    ),
    "timeline:reclassify-commitment": Resent(
        on_commitment("reclassify-commitment", classification="0", reason="Mag bekend zijn"), "timeline.CommitmentEvent"
    ),
    "timeline:publish-commitment": Resent(
        lambda: filled(
            a_user(), "timeline:publish-commitment", CommitmentFactory(classification=Classification.PUBLIC).pk
        ),
        "timeline.CommitmentEvent",
    ),
    "timeline:redact-commitment": Resent(
        lambda: redaction("timeline:redact-commitment", CommitmentFactory()),
        "core.Redaction",
        second=409,
        words=LOST_RACE,
    ),
    "questions:draft": Resent(
        lambda: filled(a_user(), "questions:draft", adopted_set().pk, note="Scherper"), "questions.QuestionSet"
    ),
    "questions:change-note": Resent(on_draft("change-note", note="Anders"), "questions.QuestionSetEvent"),
    "questions:adopt": Resent(an_adoption, "questions.QuestionSetEvent"),
    "questions:reclassify": Resent(
        on_draft("reclassify", classification="0", reason="Mag bekend zijn"), "questions.QuestionSetEvent"
    ),
    "questions:publish": Resent(
        lambda: filled(a_user(), "questions:publish", adopted_set(classification=Classification.PUBLIC).pk),
        "questions.QuestionSetEvent",
    ),
    "questions:redact": Resent(
        lambda: redaction("questions:redact", QuestionSetFactory()), "core.Redaction", second=409, words=LOST_RACE
    ),
    "questions:add-question": Resent(on_draft("add-question", **A_QUESTION), "questions.Question"),
    "questions:change-question": Resent(on_question("change-question", text_nl="Anders?"), "questions.QuestionEvent"),
    "questions:place-question": Resent(a_moved_question, "questions.QuestionSetEvent"),
    # What is not there any more has no page.
    "questions:remove-question": Resent(on_question("remove-question"), "questions.QuestionEvent", second=404),
    "dependencies:add": Resent(
        lambda: filled(
            a_user(),
            "dependencies:add",
            title="Eén keer",
            subject="product",
            bases=["import"],
            lead_department=str(DepartmentFactory().pk),
        ),
        "dependencies.Dependency",
    ),
    "dependencies:change": Resent(
        on_dependency("change", title="Anders", bases=["import"]), "dependencies.DependencyEvent"
    ),
    "dependencies:look": Resent(on_dependency("look"), "dependencies.DependencyEvent"),
    "dependencies:reclassify": Resent(
        on_dependency("reclassify", classification="0", reason="Mag bekend zijn"), "dependencies.DependencyEvent"
    ),
    "dependencies:publish": Resent(
        lambda: filled(a_user(), "dependencies:publish", DependencyFactory(classification=Classification.PUBLIC).pk),
        "dependencies.DependencyEvent",
    ),
    "dependencies:redact": Resent(
        lambda: redaction("dependencies:redact", DependencyFactory()), "core.Redaction", second=409, words=LOST_RACE
    ),
    "dependencies:cite-source": Resent(on_dependency("cite-source", source=LETTER), "dependencies.DependencyCitation"),
    "dependencies:remove-citation": Resent(a_removed_source, "dependencies.DependencyEvent", second=404),
    "dependencies:add-series-of": Resent(on_dependency("add-series-of", **SERIES), "dependencies.FigureSeries"),
    "dependencies:add-series": Resent(
        lambda: filled(a_user(), "dependencies:add-series", **SERIES), "dependencies.FigureSeries"
    ),
    "dependencies:change-series": Resent(
        on_series("change-series", about="Anders", **FIGURE), "dependencies.FigureSeriesEvent"
    ),
    "dependencies:look-series": Resent(on_series("look-series"), "dependencies.FigureSeriesEvent"),
    "dependencies:reclassify-series": Resent(
        on_series("reclassify-series", classification="0", reason="Mag bekend zijn"), "dependencies.FigureSeriesEvent"
    ),
    "dependencies:publish-series": Resent(a_published_series, "dependencies.FigureSeriesEvent"),
    "dependencies:redact-series": Resent(
        lambda: redaction("dependencies:redact-series", FigureSeriesFactory()),
        "core.Redaction",
        second=409,
        words=LOST_RACE,
    ),
    "reports:start": Resent(
        lambda: filled(a_user(), "reports:start", quarter="2023-Q4", audience="kamer"),
        "reports.Report",
        second=422,
        words="There is a report over this quarter for this audience already.",
    ),
    "reports:change": Resent(
        lambda: filled(a_user(), "reports:change", ReportFactory().pk, title="Anders"), "reports.ReportEvent"
    ),
    "reports:compile": Resent(lambda: bare(a_user(), "reports:compile", ReportFactory().pk), "core.Job"),
    "reports:write-chapter": Resent(
        lambda: filled(a_user(), "reports:write-chapter", ReportFactory().pk, "outlook", markdown="Eén keer."),
        "reports.ChapterText",
    ),
    "reports:redact": Resent(
        lambda: redaction("reports:redact", ReportFactory(title="Met een naam")),
        "core.Redaction",
        second=409,
        words=LOST_RACE,
    ),
    "reports:ask-review": Resent(
        lambda: filled(a_user(), "reports:ask-review", a_version(ReportFactory()).pk), "reports.ReviewRequest"
    ),
    "reports:approve": Resent(an_approval, "reports.Approval"),
    "reports:publish": Resent(a_publication, "reports.Publication"),
    "reports:withdraw": Resent(a_withdrawal, "", second=422, words="This version was withdrawn already."),
    "core:cancel-job": Resent(a_stop, ""),
    "mail-preferences": Resent(lambda: filled(a_user(), "mail-preferences", language="en"), ""),
    "api-tokens": Resent(
        lambda: filled(a_user(), "api-tokens", name="Koppeling"),
        "accounts.ApiToken",
        first=200,
        second=422,
        words="You have a token with this name.",
    ),
    "revoke-api-token": Resent(a_revoked_token, ""),
    "sessions": Resent(lambda: bare(a_user(), "sessions"), ""),
    "end-session": Resent(lambda: bare(a_user(), "end-session", session="0"), ""),
}


def redaction(name: str, row: Any) -> Sending:
    sending = Sending(a_user(), reverse(name, args=[row.pk]), {})
    form = sending.browser().get(sending.address).context["form"]
    words = form.fields["words"].choices[0][0]
    sending.data = {"revision": row.revision, "words": [words], "reason": "Verzoek op grond van de AVG"}
    return sending


def forms_of_the_site(resolver: URLResolver, prefix: str = "") -> Iterator[str]:
    """The name of every address of our own that takes a form."""
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            inner = f"{prefix}{entry.namespace}:" if entry.namespace else prefix
            yield from forms_of_the_site(entry, inner)
        elif isinstance(entry, URLPattern) and is_form(getattr(entry.callback, "view_class", None)):
            yield f"{prefix}{entry.name}"


def is_form(view: Any) -> bool:
    ours = view is not None and view.__module__.split(".")[0] in settings.OWN_APPS
    # The API has no forms: its calls carry the revision that they change, or the key of what they make.
    return ours and hasattr(view, "post") and not hasattr(view, "authentication_classes")


def test_every_form_of_the_site_is_sent_twice_here() -> None:
    assert set(FORMS) == set(forms_of_the_site(get_resolver()))


def rows() -> dict[str, int]:
    """How many rows every table of ours has, with the tables of its history."""
    models = [model for label in settings.OWN_APPS for model in apps.get_app_config(label).get_models()]
    return {model._meta.label: model._default_manager.count() for model in models}


def increase(before: dict[str, int], label: str) -> int:
    return rows()[label] - before[label] if label else 0


@pytest.mark.parametrize("name", FORMS)
def test_a_form_that_is_sent_again_changes_nothing_and_says_so_or_leads_to_the_same_place(name: str) -> None:
    about = FORMS[name]
    sending = about.fill_in()
    client, before = sending.browser(), rows()
    first = client.post(sending.address, sending.data)
    assert first.status_code == about.first, first.content.decode()
    assert increase(before, about.made) == (1 if about.made else 0)
    after = rows()

    second = client.post(sending.address, sending.data)

    assert rows() == after
    assert second.status_code == about.second
    if about.second == 302:
        assert second["Location"] == first["Location"]
    elif about.second != 404:
        assert about.words in second.content.decode()


@pytest.mark.parametrize("name", [name for name, about in FORMS.items() if about.made])
def test_a_form_that_is_sent_twice_at_the_same_moment_makes_one_row(name: str) -> None:
    about = FORMS[name]
    sending = about.fill_in()
    browsers, before = [sending.browser() for _ in range(2)], rows()
    answers: list[int] = []

    def send(browser: Client) -> None:
        try:
            answers.append(browser.post(sending.address, sending.data).status_code)
        finally:
            connection.close()

    threads = [threading.Thread(target=send, args=[browser]) for browser in browsers]
    with psycopg.connect(database_url()) as other:
        # Who reads goes on, who writes waits: both find that they are the first.
        other.execute(f"LOCK TABLE {', '.join(tables())} IN EXCLUSIVE MODE")
        for thread in threads:
            thread.start()
        wait_until(lambda: waiting_behind(other) == len(threads), "both to be about to write")
        other.rollback()
    for thread in threads:
        thread.join()

    assert increase(before, about.made) == 1
    assert len(answers) == len(threads)
    assert sorted(answers) == sorted([about.first, about.second]) or set(answers) <= {302, 409}


def tables() -> list[str]:
    return sorted(apps.get_model(label)._meta.db_table for label in rows())


def waiting_behind(other: psycopg.Connection[Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE %s = ANY(pg_blocking_pids(pid))", [other.info.backend_pid]
        )
        return int(cursor.fetchone()[0])
