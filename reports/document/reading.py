"""Questions to a document: its blocks, its notes, the sources it names, the rows it came from."""

from collections.abc import Iterable, Iterator, Mapping

from reports.document.model import (
    Block,
    Document,
    Figure,
    FootnoteRef,
    Heading,
    List,
    Origin,
    Paragraph,
    Runs,
    Source,
    SourceRef,
    Table,
    TextBox,
    Timeline,
)


def all_blocks(blocks: Iterable[Block]) -> Iterator[Block]:
    """Every block in reading order, those inside text boxes after their box."""
    for block in blocks:
        yield block
        if isinstance(block, TextBox):
            yield from block.blocks


def runs_of(block: Block) -> Iterator[tuple[str, Runs]]:
    """Every line of runs in a block itself, in reading order, with its path inside the block."""
    if isinstance(block, Paragraph):
        yield "runs", block.runs
    elif isinstance(block, List):
        yield from ((f"items[{index}]", item) for index, item in enumerate(block.items))
    elif isinstance(block, Table):
        yield from _runs_of_table(block)
    elif isinstance(block, Timeline):
        yield from _runs_of_timeline(block)


def lines_of(block: Block) -> tuple[str, ...]:
    """What a block says, line by line, without its notes: a paragraph is one line, a list has one for each item.

    Of a table a line is a row; of a figure there is its title only, since its drawing is no text.
    """
    if isinstance(block, Heading):
        return (block.text,)
    if isinstance(block, Table):
        rows = (" | ".join(cell if isinstance(cell, str) else _plain(cell) for cell in row) for row in block.rows)
        return (f"{block.label} {block.title}", *rows)
    if isinstance(block, Figure):
        return (f"{block.label} {block.title}",)
    if isinstance(block, TextBox):
        return (f"{block.label} {block.title}", *(line for inner in block.blocks for line in lines_of(inner)))
    return tuple(_plain(runs) for _path, runs in runs_of(block))


def notes_in_order(document: Document) -> tuple[SourceRef | FootnoteRef, ...]:
    """The footnotes as they are numbered: one for every reference, in reading order, from 1."""
    return tuple(_references(document.blocks))


def origins_of(document: Document) -> tuple[tuple[str, Origin], ...]:
    """The rows behind a freshly compiled document, as (block id, origin). A document read from JSON has none."""
    return tuple((block.id, origin) for block in all_blocks(document.blocks) for origin in block.origins)


def named_footnotes(blocks: Iterable[Block]) -> frozenset[str]:
    """The footnotes that the blocks refer to."""
    return frozenset(run.id for run in _references(blocks) if isinstance(run, FootnoteRef))


def named_sources(blocks: Iterable[Block], footnotes: Mapping[str, Runs] | None = None) -> frozenset[str]:
    """The sources that blocks and their footnotes name: exactly these belong in ``Document.sources``."""
    blocks = tuple(blocks)
    listed = {source for block in all_blocks(blocks) for source in block.sources}
    return frozenset(listed | _cited(blocks, footnotes or {}))


def unprinted_sources(document: Document) -> tuple[tuple[str, Source], ...]:
    """Sources that blocks rest on while no note or line prints their citation, in order of citation.

    Renderers list these at the end, so that a reader sees every source once at least.
    """
    cited = _cited(document.blocks, document.footnotes)
    words = "\n".join(_words(document))
    missing = (pair for pair in document.sources.items() if pair[0] not in cited and pair[1].citation not in words)
    return tuple(sorted(missing, key=lambda pair: (pair[1].citation, pair[0])))


def _plain(runs: Runs) -> str:
    return "".join(run.text for run in runs if not isinstance(run, SourceRef | FootnoteRef))


def _runs_of_table(table: Table) -> Iterator[tuple[str, Runs]]:
    for row_index, row in enumerate(table.rows):
        for cell_index, cell in enumerate(row):
            if not isinstance(cell, str):
                yield f"rows[{row_index}][{cell_index}]", cell


def _runs_of_timeline(timeline: Timeline) -> Iterator[tuple[str, Runs]]:
    for quarter_index, quarter in enumerate(timeline.quarters):
        for index, activity in enumerate(quarter.activities):
            yield f"quarters[{quarter_index}].activities[{index}].runs", activity.runs


def _references(blocks: Iterable[Block]) -> Iterator[SourceRef | FootnoteRef]:
    for block in all_blocks(blocks):
        for _path, runs in runs_of(block):
            yield from (run for run in runs if isinstance(run, SourceRef | FootnoteRef))


def _cited(blocks: Iterable[Block], footnotes: Mapping[str, Runs]) -> set[str]:
    in_notes = {run.id for runs in footnotes.values() for run in runs if isinstance(run, SourceRef)}
    return in_notes | {run.id for run in _references(blocks) if isinstance(run, SourceRef)}


def _words(document: Document) -> Iterator[str]:
    for block in all_blocks(document.blocks):
        if isinstance(block, Table):
            yield from (cell for row in block.rows for cell in row if isinstance(cell, str))
        for _path, runs in runs_of(block):
            yield from (run.text for run in runs if not isinstance(run, SourceRef | FootnoteRef))
    for runs in document.footnotes.values():
        yield from (run.text for run in runs if not isinstance(run, SourceRef | FootnoteRef))
