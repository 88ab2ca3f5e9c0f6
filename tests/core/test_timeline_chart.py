"""The timeline's geometry, and its drawing for paper."""

from dataclasses import replace
from datetime import date, timedelta
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.charts.lettering import ELLIPSIS, text_width, wrap
from core.charts.timeline import Bar, BarKind, Layout, Row, Span, Words, chunks, end_of_quarter, lay_out
from core.charts.timeline_svg import WIDTH, as_svg

WORDS = Words(
    months=("jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"),
    today="vandaag",
    planned="gepland",
    done="uitgevoerd",
    overrun="buiten het geplande kwartaal",
    ahead="nog te gaan",
)
YEAR = Span(date(2023, 1, 1), date(2023, 12, 31))
Q3 = Span(date(2023, 7, 1), date(2023, 9, 30))
Q4 = Span(date(2023, 10, 1), date(2023, 12, 31))
DAYS = st.dates(date(2022, 1, 1), date(2024, 12, 31))
SPANS = st.tuples(DAYS, DAYS).map(lambda days: Span(min(days), max(days)))


def row(
    planned: Span | None = None, actual: Span | None = None, ahead: Span | None = None, label: str = "Activiteit"
) -> Row:
    return Row(label, "EZK, BZ", "loopt", f"{label}: loopt.", planned, actual, ahead)


def layout_of(*rows: Row, window: Span = YEAR, today: date | None = None) -> Layout:
    return lay_out(rows, window=window, today=today, words=WORDS)


def bars_of(one: Row, window: Span = YEAR) -> tuple[Bar, ...]:
    return layout_of(one, window=window).rows[0].bars


def kinds(one: Row) -> list[BarKind]:
    return [bar.kind for bar in bars_of(one)]


def parsed(svg: str) -> ET.Element:
    return ET.fromstring(svg)  # noqa: S314  drawn by ourselves


def percent(day: date) -> float:
    return 100 * (day - YEAR.first).days / 365


def test_work_within_its_quarter_is_done_and_work_after_it_is_overrun() -> None:
    planned, done, overrun = bars_of(row(Q3, Span(date(2023, 8, 1), date(2023, 10, 26))))

    assert (planned.kind, done.kind, overrun.kind) == (BarKind.PLANNED, BarKind.DONE, BarKind.OVERRUN)
    assert planned.x == pytest.approx(percent(Q3.first), abs=0.01)
    assert planned.x + planned.width == pytest.approx(percent(Q4.first), abs=0.02)
    assert done.x + done.width == pytest.approx(overrun.x, abs=0.02)
    assert overrun.x == pytest.approx(percent(Q4.first), abs=0.01)
    assert overrun.x + overrun.width == pytest.approx(percent(date(2023, 10, 27)), abs=0.02)


def test_work_that_ends_on_the_last_day_of_its_quarter_is_no_overrun() -> None:
    assert kinds(row(Q3, Q3)) == [BarKind.PLANNED, BarKind.DONE]
    assert kinds(row(Q3, Span(Q3.first, Q4.first))) == [BarKind.PLANNED, BarKind.DONE, BarKind.OVERRUN]


def test_the_plan_may_end_before_its_quarter_does() -> None:
    assert kinds(row(Span(date(2023, 7, 1), date(2023, 7, 31)), Span(date(2023, 7, 1), date(2023, 9, 30)))) == [
        BarKind.PLANNED,
        BarKind.DONE,
    ]


def test_a_moved_activity_is_planned_in_its_old_quarter_and_ahead_in_the_new() -> None:
    planned, ahead = bars_of(row(Q3, None, Q4))

    assert (planned.kind, ahead.kind) == (BarKind.PLANNED, BarKind.AHEAD)
    assert planned.x < ahead.x == pytest.approx(percent(Q4.first), abs=0.01)


def test_work_that_started_after_its_quarter_is_all_overrun() -> None:
    assert kinds(row(Q3, Span(date(2023, 10, 5), date(2023, 11, 1)))) == [BarKind.PLANNED, BarKind.OVERRUN]


