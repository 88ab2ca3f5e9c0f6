"""What comes after this quarter: what is planned next, and what the authors say of it."""

from __future__ import annotations

from reports import document as doc
from reports.chapters.reading import Chapter, Reading, marking_of, origin
from timeline.models import Activity


def write(reading: Reading) -> tuple[doc.Block, ...]:
    """The activities that are planned after this quarter, by title."""
    later = list(
        Activity.objects.visible_to(reading.viewer)
        .filter(quarter__gt=reading.quarter)
        .open()
        .order_by("quarter", "due_on", "title", "pk")
    )
    if not later:
        return ()
    introduction = doc.Paragraph(
        runs=(doc.Text("Voor de komende kwartalen staan de volgende activiteiten gepland:"),),
        classification=doc.Marking.PUBLIC,
    )
    items = doc.List(
        items=tuple((doc.Strong(f"{row.quarter.short_label()}. "), doc.Text(row.title)) for row in later),
        classification=marking_of(*later),
        origins=tuple(origin(row) for row in later),
    )
    return introduction, items


CHAPTER = Chapter(key="outlook", title="Vooruitblik", order=70, write=write, authored=True)
