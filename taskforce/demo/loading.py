"""The demonstration's rows, made by the same actions as people's; made once, however often this is run.

The files beside this one say of every row where in the letter it comes from, or that it is fictitious.
"""

from __future__ import annotations

import tomllib
import uuid
from dataclasses import replace
from datetime import datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pghistory
from django.db import transaction

from accounts.classification import Classification
from accounts.models import Compartment, CompartmentMember, Department, User
from accounts.roles import Role, ViewerKind
from accounts.viewers import Viewer
from core import clock
from core.models import FocusArea, Source, SourceKind
from core.quarters import Quarter
from core.sources import FOUNDING_LETTER, cite
from dependencies import actions as register
from dependencies.actions.figures import FigureFacts
from dependencies.models import Basis, Dependency, FigureSeries, Reporter, Scope, SeriesKind, Subject
from reports.actions import start_report, write_chapter
from reports.models import ChapterText, Report
from taskforce.reference import load_reference
from timeline import actions
from timeline.models import Activity, ActivityState, Commitment, CommitmentKind

FOLDER = Path(__file__).parent
# Keys of the demo's rows are derived from their words, so that loading again finds what is there.
NAMESPACE = uuid.UUID("6f6e9a1e-4f3c-4f0a-8f55-0a8f1c1d2023")
QUARTER = Quarter(2023, 4)
SECRETARIAT = "secretariaat@example.org"


def read(name: str) -> dict[str, Any]:
    """One of the files beside this one."""
    with (FOLDER / name).open("rb") as file:
        return tomllib.load(file)


@transaction.atomic
def load_demo(password: str) -> list[User]:
    """Everything of the demonstration; returns who may sign in, all with this password."""
    load_reference()
    people = _people(password)
    viewer = Viewer.for_user(User.objects.get(email=SECRETARIAT), clock.now())
    with pghistory.context(user=viewer.user, at=viewer.at.isoformat()):
        _content(viewer)
    return people


def _content(viewer: Viewer) -> None:
    letter = _sources(viewer)
    for facts in read("timeline.toml")["activities"]:
        _activity(viewer, letter, facts)
    for facts in read("timeline.toml")["commitments"]:
        _commitment(viewer, facts)
    for facts in read("register.toml")["dependencies"]:
        _dependency(viewer, letter, facts)
    for facts in read("register.toml")["series"]:
        _series(viewer, letter, None, facts)
    for audience in (ViewerKind.KAMER, ViewerKind.HCEU):
        if not Report.objects.filter(quarter=QUARTER, audience=audience).exists():
            start_report(viewer, quarter=QUARTER, audience=audience)
    for facts in read("chapters.toml")["chapters"]:
        _chapter(viewer, facts)


def _chapter(viewer: Viewer, facts: dict[str, Any]) -> None:
    report = Report.objects.get(quarter=QUARTER, audience=facts["audience"])
    if not ChapterText.objects.filter(report=report, key=facts["key"]).exists():
        write_chapter(viewer, report, key=facts["key"], markdown=facts["markdown"], revision=0)


def _people(password: str) -> list[User]:
    listed = read("people.toml")
    circles = {}
    for facts in listed["compartments"]:
        circle, _made = Compartment.objects.get_or_create(name=facts["name"], defaults={"home_of": facts["audience"]})
        CompartmentMember.objects.get_or_create(compartment=circle, audience=facts["audience"])
        circles[circle.name] = circle
    return [_person(facts, circles, password) for facts in listed["people"]]


def _person(facts: dict[str, Any], circles: dict[str, Compartment], password: str) -> User:
    person = User.objects.filter(email=facts["email"]).first()
    if person is None:
        department = Department.objects.get(abbreviation=facts["department"]) if "department" in facts else None
        person = User.objects.create_user(
            facts["email"], password, name=facts["name"], role=Role(facts["role"]), department=department
        )
        for name in facts.get("compartments", ()):
            CompartmentMember.objects.get_or_create(compartment=circles[name], user=person)
    return person


def _sources(viewer: Viewer) -> Source:
    listed = read("sources.toml")
    for facts in listed["papers"]:
        source = cite(viewer, facts["citation"])
        if "title" in facts and not source.title:
            source.title, source.date = facts["title"], facts.get("date")
            source.save()
    letter, _made = Source.objects.get_or_create(
        identifier=FOUNDING_LETTER,
        defaults={
            "kind": SourceKind.PARLIAMENTARY_PAPER,
            "citation": listed["letter"]["citation"],
            "classification": Classification.PUBLIC,
            "published_at": viewer.at,
        },
    )
    return letter


def _key(*words: str) -> uuid.UUID:
    return uuid.uuid5(NAMESPACE, "\n".join(words))