def test_work_without_a_plan_is_never_overrun() -> None:
    assert kinds(row(None, Span(date(2023, 7, 1), date(2023, 12, 1)))) == [BarKind.DONE]


def test_a_row_without_days_has_no_bars() -> None:
    assert bars_of(row()) == ()


def test_one_day_can_be_seen_also_at_the_end_of_the_window() -> None:
    (last,) = bars_of(row(Span(YEAR.last, YEAR.last)))

    assert last.width >= 0.8
    assert last.x + last.width <= 100


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (date(2022, 3, 1), date(2022, 12, 31), None),
        (date(2024, 1, 1), date(2024, 2, 1), None),
        (date(2022, 12, 1), date(2023, 1, 31), (0, percent(date(2023, 2, 1)))),
        (date(2023, 12, 1), date(2024, 3, 1), (percent(date(2023, 12, 1)), 100)),
        (date(2022, 1, 1), date(2024, 12, 31), (0, 100)),
    ],
)
def test_what_lies_outside_the_window_is_cut_off(first: date, last: date, expected: tuple[float, float] | None) -> None:
    bars = bars_of(row(Span(first, last)))

    assert [(bar.x, round(bar.x + bar.width, 2)) for bar in bars] == (
        [] if expected is None else [pytest.approx(expected, abs=0.02)]
    )


@given(
    st.lists(st.builds(row, st.none() | SPANS, st.none() | SPANS, st.none() | SPANS), max_size=4),
    SPANS,
    st.none() | DAYS,
)
def test_everything_is_inside_the_picture(rows: list[Row], window: Span, today: date | None) -> None:
    layout = layout_of(*rows, window=window, today=today)

    for bar in (bar for laid_out in layout.rows for bar in laid_out.bars):
        assert bar.x >= 0
        assert bar.width > 0
        assert bar.x + bar.width <= 100.001
    assert all(0 <= mark.x <= 100 for mark in (*layout.quarters, *layout.months, *layout.month_names))
    assert (layout.today is not None) == (today is not None and window.first <= today <= window.last)
    assert parsed(as_svg(layout, WORDS)) is not None


def test_quarters_and_months_have_their_lines_and_names() -> None:
    layout = layout_of(window=Span(date(2023, 4, 1), date(2023, 12, 31)))

    assert [mark.label for mark in layout.quarters] == ["Q2 2023", "Q3 2023", "Q4 2023"]
    assert [mark.label for mark in layout.month_names] == list(WORDS.months[3:])
    assert [mark.label for mark in layout.months] == ["mei", "jun", "aug", "sep", "nov", "dec"]
    assert layout.quarters[1].left == "33.09%"


def test_a_window_may_start_within_a_quarter_and_cross_a_year() -> None:
    layout = layout_of(window=Span(date(2023, 11, 15), date(2024, 2, 10)))

    assert [mark.label for mark in layout.quarters] == ["Q4 2023", "Q1 2024"]
    assert [mark.label for mark in layout.month_names] == ["nov", "dec", "jan", "feb"]


def test_today_stands_between_what_was_done_and_what_is_to_come() -> None:
    today = date(2023, 10, 20)
    layout = layout_of(row(Q4, Span(Q4.first, today), Span(today + timedelta(days=1), Q4.last)), today=today)
    _planned, done, ahead = layout.rows[0].bars

    assert layout.today is not None
    assert layout.today.x == pytest.approx(done.x + done.width, abs=0.02)
    assert layout.today.x == pytest.approx(ahead.x, abs=0.02)


def test_the_description_says_every_row_in_words() -> None:
    assert layout_of(row(label="Eerste"), row(label="Tweede")).description == "Eerste: loopt. Tweede: loopt."


def test_attributes_are_strings_with_a_point() -> None:
    bar = Bar(BarKind.DONE, 33.09, 8.5)

    assert (bar.left, bar.extent) == ("33.09%", "8.5%")


@pytest.mark.parametrize(
    ("day", "last"),
    [
        (date(2023, 2, 1), date(2023, 3, 31)),
        (date(2023, 12, 31), date(2023, 12, 31)),
        (date(2024, 4, 1), date(2024, 6, 30)),
    ],
)
def test_the_last_day_of_a_quarter(day: date, last: date) -> None:
    assert end_of_quarter(day) == last


