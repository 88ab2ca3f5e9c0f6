"""The figures as tables, with the machine they are of: on the screen, and in docs/performance.md."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection

DOCUMENT = Path(settings.BASE_DIR) / "docs" / "performance.md"
BEGIN, END = "<!-- figures: begin -->", "<!-- figures: end -->"


@dataclass(frozen=True)
class Table:
    """A title, what one should know to read it, and lines of cells; the first column is words, the others numbers."""

    title: str
    note: str
    heads: Sequence[str]
    lines: Sequence[Sequence[str]]

    def markdown(self) -> str:
        """The table, with its columns lined up for who reads the source."""
        rows = [self.heads, *self.lines]
        widths = [max(len(row[place]) for row in rows) for place in range(len(self.heads))]
        rule = [":" + "-" * (widths[0] - 1), *("-" * (width - 1) + ":" for width in widths[1:])]
        drawn = [_line(self.heads, widths), _line(rule, widths), *(_line(row, widths) for row in self.lines)]
        return "\n".join((f"### {self.title}", "", self.note, "", *drawn))


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    first, *others = (
        cell.rjust(width) if place else cell.ljust(width)
        for place, (cell, width) in enumerate(zip(cells, widths, strict=True))
    )
    return f"| {' | '.join((first, *others))} |"


def milliseconds(seconds: float) -> str:
    """A short time."""
    return f"{seconds * 1000:,.0f} ms" if seconds >= 0.01 else f"{seconds * 1000:.1f} ms"


def megabytes(size: int) -> str:
    """Memory, or a large file."""
    return f"{size / 1_000_000:.1f} MB"


def kilobytes(size: int) -> str:
    """A page or a file."""
    return f"{size / 1000:,.1f} kB"


def ratio(one: float, other: float) -> str:
    """How many times as much the one is."""
    return f"{one / other:.1f} ×"


def machine() -> str:
    """What the figures were made on."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        postgres = cursor.fetchone()[0].split()[0]
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return (
        f"{os.cpu_count()} cores ({platform.machine()}), {memory / 1_000_000_000:.0f} GB of memory, "
        f"Python {platform.python_version()}, PostgreSQL {postgres}."
    )


def told(tables: Iterable[Table], heading: str) -> str:
    """Everything as Markdown."""
    return "\n\n".join((heading, *(table.markdown() for table in tables)))


def write(text: str) -> None:
    """Put the figures between the markers of the document; the words around them stay."""
    before, _begin, rest = DOCUMENT.read_text().partition(BEGIN)
    _old, _end, after = rest.partition(END)
    DOCUMENT.write_text(f"{before}{BEGIN}\n\n{text}\n\n{END}{after}")
