"""A world of rows: of every model, in every place, each linked to others in every way that the tables allow.

Every column with words holds a marker of its own. `World.unseen_by` says which markers somebody may not find;
`World.without_hidden` is the same world as it would be if what somebody may not see had never been written.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.db import connection, models, transaction
from django.db.models import Q
from pghistory.models import Event

from accounts.models import Compartment, User
from core.models import Classified, Guarded, Job, JobState, Mail, ReadEvent, Source
from dependencies.models import Dependency, DependencyCitation, DependencyDepartment, FigureSeries
from reports import document as doc
from reports.compiling import COMPILE
from reports.models import BlockSource, ChapterText, Publication, Rendition, RenditionFormat, Report, ReportVersion
from tests.factories import NOW, Q4, DepartmentFactory, FocusAreaFactory, UserFactory
from tests.planting import HOSTILE, Markers, guarded_keys
from tests.rows import build, guarded_models, has_columns
from tests.walk.people import HCEU, LEADING, OTHER, PEOPLE, PLACES, Person, Place, enrol, make_compartments
from timeline.models import Activity, ActivityCitation, ActivityFocusArea, ActivityLead, Commitment, Move

Model = type[Guarded]

BLOCK = "p-1"
"""The block of every planted version: it cites a source, and rests on rows of every place."""
CHAPTER = "outlook"
# What is said of a related row is seen by who sees that row too: the place in a hidden source tells of the source.
WORDS_ABOUT = {
    (ActivityCitation, "locator"): "source",
    (Commitment, "source_locator"): "source",
    (Commitment, "settled_locator"): "settled_by",
    (DependencyCitation, "locator"): "source",
    (FigureSeries, "locator"): "source",
}
# Rows that always lie where what this key leads to lies, though they are no part of it.
LIES_WITH: dict[Model, str] = {Publication: "version"}
# Columns that can hold no marker in a row that a page shows: keys of our own code.
NOT_WORDS = {
    Job: ("kind", "key", "step"),
    ChapterText: ("key",),
    BlockSource: ("block_id",),
    Rendition: ("sha256",),
}


@dataclass
class Planted:
    """A row, and the places that one must all see to see it: its own, and those of its whole."""

    row: Any
    places: frozenset[Place]
    keys: dict[str, Any] = field(default_factory=dict)


class World:
    """Everything planted: once for all who walk."""

    def __init__(self, media: Path) -> None:
        self.media = media
        self.markers = Markers()
        self.planted: dict[Any, Planted] = {}
        self.needed: dict[str, frozenset[Place]] = {}
        self.columns_of: dict[str, str] = {}
        self.visited: dict[tuple[Model, Place, str], str] = {}
        self.base: dict[tuple[Model, Place], Any] = {}
        self.compartments: dict[str, Compartment] = {}
        self.users: dict[Person, User | None] = {}

    def plant(self) -> World:
        """Make the people, then rows of every model in every place, then every link between places."""
        names = {name: self.markers.new() for name in (HCEU, OTHER)}
        self.compartments = make_compartments(names)
        for name, marker in names.items():
            self._note(Compartment, "name", marker, frozenset({Place(0, name)}))
        self.users = {person: enrol(person, self.compartments) for person in PEOPLE}
        self.mail = build(Mail, recipient=UserFactory())
        for place in PLACES:
            for model in guarded_models():
                self.at(model, place)
        for model in guarded_models():
            for key in guarded_keys(model):
                for place in PLACES:
                    for other in PLACES:
                        self.link(model, key, place, other)
        for place in PLACES:
            self.origins(place)
            self.make(Publication, place, {"version": self.another(ReportVersion, place)})
        return self

    def at(self, model: Model, place: Place) -> Any:
        """The row of a model that walkers visit in a place; all that it leads to is in the same place."""
        if (model, place) not in self.base:
            keys = {key.name: self.at(key.related_model, place) for key in guarded_keys(model)}
            self.base[model, place] = self.make(model, place, keys, is_base=True)
        return self.base[model, place]

    def link(self, model: Model, key: Any, place: Place, other: Place) -> None:
        """A row in a place, of which one key leads to another place; for the key to its whole: a part beside it."""
        if place == other:
            return
        keys = {one.name: self.at(one.related_model, place) for one in guarded_keys(model)}
        # A part with a place of its own is never below its whole; others are where their whole is.
        apart = has_columns(model) and place.classification >= other.classification
        if key.name == LIES_WITH.get(model) or (key.name == model.part_of and not apart):
            return
        keys[key.name] = self.at(key.related_model, other)
        for one in guarded_keys(model):
            if one.unique:
                keys[one.name] = self.another(one.related_model, other if one is key else place)
        self.make(model, place, keys)

    def another(self, model: Model, place: Place) -> Any:
        """A row of its own in a place, for a key that may lead to a row only once."""
        keys = {
            key.name: (self.another if key.unique else self.at)(key.related_model, place) for key in guarded_keys(model)
        }
        return self.make(model, place, keys)

    def make(self, model: Model, place: Place, keys: dict[str, Any], *, is_base: bool = False) -> Any:
        """A row with a marker in every column with words; that of a place (`is_base`) was in other places before."""
        facts = FACTS[model](self, place, keys) if model in FACTS else {}
        words = self.markers.words(model, besides=NOT_WORDS.get(model, ()))
        values = {name: value for name, (_marker, value) in words.items()}
        if model is ReportVersion:
            values["document"] = document(words["document"][0], place)
        if model is Job:
            values["args"] |= facts.pop("args")
        if model is Rendition:
            marker = words["file"][0]
            content = f"<!doctype html><p>{marker}</p>".encode()
            values |= {"file": ContentFile(content, name=marker), "sha256": hashlib.sha256(content).hexdigest()}
        row = build(model, **(self.columns(place) if has_columns(model) else {}), **values | facts, **keys)
        planted = Planted(row, self.places_of(row), keys)
        self.planted[row.pk] = planted
        for name, (marker, _value) in words.items():
            about = WORDS_ABOUT.get((model, name))
            beside = self.planted[keys[about].pk].places if about and keys.get(about) else frozenset()
            self._note(model, name, marker, planted.places | beside)
            if is_base:
                self.visited[model, place, name] = marker
        if is_base and has_columns(model) and events_of(model):
            self.been_elsewhere(row, place)
        return row

    def been_elsewhere(self, row: Any, place: Place) -> None:
        """Give a row a past: it was in every other place, with other words, before it came to where it is now."""
        now = type(row).objects.filter(pk=row.pk)
        columns = {name: getattr(row, name) for name in self.words_of(type(row))}
        for other in PLACES:
            if other == place or (row.part_of and other.classification < place.classification):
                continue
            words = self.markers.words(type(row), besides=(*NOT_WORDS.get(type(row), ()), "args", "document"))
            for name, (marker, _value) in words.items():
                self._note(type(row), f"earlier {name}", marker, self.planted[row.pk].places | {other})
            now.update(**{name: value for name, (_marker, value) in words.items()}, **self.columns(other))
        now.update(**columns, **self.columns(place))

    def _note(self, model: type[models.Model], column: str, marker: str, places: frozenset[Place]) -> None:
        self.needed[marker] = places
        self.columns_of[marker] = f"{model.__name__}.{column}"

    def words_of(self, model: Model) -> list[str]:
        """The columns of a model that hold markers."""
        return list(Markers().words(model, besides=(*NOT_WORDS.get(model, ()), "args", "document")))

    def columns(self, place: Place) -> dict[str, Any]:
        """The columns that put a row in a place, at its second revision."""
        return {
            "classification": place.classification,
            "compartment": self.compartments.get(place.compartment),
            "published_at": NOW - timedelta(days=1) if place.published else None,
            "revision": 2,
        }

    def places_of(self, row: Any) -> frozenset[Place]:
        """Where a row is seen: its own place, and the places of the whole that it is part of."""
        own: frozenset[Place] = frozenset()
        if isinstance(row, Classified):
            names = {compartment.pk: name for name, compartment in self.compartments.items()}
            compartment = names.get(row.compartment_id or 0, "")
            own = frozenset({Place(int(row.classification), compartment, row.published_at is not None)})
        return own | (self.planted[getattr(row, f"{row.part_of}_id")].places if row.part_of else frozenset())

    def origins(self, place: Place) -> None:
        """The block of a version rests on rows of every place, also of those that its readers may not see any more."""
        version = self.at(ReportVersion, place)
        for other in PLACES:
            for model in (Activity, Move, Commitment, Source):
                if (model, other) != (Activity, place):  # which the block of the base row rests on
                    self.make(BlockSource, place, {"version": version, "_about": self.at(model, other)})

    def a_word(self, place: Place) -> str:
        """A word of a row in a place: the title of its activity."""
        return str(self.at(Activity, place).title)

    def whose(self, markers: set[str]) -> str:
        """Of which columns some markers are, for a message."""
        return ", ".join(sorted({self.columns_of[marker] for marker in markers}))

    def unseen_by(self, person: Person) -> set[str]:
        """The markers that somebody may not find anywhere."""
        return {marker for marker, places in self.needed.items() if not all(person.may_know(place) for place in places)}

    def sees(self, person: Person, planted: Planted) -> bool:
        """Whether somebody may see a planted row."""
        return all(person.may_know(place) for place in planted.places)

    @contextmanager
    def without_hidden(self, person: Person) -> Iterator[None]:
        """The world as if what somebody may not see had never been written.

        A hidden row that a visible one cannot do without stays, with other words and at another moment.
        """
        hidden = {pk: one for pk, one in self.planted.items() if not self.sees(person, one)}
        kept: set[Any] = set()
        waiting = [one for pk, one in self.planted.items() if pk not in hidden]
        while waiting:
            for led_to in waiting.pop().keys.values():
                if led_to is not None and led_to.pk in hidden and led_to.pk not in kept:
                    kept.add(led_to.pk)
                    waiting.append(hidden[led_to.pk])
        with transaction.atomic():
            for model in guarded_models():
                rows = [pk for pk, one in hidden.items() if type(one.row) is model]
                without_triggers(model)
                _erase(model._default_manager.filter(pk__in=[pk for pk in rows if pk not in kept]))
                for events in events_of(model):
                    without_triggers(events)
                    _erase(events._default_manager.filter(Q(pgh_obj__in=rows)))
                for number, pk in enumerate(pk for pk in rows if pk in kept):
                    self.rewrite(model, pk, number)
            yield
            transaction.set_rollback(True)

    def rewrite(self, model: Model, pk: Any, number: int) -> None:
        """Put other words in a row, of another moment."""
        texts = [
            column.name
            for column in model._meta.concrete_fields
            if column.name in self.words_of(model) and isinstance(column, models.CharField | models.TextField)
        ]
        facts: dict[str, Any] = dict.fromkeys(texts, f"Anders{number}"[:20])
        if has_columns(model):
            facts |= {"revision": 7, "updated": NOW - timedelta(days=40), "created": NOW - timedelta(days=50)}
        if facts:
            model._default_manager.filter(pk=pk).update(**facts)


def guarded_at(part: Any) -> bool:
    """Whether a part of an address is a model, of which the row in the same place is meant."""
    return isinstance(part, type) and issubclass(part, Guarded)


def events_of(model: Model) -> list[type[Event]]:
    """The tables that hold the history of a model."""
    found: list[Any] = [one for one in apps.get_models() if issubclass(one, Event)]
    return [one for one in found if one.pgh_tracked_model is model]


def _erase(rows: Any) -> None:
    rows._raw_delete(rows.db)


def without_triggers(model: type[models.Model]) -> None:
    """Until the transaction is rolled back, rows of a model can be changed without a trace."""
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {connection.ops.quote_name(model._meta.db_table)} DISABLE TRIGGER USER")


def document(marker: str, place: Place) -> dict[str, Any]:
    """A compiled document that says a marker in one block, which cites a source."""
    level = list(doc.Marking)[place.classification]
    made = doc.Document(
        edition=doc.Edition.HCEU,
        classification=level,
        quarter=str(Q4),
        date=NOW.date(),
        title=f"Rapport {marker}{HOSTILE}",
        short_title="Rapport",
        blocks=(
            doc.Heading(text=f"Kop {marker}{HOSTILE}", classification=level, id="h-1"),
            doc.Paragraph(
                runs=(doc.Text(f"{marker}{HOSTILE}"), doc.SourceRef("kst-1-1")),
                classification=level,
                id=BLOCK,
                sources=("kst-1-1",),
            ),
        ),
        sources={"kst-1-1": doc.Source(f"Bron {marker}{HOSTILE}")},
    )
    return doc.to_json(made)


def _job(world: World, place: Place, keys: dict[str, Any]) -> dict[str, Any]:
    report = str(world.at(Report, place).pk)
    return {
        "kind": COMPILE.name,
        "key": report,
        "args": {"report": report},
        "state": JobState.FAILED,
        "finished_at": NOW,
    }


def _origin(world: World, place: Place, keys: dict[str, Any]) -> dict[str, Any]:
    about = keys.pop("_about", None) or world.at(Activity, place)
    return {
        "block_id": BLOCK,
        "content_type": ContentType.objects.get_for_model(type(about)),
        "object_id": about.pk,
        "classification": 0,
    }


def _chapter(world: World, place: Place, keys: dict[str, Any]) -> dict[str, Any]:
    return {"key": CHAPTER, "revision": 2}


def _rendition(world: World, place: Place, keys: dict[str, Any]) -> dict[str, Any]:
    return {"format": RenditionFormat.HTML, "copy": 0, "size": 1}


def _due(world: World, place: Place, keys: dict[str, Any]) -> dict[str, Any]:
    # What is beside the rows that are visited comes last where a page shows what is most pressing.
    is_beside = "settled_by" in keys and (Commitment, place) in world.base
    return {"due_on": date(2024, 3, 1) if is_beside else date(2023, 12, 4)}


def _lead(world: World, place: Place, keys: dict[str, Any]) -> dict[str, Any]:
    return {"department": DepartmentFactory(abbreviation=LEADING)}


def _area(world: World, place: Place, keys: dict[str, Any]) -> dict[str, Any]:
    return {"focus_area": FocusAreaFactory(slug="overig")}


def _dependency(world: World, place: Place, keys: dict[str, Any]) -> dict[str, Any]:
    return {
        "lead_department": DepartmentFactory(abbreviation=LEADING),
        "focus_area": FocusAreaFactory(slug="overig"),
        "priority": 3,
        "look_again_on": date(2023, 12, 1),
    }


def _publication(world: World, place: Place, keys: dict[str, Any]) -> dict[str, Any]:
    # The versions that are visited were published; those beside them were withdrawn, with a reason.
    return {"reason": ""} if keys["version"] == world.at(ReportVersion, place) else {}


def _opening(world: World, place: Place, keys: dict[str, Any]) -> dict[str, Any]:
    opened = world.at(ReportVersion, place)
    return {"content_type": ContentType.objects.get_for_model(opened), "object_id": opened.pk}


# What a row of a model needs so that pages show it, beside a marker in every column with words.
FACTS: dict[Any, Callable[[World, Place, dict[str, Any]], dict[str, Any]]] = {
    Activity: lambda world, place, keys: _due(world, place, keys) | {"led_by_secretariat": True},
    ActivityLead: _lead,
    ActivityFocusArea: _area,
    Commitment: lambda world, place, keys: _due(world, place, keys) | _lead(world, place, keys),
    Dependency: _dependency,
    DependencyDepartment: _lead,
    Job: _job,
    BlockSource: _origin,
    ChapterText: _chapter,
    Rendition: _rendition,
    Publication: _publication,
    ReadEvent: _opening,
}
