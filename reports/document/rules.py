"""What must hold for every document; ``Document`` checks it when it is made, so no other document exists.

Two of these are locks against leaks: nothing stands above the ceiling or below the rows it was made from, and the
document carries no source, footnote or id that its text does not need.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from math import isfinite

from reports.document.characters import forbidden_character
from reports.document.errors import DocumentError
from reports.document.model import (
    Block,
    Document,
    Edition,
    Figure,
    FootnoteRef,
    Heading,
    Link,
    List,
    Marking,
    Runs,
    SourceRef,
    Table,
    TextBox,
    Timeline,
)
from reports.document.reading import named_footnotes, named_sources, runs_of
from reports.document.svg import check_svg

BLOCK_ID = re.compile(r"(p|h|l|t|f|b|tl)-[1-9][0-9]*")
SOURCE_ID = re.compile(r"[A-Za-z0-9]+([.-][A-Za-z0-9]+)*")
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
QUARTER = re.compile(r"[0-9]{4}-Q[1-4]")
LANGUAGE = re.compile(r"[a-z]{2}")
HTTPS = re.compile(r"https://[^\s/?#]+\S*")
DEEPEST_HEADING = 3


def check(document: Document) -> None:
    """Refuse a document that breaks a rule; raises ``DocumentError`` with the path of what is wrong."""
    _check_characters(document, "document")
    _check_head(document)
    for path, block in _with_paths(document):
        _check_classification(document, block, path)
        _check_references(document, block, path)
        _check_content(block, path)
    _check_ids(document)
    _check_heading_levels(document)
    _check_sources(document)


def _refuse_unless(holds: bool, path: str, message: str) -> None:
    if not holds:
        raise DocumentError(path, message)


def _with_paths(document: Document) -> Iterator[tuple[str, Block]]:
    for index, block in enumerate(document.blocks):
        yield f"document.blocks[{index}]", block
        if isinstance(block, TextBox):
            yield from ((f"document.blocks[{index}].blocks[{i}]", inner) for i, inner in enumerate(block.blocks))


def _check_characters(value: object, path: str) -> None:
    if isinstance(value, str):
        found = forbidden_character(value)
        _refuse_unless(found is None, path, f"holds the character {found}")
    elif is_dataclass(value):
        for field in fields(value):
            if field.metadata.get("stored", True):
                _check_characters(getattr(value, field.name), f"{path}.{field.name.replace('_', '-')}")
    elif isinstance(value, Mapping):
        for key, held in value.items():
            _check_characters(held, f"{path}.{key}")
    elif isinstance(value, tuple):
        for index, held in enumerate(value):
            _check_characters(held, f"{path}[{index}]")


def _check_head(document: Document) -> None:
    _refuse_unless(QUARTER.fullmatch(document.quarter) is not None, "document.quarter", "a quarter reads 2023-Q4")
    _refuse_unless(bool(document.title.strip()), "document.title", "the title is empty")
    _refuse_unless(bool(document.short_title.strip()), "document.short-title", "the short title is empty")
    public_letter = document.edition is not Edition.KAMER or document.classification is Marking.PUBLIC
    _refuse_unless(public_letter, "document.classification", "a Kamer edition is public or it is not made")


def _check_classification(document: Document, block: Block, path: str) -> None:
    within = block.classification.rank <= document.classification.rank
    _refuse_unless(within, path, f"{block.classification} is above the ceiling {document.classification}")
    for origin in block.origins:
        covered = origin.classification.rank <= block.classification.rank
        _refuse_unless(
            covered, path, f"is {block.classification} but was made from a row that is {origin.classification}"
        )
        open_row = origin.compartment is None or document.classification is not Marking.PUBLIC
        _refuse_unless(open_row, path, "a public document was made from a row in a compartment")


def _check_references(document: Document, block: Block, path: str) -> None:
    for source in block.sources:
        _refuse_unless(source in document.sources, f"{path}.sources", f"unknown source {source!r}")
    for where, runs in runs_of(block):
        _check_runs(document, runs, f"{path}.{where}")


def _check_runs(document: Document, runs: Runs, path: str) -> None:
    for index, run in enumerate(runs):
        where = f"{path}[{index}]"
        if isinstance(run, SourceRef):
            _refuse_unless(run.id in document.sources, where, f"unknown source {run.id!r}")
        elif isinstance(run, FootnoteRef):
            _refuse_unless(run.id in document.footnotes, where, f"unknown footnote {run.id!r}")
        elif isinstance(run, Link):
            _refuse_unless(HTTPS.fullmatch(run.url) is not None, where, "a link's address starts with https://")
            _refuse_unless(bool(run.text.strip()), where, "a link has no words")
        else:
            known = run.lang is None or LANGUAGE.fullmatch(run.lang) is not None
            _refuse_unless(known, where, "a language is two letters")


def _check_content(block: Block, path: str) -> None:
    for where, runs in runs_of(block):
        _refuse_unless(bool(runs) or isinstance(block, Table), f"{path}.{where}", "there are no words")
    if isinstance(block, Heading):
        _refuse_unless(bool(block.text.strip()), path, "the heading is empty")
    elif isinstance(block, List):
        _refuse_unless(bool(block.items), path, "the list is empty")
    elif isinstance(block, Table):
        _check_table(block, path)
    elif isinstance(block, Figure):
        _check_figure(block, path)
    elif isinstance(block, Timeline):
        filled = bool(block.quarters) and all(quarter.activities for quarter in block.quarters)
        _refuse_unless(filled, path, "the timeline has an empty quarter, or none")
    elif isinstance(block, TextBox):
        _refuse_unless(bool(block.blocks), path, "the text box is empty")
        _refuse_unless(bool(block.title.strip() and block.label), path, "the text box has no title or label")


def _check_table(table: Table, path: str) -> None:
    _refuse_unless(bool(table.title.strip() and table.label), path, "the table has no title or label")
    _refuse_unless(bool(table.columns and table.rows), path, "the table is empty")
    for index, column in enumerate(table.columns):
        _refuse_unless(bool(column.title.strip()), f"{path}.columns[{index}]", "the column has no head")
        positive = isfinite(column.width) and column.width > 0
        _refuse_unless(positive, f"{path}.columns[{index}]", "a width is a positive number")
    for index, row in enumerate(table.rows):
        _refuse_unless(len(row) == len(table.columns), f"{path}.rows[{index}]", "the row is not as long as the head")


def _check_figure(figure: Figure, path: str) -> None:
    _refuse_unless(bool(figure.title.strip() and figure.label), path, "the figure has no title or label")
    _refuse_unless(bool(figure.alt.strip()), path, "the figure has no text alternative")
    _refuse_unless(1 <= figure.width <= 100, path, "a width is a percentage from 1 to 100")
    check_svg(figure.svg, f"{path}.svg")


def _check_ids(document: Document) -> None:
    seen = set()
    for path, block in _with_paths(document):
        _refuse_unless(BLOCK_ID.fullmatch(block.id) is not None, path, f"{block.id!r} is not an id of a block")
        _refuse_unless(block.id not in seen, path, f"the id {block.id} occurs twice")
        seen.add(block.id)


def _check_heading_levels(document: Document) -> None:
    level = 0
    for index, block in enumerate(document.blocks):
        path = f"document.blocks[{index}]"
        if isinstance(block, Heading):
            _refuse_unless(1 <= block.level <= DEEPEST_HEADING, path, f"a level is 1 to {DEEPEST_HEADING}")
            _refuse_unless(block.level <= level + 1, path, f"level {block.level} follows level {level}")
            level = block.level
        elif isinstance(block, TextBox):
            _refuse_unless(block.level == level + 1, path, f"a text box here has level {level + 1}")


def _check_sources(document: Document) -> None:
    for key, source in document.sources.items():
        path = f"document.sources.{key}"
        plain = SOURCE_ID.fullmatch(key) is not None and UUID.fullmatch(key) is None
        _refuse_unless(plain, path, "a source's id is its identifier, never the id of a row")
        _refuse_unless(bool(source.citation.strip()), path, "the citation is empty")
        secure = source.url is None or HTTPS.fullmatch(source.url) is not None
        _refuse_unless(secure, path, "a source's address starts with https://")
    for key, runs in document.footnotes.items():
        path = f"document.footnotes.{key}"
        _refuse_unless(bool(runs), path, "there are no words")
        _refuse_unless(not any(isinstance(run, FootnoteRef) for run in runs), path, "a footnote holds no footnote")
        _check_runs(document, runs, path)
    unused_notes = document.footnotes.keys() - named_footnotes(document.blocks)
    _refuse_unless(not unused_notes, "document.footnotes", f"no block refers to {min(unused_notes, default='')!r}")
    unused = document.sources.keys() - named_sources(document.blocks, document.footnotes)
    _refuse_unless(not unused, "document.sources", f"no block names {min(unused, default='')!r}")
