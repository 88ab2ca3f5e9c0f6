"""Which papers used this: the versions of reports in which a block was made from a row, or from a part of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, overload
from uuid import UUID

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import QuerySet
from django.urls import reverse

from accounts.viewers import Viewer
from core.models import Guarded
from core.visibility import parts_of
from reports.block_names import block_name, place_in_document
from reports.models import ReportVersion

SHOWN = 5
"""Versions that stand on the page of something else; a page of its own lists all of them."""


@dataclass(frozen=True)
class UsedBlock:
    """A block in which something was used: what it is called ("paragraph 2"), and its place in the version."""

    name: str
    address: str


@dataclass(frozen=True)
class Use:
    """That a version used something, and in which blocks."""

    version: ReportVersion
    blocks: tuple[UsedBlock, ...]

    @classmethod
    def of(cls, version: ReportVersion) -> Use:
        """That of a version that came from `versions_using`."""
        return cls(version, tuple(_blocks(version)))

    @property
    def about(self) -> ReportVersion:
        """What one learns of by it."""
        return self.version


@dataclass(frozen=True)
class Uses(Sequence[Use]):
    """The newest versions that used something. Where there are more, `all_at` is the page that has all of them."""

    newest: tuple[Use, ...]
    all_at: str = ""

    @overload
    def __getitem__(self, index: int) -> Use: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Use]: ...
    def __getitem__(self, index: int | slice) -> Use | Sequence[Use]:
        return self.newest[index]

    def __len__(self) -> int:
        return len(self.newest)


def newest_uses(viewer: Viewer, row: Guarded) -> Uses:
    """The newest versions that used a row or parts of it, in one query. Hidden versions are not counted either."""
    newest = versions_using(viewer, rows_within(viewer, row))[: SHOWN + 1]
    uses = tuple(Use.of(version) for version in newest)
    more = reverse("reports:uses", args=[row._meta.label_lower, row.pk]) if len(uses) > SHOWN else ""
    return Uses(uses[:SHOWN], more)


def versions_using(viewer: Viewer, rows: QuerySet[Any] | Iterable[UUID]) -> Any:
    """The versions that the viewer may see and that were made from any of these rows, the newest first.

    Each carries its report and, as `block_ids`, the blocks in question. The caller hands in only what the viewer sees.
    """
    return (
        ReportVersion.objects.visible_to(viewer)
        .filter(block_sources__object_id__in=rows)
        .annotate(block_ids=ArrayAgg("block_sources__block_id", distinct=True))
        .select_related("report")
        .defer("document")
        .order_by("-as_of", "-number", "pk")
    )


def rows_within(viewer: Viewer, row: Guarded) -> QuerySet[Any]:
    """The keys of a row and of its parts, of those that the viewer may see."""
    own = type(row).objects.visible_to(viewer).filter(pk=row.pk)
    parts = (model.objects.visible_to(viewer).filter(**{path: row}) for model, path in _parts(type(row)))
    # A union, since an OR of conditions would pass by the index on BlockSource.
    first, *others = (rows.order_by().values("pk") for rows in (own, *parts))
    union: QuerySet[Any] = first.union(*others, all=True) if others else first
    return union


def _parts(whole: type[Guarded], path: str = "") -> Iterator[tuple[type[Guarded], str]]:
    """Every model of parts of a whole, also parts of parts, with the way from the part to the whole."""
    for model in parts_of(whole):
        way = f"{model.part_of}__{path}" if path else model.part_of
        yield model, way
        yield from _parts(model, way)


def _blocks(version: Any) -> Iterator[UsedBlock]:
    """In the order of the document; of several of one kind each has its number."""
    ids = sorted(version.block_ids, key=place_in_document)
    kinds, met = Counter(map(block_name, ids)), Counter[str]()
    for block_id in ids:
        kind = block_name(block_id)
        met[kind] += 1
        name = f"{kind} {met[kind]}" if kinds[kind] > 1 else kind
        yield UsedBlock(name, f"{version.get_absolute_url()}#{block_id}")
