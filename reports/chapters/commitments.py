"""What was promised to the House, and by what it was settled."""

from __future__ import annotations

from core.models import Source
from core.visibility import see
from reports import document as doc
from reports.chapters.reading import Chapter, Reading, marking_of, origin
from timeline.models import Commitment, CommitmentKind

KINDS = {CommitmentKind.PROMISE: "Toezegging", CommitmentKind.MOTION: "Motie"}


def write(reading: Reading) -> tuple[doc.Block, ...]:
    """A table of what is settled, by a source that the audience may see, and a list of what is open."""
    rows = Commitment.objects.visible_to(reading.viewer).with_related(reading.viewer, "source", "settled_by")
    rows = rows.order_by("made_on", "text", "pk")
    commitments = [row for row in rows if see(reading.viewer, row, "source") is not None]
    settled = [row for row in commitments if see(reading.viewer, row, "settled_by") is not None]
    still_open = [row for row in commitments if not row.is_settled]
    return (*_settled(reading, settled), *_open(reading, still_open))


def _settled(reading: Reading, commitments: list[Commitment]) -> tuple[doc.Block, ...]:
    if not commitments:
        return ()
    settlings = [(row, row.settled_by) for row in commitments if row.settled_by is not None]
    sources = [source for row, settled_by in settlings for source in (row.source, settled_by)]
    introduction = doc.Paragraph(
        runs=(doc.Text("De volgende toezeggingen en moties zijn afgedaan."),), classification=doc.Marking.PUBLIC
    )
    table = doc.Table(
        title="Afgedane toezeggingen en moties",
        columns=(
            doc.Column("Soort", 0.8),
            doc.Column("Inhoud", 1.9),
            doc.Column("Vindplaats", 1.4),
            doc.Column("Afgedaan met", 1.4),
        ),
        rows=tuple(
            (
                KINDS[CommitmentKind(row.kind)],
                row.text,
                _place(reading, row.source, row.source_locator),
                _place(reading, settled_by, row.settled_locator),
            )
            for row, settled_by in settlings
        ),
        classification=marking_of(*commitments, *sources),
        sources=_named(reading, sources),
        origins=tuple(origin(row) for row in commitments),
    )
    return introduction, table


def _open(reading: Reading, commitments: list[Commitment]) -> tuple[doc.Block, ...]:
    if not commitments:
        return ()
    marking = marking_of(*commitments, *(row.source for row in commitments))
    introduction = doc.Paragraph(runs=(doc.Text("Nog open staan:"),), classification=doc.Marking.PUBLIC)
    items = doc.List(
        items=tuple(
            (doc.Text(f"{row.text} "), *_place(reading, row.source, row.source_locator)) for row in commitments
        ),
        classification=marking,
        sources=_named(reading, [row.source for row in commitments]),
        origins=tuple(origin(row) for row in commitments),
    )
    return introduction, items


def _place(reading: Reading, source: Source, locator: str) -> doc.Runs:
    """The citation in the text itself, as a link where it has an address."""
    told = reading.sources[reading.source_id(source)]
    name: doc.Run = doc.Link(told.citation, told.url) if told.url else doc.Text(told.citation)
    return (name, doc.Text(f", {locator}")) if locator else (name,)


def _named(reading: Reading, sources: list[Source]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(reading.source_id(source) for source in sources))


CHAPTER = Chapter(key="commitments", title="Toezeggingen en moties", order=60, write=write)
