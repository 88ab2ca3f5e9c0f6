"""The PDF: accessible by an independent checker and by name, the same bytes anywhere, and text that stays text."""

import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import page
import pikepdf
import pytest
from pypdf import PdfReader

from core.charts.timeline import chunks, lay_out
from core.charts.timeline_svg import as_svg
from reports.document import (
    Block,
    Document,
    Edition,
    Figure,
    Heading,
    Marking,
    SourceRef,
    Table,
    canonical_bytes,
    number,
)
from reports.renderers.errors import RenderError
from reports.renderers.pdf import TEMPLATES, compile_template, render_pdf, tool_versions
from tests.reports import samples

ROOT = Path(__file__).resolve().parents[2]
DAY = datetime(2023, 12, 4, tzinfo=UTC)
# Documented false alarm: a stream whose data ends in byte 0x0D, which qpdf finds in order.
FALSE_ALARMS = {"PDFA2A-STREAM-LENGTH-001"}
HOSTILE = (
    '#read("secret.txt")',
    "<script>alert(1)</script>",
    "=cmd()",
    "= Kop",
    "$x^2$",
    "@ref",
    "*b* _i_ `c`",
    '#eval("1+1")',
    "] // weg /* weg */",
    "\\u{41} \\",
    '#import "kamer.typ"',
    "https://voorbeeld.nl",
    "&lt; &amp;",
)


@pytest.fixture(params=[samples.kamer, samples.hceu], ids=["kamer", "hceu"])
def edition(request: pytest.FixtureRequest) -> Document:
    made: Document = request.param()
    return made


def text_of(pdf: bytes) -> str:
    return "\n".join(pdf_page.extract_text() for pdf_page in PdfReader(io.BytesIO(pdf)).pages)


def squeezed(words: str) -> str:
    """Words without white space and hyphens: how lines break is not what these tests are about."""
    return "".join(words.replace("-", "").replace("\u00ad", "").replace("\u200b", "").split())


def pages_of(pdf: bytes) -> list[str]:
    return [pdf_page.extract_text() for pdf_page in PdfReader(io.BytesIO(pdf)).pages]


def tags(pdf: pikepdf.Pdf) -> Iterator[Any]:
    """Every structure element in reading order."""

    def walk(node: Any) -> Iterator[Any]:
        if isinstance(node, pikepdf.Array):
            for child in node:
                yield from walk(child)
        elif isinstance(node, pikepdf.Dictionary):
            if "/S" in node:
                yield node
            if "/K" in node:
                yield from walk(node.K)

    yield from walk(pdf.Root.StructTreeRoot.K)


def failures(pdf: bytes, profile: str) -> list[str]:
    limits = page.SafetyLimits(max_reference_depth=20000)
    report = page.validate_pdf_bytes(pdf, profile=profile, limits=limits)
    return [f"{f.rule_id}: {f.message}" for f in report.failures if f.rule_id not in FALSE_ALARMS]


# --- standards ---


@pytest.mark.parametrize("profile", ["ua1", "2a"])
def test_an_independent_checker_finds_nothing(edition: Document, profile: str) -> None:
    assert failures(render_pdf(edition), profile) == []


def test_the_checker_can_find_something(edition: Document) -> None:
    broken = pikepdf.open(io.BytesIO(render_pdf(edition)))
    del broken.Root.Lang
    figure = next(tag for tag in tags(broken) if tag.S == "/Figure")
    del figure.Alt
    out = io.BytesIO()
    broken.save(out)

    assert failures(out.getvalue(), "ua1") != []


def test_the_file_has_language_title_and_bookmarks(edition: Document) -> None:
    with pikepdf.open(io.BytesIO(render_pdf(edition))) as pdf, pdf.open_outline() as outline:
        assert str(pdf.Root.Lang).lower() == "nl-nl"
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
        assert str(pdf.open_metadata()["dc:title"]) == edition.title
        chapters = [one for one in edition.blocks if isinstance(one, Heading) and one.level == 1]
        expected = [[str(one.number), *one.text.split()] for one in chapters]
        assert [mark.title.split() for mark in outline.root] == expected


def test_the_file_was_made_on_the_date_it_bears(edition: Document) -> None:
    made = PdfReader(io.BytesIO(render_pdf(edition))).metadata

    assert made is not None
    assert made.creation_date is not None
    assert made.creation_date.date() == edition.date


def test_headings_start_at_the_first_level_and_skip_none(edition: Document) -> None:
    with pikepdf.open(io.BytesIO(render_pdf(edition))) as pdf:
        levels = [int(str(tag.S)[2]) for tag in tags(pdf) if str(tag.S) in {f"/H{n}" for n in range(1, 7)}]

    assert levels[0] == 1
    assert max(levels) > 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_every_table_head_has_a_scope(edition: Document) -> None:
    with pikepdf.open(io.BytesIO(render_pdf(edition))) as pdf:
        heads = [tag for tag in tags(pdf) if tag.S == "/TH"]
        scopes = {
            str(attribute.get("/Scope"))
            for tag in heads
            for attribute in _attributes(tag)
            if attribute.get("/O") == "/Table"
        }

    assert len(heads) == sum(len(block.columns) for block in edition.blocks if isinstance(block, Table))
    assert scopes == {"/Column"}


