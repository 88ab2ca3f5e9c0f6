"""The public front page and "Vandaag": what each shows to whom, and in which language."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.classification import Classification, Ground
from accounts.models import User
from accounts.roles import Role
from core.quarters import Quarter
from taskforce.views import MOST_ON_A_PAGE
from tests.factories import NOW, ActivityFactory, ReportFactory, a_user

pytestmark = pytest.mark.django_db

SignIn = Callable[[User], Client]
PUBLISHED = {"classification": Classification.PUBLIC, "published_at": NOW}


def text(client: Client, name: str, language: str = "en") -> str:
    response = client.get(reverse(name), headers={"accept-language": language})
    assert response.status_code == 200
    return response.content.decode()


class TestFrontPage:
    def test_visitors_read_what_is_published_and_nothing_else(self, client: Client) -> None:
        ActivityFactory.create(title="Openbaar en verteld", **PUBLISHED)
        ActivityFactory.create(title="Openbaar, nog niet verteld", classification=Classification.PUBLIC)
        ActivityFactory.create(title="Intern")
        said = text(client, "front")
        assert "Openbaar en verteld" in said
        assert "nog niet verteld" not in said
        assert "Intern<" not in said

    def test_it_is_about_this_year(self, client: Client) -> None:
        ActivityFactory.create(title="Van dit jaar", quarter=Quarter(2023, 2), **PUBLISHED)
        ActivityFactory.create(title="Van vorig jaar", quarter=Quarter(2022, 4), **PUBLISHED)
        said = text(client, "front")
        assert "Van dit jaar" in said
        assert "Van vorig jaar" not in said

    def test_without_anything_published_it_says_what_would_be_here(self, client: Client) -> None:
        assert "Nothing has been published yet" in text(client, "front")

    def test_staff_go_on_to_what_needs_them(self, sign_in: SignIn) -> None:
        assert sign_in(a_user()).get(reverse("front"))["Location"] == reverse("today")


class TestToday:
    def test_visitors_are_asked_to_sign_in(self, client: Client) -> None:
        assert client.get(reverse("today"))["Location"].startswith(reverse("account_login"))

    def test_what_is_due_today_comes_first_and_the_rest_by_urgency(self, sign_in: SignIn) -> None:
        for title, days in (("Later", 14), ("Nu", 0), ("Straks", 2)):
            ActivityFactory.create(title=title, due_on=NOW.date() + timedelta(days=days), led_by_secretariat=True)
        said = text(sign_in(a_user()), "today")
        order = [said.index(words) for words in ("First this", "“Nu”", "Within five working days", "“Straks”")]
        assert order == sorted(order)

    def test_the_secretariat_is_asked_for_the_report_of_this_quarter_until_it_is_there(self, sign_in: SignIn) -> None:
        client = sign_in(a_user())
        assert "Start the progress report" in text(client, "today")
        ReportFactory.create(title="De rapportage")
        said = text(client, "today")
        assert "Compile “De rapportage”" in said
        assert "Start the progress report" not in said

    def test_who_only_reads_is_asked_nothing(self, sign_in: SignIn) -> None:
        ActivityFactory.create(due_on=NOW.date(), led_by_secretariat=True)
        assert "Nothing asks for you today" in text(sign_in(a_user(Role.AUDITOR)), "today")

    def test_it_is_marked_as_the_heaviest_of_what_stands_on_it(self, sign_in: SignIn) -> None:
        ActivityFactory.create(
            due_on=NOW.date(),
            led_by_secretariat=True,
            classification=Classification.DEPARTMENTAL,
            ground=Ground.COMPANY_SECRETS,
        )
        assert "classification--departmental" in text(sign_in(a_user()), "today")

    def test_a_long_backlog_is_cut_and_says_so(self, sign_in: SignIn) -> None:
        many = MOST_ON_A_PAGE + 5
        ActivityFactory.create_batch(many, due_on=NOW.date(), led_by_secretariat=True)
        said = text(sign_in(a_user()), "today")
        assert "6 things that are less pressing are not shown here." in said

    def test_more_work_asks_no_more_of_the_database(self, sign_in: SignIn) -> None:
        client = sign_in(a_user())
        counts = []
        for _time in range(2):
            ActivityFactory.create_batch(10, due_on=NOW.date(), led_by_secretariat=True)
            with CaptureQueriesContext(
                connection,
            ) as asked:
                text(client, "today")
            counts.append(len(asked))
        assert counts[1] <= counts[0]


def test_the_language_is_switched_by_a_form_and_kept(client: Client) -> None:
    assert "Taskforce" in text(client, "front", "nl")
    client.post(reverse("set_language"), {"language": "en", "next": reverse("front")})
    assert 'lang="en"' in client.get(reverse("front"), headers={"accept-language": "nl"}).content.decode()


def test_a_page_that_is_not_there_says_so_in_our_words(client: Client) -> None:
    missing = client.get("/bestaat-niet/", headers={"accept-language": "nl"})
    assert missing.status_code == 404
    assert "Taskforce Strategische Afhankelijkheden" in missing.content.decode()
