"""A document as HTML: a whole file that needs nothing else, or only its blocks for inside a page of the site.

Nothing in it acts: no script, no style attribute, and one stylesheet that is the same for every document, so that a
Content Security Policy can name it by ``style_hash``. Numbers of headings, tables and notes are those of the PDF.
"""

from base64 import b64encode
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from itertools import count, pairwise
from pathlib import Path

from reports.document import (
    Block,
    Cell,
    Document,
    Edition,
    Emphasis,
    Entry,
    Figure,
    FootnoteRef,
    Heading,
    InnerBlock,
    Link,
    List,
    Marking,
    Paragraph,
    Run,
    Runs,
    Source,
    SourceRef,
    Strong,
    Table,
    TextBox,
    Timeline,
    TimelineQuarter,
    notes_in_order,
    unprinted_sources,
)
from reports.renderers.markup import Content, Markup, element, join, text
from reports.renderers.words import fixed_words

STYLESHEET = Path(__file__).resolve().parent.parent / "static" / "reports" / "document.css"
DEEPEST_HEADING = 6
BlockLink = Callable[[str], str | None]


def render_html(document: Document) -> bytes:
    """The document as one HTML file, in UTF-8. The same document gives the same bytes."""
    page = _Page(document, heading_offset=1)
    body = element("body", {"class": f"document-page document-page--{document.edition}"}, *page.body())
    html = element("html", {"lang": document.language}, page.head(), body)
    return f"<!doctype html>\n{html}\n".encode()


def render_fragment(
    document: Document,
    *,
    block_link: BlockLink | None = None,
    heading_offset: int = 1,
    id_prefix: str = "",
) -> Markup:
    """The document's blocks and notes, for inside a page that loads ``reports/document.css``.

    ``block_link`` gives the address that shows where a block comes from, or None for a block without one.
    ``heading_offset`` is how many levels of headings stand above it in the page. ``id_prefix`` keeps ids apart when a
    page shows two documents.
    """
    page = _Page(document, heading_offset=heading_offset, id_prefix=id_prefix, block_link=block_link)
    attributes = {"class": f"document document--{document.edition}", "lang": document.language}
    return element("div", attributes, page.blocks(), page.back_matter())


@cache
def stylesheet() -> str:
    """The stylesheet of every document."""
    return STYLESHEET.read_text("utf-8")


def style_hash() -> str:
    """What a Content Security Policy calls the stylesheet: ``sha256-`` and its digest in base64."""
    return "sha256-" + b64encode(sha256(stylesheet().encode()).digest()).decode()