def _attributes(tag: Any) -> list[Any]:
    return list(tag.A) if isinstance(tag.A, pikepdf.Array) else [tag.A]


def test_every_figure_has_its_text_alternative(edition: Document) -> None:
    with pikepdf.open(io.BytesIO(render_pdf(edition))) as pdf:
        alternatives = [str(tag.Alt) for tag in tags(pdf) if tag.S == "/Figure"]

    assert alternatives == [block.alt for block in edition.blocks if isinstance(block, Figure)] != []


# --- what stands on the pages ---


def test_the_notice_heads_every_page(edition: Document) -> None:
    pages = pages_of(render_pdf(edition))

    assert len(pages) > 1
    assert all(samples.NOTICE in words for words in pages)


def test_without_notice_there_is_no_band(edition: Document) -> None:
    assert samples.NOTICE not in text_of(render_pdf(replace(edition, notice=None)))


def test_the_marking_is_on_every_page_of_the_note_and_not_on_the_letter() -> None:
    assert all(words.count("DEPARTEMENTAAL VERTROUWELIJK") >= 2 for words in pages_of(render_pdf(samples.hceu())))
    assert "VERTROUWELIJK" not in text_of(render_pdf(samples.kamer()))


def test_paragraphs_of_the_note_carry_their_own_letter() -> None:
    words = text_of(render_pdf(samples.hceu()))

    assert {"(O)", "(I)", "(DV)"} <= set(words.split())
    assert "(O)" not in text_of(render_pdf(samples.kamer()))


def test_the_archive_keeps_copy_zero_and_others_are_numbered() -> None:
    note = samples.hceu()

    assert all("Archiefexemplaar" in words for words in pages_of(render_pdf(note)))
    assert all("Exemplaar 7" in words for words in pages_of(render_pdf(note, copy=7)))
    assert "Archief" not in text_of(render_pdf(note, copy=7))


@pytest.mark.parametrize(("made", "copy"), [(samples.kamer, 1), (samples.kamer, -1), (samples.hceu, -1)])
def test_a_copy_that_cannot_exist_is_refused(made: Any, copy: int) -> None:
    with pytest.raises(ValueError, match="no copy"):
        render_pdf(made(), copy=copy)


def test_offices_sign_without_names() -> None:
    words = squeezed(text_of(render_pdf(samples.kamer())))

    assert all(squeezed(office + ",") in words for office in samples.kamer().signatories)


def test_two_notes_at_one_word_are_kept_apart() -> None:
    block = samples.paragraph("woord", SourceRef("kst-35982-9"), SourceRef("kst-36180-31"))

    assert "woord1,2" in squeezed(text_of(render_pdf(samples.one(block))))


def test_a_locator_stands_in_the_note() -> None:
    block = samples.paragraph("woord", SourceRef("kst-35982-9", "p. 4"))

    assert squeezed("Kamerstuk 35 982, nr. 9, p. 4.") in squeezed(text_of(render_pdf(samples.one(block))))


def test_a_source_that_no_line_prints_is_named_at_the_end(edition: Document) -> None:
    silent = replace(samples.paragraph("Zie de methodiek."), sources=("dg-grow",))
    words = squeezed(text_of(render_pdf(samples.one(silent, edition=edition.edition))))

    assert squeezed("Overige bronnen") in words
    assert squeezed(samples.SOURCES["dg-grow"].citation) in words
    assert squeezed("Overige bronnen") not in squeezed(text_of(render_pdf(edition)))


def test_a_document_with_nothing_but_its_title_can_be_made(edition: Document) -> None:
    lists = ("authors", "keywords", "addressee", "colophon", "signatories", "routing", "blocks")
    empty: dict[str, Any] = dict.fromkeys(lists, ())
    nothing: dict[str, Any] = dict.fromkeys(("notice", "sender", "salutation", "closing"))
    bare = replace(edition, **empty | nothing | {"sources": {}, "footnotes": {}})

    assert failures(render_pdf(bare), "ua1") == []


def test_pictures_of_twenty_long_rows_fit_on_a_page() -> None:
    rows = [replace(row, label=row.label * 3) for row in samples.rows()] * 6
    drawn = [
        lay_out(part, window=samples.WINDOW, today=samples.TODAY, words=samples.WORDS) for part in chunks(rows, 20)
    ]
    figures = [replace(samples.chart(), svg=as_svg(picture, samples.WORDS)) for picture in drawn]
    pdf = render_pdf(samples.one(*figures))

    assert len(figures) == 4
    assert failures(pdf, "ua1") == []
    assert sum("vandaag" in words or "4 december" in words for words in pages_of(pdf)) >= 4


def test_a_long_table_repeats_its_head_on_the_next_page() -> None:
    table = replace(samples.commitments(), rows=samples.commitments().rows * 40)
    words = pages_of(render_pdf(samples.one(table)))

    assert sum("Vindplaats" in words_of_page for words_of_page in words) > 2


