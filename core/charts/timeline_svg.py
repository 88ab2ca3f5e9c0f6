"""The timeline drawn for paper: one SVG with attributes only, for a typesetter that knows no stylesheet.

No ids and no patterns: two pictures may stand on one page, and the hatching is lines cut to their bar.
"""

from collections.abc import Iterator
from xml.sax.saxutils import escape

from core.charts.lettering import FAMILY, text_width, wrap
from core.charts.timeline import Bar, BarKind, LaidOutRow, Layout, Words

WIDTH = 460.0
PLOT_LEFT = 172.0
PLOT_RIGHT = 396.0
STATE_LEFT = 402.0
HEAD = 30.0
LABEL_SIZE, SMALL_SIZE, LINE = 9.0, 8.0, 11.0
ROW_PADDING, LEAST_ROW = 5.0, 30.0
PLANNED_HEIGHT, ACTUAL_HEIGHT, GAP = 5.5, 9.0, 2.0
HATCH_STEP = 4.0

INK, QUIET, RULE, HAIR = "#1a1f24", "#4d5a64", "#6b7a84", "#d0d9dd"
ACCENT, TINT = "#1d4a5a", "#e3edf0"
LATE, LATE_TINT, TODAY = "#b36b00", "#fdf0d8", "#a32218"

Strokes = Iterator[str]


def as_svg(layout: Layout, words: Words) -> str:
    """The picture as one SVG, 460 units wide. Long labels take two lines and then an ellipsis; nothing is outside."""
    heights = [_row_height(row) for row in layout.rows]
    bottom = HEAD + sum(heights)
    height = bottom + (12 if layout.today else 0) + 20
    parts = [*_grid(layout, bottom)]
    top = HEAD
    for row, row_height in zip(layout.rows, heights, strict=True):
        parts += _row(row, top, row_height)
        top += row_height
    parts += _today(layout, bottom)
    parts += _legend(layout, words, height - 10)
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_n(WIDTH)} {_n(height)}" font-family="{FAMILY}">'
    return head + "".join(parts) + "</svg>"