def test_a_span_does_not_end_before_it_starts() -> None:
    with pytest.raises(ValueError, match="lies before"):
        Span(date(2023, 2, 1), date(2023, 1, 31))


@given(st.integers(0, 100), st.integers(1, 30))
def test_rows_are_split_evenly_over_as_few_pictures_as_can_be(number_of_rows: int, max_rows: int) -> None:
    rows = [row(label=str(index)) for index in range(number_of_rows)]
    pictures = chunks(rows, max_rows)

    assert [one for picture in pictures for one in picture] == rows
    assert len(pictures) == -(-number_of_rows // max_rows)
    sizes = {len(picture) for picture in pictures}
    assert not sizes or (max(sizes) <= max_rows and max(sizes) - min(sizes) <= 1)


def test_a_picture_without_room_for_rows_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one row"):
        chunks([row()], 0)


# --- lettering and drawing ---


@given(st.text(max_size=200), st.integers(1, 3))
def test_wrapped_lines_fit(words: str, lines: int) -> None:
    wrapped = wrap(words, 100, 9, lines)

    assert len(wrapped) <= lines
    assert all(text_width(line, 9) <= 100.001 for line in wrapped)
    if not any(ELLIPSIS in line for line in wrapped):
        assert "".join(wrapped).replace(" ", "") == "".join(words.split())


def test_too_many_words_end_in_an_ellipsis() -> None:
    assert wrap("een twee drie vier vijf zes zeven acht", 40, 9, 2)[-1].endswith(ELLIPSIS)


def test_an_m_is_wider_than_an_i() -> None:
    assert text_width("M", 10) > text_width("i", 10) > 0


def test_the_drawing_has_its_words_and_no_styles_or_ids() -> None:
    hostile = row(Q3, Span(Q3.first, Q4.last), label="<script>\"&'")
    svg = as_svg(layout_of(hostile, today=date(2023, 11, 1)), WORDS)
    root = parsed(svg)
    words = {element.text for element in root.iter() if element.text}

    assert {
        "<script>\"&'",
        "EZK, BZ",
        "loopt",
        "vandaag",
        "gepland",
        "uitgevoerd",
        "buiten het geplande kwartaal",
    } <= words
    assert "nog te gaan" not in words
    assert not {"style", "class", "id"} & {name for element in root.iter() for name in element.attrib}


@pytest.mark.parametrize("number_of_rows", [0, 1, 60])
def test_a_drawing_grows_with_its_rows(number_of_rows: int) -> None:
    rows = [row(Q3, Q3, label=f"Activiteit {index} " + "lang " * 30) for index in range(number_of_rows)]
    root = parsed(as_svg(layout_of(*rows), WORDS))
    _left, _top, width, height = map(float, root.attrib["viewBox"].split())

    assert width == WIDTH
    assert all(float(text.attrib["y"]) <= height for text in root.iter() if "y" in text.attrib)
    assert height > 30 * number_of_rows


def test_hatching_stays_within_its_bar() -> None:
    svg = parsed(as_svg(layout_of(replace(row(Q3, Q4), leads="")), WORDS))
    amber = [element for element in svg.iter() if element.attrib.get("stroke") == "#b36b00"]
    box = next(element for element in amber if element.tag.endswith("rect"))
    left, top = float(box.attrib["x"]), float(box.attrib["y"])
    right, bottom = left + float(box.attrib["width"]), top + float(box.attrib["height"])
    lines = [element for element in amber if element.tag.endswith("line") and float(element.attrib["y1"]) < bottom + 1]

    assert len(lines) > 5
    for line in lines:
        x1, y1, x2, y2 = (float(line.attrib[name]) for name in ("x1", "y1", "x2", "y2"))
        assert left - 0.01 <= min(x1, x2) <= max(x1, x2) <= right + 0.01
        assert top - 0.01 <= min(y1, y2) <= max(y1, y2) <= bottom + 0.01