def _activity(viewer: Viewer, letter: Source, facts: dict[str, Any]) -> None:
    key = _key(facts["quarter"], facts["title"])
    if Activity.objects.filter(pk=key).exists():
        return
    quarter = Quarter.parse(facts["quarter"])
    activity = actions.plan_activity(
        _at(viewer, quarter.first_day),
        key=key,
        quarter=quarter,
        classification=Classification.PUBLIC,
        title=facts["title"],
        description=facts["description"],
        focus_areas=FocusArea.objects.filter(slug__in=facts.get("focus_areas", ())),
    )
    citation = actions.cite_source(
        viewer, activity, revision=activity.revision, source=letter.citation, locator=facts["section"]
    )
    activity = citation.activity
    activity = actions.publish_activity(viewer, activity, revision=activity.revision)
    _invented(viewer, activity, facts.get("fictitious", {}))


def _invented(viewer: Viewer, activity: Activity, facts: dict[str, Any]) -> None:
    if "move" in facts:
        move = facts["move"]
        actions.move_activity(
            _at(viewer, move["on"]),
            activity,
            revision=activity.revision,
            to_quarter=Quarter.parse(move["to"]),
            reason=move["reason"],
            classification=Classification[move["classification"]],
            due_on=move.get("due_on"),
        )
        activity.refresh_from_db()
    for milestone in facts.get("milestones", ()):
        activity = _milestone(viewer, activity, milestone)
    actions.record_progress(
        viewer,
        activity,
        revision=activity.revision,
        state=ActivityState(facts.get("state", "done")),
        done_on=facts.get("done_on"),
        yielded=facts.get("yielded", ""),
    )


def _milestone(viewer: Viewer, activity: Activity, facts: dict[str, Any]) -> Activity:
    milestone = actions.add_milestone(
        viewer, activity, revision=activity.revision, title=facts["title"], due_on=facts["due_on"]
    )
    if "reached_on" in facts:
        revision = milestone.activity.revision
        milestone = actions.reach_milestone(viewer, milestone, revision=revision, reached_on=facts["reached_on"])
    return milestone.activity


def _at(viewer: Viewer, day: Any) -> Viewer:
    """The same person on an earlier day."""
    return replace(viewer, at=datetime.combine(day, time(10), clock.AMSTERDAM))


def _commitment(viewer: Viewer, facts: dict[str, Any]) -> None:
    key = _key(facts["kind"], facts["text"])
    if Commitment.objects.filter(pk=key).exists():
        return
    commitment = actions.add_commitment(
        viewer,
        key=key,
        classification=Classification.PUBLIC,
        kind=CommitmentKind(facts["kind"]),
        text=facts["text"],
        source=facts["source"],
        made_on=facts.get("made_on"),
    )
    actions.settle_commitment(
        viewer,
        commitment,
        revision=commitment.revision,
        settled_by=facts["settled_by"],
        settled_locator=facts["settled_locator"],
    )


def _dependency(viewer: Viewer, letter: Source, facts: dict[str, Any]) -> None:
    key = _key("dependency", facts["title"])
    if Dependency.objects.filter(pk=key).exists():
        return
    classification = Classification[facts.get("classification", "PUBLIC")]
    dependency = register.register_dependency(
        viewer,
        key=key,
        classification=classification,
        ground=facts.get("ground", ""),
        title=facts["title"],
        description=facts["description"],
        subject=Subject(facts["subject"]),
        bases=[Basis(basis) for basis in facts["bases"]],
        scope=Scope(facts["scope"]),
        focus_area=FocusArea.objects.get(slug=facts["focus_area"]),
        goods_codes=facts["goods_codes"],
        public_interests=facts.get("public_interests", ()),
        vital_processes=facts.get("vital_processes", ()),
        lead_department=Department.objects.get(abbreviation=facts["lead_department"]),
        owner=User.objects.get(email=facts["owner"]) if "owner" in facts else None,
        look_again_on=facts.get("look_again_on"),
    )
    if "section" in facts:
        citation = register.cite_source(
            viewer, dependency, revision=dependency.revision, source=letter.citation, locator=facts["section"]
        )
        dependency = citation.dependency
    if classification == Classification.PUBLIC:
        dependency = register.publish_dependency(viewer, dependency, revision=dependency.revision)
    for series in facts.get("series", ()):
        _series(viewer, letter, dependency, series)


def _series(viewer: Viewer, letter: Source, dependency: Dependency | None, facts: dict[str, Any]) -> None:
    key = _key("series", facts["kind"], facts["about"])
    if FigureSeries.objects.filter(pk=key).exists():
        return
    figures = [
        FigureFacts(
            country=figure.get("country", ""),
            value=Decimal(figure["value"]) if "value" in figure else None,
            unit=figure.get("unit", ""),
        )
        for figure in facts["figures"]
    ]
    series = register.record_series(
        viewer,
        key=key,
        dependency=dependency,
        classification=Classification.PUBLIC,
        about=facts["about"],
        kind=SeriesKind(facts["kind"]),
        reporter=Reporter(facts["reporter"]),
        year=facts.get("year"),
        goods_code=facts.get("goods_code", ""),
        source=letter.citation,
        locator=facts["section"],
        note=facts.get("note", ""),
        figures=figures,
    )
    register.publish_series(viewer, series, revision=series.revision)
