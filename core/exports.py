"""Downloads of a list: exactly the rows and columns that the viewer sees, as CSV, XLSX or ODS."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import xlsxwriter
from django.http import HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _

from core.ods import MEDIA_TYPE, Cell, write_ods

if TYPE_CHECKING:
    from core.pages import Column

# A spreadsheet runs a cell that begins like this; the quote before it makes it a word. Our importer takes it off again.
RUNNABLE = ("=", "+", "-", "@", "\t", "\r")
# A spreadsheet may split a line of a CSV elsewhere than at its commas, at each `;` for instance, whatever the quotes
# say: what comes after such a place inside a cell becomes a cell of its own there.
RUNNABLE_WHEN_SPLIT = re.compile(r"([;,|\t\r\n] *)(?=[=+\-@])")
CHUNK = 500


def cell(value: Any) -> Cell:
    """A value as a cell: numbers and dates as they are, everything else as its words."""
    if value is None or (isinstance(value, str | int | float | date) and not isinstance(value, bool | datetime)):
        return value
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    return str(value)


def escaped(value: Cell) -> Cell:
    """A cell that no spreadsheet will run."""
    if isinstance(value, str) and value.startswith(RUNNABLE):
        return f"'{value}"
    return value


def escaped_inside(value: Cell) -> Cell:
    """A cell of which no piece will be run either where a spreadsheet splits it."""
    return RUNNABLE_WHEN_SPLIT.sub(r"\1'", value) if isinstance(value, str) else value


def table(columns: Sequence[Column], rows: Any) -> Iterator[list[Cell]]:
    """The headings, then one line for each row."""
    yield [str(column.label) for column in columns]
    for row in rows.iterator(chunk_size=CHUNK):
        yield [escaped(cell(column.value(row))) for column in columns]


def as_csv(lines: Iterable[list[Cell]]) -> HttpResponseBase:
    """Comma separated, in UTF-8 with a byte-order mark, since spreadsheets guess another encoding without it.

    Sent when it is whole: a stream that breaks off halfway looks like a shorter list.
    """
    file = io.StringIO(newline="")
    file.write("\ufeff")
    csv.writer(file).writerows([escaped_inside(value) for value in line] for line in lines)
    return HttpResponse(file.getvalue(), content_type="text/csv; charset=utf-8")


def as_xlsx(lines: Iterable[list[Cell]]) -> HttpResponseBase:
    """One sheet, headings in bold and fixed; nothing in it but the cells (no author, no formulas)."""
    file = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    with xlsxwriter.Workbook(file, options) as book:
        sheet = book.add_worksheet(_("List"))
        bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.freeze_panes(1, 0)
        for number, line in enumerate(lines):
            for place, value in enumerate(line):
                if isinstance(value, date):
                    sheet.write_datetime(number, place, value, day)
                elif isinstance(value, int | float):
                    sheet.write_number(number, place, value)
                else:
                    sheet.write_string(number, place, value or "", bold if number == 0 else None)
    return HttpResponse(
        file.getvalue(), content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    )


def as_ods(lines: Iterable[list[Cell]]) -> HttpResponseBase:
    """One sheet of an OpenDocument spreadsheet; nothing in it but the cells."""
    file = io.BytesIO()
    write_ods(file, _("List"), lines)
    return HttpResponse(file.getvalue(), content_type=MEDIA_TYPE)


FORMATS: dict[str, Callable[[Iterable[list[Cell]]], HttpResponseBase]] = {
    "csv": as_csv,
    "xlsx": as_xlsx,
    "ods": as_ods,
}


def download(format_: str, name: str, columns: Sequence[Column], rows: Any) -> HttpResponseBase:
    """The rows as a file to keep. The name says what it is, and nothing of what is in it."""
    response = FORMATS[format_](table(columns, rows))
    response["Content-Disposition"] = f'attachment; filename="{name}.{format_}"'
    return response
