"""`python -m tests.bench [--write] [--only PART ...]`: measure, print, and keep in docs/performance.md."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator

from taskforce.demo.loading import load_demo
from tests.bench import demo, pages, register, reports, rows
from tests.bench.database import own_database, settle
from tests.bench.measure import in_a_child
from tests.bench.report import Table, kilobytes, machine, megabytes, milliseconds, ratio, told, write

MANY = 10_000
"""Activities, and as many dependencies, behind the lists."""
PARTS = ("demo", "reports", "pages")


def main() -> None:
    """Measure what is asked."""
    asked = arguments()
    started = time.monotonic()
    tables = list(demo_table()) if "demo" in asked.only else []
    with own_database():
        tables += site_tables(asked)
        heading = f"Measured in {time.monotonic() - started:.0f} seconds by `make bench ARGS=--write`, on {machine()}"
    text = told(tables, heading)
    sys.stdout.write(f"{text}\n")
    if asked.write:
        write(text)


def arguments() -> argparse.Namespace:
    """What the command line asks for."""
    parser = argparse.ArgumentParser(prog="tests.bench", description=__doc__)
    parser.add_argument("--write", action="store_true", help="keep the figures in docs/performance.md")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS, help="measure less")
    parser.add_argument("--rows", type=int, default=MANY, help="how many rows of each kind are behind the lists")
    parser.add_argument("--requests", type=int, default=100, help="how often each page is asked for")
    parser.add_argument("--runs", type=int, default=5, help="how often each step of a report is done")
    asked = parser.parse_args()
    if asked.write and (set(asked.only) != set(PARTS) or asked.rows != MANY):
        parser.error("only a whole run is kept")
    return asked


def demo_table() -> Iterator[Table]:
    """The way from a clone to a running site with both reports."""
    took = demo.measured()
    yield Table(
        "From a clone to a running site",
        f"`make demo ARGS=--once` in a fresh clone of {took.commit}, with servers of its own. The first run installs "
        "everything, packages from their registries; the second finds all of it there.",
        ("", "Time"),
        (("First run", f"{took.fresh:.1f} s"), ("Second run", f"{took.second:.1f} s")),
    )


def site_tables(asked: argparse.Namespace) -> Iterator[Table]:
    """First with the rows of the demonstration, then with more and more."""
    load_demo("a long password for the bench")
    pages.add_reader()
    settle()
    small_reports = list(reports.measured(asked.runs)) if "reports" in asked.only else []
    small_pages = list(pages.measured(max(asked.requests // 3, 1))) if "pages" in asked.only else []
    rows.commit()
    if small_reports:
        rows.grow_to(rows.REPORTED)
        settle()
        yield report_table(small_reports, list(reports.measured(max(asked.runs // 2, 1))))
    if small_pages:
        rows.grow_to(asked.rows)
        register.grow_to(asked.rows)
        pages.join_compartments()
        settle()
        yield page_table(asked, small_pages, list(pages.measured(asked.requests)))
        yield download_table(asked, list(pages.downloads()))


def report_table(small: list[reports.Made], large: list[reports.Made]) -> Table:
    """Each step of each edition, for the demo's quarter and for a thousand activities."""
    lines = []
    for few, many in zip(small, large, strict=True):
        for count, made in (("11", few), (f"{rows.REPORTED:,}", many)):
            lines.append(
                (
                    f"{made.edition}, {made.step}",
                    count,
                    milliseconds(made.timing.median),
                    ratio(made.timing.median, few.timing.median) if made is many else "",
                    str(made.pages or ""),
                    kilobytes(len(made.content)),
                    megabytes(made.peak),
                )
            )
    bare = megabytes(in_a_child(pages.bare_process))
    return Table(
        "Compiling a report",
        "Reading the rows into a Document, then each renderer on the stored Document; the median of some runs, each "
        f"step in a process of its own. A process that does nothing has {bare}.",
        ("Edition, step", "Activities", "Time", "Ratio", "Pages", "Size", "Peak of memory"),
        lines,
    )


def page_table(asked: argparse.Namespace, small: list[pages.Visited], large: list[pages.Visited]) -> Table:
    """Each page, with the time it takes beside the time it takes on the demo's rows."""
    lines = [
        (
            many.name,
            milliseconds(few.timing.median),
            milliseconds(many.timing.median),
            milliseconds(many.timing.p95),
            ratio(many.timing.median, few.timing.median),
            str(many.queries),
            kilobytes(many.size),
            kilobytes(many.compressed),
        )
        for few, many in zip(small, large, strict=True)
    ]
    return Table(
        f"Pages over {asked.rows:,} activities and {asked.rows:,} dependencies",
        f"Time on the server, through all middleware, of {asked.requests} requests by a member of the secretariat who "
        "is in every compartment. The second column is the same page on the demonstration's rows.",
        ("Page", "Demo p50", "p50", "p95", "Ratio", "Queries", "Size", "gzip"),
        lines,
    )


def download_table(asked: argparse.Namespace, made: list[pages.Downloaded]) -> Table:
    """Every row as a file."""
    lines = [(one.name, milliseconds(one.timing.median), kilobytes(one.size), megabytes(one.peak)) for one in made]
    return Table(
        f"Downloads of all {asked.rows:,} activities and dependencies",
        "With every column, each in a process of its own.",
        ("List, format", "Time", "Size", "Peak of memory"),
        lines,
    )


if __name__ == "__main__":
    main()
