"""Authors' chapters: a small part of Markdown becomes blocks of a document.

What authors may write: paragraphs, ``##`` and ``###`` headings, bullet and numbered lists of one level, ``*emphasis*``,
``**strong**``, ``[words](https://...)`` and citations: ``[kst-35982-9]``, or with a place ``[kst-35982-9, p. 4]``. A
backslash keeps a sign literal. Everything else (HTML, pictures, tables, code) is shown as the text it is.
Needs no Django: messages are marked for translation here and translated by who shows them.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.token import Token

from reports.document import (
    Block,
    Emphasis,
    FootnoteRef,
    Heading,
    Link,
    List,
    Marking,
    Paragraph,
    Run,
    Runs,
    SourceRef,
    Strong,
    Text,
)
from reports.document.characters import forbidden_character
from reports.document.rules import HTTPS

RULES: Final = ("heading", "list", "emphasis", "link", "escape", "newline")
HEADING_LEVELS: Final = {"h2": 2, "h3": 3}
CITATION = re.compile(
    r"\[(?P<id>[A-Za-z0-9]+(?:[.-][A-Za-z0-9]+)*)(?:, *(?P<locator>[^\[\]\s](?:[^\[\]]*[^\[\]\s])?))?\]"
)
# "[sic]" is a word in brackets; "[kst-35982-9]" can only be meant as a source: it has a hyphen and a digit.
LIKE_AN_IDENTIFIER = re.compile(r"(?=.*\d)[a-z][A-Za-z0-9]*(?:-[A-Za-z0-9]+)+")


def gettext_noop(message: str) -> str:
    """Mark a message for translation."""
    return message


class MarkdownError(ValueError):
    """The text cannot become a chapter. ``line`` counts from 1.

    ``message`` is an English msgid and ``params`` its values, as in Django's ValidationError.
    """

    def __init__(self, line: int, message: str, **params: str) -> None:
        self.line = line
        self.message = message
        self.params: dict[str, str | int] = {**params, "line": line}
        super().__init__(message % self.params)


def parse_chapter(markdown: str, *, classification: Marking, known_sources: Collection[str]) -> tuple[Block, ...]:
    """The blocks of a chapter's text, without ids and numbers; its own level-1 heading is not among them.

    ``known_sources`` are the identifiers that may be cited. Raises ``MarkdownError`` with the line that is wrong.
    """
    _refuse_forbidden_characters(markdown)
    chapter = _Chapter(classification, frozenset(known_sources))
    return tuple(chapter.blocks(_parser().parse(markdown)))


def _parser() -> MarkdownIt:
    # text_join would melt "\[" and "[" into one text, and with it the difference between a sign and a citation.
    return MarkdownIt("zero").enable(list(RULES)).disable("text_join")


def _refuse_forbidden_characters(markdown: str) -> None:
    # Only the ends of lines that Markdown knows: splitlines() would also hide controls that must be refused.
    for line, text in enumerate(re.split(r"\r\n|\r|\n", markdown), start=1):
        found = forbidden_character(text.replace("\t", " "))
        if found:
            message = gettext_noop("Line %(line)s holds the character %(found)s, which cannot be printed.")
            raise MarkdownError(line, message, found=found)


@dataclass(frozen=True)
class _Chapter:
    classification: Marking
    known_sources: frozenset[str]

    def blocks(self, tokens: Sequence[Token]) -> Iterator[Block]:
        level = 1
        for group in _groups(tokens):
            opening = group[0]
            if opening.type == "heading_open":
                heading = self._heading(opening, group[1], level)
                level = heading.level
                yield heading
            elif opening.type == "paragraph_open":
                yield from self._paragraph(group[1])
            else:
                yield self._list(opening, group[1:-1])

    def _paragraph(self, inline: Token) -> Iterator[Paragraph]:
        runs = _read_line(inline, self.known_sources)
        # A no-break space alone makes a paragraph for Markdown, but not for a reader.
        if runs:
            yield Paragraph(runs=runs, classification=self.classification, sources=_sources(runs))

    def _heading(self, opening: Token, inline: Token, previous_level: int) -> Heading:
        line = _line_of(opening)
        level = HEADING_LEVELS.get(opening.tag)
        if level is None:
            raise MarkdownError(line, gettext_noop("Line %(line)s: a heading starts with ## or ###."))
        if level > previous_level + 1:
            raise MarkdownError(line, gettext_noop("Line %(line)s: a heading with ### comes below one with ##."))
        runs = _read_line(inline, self.known_sources)
        if any(isinstance(run, SourceRef) for run in runs):
            raise MarkdownError(line, gettext_noop("Line %(line)s: cite a source in the text, not in a heading."))
        text = " ".join("".join(_words(runs)).split())
        if not text:
            raise MarkdownError(line, gettext_noop("Line %(line)s: the heading is empty."))
        return Heading(text=text, level=level, classification=self.classification)

    def _list(self, opening: Token, tokens: Sequence[Token]) -> List:
        if opening.attrs.get("start", 1) != 1:
            message = gettext_noop(
                "Line %(line)s: a numbered list starts at 1. If this is no list, write a backslash before the point."
            )
            raise MarkdownError(_line_of(opening), message)
        items = tuple(self._item(group[0], group[1:-1]) for group in _groups(tokens))
        sources = tuple(dict.fromkeys(source for item in items for source in _sources(item)))
        ordered = opening.type == "ordered_list_open"
        return List(items=items, ordered=ordered, classification=self.classification, sources=sources)

    def _item(self, opening: Token, tokens: Sequence[Token]) -> Runs:
        groups = tuple(_groups(tokens))
        if len(groups) > 1 or any(group[0].type != "paragraph_open" for group in groups):
            message = gettext_noop(
                "Line %(line)s: an item of a list is one paragraph, without a heading or another list."
            )
            raise MarkdownError(_line_of(opening), message)
        runs = _read_line(groups[0][1], self.known_sources) if groups else ()
        if not runs:
            raise MarkdownError(_line_of(opening), gettext_noop("Line %(line)s: the item of the list is empty."))
        return runs


def _groups(tokens: Sequence[Token]) -> Iterator[Sequence[Token]]:
    """The outermost blocks among tokens, each from its opening to its end."""
    start = depth = 0
    for index, token in enumerate(tokens):
        depth += token.nesting
        if depth == 0:
            yield tokens[start : index + 1]
            start = index + 1


def _line_of(token: Token) -> int:
    return token.map[0] + 1 if token.map else 1


def _words(runs: Runs) -> Iterator[str]:
    yield from (run.text for run in runs if not isinstance(run, SourceRef | FootnoteRef))


def _sources(runs: Runs) -> tuple[str, ...]:
    return tuple(dict.fromkeys(run.id for run in runs if isinstance(run, SourceRef)))


def _read_line(inline: Token, known_sources: frozenset[str]) -> Runs:
    reader = _LineReader(_line_of(inline), known_sources)
    for token in inline.children or ():
        reader.read(token)
    runs = tuple(reader.runs)
    empty = not "".join(_words(runs)).strip() and not _sources(runs)
    return () if empty else runs


class _LineReader:
    """Reads the tokens of one line of text into flat runs; what is emphasised inside a link is only a link."""

    def __init__(self, line: int, known_sources: frozenset[str]) -> None:
        self.runs: list[Run] = []
        self._line = line
        self._known_sources = known_sources
        self._open: list[str] = []
        self._address = ""
        self._label = ""

    def read(self, token: Token) -> None:
        match token.type:
            case "text" if "link" not in self._open:
                self._text_with_citations(token.content)
            case "text" | "text_special":
                self._text(token.content)
            case "softbreak" | "hardbreak":
                self._line += 1
                self._text(" ")
            case "link_open":
                self._open_link(str(token.attrs["href"]))
            case "link_close":
                self._close_link()
            case "em_open" | "strong_open":
                self._open.append(token.type.removesuffix("_open"))
            case _:
                self._open.pop()

    def _open_link(self, address: str) -> None:
        if not HTTPS.fullmatch(address):
            raise MarkdownError(self._line, gettext_noop("Line %(line)s: the address of a link starts with https://."))
        self._open.append("link")
        self._address, self._label = address, ""

    def _close_link(self) -> None:
        self._open.remove("link")
        self.runs.append(Link(self._label if self._label.strip() else self._address, self._address))

    def _text_with_citations(self, text: str) -> None:
        end = 0
        for found in CITATION.finditer(text):
            source = found["id"]
            if source in self._known_sources:
                # The mark of a note stands against its word, also where the author left a space.
                self._text(text[end : found.start()].rstrip())
                self.runs.append(SourceRef(source, found["locator"]))
                end = found.end()
            elif LIKE_AN_IDENTIFIER.fullmatch(source):
                message = gettext_noop("Line %(line)s: there is no source %(source)s.")
                raise MarkdownError(self._line, message, source=source)
        self._text(text[end:])

    def _text(self, text: str) -> None:
        if not text:
            return
        if "link" in self._open:
            self._label += text
            return
        kind = Strong if "strong" in self._open else Emphasis if "em" in self._open else Text
        last = self.runs[-1] if self.runs else None
        if isinstance(last, Text | Emphasis | Strong) and type(last) is kind:
            self.runs[-1] = kind(last.text + text)
        else:
            self.runs.append(kind(text))