def _n(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _x(percent: float) -> float:
    return PLOT_LEFT + (PLOT_RIGHT - PLOT_LEFT) * percent / 100


def _line(x1: float, y1: float, x2: float, y2: float, colour: str, width: float) -> str:
    ends = f'x1="{_n(x1)}" y1="{_n(y1)}" x2="{_n(x2)}" y2="{_n(y2)}"'
    return f'<line {ends} stroke="{colour}" stroke-width="{_n(width)}"/>'


def _text(x: float, y: float, words: str, size: float, colour: str, extra: str = "") -> str:
    return f'<text x="{_n(x)}" y="{_n(y)}" font-size="{_n(size)}" fill="{colour}"{extra}>{escape(words)}</text>'


def _grid(layout: Layout, bottom: float) -> Strokes:
    for mark in layout.months:
        yield _line(_x(mark.x), HEAD - 10, _x(mark.x), bottom, HAIR, 0.5)
    for mark in layout.quarters:
        yield _line(_x(mark.x), 2, _x(mark.x), bottom, RULE, 0.6)
    yield from _names([(mark.x, mark.label) for mark in layout.quarters], 10, LABEL_SIZE, INK, ' font-weight="600"')
    yield from _names([(mark.x, mark.label) for mark in layout.month_names], 24, SMALL_SIZE, QUIET)
    yield _line(0, HEAD, WIDTH, HEAD, RULE, 0.6)


def _names(places: list[tuple[float, str]], y: float, size: float, colour: str, extra: str = "") -> Strokes:
    """Names beside their marks; one that would run into the next is left out."""
    ends = [_x(x) for x, _ in places[1:]] + [WIDTH]
    for (x, label), end in zip(places, ends, strict=True):
        if _x(x) + 3 + text_width(label, size) <= end:
            yield _text(_x(x) + 3, y, label, size, colour, extra)


def _label_lines(row: LaidOutRow) -> tuple[str, ...]:
    return wrap(row.label, PLOT_LEFT - 8, LABEL_SIZE, 2)


def _row_height(row: LaidOutRow) -> float:
    lines = len(_label_lines(row)) + bool(row.leads.strip())
    return max(LEAST_ROW, 2 * ROW_PADDING + LINE * lines)


def _row(row: LaidOutRow, top: float, height: float) -> Strokes:
    baseline = top + ROW_PADDING + 8
    for line in _label_lines(row):
        yield _text(0, baseline, line, LABEL_SIZE, INK)
        baseline += LINE
    for line in wrap(row.leads, PLOT_LEFT - 8, SMALL_SIZE, 1):
        yield _text(0, baseline, line, SMALL_SIZE, QUIET)
    bars_top = top + (height - PLANNED_HEIGHT - GAP - ACTUAL_HEIGHT) / 2
    for bar in row.bars:
        yield from _bar(bar, bars_top)
    state = wrap(row.state, WIDTH - STATE_LEFT, SMALL_SIZE, 3)
    baseline = top + (height - 10 * len(state)) / 2 + 8
    for line in state:
        yield _text(STATE_LEFT, baseline, line, SMALL_SIZE, INK)
        baseline += 10
    yield _line(0, top + height, WIDTH, top + height, HAIR, 0.5)


def _bar(bar: Bar, top: float) -> Strokes:
    left, width = _x(bar.x), _x(bar.x + bar.width) - _x(bar.x)
    if bar.kind is BarKind.PLANNED:
        yield from _box(bar.kind, left, top, width, PLANNED_HEIGHT)
    else:
        yield from _box(bar.kind, left, top + PLANNED_HEIGHT + GAP, width, ACTUAL_HEIGHT)


def _box(kind: BarKind, x: float, y: float, width: float, height: float) -> Strokes:
    looks = {
        BarKind.PLANNED: f'fill="{TINT}" stroke="{ACCENT}" stroke-width="0.6"',
        BarKind.DONE: f'fill="{ACCENT}"',
        BarKind.OVERRUN: f'fill="{LATE_TINT}" stroke="{LATE}" stroke-width="0.7"',
        BarKind.AHEAD: f'fill="#ffffff" stroke="{LATE}" stroke-width="0.8" stroke-dasharray="2.5 1.8"',
    }
    yield f'<rect x="{_n(x)}" y="{_n(y)}" width="{_n(width)}" height="{_n(height)}" {looks[kind]}/>'
    if kind is BarKind.OVERRUN:
        yield from _hatching(x, y, width, height)


def _hatching(x: float, y: float, width: float, height: float) -> Strokes:
    """Lines that rise at 45 degrees, each cut off where it leaves the bar."""
    offset = HATCH_STEP
    while offset < width + height:
        rise_from, rise_to = max(0.0, offset - width), min(height, offset)
        ends = (x + offset - rise_from, y + rise_from, x + offset - rise_to, y + rise_to)
        yield _line(*ends, LATE, 1.0)
        offset += HATCH_STEP


def _today(layout: Layout, bottom: float) -> Strokes:
    if layout.today is None:
        return
    x = _x(layout.today.x)
    yield _line(x, HEAD, x, bottom + 3, TODAY, 1)
    anchor = ' text-anchor="middle" font-weight="600"'
    yield _text(x, bottom + 11, layout.today.label, SMALL_SIZE, TODAY, anchor)


def _legend(layout: Layout, words: Words, middle: float) -> Strokes:
    names = {
        BarKind.PLANNED: words.planned,
        BarKind.DONE: words.done,
        BarKind.OVERRUN: words.overrun,
        BarKind.AHEAD: words.ahead,
    }
    x = 0.5
    for kind in layout.kinds:
        height = PLANNED_HEIGHT if kind is BarKind.PLANNED else ACTUAL_HEIGHT
        yield from _box(kind, x, middle - height / 2, 18, height)
        yield _text(x + 22, middle + 2.8, names[kind], SMALL_SIZE, QUIET)
        x += 22 + text_width(names[kind], SMALL_SIZE) + 14
