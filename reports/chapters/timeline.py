"""The timeline, planned against done: the picture, what each activity yielded, and what moved and why."""

from __future__ import annotations

from itertools import groupby

from core.charts.timeline import lay_out
from core.charts.timeline_svg import as_svg
from core.dates import long_date
from core.models import Source
from core.quarters import Quarter
from core.visibility import see
from reports import document as doc
from reports.chapters.reading import Chapter, Reading, marking_of, origin
from timeline.models import Activity, ActivityState, Move
from timeline.picture import Tally, headline, row_of, window_around, words
from timeline.schedule import is_overdue

ROWS_OF_A_PICTURE = 15
"""As many as still leave room for words on one page."""

STATUSES = {
    ActivityState.PLANNED: doc.TimelineStatus.PLANNED,
    ActivityState.RUNNING: doc.TimelineStatus.RUNNING,
    ActivityState.DONE: doc.TimelineStatus.DONE,
    ActivityState.DROPPED: doc.TimelineStatus.DROPPED,
}


def write(reading: Reading) -> tuple[doc.Block, ...]:
    """Everything that was planned for this quarter or an earlier one, however it ended."""
    rows = Activity.objects.visible_to(reading.viewer).filter(original_quarter__lte=reading.quarter)
    rows = rows.with_related(reading.viewer, "leads__department", "citations__source", "milestones")
    activities = list(rows.order_by("original_quarter", "created", "title", "pk"))
    if not activities:
        return ()
    return (
        _introduction(reading, activities),
        *_pictures(reading, activities),
        *_quarters(reading, activities),
        *_moves(reading, activities),
    )


def _introduction(reading: Reading, activities: list[Activity]) -> doc.Paragraph:
    said = headline(
        Tally(
            total=len(activities),
            done=sum(row.state == ActivityState.DONE for row in activities),
            moved=sum(row.has_moved for row in activities),
            late=sum(is_overdue(row, reading.today) for row in activities),
        )
    )
    return doc.Paragraph(
        runs=(doc.Text(f"{said}."),), classification=marking_of(*activities), origins=_origins(activities)
    )


def _pictures(reading: Reading, activities: list[Activity]) -> tuple[doc.Figure, ...]:
    pages = [activities[start : start + ROWS_OF_A_PICTURE] for start in range(0, len(activities), ROWS_OF_A_PICTURE)]
    return tuple(
        _picture(reading, page, f" ({number} van {len(pages)})" if len(pages) > 1 else "")
        for number, page in enumerate(pages, start=1)
    )


def _picture(reading: Reading, activities: list[Activity], which: str) -> doc.Figure:
    rows = [row_of(activity, reading.today) for activity in activities]
    span = Quarter.range(activities[0].original_quarter, reading.quarter)
    window = window_around(rows, span)
    spoken = words(window)
    layout = lay_out(rows, window=window, today=reading.today, words=spoken)
    sentences = (f"{row.label}: {row.sentence[0].lower()}{row.sentence[1:]}" for row in rows)
    return doc.Figure(
        title=f"Activiteiten van de taskforce, gepland en uitgevoerd{which}",
        alt=f"Tijdlijn met per activiteit wat gepland en uitgevoerd is. {' '.join(sentences)}",
        svg=as_svg(layout, spoken),
        classification=marking_of(*activities),
        origins=_origins(activities),
    )


def _quarters(reading: Reading, activities: list[Activity]) -> tuple[doc.Block, ...]:
    quarters = tuple(
        doc.TimelineQuarter(quarter.label(), _activities(reading, list(planned)))
        for quarter, planned in groupby(activities, key=lambda row: row.original_quarter)
    )
    cited = [source for row in activities for source, _locator in _places(reading, row)]
    heading = doc.Heading(text="Wat gepland was en wat is gedaan", level=2, classification=doc.Marking.PUBLIC)
    timeline = doc.Timeline(
        quarters=quarters,
        classification=marking_of(*activities, *cited),
        sources=tuple(dict.fromkeys(reading.source_id(source) for source in cited)),
        origins=_origins(activities),
    )
    return heading, timeline


def _activities(reading: Reading, activities: list[Activity]) -> tuple[doc.TimelineActivity, ...]:
    """The activities of a quarter; a place in a source is cited once, where it comes first."""
    told: list[doc.TimelineActivity] = []
    cited: set[tuple[str, str]] = set()
    for activity in activities:
        places = _places(reading, activity)
        new = [(source, locator) for source, locator in places if (str(source.pk), locator) not in cited]
        cited |= {(str(source.pk), locator) for source, locator in new}
        notes = tuple(reading.cite(source, locator) for source, locator in new)
        told.append(doc.TimelineActivity(_status(activity), (doc.Text(_words(activity)), *notes)))
    return tuple(told)


def _places(reading: Reading, activity: Activity) -> list[tuple[Source, str]]:
    """Where it is written that the taskforce does this, in one order: sources that the audience may see only."""
    found = [(see(reading.viewer, one, "source"), one.locator) for one in activity.citations.all()]
    return sorted(
        ((source, locator) for source, locator in found if source is not None),
        key=lambda place: (place[0].citation, place[1], place[0].pk),
    )


def _status(activity: Activity) -> doc.TimelineStatus:
    if activity.is_open and activity.has_moved:
        return doc.TimelineStatus.MOVED
    return STATUSES[ActivityState(activity.state)]


def _words(activity: Activity) -> str:
    moved = f" Verplaatst naar {activity.quarter.short_label()}." if activity.has_moved else ""
    yielded = f" {activity.yielded}" if activity.yielded else ""
    return f"{activity.title}.{moved}{yielded}{_milestones(activity)}"


def _milestones(activity: Activity) -> str:
    """Those that were reached, and the first that is still to be."""
    milestones = activity.milestones.all()
    reached = [f"{one.title} ({long_date(one.reached_on)})" for one in milestones if one.reached_on]
    ahead = next((one for one in milestones if not one.reached_on), None) if activity.is_open else None
    told = f" Bereikt: {'; '.join(reached)}." if reached else ""
    return told + (f" Volgende mijlpaal: {ahead.title} ({long_date(ahead.due_on)})." if ahead else "")


def _moves(reading: Reading, activities: list[Activity]) -> tuple[doc.Block, ...]:
    moves = list(
        Move.objects.visible_to(reading.viewer)
        .filter(activity__in=activities)
        .with_related(reading.viewer, "activity")
        .order_by("moved_at", "pk")
    )
    if not moves:
        return ()
    heading = doc.Heading(text="Wat naar een ander kwartaal ging", level=2, classification=doc.Marking.PUBLIC)
    # One list for each marking, so that a confidential reason does not mark what may be told.
    by_marking = {marking: [move for move in moves if marking_of(move) == marking] for marking in doc.Marking}
    return heading, *(_reasons(marking, told) for marking, told in by_marking.items() if told)


def _reasons(marking: doc.Marking, moves: list[Move]) -> doc.List:
    return doc.List(
        items=tuple(
            (
                doc.Strong(f"{move.activity.title} "),
                doc.Text(
                    f"(van {move.from_quarter.short_label()} naar {move.to_quarter.short_label()}). {move.reason}"
                ),
            )
            for move in moves
        ),
        classification=marking,
        origins=tuple(origin(move) for move in moves),
    )


def _origins(activities: list[Activity]) -> tuple[doc.Origin, ...]:
    return tuple(origin(row) for row in activities)


CHAPTER = Chapter(key="timeline", title="Tijdlijn: gepland en uitgevoerd", order=40, write=write, authored=True)
