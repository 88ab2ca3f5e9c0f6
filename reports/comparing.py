"""Two versions of a report beside each other: block by block what was added, taken away and changed.

Blocks are compared first, as whole texts, so that words are compared only within what was rewritten. Numbers of
headings and labels of tables do not count: one new chapter would change them all.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from core.differences import Fate, Piece, changed_words, stretches
from reports import document as doc

ALIKE = 0.3
"""The share of their words that two blocks must have in common to count as one that was rewritten."""
AHEAD = 20
"""How many blocks further on the old version of a block is looked for."""


@dataclass(frozen=True)
class Passage:
    """A block as words: which kind of block, in which section, its id and its text."""

    kind: str
    section: str
    id: str
    text: str


@dataclass(frozen=True)
class Change:
    """A passage that differs: how it read and how it reads, in pieces; None where it was not there."""

    section: str
    before: tuple[Piece, ...] | None
    after: tuple[Piece, ...] | None

    @property
    def fate(self) -> str:
        """Added, taken away, or changed."""
        return "added" if self.before is None else "taken-away" if self.after is None else "changed"


@dataclass(frozen=True)
class Comparison:
    """Everything that differs, in the order of the new version, and how many passages are the same."""

    changes: tuple[Change, ...]
    same: int

    def count(self, fate: str) -> int:
        """How many passages met this fate."""
        return sum(change.fate == fate for change in self.changes)

    @property
    def added(self) -> int:
        """Passages that are new."""
        return self.count("added")

    @property
    def taken_away(self) -> int:
        """Passages that are gone."""
        return self.count("taken-away")

    @property
    def changed(self) -> int:
        """Passages that were rewritten."""
        return self.count("changed")


def compare(old: doc.Document, new: doc.Document) -> Comparison:
    """What changed from one version to another."""
    before, after = list(passages(old)), list(passages(new))
    keys_before, keys_after = ([(one.kind, one.text) for one in side] for side in (before, after))
    changes: list[Change] = []
    same = 0
    for stretch in stretches(keys_before, keys_after):
        if stretch.is_same:
            same += stretch.length
        else:
            changes += _rewritten(before[stretch.old], after[stretch.new])
    return Comparison(tuple(changes), same)


def _rewritten(before: Sequence[Passage], after: Sequence[Passage]) -> Iterator[Change]:
    """Passages between two that are the same: each new one beside the old one that it resembles, if any does."""
    place = 0
    for passage in after:
        found = _like(passage, before[place : place + AHEAD])
        if found is None:
            yield Change(passage.section, None, (Piece(Fate.ADDED, passage.text),))
            continue
        yield from (_gone(one) for one in before[place : place + found])
        yield _changed(before[place + found], passage)
        place += found + 1
    yield from (_gone(one) for one in before[place:])


def _like(passage: Passage, candidates: Sequence[Passage]) -> int | None:
    words = set(passage.text.split())
    for place, candidate in enumerate(candidates):
        others = set(candidate.text.split())
        if candidate.kind == passage.kind and len(words & others) >= ALIKE * max(len(words), len(others), 1):
            return place
    return None


def _gone(passage: Passage) -> Change:
    return Change(passage.section, (Piece(Fate.TAKEN_AWAY, passage.text),), None)


def _changed(before: Passage, after: Passage) -> Change:
    pieces = list(changed_lines(before.text, after.text))
    return Change(
        after.section,
        tuple(piece for piece in pieces if piece.fate != Fate.ADDED),
        tuple(piece for piece in pieces if piece.fate != Fate.TAKEN_AWAY),
    )


def changed_lines(before: str, after: str) -> Iterator[Piece]:
    """Line by line first, since a table of a thousand rows would take long word by word."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    for stretch in stretches(old, new):
        if stretch.is_same:
            yield Piece(Fate.KEPT, "".join(new[stretch.new]))
        else:
            for one, other in zip_longest(old[stretch.old], new[stretch.new], fillvalue=""):
                yield from changed_words(one, other)


def passages(document: doc.Document) -> Iterator[Passage]:
    """A document as passages: its frame, every block, every footnote with words of its own."""
    yield Passage("frame", "", "", "\n".join(_frame(document)))
    section = ""
    for block in doc.all_blocks(document.blocks):
        if isinstance(block, doc.Heading):
            section = block.text
        yield Passage(block.type, section, block.id, "\n".join(_lines(block, document)))
    for runs in document.footnotes.values():
        yield Passage("footnote", "", "", _line(runs, document))


def _frame(document: doc.Document) -> Iterator[str]:
    yield document.title
    yield from document.addressee
    yield from filter(None, (document.salutation, document.closing))
    yield from document.signatories


def _lines(block: doc.Block, document: doc.Document) -> Iterator[str]:
    if isinstance(block, doc.Heading):
        yield block.text
    elif isinstance(block, doc.Paragraph):
        yield _line(block.runs, document)
    elif isinstance(block, doc.List):
        yield from (_line(item, document) for item in block.items)
    elif isinstance(block, doc.Table):
        yield block.title
        yield " | ".join(column.title for column in block.columns)
        for row in block.rows:
            yield " | ".join(cell if isinstance(cell, str) else _line(cell, document) for cell in row)
    elif isinstance(block, doc.Figure):
        yield from (block.title, block.alt)
    elif isinstance(block, doc.Timeline):
        for quarter in block.quarters:
            yield quarter.label
            yield from (f"{one.status}: {_line(one.runs, document)}" for one in quarter.activities)
    else:
        yield block.title


def _line(runs: doc.Runs, document: doc.Document) -> str:
    return "".join(_words(run, document) for run in runs)


def _words(run: doc.Run, document: doc.Document) -> str:
    if isinstance(run, doc.SourceRef):
        return f" [{', '.join(filter(None, (document.sources[run.id].citation, run.locator)))}]"
    if isinstance(run, doc.FootnoteRef):
        return " [*]"
    if isinstance(run, doc.Link):
        return f"{run.text} ({run.url})"
    return run.text
