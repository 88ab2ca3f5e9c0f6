"""What a chapter reads from: the audience as a viewer, the quarter, and the sources cited so far."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date

from django.utils.translation import gettext as _

from accounts.classification import Classification
from accounts.roles import ViewerKind
from accounts.viewers import Viewer
from core.errors import DomainError
from core.models import Classified, Guarded, Source
from core.quarters import Quarter
from reports import document as doc
from reports.markdown import MarkdownError, parse_chapter
from reports.models import ChapterText, Report


@dataclass
class Reading:
    """One reading of the rows for one report, as its audience sees them.

    Chapters ask it for citations, so that the document knows every source that is named, and no other.
    """

    report: Report
    viewer: Viewer
    sources: dict[str, doc.Source] = field(default_factory=dict)
    cited: dict[str, Source] = field(default_factory=dict)

    @property
    def quarter(self) -> Quarter:
        """The quarter that is reported on."""
        return self.report.quarter

    @property
    def is_for_kamer(self) -> bool:
        """Whether this is the public edition."""
        return self.viewer.kind == ViewerKind.KAMER

    @property
    def today(self) -> date:
        """The day of the snapshot."""
        return self.viewer.at.date()

    def cite(self, source: Source, locator: str = "") -> doc.SourceRef:
        """A footnote that cites a source that the audience may see."""
        return doc.SourceRef(self.source_id(source), locator or None)

    def source_id(self, source: Source) -> str:
        """The source's id in the document: its identifier, or a number of this document. Never the row's key."""
        for identifier, row in self.cited.items():
            if row.pk == source.pk:
                return identifier
        identifier = source.identifier or f"bron-{len(self.cited) + 1}"
        self.cited[identifier] = source
        url = source.url if source.url.startswith("https://") else None
        note = " ".join(filter(None, (source.title, source.note)))
        self.sources[identifier] = doc.Source(source.citation, url, note or None)
        return identifier

    def text(self, chapter: Chapter) -> tuple[doc.Block, ...]:
        """What the authors wrote in a chapter, with what they cite; nothing where they wrote nothing."""
        text = ChapterText.objects.visible_to(self.viewer).filter(report=self.report, key=chapter.key).first()
        if text is None or not text.markdown.strip():
            return ()
        marking = marking_of(self.report)
        citable = {source.identifier: source for source in Source.objects.visible_to(self.viewer) if source.identifier}
        try:
            blocks = parse_chapter(text.markdown, classification=marking, known_sources=citable)
        except MarkdownError as error:
            raise DomainError(f"{chapter.title}: {_(error.message) % error.params}") from error
        for identifier in doc.named_sources(blocks):
            self.source_id(citable[identifier])
        return tuple(with_origin(block, text, marking) for block in blocks)


@dataclass(frozen=True)
class Chapter:
    """A part of the report: its key, its Dutch heading, what it writes, and whether authors may add words to it."""

    key: str
    title: str
    order: int
    write: Callable[[Reading], tuple[doc.Block, ...]]
    authored: bool = False

    def blocks(self, reading: Reading) -> tuple[doc.Block, ...]:
        """The chapter under its heading; nothing, also no heading, where there is nothing to say."""
        written = self.write(reading)
        if self.authored:
            written += reading.text(self)
        if not written:
            return ()
        return (doc.Heading(text=self.title, level=1, classification=doc.Marking.PUBLIC), *written)


def marking_of(*rows: Classified) -> doc.Marking:
    """The marking of a block that is made from these rows: the highest of theirs."""
    return doc.Marking[Classification(max(row.classification for row in rows)).name]


def origin(row: Guarded, marking: doc.Marking | None = None) -> doc.Origin:
    """The row behind a block; a part without a classification of its own is given its whole's."""
    if marking is None:
        marking = marking_of(row)  # type: ignore[arg-type]
    compartment = getattr(row, "compartment_id", None)
    return doc.Origin(
        model=row._meta.label_lower,
        object=str(row.pk),
        classification=marking,
        compartment=None if compartment is None else str(compartment),
    )


def with_origin(block: doc.Block, row: Guarded, marking: doc.Marking) -> doc.Block:
    """A block that knows the row behind it."""
    return replace(block, origins=(*block.origins, origin(row, marking)))