# --- text of people ---


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_text_is_printed_as_it_is(hostile: str) -> None:
    document = samples.with_title(hostile)
    pdf = render_pdf(document)

    assert squeezed(text_of(pdf)).count(squeezed(hostile)) >= 3
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert str(opened.open_metadata()["dc:title"]) == hostile
        assert {str(tag.Alt) for tag in tags(opened) if tag.S == "/Figure"} == {hostile}


def test_a_very_long_word_breaks_into_lines() -> None:
    words = text_of(render_pdf(samples.one(samples.paragraph("x" * 20_000))))

    assert squeezed(words).count("x") >= 20_000
    assert max(len(squeezed(line)) for line in words.splitlines()) < 100


def test_a_newline_in_text_does_not_stop_the_press() -> None:
    assert "een" in text_of(render_pdf(samples.one(samples.paragraph("een\ntwee"))))


def test_a_character_that_no_font_has_is_an_error_that_names_it() -> None:
    with pytest.raises(RenderError, match="字"):
        render_pdf(samples.one(samples.paragraph("teken 字")))


def test_templates_can_read_nothing_but_templates() -> None:
    assert {path.suffix for path in TEMPLATES.iterdir()} == {".typ", ".json"}


# --- the template's own lock ---


def raw_inputs(document: Document, *, classification: Marking, **changes: Any) -> dict[str, str]:
    """What the template would get from a compiler that had forgotten its rules."""
    data = json.loads(canonical_bytes(document)) | {"classification": str(classification)} | changes
    return {"document": json.dumps(data), "copy": "0", "unprinted": "[]"}


@pytest.mark.parametrize("inside_a_box", [False, True])
def test_the_template_refuses_a_block_above_the_ceiling(inside_a_box: bool) -> None:
    part: Block = samples.paragraph("a", marking=Marking.DEPARTMENTAL)
    if inside_a_box:
        part = replace(
            next(b for b in samples.confidential_chapters() if b.__class__.__name__ == "TextBox"),
            classification=Marking.PUBLIC,
        )
    document = samples.one(part, edition=Edition.HCEU)

    assert compile_template(Edition.HCEU, raw_inputs(document, classification=Marking.DEPARTMENTAL), DAY)
    with pytest.raises(RenderError, match="above the ceiling"):
        compile_template(Edition.HCEU, raw_inputs(document, classification=Marking.INTERNAL), DAY)


def test_the_template_refuses_a_kamer_edition_that_is_not_public() -> None:
    inputs = raw_inputs(samples.kamer(), classification=Marking.INTERNAL)

    with pytest.raises(RenderError, match="public or it is not made"):
        compile_template(Edition.KAMER, inputs, DAY)


def test_the_template_refuses_what_it_does_not_know() -> None:
    blocks = json.loads(canonical_bytes(samples.one(samples.paragraph("a"))))["blocks"]
    blocks[1]["type"] = "script"

    with pytest.raises(RenderError, match="unknown block type"):
        compile_template(Edition.KAMER, raw_inputs(samples.kamer(), classification=Marking.PUBLIC, blocks=blocks), DAY)


# --- the same bytes ---

PRINT_DIGESTS = """
import hashlib
from reports.document import from_json, to_json
from reports.renderers.html import render_html
from reports.renderers.pdf import render_pdf
from tests.reports import samples
for made in (samples.kamer, samples.hceu):
    for document in (made(), from_json(to_json(made()))):
        print(hashlib.sha256(render_pdf(document)).hexdigest(), hashlib.sha256(render_html(document)).hexdigest())
"""


def test_the_same_document_gives_the_same_bytes_anywhere(tmp_path: Path) -> None:
    def digests(folder: Path, **environment: str) -> str:
        settings = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1", **environment}
        command = [sys.executable, "-c", PRINT_DIGESTS]
        return subprocess.run(command, cwd=folder, env=settings, check=True, capture_output=True, text=True).stdout

    here = digests(ROOT, TZ="Europe/Amsterdam", LANG="nl_NL.UTF-8", PYTHONHASHSEED="1")
    there = digests(tmp_path, TZ="Pacific/Kiritimati", LANG="C", LC_ALL="C", PYTHONHASHSEED="2")

    assert here == there
    lines = here.splitlines()
    assert lines[0] == lines[1] != lines[2] == lines[3]


def test_a_second_rendering_in_this_process_is_the_same(edition: Document) -> None:
    assert render_pdf(edition) == render_pdf(edition)


def test_another_document_or_copy_gives_other_bytes() -> None:
    note = samples.hceu()
    changed = replace(note, blocks=number((*note.blocks, samples.paragraph("Erbij."))))

    assert len({render_pdf(note), render_pdf(changed), render_pdf(note, copy=1)}) == 3


def test_tool_versions_name_the_press_and_its_fonts() -> None:
    assert set(tool_versions()) == {"typst", "fontpkg-fira-sans", "fontpkg-source-serif-4"}
