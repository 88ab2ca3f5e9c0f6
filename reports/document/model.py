"""The parts of a document: runs inside blocks inside one document, the same type for both editions.

All values are frozen. ``type`` is the name that a run or block carries in the JSON. Fields whose metadata says
``stored: False`` never reach the JSON.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import ClassVar, Literal


class Marking(StrEnum):
    """Who may read a block, from everybody to the fewest; the names are those of ``accounts.Classification``."""

    PUBLIC = "PUBLIC"
    INTERNAL = "INTERNAL"
    DEPARTMENTAL = "DEPARTMENTAL"

    @property
    def rank(self) -> int:
        """Place in the order, 0 for what everybody may read."""
        return tuple(Marking).index(self)


class Edition(StrEnum):
    """For whom the document is: the Tweede Kamer (a letter) or the HCEU (a note)."""

    KAMER = "kamer"
    HCEU = "hceu"


class Align(StrEnum):
    """On which side of its column a table cell stands."""

    LEFT = "left"
    RIGHT = "right"
    CENTER = "center"


class TimelineStatus(StrEnum):
    """How an activity stands at the moment of reporting."""

    DONE = "done"
    RUNNING = "running"
    PLANNED = "planned"
    MOVED = "moved"
    DROPPED = "dropped"


# --- runs: pieces of a line ---


@dataclass(frozen=True)
class Text:
    """Plain words; ``lang`` only where they are not in the document's language ("en")."""

    type: ClassVar[str] = "text"
    text: str
    lang: str | None = None


@dataclass(frozen=True)
class Emphasis:
    """Words in italics."""

    type: ClassVar[str] = "emphasis"
    text: str
    lang: str | None = None


@dataclass(frozen=True)
class Strong:
    """Words in bold."""

    type: ClassVar[str] = "strong"
    text: str
    lang: str | None = None


@dataclass(frozen=True)
class Link:
    """Words that lead to an address, which must be https."""

    type: ClassVar[str] = "link"
    text: str
    url: str


@dataclass(frozen=True)
class SourceRef:
    """A footnote that cites a source of the document; ``locator`` says where in it ("paragraaf 4")."""

    type: ClassVar[str] = "source"
    id: str
    locator: str | None = None


@dataclass(frozen=True)
class FootnoteRef:
    """A footnote with words of its own, kept in the document's ``footnotes``."""

    type: ClassVar[str] = "footnote"
    id: str


Run = Text | Emphasis | Strong | Link | SourceRef | FootnoteRef
Runs = tuple[Run, ...]
Cell = str | Runs


# --- blocks ---


@dataclass(frozen=True)
class Origin:
    """The row that a block was made from: the way back inside the platform. Never printed, stored or published.

    ``model`` is an app label and model ("timeline.activity"), ``object`` the row's id, ``event`` its history event.
    """

    model: str
    object: str
    classification: Marking
    event: int | None = None
    compartment: str | None = None


@dataclass(frozen=True, kw_only=True)
class Part:
    """What every block has: its classification, its sources, and an id that ``number`` gives it.

    ``sources`` are ids in the document's ``sources``. ``origins`` do not count when documents are compared.
    """

    classification: Marking
    id: str = ""
    sources: tuple[str, ...] = ()
    origins: tuple[Origin, ...] = field(default=(), compare=False, repr=False, metadata={"stored": False})


@dataclass(frozen=True, kw_only=True)
class Heading(Part):
    """The title of a section; level 1 is a chapter. ``number`` ("2.1") is set by ``number``."""

    type: ClassVar[str] = "heading"
    text: str
    level: int = 1
    number: str | None = None


@dataclass(frozen=True, kw_only=True)
class Paragraph(Part):
    """A paragraph of runs."""

    type: ClassVar[str] = "paragraph"
    runs: Runs


@dataclass(frozen=True, kw_only=True)
class List(Part):
    """A list of one level, with bullets or, when ``ordered``, with numbers from 1."""

    type: ClassVar[str] = "list"
    items: tuple[Runs, ...]
    ordered: bool = False


@dataclass(frozen=True)
class Column:
    """A column of a table: its head, its share of the width relative to the others, its side."""

    title: str
    width: float = 1.0
    align: Align = Align.LEFT


@dataclass(frozen=True, kw_only=True)
class Table(Part):
    """A table with one row of heads. A cell is a plain string or runs. ``label`` ("Tabel 1") is set by ``number``."""

    type: ClassVar[str] = "table"
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    label: str = ""


@dataclass(frozen=True, kw_only=True)
class Figure(Part):
    """A drawing as SVG with the words that replace it (``alt``); ``width`` is a percentage of the text's width."""

    type: ClassVar[str] = "figure"
    title: str
    alt: str
    svg: str
    width: int = 100
    label: str = ""


@dataclass(frozen=True)
class TimelineActivity:
    """One activity on the timeline: how it stands and what it is."""

    status: TimelineStatus
    runs: Runs


@dataclass(frozen=True)
class TimelineQuarter:
    """A quarter with its activities; the label is printed as it is ("Tweede kwartaal 2023")."""

    label: str
    activities: tuple[TimelineActivity, ...]


@dataclass(frozen=True, kw_only=True)
class Timeline(Part):
    """Activities by quarter."""

    type: ClassVar[str] = "timeline"
    quarters: tuple[TimelineQuarter, ...]


InnerBlock = Paragraph | List | Table | Figure | Timeline


@dataclass(frozen=True, kw_only=True)
class TextBox(Part):
    """A framed text with a heading of its own. ``label`` and ``level`` are set by ``number``."""

    type: ClassVar[str] = "textbox"
    title: str
    blocks: tuple[InnerBlock, ...]
    level: int = 1
    label: str = ""


Block = Heading | InnerBlock | TextBox


# --- the document ---


@dataclass(frozen=True)
class Source:
    """What footnotes cite: the citation as printed, its https address, a remark after it."""

    citation: str
    url: str | None = None
    note: str | None = None


@dataclass(frozen=True)
class Sender:
    """Who sends the letter, as its head says it."""

    name: str
    ministries: tuple[str, ...] = ()


@dataclass(frozen=True)
class Entry:
    """A name and a value in the colophon of the letter or the routing of the note."""

    label: str
    value: str


@dataclass(frozen=True, kw_only=True)
class Document:
    """A whole report edition. Making one that breaks a rule raises ``DocumentError``.

    ``classification`` is the ceiling: no block is above it. ``date`` is the date printed on it. ``signatories`` are
    offices, without names. ``notice`` heads every page. ``sources`` and ``footnotes`` hold what the blocks name and
    nothing else: what nobody cites would be told to every reader of the open data.
    """

    edition: Edition
    classification: Marking
    quarter: str
    date: date
    title: str
    short_title: str
    blocks: tuple[Block, ...]
    schema: Literal[1] = 1
    language: Literal["nl"] = "nl"
    notice: str | None = None
    authors: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    sender: Sender | None = None
    addressee: tuple[str, ...] = ()
    colophon: tuple[Entry, ...] = ()
    salutation: str | None = None
    closing: str | None = None
    signatories: tuple[str, ...] = ()
    routing: tuple[Entry, ...] = ()
    sources: Mapping[str, Source] = field(default_factory=dict, hash=False)
    footnotes: Mapping[str, Runs] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        """Freeze the mappings and check every rule."""
        # The rules speak of documents, and no document may exist unchecked: each needs the other.
        from reports.document.rules import check

        object.__setattr__(self, "sources", MappingProxyType(dict(self.sources)))
        object.__setattr__(self, "footnotes", MappingProxyType(dict(self.footnotes)))
        check(self)
