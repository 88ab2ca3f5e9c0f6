"""Ids and numbers of blocks. They are in the document, so that HTML and PDF agree on them."""

from collections.abc import Iterable
from dataclasses import replace

from reports.document.model import Block, Figure, Heading, InnerBlock, List, Paragraph, Table, TextBox, Timeline

ID_PREFIX: dict[type[Block], str] = {
    Heading: "h",
    Paragraph: "p",
    List: "l",
    Table: "t",
    Figure: "f",
    Timeline: "tl",
    TextBox: "b",
}
LABEL: dict[type[Block], str] = {Table: "Tabel", Figure: "Figuur", TextBox: "Tekstbox"}


def number(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """Give blocks their ids (``p-1``, ``h-2``), section numbers ("2.1") and labels ("Tabel 1"), by place and kind.

    A text box follows its contents in the ids and gets the heading level below its section's. Numbers that blocks
    already have are replaced, so numbering twice changes nothing.
    """
    numbering = _Numbering()
    return tuple(numbering.block(block) for block in blocks)


class _Numbering:
    def __init__(self) -> None:
        self._position = 0
        self._section: list[int] = []
        self._labels = dict.fromkeys(LABEL.values(), 0)

    def block(self, block: Block) -> Block:
        if isinstance(block, Heading):
            return replace(block, id=self._id(block), number=self._section_number(block.level))
        if isinstance(block, TextBox):
            label = self._label(block)
            inner = tuple(self._inner(part) for part in block.blocks)
            return replace(block, id=self._id(block), label=label, level=len(self._section) + 1, blocks=inner)
        return self._inner(block)

    def _inner(self, block: InnerBlock) -> InnerBlock:
        if isinstance(block, Table | Figure):
            return replace(block, id=self._id(block), label=self._label(block))
        return replace(block, id=self._id(block))

    def _id(self, block: Block) -> str:
        self._position += 1
        return f"{ID_PREFIX[type(block)]}-{self._position}"

    def _label(self, block: Block) -> str:
        word = LABEL[type(block)]
        self._labels[word] += 1
        return f"{word} {self._labels[word]}"

    def _section_number(self, level: int) -> str:
        # A skipped level counts as 0 here; the rules refuse it afterwards and say where it stands.
        counts = (self._section + [0] * level)[:level]
        counts[-1] += 1
        self._section = counts
        return ".".join(str(count) for count in counts)
