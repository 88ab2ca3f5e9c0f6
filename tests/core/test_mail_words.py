"""What stands in a mail: a link, and not one word of a row or a person (docs/architecture.md, rules 3 and 13)."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import models

from accounts.classification import Classification
from accounts.models import Department, Language, User
from accounts.roles import Role
from core.mails import KINDS, claim, compose, post
from core.models import Guarded, Job
from core.trouble import STUCK_AFTER
from reports.models import Report, ReportVersion
from tests.factories import NOW, ApprovalFactory, DepartmentFactory, ReviewRequestFactory, UserFactory
from tests.rows import build, text_fields
from timeline.models import Activity, ActivityLead, Milestone

pytestmark = pytest.mark.django_db

EMAILS = Path(settings.BASE_DIR) / "templates" / "emails"
MARKER = "MERKTEKEN"


def full_of_markers(model: type[models.Model]) -> dict[str, Any]:
    """A marker for every column of a model that may hold words."""
    return {
        column.name: MARKER
        for column in text_fields(model)
        if isinstance(column, models.CharField | models.TextField) and not isinstance(column, models.URLField)
    }


def a_milestone(department: Department) -> Milestone:
    activity = build(Activity, **full_of_markers(Activity))
    ActivityLead.objects.create(activity=activity, department=department)
    return build(Milestone, activity=activity, due_on=NOW.date(), **full_of_markers(Milestone))


def a_version(**facts: Any) -> ReportVersion:
    report = build(Report, **full_of_markers(Report), classification=Classification.PUBLIC)
    made: ReportVersion = build(ReportVersion, report=report, document={"title": MARKER}, **facts)
    ReviewRequestFactory(version=made)
    return made


def an_approved_version() -> ReportVersion:
    version = a_version()
    ApprovalFactory.create_batch(2, version=version)
    return version


def a_stuck_job(department: Department) -> None:
    build(Job, **full_of_markers(Job) | {"requested_at": NOW - STUCK_AFTER * 2})


# What each kind of mail is about, and the role of who gets it.
ABOUT: dict[str, Any] = {
    "digest": lambda department: (a_milestone(department), None)[1],
    "password-reset": lambda department: None,
    "milestone": a_milestone,
    "review": lambda department: a_version(),
    "approved": lambda department: an_approved_version(),
    "trouble": a_stuck_job,
}
ROLES = {"review": Role.CO_CHAIR, "approved": Role.SECRETARIAT}


def test_every_kind_of_mail_is_looked_at() -> None:
    assert set(ABOUT) == set(KINDS)


def test_every_kind_has_its_words_in_every_language_and_no_words_are_left_over() -> None:
    needed = {f"{kind}.{language}.txt" for kind in KINDS for language in Language.values}
    assert {path.name for path in EMAILS.iterdir()} == needed


@pytest.mark.parametrize("language", Language.values)
@pytest.mark.parametrize("name", ABOUT)
def test_it_holds_a_link_and_no_word_of_a_row_or_a_person(name: str, language: str) -> None:
    department = DepartmentFactory(abbreviation=MARKER, name=MARKER)
    person: User = UserFactory(
        role=ROLES.get(name, Role.DEPARTMENT_MEMBER),
        department=department,
        name=MARKER,
        language=language,
        daily_digest=True,
    )
    about: Guarded | None = ABOUT[name](department)
    mail = claim(post(name, to=person, about=about, dedupe_key="een").pk)
    assert mail is not None

    message = compose(mail)

    assert message is not None
    raw = message.message().as_string()
    assert MARKER not in raw
    words = (EMAILS / f"{name}.{language}.txt").read_text()
    subject, body = words.split("\n\n", 1)
    assert message.subject == subject
    before, after = body.strip().split("{{ link }}")
    link = str(message.body).removeprefix(before).removesuffix(after + "\n")
    assert re.fullmatch(r"http://localhost:8000/[a-z0-9/#-]+", link), link


@pytest.mark.parametrize("path", sorted(EMAILS.iterdir()), ids=lambda path: path.name)
def test_its_template_knows_nothing_but_the_link(path: Path) -> None:
    assert re.findall(r"{[{%].*?[%}]}", path.read_text()) == ["{{ link }}"]


def test_markers_would_be_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """Control of the search: a kind that tells the title in its link is seen."""
    kind = KINDS["milestone"]
    telling = type(kind)(kind.name, lambda viewer, person, row: f"/{row.title}")
    monkeypatch.setitem(KINDS, kind.name, telling)
    with pytest.raises(AssertionError):
        test_it_holds_a_link_and_no_word_of_a_row_or_a_person("milestone", "nl")


def test_the_lifetime_of_a_link_for_a_password_is_short() -> None:
    lifetime = KINDS["password-reset"].lifetime
    assert lifetime is not None
    assert lifetime <= timedelta(hours=1)