@dataclass
class _Page:
    """One rendering: it counts the notes while it writes the text from top to bottom."""

    document: Document
    heading_offset: int
    id_prefix: str = ""
    block_link: BlockLink | None = None
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    # --- around the blocks ---

    def head(self) -> Markup:
        policy = f"default-src 'none'; style-src '{style_hash()}'; base-uri 'none'; form-action 'none'"
        return element(
            "head",
            None,
            element("meta", {"charset": "utf-8"}),
            element("meta", {"http-equiv": "Content-Security-Policy", "content": policy}),
            element("meta", {"name": "viewport", "content": "width=device-width, initial-scale=1"}),
            element("title", None, self.document.title),
            element("meta", {"name": "author", "content": "; ".join(self.document.authors)}),
            element("meta", {"name": "keywords", "content": ", ".join(self.document.keywords)}),
            element("meta", {"name": "date", "content": self.document.date.isoformat()}),
            element("style", None, Markup(stylesheet())),
        )

    def body(self) -> Iterator[Markup]:
        document = self.document
        marking = fixed_words().marking_of(document.classification)
        notice = element("p", {"class": "document-page__notice"}, document.notice) if document.notice else None
        yield element(
            "header",
            {"class": "document-page__band"},
            notice,
            element("p", {"class": "document-page__marking"}, marking),
        )
        yield element(
            "main",
            {"class": f"document document--{document.edition}"},
            *self._opening(),
            self.blocks(),
            *self._closing(),
            self.back_matter(),
        )

    def _opening(self) -> Iterator[Markup]:
        document, words = self.document, fixed_words()
        if document.sender is not None:
            ministries = "  ·  ".join(document.sender.ministries)
            yield element("p", {"class": "document__sender"}, document.sender.name)
            yield element("p", {"class": "document__small"}, ministries) if ministries else Markup()
        if document.addressee:
            yield element("p", {"class": "document__addressee"}, _lines("\n".join(document.addressee)))
        yield element("h1", None, document.title)
        dated = () if document.routing else (Entry(words.date, words.written(document.date)),)
        yield element("dl", {"class": "document__facts"}, *map(_entry, (*dated, *document.routing, *document.colophon)))
        if document.edition is Edition.HCEU:
            yield _legend(document.classification)
        if document.salutation:
            yield element("p", None, document.salutation)

    def _closing(self) -> Iterator[Markup]:
        if self.document.closing:
            yield element("p", {"class": "document__closing"}, self.document.closing)
        if self.document.signatories:
            offices = [element("li", None, f"{office},") for office in self.document.signatories]
            yield element("ul", {"class": "document__signatories"}, *offices)

    def back_matter(self) -> Markup:
        """The sources that no note names, then the notes with their way back."""
        return join(self._other_sources(), self._notes())

    def _other_sources(self) -> Markup:
        sources = unprinted_sources(self.document)
        if not sources:
            return Markup()
        items = [element("li", None, *_citation(source), ".") for _key, source in sources]
        return self._section("bronnen", fixed_words().other_sources, element("ul", None, *items))

    def _notes(self) -> Markup:
        notes = notes_in_order(self.document)
        if not notes:
            return Markup()
        items = [self._note(number, note) for number, note in enumerate(notes, start=1)]
        return self._section("noten", fixed_words().notes, element("ol", None, *items))

    def _section(self, name: str, title: str, content: Markup) -> Markup:
        heading = self._heading_element(1, {"id": self._id(name)}, title)
        return element("section", {"class": "document__back", "aria-labelledby": self._id(name)}, heading, content)

    def _note(self, number: int, note: SourceRef | FootnoteRef) -> Markup:
        if isinstance(note, SourceRef):
            words = join(*_citation(self.document.sources[note.id], note.locator), ".")
        else:
            words = self._runs(self.document.footnotes[note.id])
        back = {"href": f"#{self._id(f'noot-{number}-tekst')}", "aria-label": f"{fixed_words().back} {number}"}
        return element("li", {"id": self._id(f"noot-{number}")}, words, " ", element("a", back, "↩"))

    # --- blocks ---

    def blocks(self) -> Markup:
        """Every block in order, each followed by its link to where it comes from."""
        return join(*map(self._with_link, self.document.blocks))

    def _with_link(self, block: Block) -> Markup:
        if isinstance(block, TextBox):
            rendered = self._text_box(block)
        elif isinstance(block, Heading):
            rendered = self._heading(block)
        else:
            rendered = self._inner(block)
        address = self.block_link(block.id) if self.block_link else None
        if address is None:
            return rendered
        label = f"{fixed_words().origins} ({block.id})"
        link = element("a", {"class": "document__origin", "href": address, "aria-label": label}, fixed_words().origins)
        return element("div", {"class": "document__traced"}, rendered, link)

    def _inner(self, block: InnerBlock) -> Markup:
        if isinstance(block, Paragraph):
            return element("p", self._identity(block), self._mark(block), self._runs(block.runs))
        if isinstance(block, List):
            return self._list(block)
        if isinstance(block, Table):
            return self._table(block)
        if isinstance(block, Figure):
            return self._figure(block)
        return self._timeline(block)

    def _heading(self, block: Heading) -> Markup:
        number = element("span", {"class": "document__number"}, block.number) if block.number else None
        return self._heading_element(block.level, self._identity(block), number, " " if number else None, block.text)

    def _heading_element(self, level: int, attributes: dict[str, str | None], *contents: Content) -> Markup:
        return element(f"h{min(level + self.heading_offset, DEEPEST_HEADING)}", attributes, *contents)

    def _text_box(self, block: TextBox) -> Markup:
        heading = self._heading_element(block.level, {}, f"{block.label}. {block.title}")
        return element("div", self._identity(block, "document__box"), heading, *map(self._with_link, block.blocks))

    def _list(self, block: List) -> Markup:
        marks = [self._mark(block), *[None] * (len(block.items) - 1)]
        items = [element("li", None, mark, self._runs(runs)) for mark, runs in zip(marks, block.items, strict=True)]
        return element("ol" if block.ordered else "ul", self._identity(block), *items)

    def _table(self, block: Table) -> Markup:
        classes = [f"is-{column.align}" for column in block.columns]
        titles = zip(classes, block.columns, strict=True)
        heads = [element("th", {"scope": "col", "class": name}, column.title) for name, column in titles]
        rows = [
            element(
                "tr",
                None,
                *(element("td", {"class": c}, self._cell(cell)) for c, cell in zip(classes, row, strict=True)),
            )
            for row in block.rows
        ]
        caption_id = self._id(f"{block.id}-titel")
        table = element(
            "table",
            None,
            element("caption", {"id": caption_id}, self._caption(block)),
            element("thead", None, element("tr", None, *heads)),
            element("tbody", None, *rows),
        )
        return element("div", self._identity(block), _scrolling(table, caption_id))

    def _cell(self, cell: Cell) -> Markup:
        return _lines(cell) if isinstance(cell, str) else self._runs(cell)

    def _figure(self, block: Figure) -> Markup:
        caption_id = self._id(f"{block.id}-titel")
        caption = element("figcaption", {"id": caption_id}, self._caption(block))
        # The document has checked that the drawing holds shapes and words only, and that it starts with "<svg ".
        named = element("svg", {"role": "img", "aria-label": block.alt, "width": f"{block.width}%"})
        opening = named.removesuffix("></svg>")
        drawing = Markup(opening + block.svg.removeprefix("<svg"))
        return element("figure", self._identity(block), caption, _scrolling(drawing, caption_id))

    def _caption(self, block: Table | Figure) -> Markup:
        return join(self._mark(block), element("strong", None, block.label), " ", block.title)

    def _timeline(self, block: Timeline) -> Markup:
        marks = [self._mark(block), *[None] * (len(block.quarters) - 1)]
        quarters = [self._quarter(q, mark) for q, mark in zip(block.quarters, marks, strict=True)]
        return element("div", self._identity(block, "document__timeline"), *quarters)

    def _quarter(self, quarter: TimelineQuarter, mark: Markup | None) -> Markup:
        activities = [
            element(
                "li",
                None,
                element(
                    "span",
                    {"class": f"document__status is-{activity.status}"},
                    fixed_words().status_of(activity.status),
                ),
                " ",
                element("span", None, self._runs(activity.runs)),
            )
            for activity in quarter.activities
        ]
        label = element("p", {"class": "document__quarter"}, mark, element("strong", None, quarter.label))
        return join(label, element("ul", None, *activities))

    # --- runs ---

    def _runs(self, runs: Runs) -> Markup:
        if not runs:
            return Markup()
        rendered = [self._run(runs[0])]
        for previous, run in pairwise(runs):
            # Two notes at one word read "3, 4", never "34".
            between = element("sup", None, ", ") if _is_note(previous) and _is_note(run) else None
            rendered.append(join(between, self._run(run)))
        return join(*rendered)

    def _run(self, run: Run) -> Markup:
        if isinstance(run, SourceRef | FootnoteRef):
            return self._note_reference()
        if isinstance(run, Link):
            return element("a", {"href": run.url}, run.text)
        words = _lines(run.text)
        if isinstance(run, Emphasis):
            return element("em", {"lang": run.lang}, words)
        if isinstance(run, Strong):
            return element("strong", {"lang": run.lang}, words)
        return element("span", {"lang": run.lang}, words) if run.lang else words

    def _note_reference(self) -> Markup:
        number = next(self._numbers)
        attributes = {
            "id": self._id(f"noot-{number}-tekst"),
            "href": f"#{self._id(f'noot-{number}')}",
            "role": "doc-noteref",
            "aria-label": f"{fixed_words().note} {number}",
        }
        return element("sup", None, element("a", attributes, str(number)))

    # --- small things ---

    def _id(self, name: str) -> str:
        return self.id_prefix + name

    def _identity(self, block: Block, name: str | None = None) -> dict[str, str | None]:
        return {"id": self._id(block.id), "class": name}

    def _mark(self, block: Block) -> Markup | None:
        if self.document.edition is Edition.KAMER:
            return None
        letter = fixed_words().letter_of(block.classification)
        return join(element("span", {"class": "document__mark"}, f"({letter})"), " ")


