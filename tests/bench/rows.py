"""Invented activities in bulk, each with leads, focus areas, citations, milestones and moves as a real one has."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from django.db import transaction
from django.db.models import Model

from accounts.classification import Classification, Ground
from accounts.models import Compartment, Department
from core import clock
from core.models import FocusArea, Source, SourceKind
from core.quarters import Quarter
from timeline.models import (
    Activity,
    ActivityCitation,
    ActivityFocusArea,
    ActivityLead,
    ActivityState,
    Commitment,
    CommitmentKind,
    CoreTask,
    Milestone,
    Move,
)

REPORTED = 1_000
"""The first so many are public and of 2023, so that the report over its last quarter tells them all."""
QUARTERS = Quarter.range(Quarter(2018, 1), Quarter(2029, 4))
QUARTERS_OF_2023 = Quarter.range(Quarter(2023, 1), Quarter(2023, 4))
SOURCES = 200
COMMITMENTS = 1_000
BATCH = 2_000
DAY = timedelta(days=1)
SUBJECTS = (
    "Leveranciers in de keten in kaart brengen",
    "Gesprekken met bedrijven over voorraden en alternatieven",
    "Handelscijfers vergelijken met wat kennisinstellingen weten",
    "Afstemmen met lidstaten die dezelfde afhankelijkheid zien",
    "Maatregelen uitwerken naar snelheid, kosten en zekerheid",
)
SENTENCES = (
    "Het in kaart brengen van leveranciers in de keten, samen met de betrokken departementen.",
    "Een gesprek met bedrijven over voorraden, alternatieven en de tijd die overstappen kost.",
    "Vergelijking van de handelscijfers met wat kennisinstellingen over de productie weten.",
    "Afstemming met lidstaten die dezelfde afhankelijkheid zien, en met de Europese Commissie.",
    "Uitwerking van maatregelen naar snelheid, kosten en zekerheid.",
    "Verslag aan de taskforce, met wat nog onzeker is.",
)


@dataclass(frozen=True)
class Around:
    """The rows that activities refer to."""

    departments: list[Department]
    areas: list[FocusArea]
    sources: list[Source]
    circle: Compartment
    now: datetime

    @classmethod
    def made(cls) -> Around:
        """What the reference data has, with a circle and sources beside it."""
        circle, _new = Compartment.objects.get_or_create(name="Kring van de meting")
        if not Source.objects.filter(citation="Verzonnen studie 1").exists():
            Source.objects.bulk_create(
                Source(
                    kind=SourceKind.STUDY,
                    citation=f"Verzonnen studie {number}",
                    classification=Classification.PUBLIC if number % 4 else Classification.INTERNAL,
                )
                for number in range(1, SOURCES + 1)
            )
        sources = list(Source.objects.filter(citation__startswith="Verzonnen studie"))
        return cls(list(Department.objects.all()), list(FocusArea.objects.all()), sources, circle, clock.now())


@transaction.atomic
def grow_to(total: int) -> None:
    """Add invented activities until there are this many; the same ones on every machine."""
    around = Around.made()
    add_all(row for number in range(Activity.objects.count(), total) for row in activity_with_parts(number, around))


def add_all(made: Iterable[Model]) -> None:
    """Write new rows, many at a time, of each model in turn: in the order in which the first of each comes."""
    rows: dict[type[Model], list[Any]] = defaultdict(list)
    for row in made:
        rows[type(row)].append(row)
    for model, of_model in rows.items():
        model._default_manager.bulk_create(of_model, batch_size=BATCH)


def activity_with_parts(number: int, around: Around) -> list[Model]:
    """One invented activity, and the rows that hang on it."""
    chance = Random(number)  # noqa: S311  the same rows each time is what is wanted
    activity = an_activity(number, chance, around)
    moved = activity.quarter != activity.original_quarter
    return [
        activity,
        *(ActivityLead(activity=activity, department=one) for one in chance.sample(around.departments, 2)),
        *(ActivityFocusArea(activity=activity, focus_area=one) for one in chance.sample(around.areas, 2)),
        *(
            ActivityCitation(activity=activity, source=one, locator=f"p. {chance.randint(1, 90)}")
            for one in chance.sample(around.sources, 2)
        ),
        *(a_milestone(activity, step, chance, around) for step in (1, 2, 3)),
        *([a_move(activity, chance, around)] if moved else []),
    ]


def an_activity(number: int, chance: Random, around: Around) -> Activity:
    """Planned, running, done, late or dropped, as its quarter makes likely; one in five moved."""
    original = chance.choice(QUARTERS_OF_2023 if number < REPORTED else QUARTERS)
    quarter = original + 1 if chance.random() < 0.2 else original
    state = a_state(quarter, chance, around.now)
    starts_on = quarter.first_day + chance.randint(0, 30) * DAY
    due_on = starts_on + chance.randint(10, 55) * DAY
    return Activity(
        title=f"Activiteit {number}: {chance.choice(SUBJECTS)}",
        description=" ".join(chance.choices(SENTENCES, k=4)),
        quarter=quarter,
        original_quarter=original,
        core_task=chance.choice((*CoreTask.values, None)),
        led_by_secretariat=chance.random() < 0.2,
        starts_on=starts_on,
        due_on=due_on,
        state=state,
        state_reason="Het onderzoek van een ander departement maakt dit overbodig." * (state == ActivityState.DROPPED),
        done_on=due_on + chance.randint(-5, 12) * DAY if state == ActivityState.DONE else None,
        yielded=" ".join(chance.choices(SENTENCES, k=2)) if state == ActivityState.DONE else "",
        **a_marking(number, chance, around),
    )


def a_state(quarter: Quarter, chance: Random, now: datetime) -> ActivityState:
    """Of earlier quarters three in a hundred were left behind."""
    current = Quarter.of(now.date())
    if quarter > current:
        return ActivityState.PLANNED
    if quarter < current:
        return chance.choices((ActivityState.DONE, ActivityState.DROPPED, ActivityState.RUNNING), (92, 5, 3))[0]
    return chance.choice((ActivityState.PLANNED, ActivityState.RUNNING, ActivityState.DONE))


def a_marking(number: int, chance: Random, around: Around) -> dict[str, Any]:
    """Four in ten public, of which half is published; one in twenty in a circle."""
    if number < REPORTED:
        return {"classification": Classification.PUBLIC, "published_at": around.now if number % 2 else None}
    classification = Classification(chance.choices(Classification.values, (40, 40, 20))[0])
    if classification == Classification.PUBLIC:
        return {"classification": classification, "published_at": around.now if number % 2 else None}
    circle = around.circle if chance.random() < 0.08 else None
    return {"classification": classification, "ground": Ground.ECONOMIC_INTERESTS, "compartment": circle}


def a_milestone(activity: Activity, step: int, chance: Random, around: Around) -> Milestone:
    """Reached when its day has passed, unless the activity was left behind."""
    due_on = activity.quarter.first_day + 20 * step * DAY
    reached = due_on <= around.now.date() and (activity.state == ActivityState.DONE or chance.random() < 0.8)
    return Milestone(
        activity=activity, title=f"Tussenstap {step}", due_on=due_on, reached_on=due_on if reached else None
    )


def a_move(activity: Activity, chance: Random, around: Around) -> Move:
    """Why an activity moved; half of the reasons are more confidential than what they explain."""
    return Move(
        activity=activity,
        from_quarter=activity.original_quarter,
        to_quarter=activity.quarter,
        reason=f"Wacht op uitkomsten van anderen. {chance.choice(SENTENCES)}",
        moved_at=around.now,
        classification=chance.choice((activity.classification, Classification.DEPARTMENTAL)),
        compartment=activity.compartment,
    )


def commit() -> None:
    """Add commitments: one in ten open, of which some are late."""
    around = Around.made()
    chance = Random(COMMITMENTS)  # noqa: S311  as above
    day = around.now.date()
    Commitment.objects.bulk_create(
        (
            Commitment(
                kind=chance.choice(CommitmentKind.values),
                text=f"Toezegging {number}: {chance.choice(SENTENCES)}",
                made_on=day - chance.randint(30, 900) * DAY,
                source=chance.choice(around.sources),
                department=chance.choice(around.departments),
                due_on=day + chance.randint(-20, 200) * DAY,
                classification=Classification.PUBLIC,
                settled_by=None if number % 10 == 0 else chance.choice(around.sources),
                settled_on=None if number % 10 == 0 else day,
            )
            for number in range(COMMITMENTS)
        ),
        batch_size=BATCH,
    )
