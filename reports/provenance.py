"""Where a block of a version comes from: the rows that it rests on, what they said then, and the sources cited.

Everything is read as the viewer, now: a row that it may not see is not there, and is not counted. Of a row that it
sees, it is told what it said when the version was made only where it might have seen that too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile
from typing import Any
from uuid import UUID

from django.contrib.contenttypes.models import ContentType
from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils.text import capfirst

from accounts.classification import Classification
from accounts.tracking import events_of
from accounts.viewers import Viewer
from core.differences import Piece, changed_words
from core.history import in_words, told_columns
from core.marking import Marking, Secrecy
from core.models import Citation, Classified, Guarded, Source
from core.visibility import RULES, parts_of, stands_alone, with_the_whole
from reports import document as doc
from reports.block_names import block_name
from reports.models import BlockSource, ReportVersion
from reports.uses import SHOWN, Use, versions_using

STEPS_ON_A_PAGE = 50
LINES_QUOTED = 5
"""As many as tell the reader which block this is; the whole of it stands one click away."""
WORDS_COMPARED = 1_500
"""Words in a text up to which it is told which of them changed: the time that takes grows faster than the text."""


@dataclass(frozen=True)
class Fact:
    """What a column of a row said when the version was made, and what it says now, in words."""

    label: str
    then: str
    now: str

    @property
    def has_changed(self) -> bool:
        """Whether it says something else now."""
        return self.then != self.now

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """The words that came and went; none where the texts are too long to compare."""
        if max(len(text.split()) for text in (self.then, self.now)) > WORDS_COMPARED:
            return ()
        return changed_words(self.then, self.now)


@dataclass(frozen=True)
class Then:
    """A row as it was when the version was made.

    `has_changed` also where none of the facts has: something else of the row did. `written_at` is when that was
    written, by the clock of the domain, where the row knows.
    """

    facts: tuple[Fact, ...]
    has_changed: bool
    written_at: datetime | None = None

    @property
    def changed(self) -> tuple[Fact, ...]:
        """The facts that say something else now."""
        return tuple(fact for fact in self.facts if fact.has_changed)


@dataclass(frozen=True)
class Place:
    """A source that a row cites, and the place in it."""

    source: Source
    locator: str


@dataclass(frozen=True)
class Step:
    """A row that the block was made from.

    `title` is what it is called, or what the whole is called that it is part of, with the part's own name as `detail`.
    `then` is None where the viewer may not know what it said then.
    """

    row: Guarded
    title: str
    detail: str
    address: str
    marked_as: Classified
    places: tuple[Place, ...]
    then: Then | None


@dataclass(frozen=True)
class Cited:
    """A source that the block cites, as the version prints it; `row` is our own row of it, if the viewer sees that."""

    source: doc.Source
    locators: tuple[str, ...]
    row: Source | None


@dataclass(frozen=True)
class Quoted:
    """The block itself: what it says, what it is called, and in which chapter it stands."""

    lines: tuple[str, ...]
    is_cut: bool
    name: str
    number: int
    chapter: str
    classification: Classification


@dataclass(frozen=True)
class Trace:
    """The way from a block down to where it comes from, as one viewer may see it; `page` is of its steps."""

    quoted: Quoted
    page: Page[Any]
    steps: tuple[Step, ...]
    cited: tuple[Cited, ...]
    also_used_in: tuple[Use, ...]

    @property
    def shown(self) -> tuple[Classified, ...]:
        """Every row that is shown, each with a classification."""
        sources = (one.row for one in self.cited if one.row is not None)
        places = (place.source for step in self.steps for place in step.places)
        uses = (use.about for use in self.also_used_in)
        return (*(step.marked_as for step in self.steps), *sources, *places, *uses)

    @property
    def heaviest(self) -> Marking:
        """The marking of the heaviest of what is shown, the block among it."""
        secrecies = [Secrecy.of(row) for row in (self.quoted, *self.shown)]
        closed = any(secrecy.closed for secrecy in secrecies)
        return Secrecy(max(secrecy.level for secrecy in secrecies), closed).marking()

    @property
    def count(self) -> int:
        """How many steps down there are to see, on all pages."""
        return self.page.paginator.count + len(self.cited)

    @property
    def last_changed(self) -> datetime | None:
        """When a row of this page was last changed."""
        rows = [*(step.marked_as for step in self.steps), *(one.row for one in self.cited if one.row is not None)]
        return max((row.updated for row in rows), default=None)


def trace(viewer: Viewer, version: ReportVersion, document: doc.Document, block: doc.Block, *, page: str = "") -> Trace:
    """Follow a block of a version, which the viewer sees, down to its rows and sources."""
    cited = tuple(_cited(viewer, document, block))
    origins = list(_origins(viewer, version, block, without=[one.row.pk for one in cited if one.row is not None]))
    chosen = Paginator(origins, STEPS_ON_A_PAGE).get_page(page)
    steps = tuple(_steps(viewer, chosen.object_list))
    rows = [step.row.pk for step in steps] + [one.row.pk for one in cited if one.row is not None]
    others = versions_using(viewer, rows).exclude(pk=version.pk)[:SHOWN] if rows else ()
    return Trace(
        quoted=_quoted(document, block),
        page=chosen,
        steps=steps,
        cited=cited,
        also_used_in=tuple(Use.of(other) for other in others),
    )


# --- the block ---


def _quoted(document: doc.Document, block: doc.Block) -> Quoted:
    lines = doc.lines_of(block)
    before = list(takewhile(lambda one: one.id != block.id, doc.all_blocks(document.blocks)))
    heads = [place for place, one in enumerate(before) if isinstance(one, doc.Heading) and one.level == 1]
    start = heads[-1] if heads else 0
    heading = before[start] if heads else None
    return Quoted(
        lines=lines[:LINES_QUOTED],
        is_cut=len(lines) > LINES_QUOTED,
        name=block_name(block.id),
        number=1 + sum(type(one) is type(block) for one in before[start:]),
        chapter=f"{heading.number} {heading.text}" if isinstance(heading, doc.Heading) else "",
        classification=Classification[block.classification],
    )


def _cited(viewer: Viewer, document: doc.Document, block: doc.Block) -> Iterator[Cited]:
    named = {identifier: document.sources[identifier] for identifier in block.sources}
    known = Source.objects.visible_to(viewer).filter(
        Q(identifier__in=named) | Q(identifier=None, citation__in=[source.citation for source in named.values()])
    )
    rows = {source.identifier or source.citation: source for source in known} if named else {}
    for identifier, source in named.items():
        row = rows.get(identifier) or rows.get(source.citation)
        yield Cited(source, tuple(_locators(block, identifier)), row)


def _locators(block: doc.Block, identifier: str) -> Iterable[str]:
    runs = (run for _path, line in doc.runs_of(block) for run in line)
    found = (run.locator for run in runs if isinstance(run, doc.SourceRef) and run.id == identifier)
    return dict.fromkeys(locator for locator in found if locator)


# --- the rows ---


@dataclass(frozen=True)
class _Origin:
    """A row behind a block, that the viewer may see, and the event behind it when the version was made."""

    model: type[Guarded]
    key: UUID
    event: int | None


def _origins(viewer: Viewer, version: ReportVersion, block: doc.Block, *, without: Sequence[UUID]) -> Iterator[_Origin]:
    """Those that the viewer may see, by kind and then in the order of their kind."""
    kept = (
        BlockSource.objects.visible_to(viewer).filter(version=version, block_id=block.id).exclude(object_id__in=without)
    )
    by_model: dict[Any, dict[UUID, int | None]] = defaultdict(dict)
    for content_type, key, event in kept.values_list("content_type", "object_id", "event"):
        by_model[ContentType.objects.get_for_id(content_type).model_class()][key] = event
    for model in sorted(by_model, key=lambda model: (model is Source, model._meta.label)):
        events = by_model[model]
        # What it was made from is asked again in SQL: thousands of keys in a condition cost more than the table does.
        behind = kept.filter(content_type=ContentType.objects.get_for_model(model)).values("object_id")
        for key in model.objects.visible_to(viewer).filter(pk__in=behind).values_list("pk", flat=True):
            yield _Origin(model, key, events[key])


def _steps(viewer: Viewer, origins: Iterable[_Origin]) -> Iterator[Step]:
    by_model: dict[type[Guarded], list[_Origin]] = defaultdict(list)
    for one in origins:
        by_model[one.model].append(one)
    for model, found in by_model.items():
        rows = model.objects.visible_to(viewer).filter(pk__in=[one.key for one in found])
        if model.part_of:
            rows = rows.select_related(_way_up(model))  # who sees a part sees its whole
        known = {row.pk: row for row in rows}
        then = {event.pgh_obj_id: event for event in _events_seen(viewer, model, [one.event for one in found])}
        places = _places(viewer, model, known)
        for one in found:
            if one.key in known:
                yield _step(known[one.key], then.get(one.key), places[one.key])


def _way_up(model: type[Guarded]) -> str:
    """The path of a part to the whole of its whole: "assessment__dependency"."""
    whole = model.root_model()
    return f"{model.part_of}__{_way_up(whole)}" if whole.part_of else model.part_of


def _step(row: Guarded, event: Any, places: Sequence[Place]) -> Step:
    chain = [row]
    while not stands_alone(chain[-1]):
        chain.append(getattr(chain[-1], chain[-1].part_of))
    whole: Any = chain[-1]
    return Step(
        row=row,
        title=str(whole),
        detail=str(row) if whole is not row else "",
        address=whole.get_absolute_url() if hasattr(whole, "get_absolute_url") else getattr(whole, "url", ""),
        marked_as=next(one for one in chain if isinstance(one, Classified)),
        places=tuple(places),
        then=None if event is None else compare(row, event),
    )


def _places(viewer: Viewer, model: type[Guarded], keys: Iterable[UUID]) -> Mapping[UUID, list[Place]]:
    """The sources that rows of a model cite, of those that the viewer may see."""
    found: dict[UUID, list[Place]] = defaultdict(list)
    for table in parts_of(model):
        if issubclass(table, Citation):
            cites = table.objects.visible_to(viewer).filter(**{f"{table.part_of}__in": list(keys)})
            sources = Source.objects.visible_to(viewer)
            for citation in (
                cites.filter(source__in=sources).select_related("source").order_by("source__citation", "locator")
            ):
                found[getattr(citation, f"{table.part_of}_id")].append(Place(citation.source, citation.locator))
    return found


# --- as it was then ---


def _events_seen(viewer: Viewer, model: type[Guarded], events: Iterable[int | None]) -> QuerySet[Any]:
    """Of these events of a model those whose row the viewer might have seen as it was then."""
    return _seen_then(viewer, model, events_of(model).filter(pgh_id__in=[event for event in events if event]))


def _seen_then(viewer: Viewer, model: type[Guarded], events: QuerySet[Any]) -> QuerySet[Any]:
    """By the event's own classification, and that of the whole as it was at that time."""
    if model.has_own_classification():
        events = events.filter(RULES[viewer.kind][0](viewer))
    if model.part_of:
        whole = model.root_model()
        last = events_of(whole).filter(
            pgh_obj_id=OuterRef(f"{model.part_of}_id"), pgh_created_at__lte=OuterRef("pgh_created_at")
        )
        events = events.annotate(whole_then=Subquery(last.order_by("-pgh_id").values("pgh_id")[:1]))
        as_it_was = events_of(whole).filter(pgh_id=OuterRef("whole_then"))
        events = events.filter(with_the_whole(model, Exists(_seen_then(viewer, whole, as_it_was))))
    return events


def compare(row: Guarded, event: Any) -> Then:
    """A row beside what it was in an event of its history; of keys to other rows it is not told where they lead."""
    facts = tuple(
        Fact(capfirst(str(column.verbose_name)), then, now)
        for column in _facts_of(type(row))
        for then, now in [(in_words(getattr(event, column.name), column), in_words(getattr(row, column.name), column))]
        if then or now
    )
    revised = getattr(event, "revision", None) != getattr(row, "revision", None)
    return Then(facts, revised or any(fact.has_changed for fact in facts), getattr(event, "updated", None))


def _facts_of(model: type[Guarded]) -> list[Any]:
    """The columns that say something by themselves: no keys, and nothing that is told with what a key leads to."""
    return [one for one in told_columns(model) if not one.is_relation and one.name not in model.told_with]
