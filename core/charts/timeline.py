"""The timeline as a picture: what was planned, what was done, what ran beyond its quarter, what is still to go.

``lay_out`` turns rows and a window of days into percentages from left to right. The web draws them inside the cells of
a real table (percentages stretch, words do not); ``core.charts.timeline_svg`` draws them for paper. Words come from the
caller, in the language of the page.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise
from math import ceil

DAY = timedelta(days=1)
THINNEST = 0.8
"""Percentage of the width that the shortest bar gets, so that one day can be seen."""


@dataclass(frozen=True)
class Span:
    """Days from the first up to and including the last."""

    first: date
    last: date

    def __post_init__(self) -> None:
        """Refuse a span that ends before it starts."""
        if self.last < self.first:
            raise ValueError(f"{self.last} lies before {self.first}")


@dataclass(frozen=True)
class Row:
    """One activity.

    ``planned`` is the original plan: after a move it stays in the original quarter. ``actual`` runs from the start to
    the end or, for what is running, to today. ``ahead`` is what is still to go, after today. Each may be absent.
    ``state`` is a word for how it stands, ``sentence`` says in words what the bars show.
    """

    label: str
    leads: str
    state: str
    sentence: str
    planned: Span | None = None
    actual: Span | None = None
    ahead: Span | None = None


@dataclass(frozen=True)
class Words:
    """The words in the picture. ``months`` are twelve short names; ``quarter`` has places for quarter and year."""

    months: tuple[str, ...]
    today: str
    planned: str
    done: str
    overrun: str
    ahead: str
    quarter: str = "Q{quarter} {year}"


class BarKind(StrEnum):
    """What a bar shows: the plan, work within the planned quarter, work after that quarter, work still to do."""

    PLANNED = "planned"
    DONE = "done"
    OVERRUN = "overrun"
    AHEAD = "ahead"


@dataclass(frozen=True)
class Bar:
    """A bar, in percentages of the width."""

    kind: BarKind
    x: float
    width: float

    @property
    def left(self) -> str:
        """Where it starts, as an SVG attribute: a string, so that no template turns the point into a comma."""
        return f"{self.x:g}%"

    @property
    def extent(self) -> str:
        """How wide it is, as an SVG attribute."""
        return f"{self.width:g}%"


@dataclass(frozen=True)
class Mark:
    """A line from top to bottom with a word beside it."""

    x: float
    label: str

    @property
    def left(self) -> str:
        """Where it stands, as an SVG attribute."""
        return f"{self.x:g}%"


@dataclass(frozen=True)
class LaidOutRow:
    """A row with its bars from back to front."""

    label: str
    leads: str
    state: str
    sentence: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True)
class Layout:
    """The picture's geometry. ``months`` holds no line where a quarter already has one; ``month_names`` holds all."""

    rows: tuple[LaidOutRow, ...]
    quarters: tuple[Mark, ...]
    months: tuple[Mark, ...]
    month_names: tuple[Mark, ...]
    today: Mark | None

    @property
    def kinds(self) -> tuple[BarKind, ...]:
        """The kinds of bar that occur, in the order of a legend."""
        present = {bar.kind for row in self.rows for bar in row.bars}
        return tuple(kind for kind in BarKind if kind in present)

    @property
    def description(self) -> str:
        """The text alternative: the sentences of all rows."""
        return " ".join(row.sentence for row in self.rows)


def lay_out(rows: Iterable[Row], *, window: Span, today: date | None, words: Words) -> Layout:
    """Place the bars of the rows in a window of days; what lies outside the window is cut off.

    Work counts as overrun after the last day of the quarter in which its plan ends.
    """
    scale = _Scale(window)
    laid_out = tuple(LaidOutRow(row.label, row.leads, row.state, row.sentence, tuple(scale.bars(row))) for row in rows)
    starts = _month_starts(window)
    quarter_starts = [day for day in starts if day == window.first or (day.month % 3 == 1 and day.day == 1)]
    quarters = tuple(
        Mark(scale.at(day), words.quarter.format(quarter=(day.month + 2) // 3, year=day.year)) for day in quarter_starts
    )
    month_names = tuple(Mark(scale.at(day), words.months[day.month - 1]) for day in starts)
    months = tuple(mark for mark in month_names if mark.x not in {quarter.x for quarter in quarters})
    return Layout(laid_out, quarters, months, month_names, _today(scale, window, today, words.today))


def _today(scale: "_Scale", window: Span, today: date | None, word: str) -> Mark | None:
    if today is None or not window.first <= today <= window.last:
        return None
    # At the end of the day: exactly between what was done and what is still to go.
    return Mark(scale.at(today + DAY), word)


def chunks(rows: Sequence[Row], max_rows: int) -> tuple[tuple[Row, ...], ...]:
    """Split rows over as few pictures as hold at most ``max_rows`` each, as evenly as can be."""
    if max_rows < 1:
        raise ValueError("a picture holds at least one row")
    pictures = ceil(len(rows) / max_rows)
    bounds = [round(index * len(rows) / pictures) for index in range(pictures + 1)] if pictures else [0]
    return tuple(tuple(rows[start:end]) for start, end in pairwise(bounds))


def end_of_quarter(day: date) -> date:
    """The last day of the quarter in which the day lies."""
    last_month = (day.month + 2) // 3 * 3
    return date(day.year, last_month, 31 if last_month in (3, 12) else 30)


def _month_starts(window: Span) -> list[date]:
    """The window's first day and every first of a month after it."""
    starts = [window.first]
    while True:
        day = starts[-1]
        following = date(day.year + day.month // 12, day.month % 12 + 1, 1)
        if following > window.last:
            return starts
        starts.append(following)


class _Scale:
    def __init__(self, window: Span) -> None:
        self._window = window
        self._days = (window.last - window.first).days + 1

    def at(self, day: date) -> float:
        return round(100 * (day - self._window.first).days / self._days, 2)

    def bars(self, row: Row) -> Iterable[Bar]:
        yield from self._bar(BarKind.PLANNED, row.planned)
        if row.actual is not None:
            limit = end_of_quarter(row.planned.last) if row.planned is not None else row.actual.last
            yield from self._bar(BarKind.DONE, _until(row.actual, limit))
            yield from self._bar(BarKind.OVERRUN, _after(row.actual, limit))
        yield from self._bar(BarKind.AHEAD, row.ahead)

    def _bar(self, kind: BarKind, span: Span | None) -> Iterable[Bar]:
        if span is None or span.last < self._window.first or span.first > self._window.last:
            return
        start = self.at(max(span.first, self._window.first))
        end = self.at(min(span.last, self._window.last) + DAY)
        width = round(max(end - start, THINNEST), 2)
        yield Bar(kind, min(start, round(100 - width, 2)), width)


def _until(span: Span, limit: date) -> Span | None:
    return Span(span.first, min(span.last, limit)) if span.first <= limit else None


def _after(span: Span, limit: date) -> Span | None:
    return Span(max(span.first, limit + DAY), span.last) if span.last > limit else None