def _is_note(run: Run) -> bool:
    return isinstance(run, SourceRef | FootnoteRef)


def _lines(words: str) -> Markup:
    pieces: Sequence[str] = words.split("\n")
    return Markup(element("br").join(text(piece) for piece in pieces))


def _citation(source: Source, locator: str | None = None) -> Iterator[Content]:
    yield element("a", {"href": source.url}, source.citation) if source.url else source.citation
    yield f", {locator}" if locator else None
    yield f" ({source.note})" if source.note else None


def _entry(entry: Entry) -> Markup:
    return element("div", None, element("dt", None, entry.label), element("dd", None, entry.value))


def _legend(classification: Marking) -> Markup:
    words = fixed_words()
    letters = "; ".join(f"{words.letter_of(marking)} = {words.marking_of(marking).lower()}" for marking in Marking)
    marking = element("strong", None, words.marking_of(classification) + ". ")
    return element("p", {"class": "document__small"}, marking, f"{words.legend} {letters}.")


def _scrolling(content: Markup, label_id: str) -> Markup:
    """A region of its own that scrolls sideways, so that the page never does; reachable with the keyboard."""
    attributes = {"class": "document__scroll", "tabindex": "0", "role": "region", "aria-labelledby": label_id}
    return element("div", attributes, content)
