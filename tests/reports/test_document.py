"""The document: its numbers, its one spelling, and everything it refuses to be."""

import copy
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.document import (
    Block,
    Column,
    Document,
    DocumentError,
    Edition,
    Figure,
    Heading,
    List,
    Marking,
    Origin,
    Source,
    SourceRef,
    Table,
    Text,
    TextBox,
    all_blocks,
    canonical_bytes,
    from_json,
    lines_of,
    named_sources,
    number,
    origins_of,
    sha256,
    to_json,
    unprinted_sources,
)
from reports.document.svg import NAMESPACE
from tests.reports import samples

BULLET = List(items=((Text("punt"),),), classification=Marking.PUBLIC)
TABLE = Table(title="Tabel", columns=(Column("A"),), rows=(("a",),), classification=Marking.PUBLIC)
BOX = TextBox(title="Kader", blocks=(samples.paragraph("In het kader."), TABLE), classification=Marking.PUBLIC)
ROW = Origin("timeline.activity", "0d1b5f5c-3c58-4a0e-9f3e-3f9b7f1f2a01", Marking.PUBLIC, 12)


@pytest.fixture(params=[samples.kamer, samples.hceu], ids=["kamer", "hceu"])
def edition(request: pytest.FixtureRequest) -> Document:
    made: Document = request.param()
    return made


def numbers(blocks: tuple[Block, ...]) -> list[tuple[str, str | None]]:
    return [(block.id, getattr(block, "number", None) or getattr(block, "label", None)) for block in all_blocks(blocks)]


def test_numbers_follow_place_and_kind() -> None:
    blocks = (
        samples.paragraph("a"),
        samples.heading("A"),
        samples.heading("B", 2),
        samples.heading("C", 2),
        BOX,
        TABLE,
        samples.heading("D"),
    )

    assert numbers(number(blocks)) == [
        ("p-1", None),
        ("h-2", "1"),
        ("h-3", "1.1"),
        ("h-4", "1.2"),
        ("b-7", "Tekstbox 1"),
        ("p-5", None),
        ("t-6", "Tabel 1"),
        ("t-8", "Tabel 2"),
        ("h-9", "2"),
    ]


def test_a_text_box_gets_the_heading_level_below_its_section() -> None:
    numbered = number((BOX, samples.heading("A"), BOX, samples.heading("B", 2), BOX))

    assert [block.level for block in numbered if isinstance(block, TextBox)] == [1, 2, 3]


@given(st.lists(st.sampled_from([samples.paragraph("a"), samples.heading("A"), BULLET, TABLE, BOX, samples.chart()])))
def test_numbering_twice_changes_nothing_and_ids_are_unique(blocks: list[Block]) -> None:
    once = number(blocks)

    assert number(once) == once
    ids = [block.id for block in all_blocks(once)]
    assert len(set(ids)) == len(ids)


def test_both_editions_read_back_as_they_were_written(edition: Document) -> None:
    written = json.loads(canonical_bytes(edition))

    assert from_json(written) == edition
    assert from_json(to_json(edition)) == edition


def test_the_order_of_keys_does_not_change_what_a_document_is(edition: Document) -> None:
    def reversed_keys(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: reversed_keys(value[key]) for key in reversed(value)}
        return [reversed_keys(item) for item in value] if isinstance(value, list) else value

    assert sha256(from_json(reversed_keys(to_json(edition)))) == sha256(edition)


def test_a_whole_number_as_width_has_the_same_spelling() -> None:
    whole, broken = (samples.one(replace(TABLE, columns=(Column("A", width),))) for width in (2, 2.0))

    assert sha256(whole) == sha256(broken) == sha256(from_json(to_json(whole)))


def test_the_canonical_bytes_have_sorted_keys_and_no_spaces() -> None:
    data = canonical_bytes(samples.one(samples.paragraph("é")))

    assert data == json.dumps(json.loads(data), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    assert "é".encode() in data


def test_origins_are_known_after_compiling_and_never_stored() -> None:
    traced = samples.one(
        samples.paragraph("a", origins=(ROW,)), replace(BOX, blocks=(samples.paragraph("b", origins=(ROW,)),))
    )

    assert origins_of(traced) == (("p-2", ROW), ("p-3", ROW))
    assert ROW.object.encode() not in canonical_bytes(traced)
    assert origins_of(from_json(to_json(traced))) == ()


def test_origins_do_not_count_when_documents_are_compared() -> None:
    plain = samples.one(samples.paragraph("a"))
    traced = samples.one(samples.paragraph("a", origins=(ROW,)))

    assert (plain, hash(plain), sha256(plain)) == (traced, hash(traced), sha256(traced))


def test_json_cannot_bring_origins_in() -> None:
    data = to_json(samples.kamer())
    data["blocks"][0]["origins"] = []

    with pytest.raises(DocumentError, match="unknown key 'origins'"):
        from_json(data)


# --- leaks: classification, origins, sources ---


@pytest.mark.parametrize("ceiling", list(Marking))
@pytest.mark.parametrize("marking", list(Marking))
@pytest.mark.parametrize("inside_a_box", [False, True])
def test_no_block_stands_above_the_ceiling(ceiling: Marking, marking: Marking, inside_a_box: bool) -> None:
    part = samples.paragraph("a", marking=marking)
    block = TextBox(title="Kader", blocks=(part,), classification=ceiling) if inside_a_box else part
    below = samples.document(Edition.HCEU, (samples.heading("Kop"),))

    def make() -> Document:
        return replace(below, classification=ceiling, blocks=number((samples.heading("Kop"), block)))

    if marking.rank <= ceiling.rank:
        assert make().classification is ceiling
    else:
        with pytest.raises(DocumentError, match="above the ceiling"):
            make()


@pytest.mark.parametrize("row", list(Marking))
@pytest.mark.parametrize("marking", list(Marking))
def test_no_block_is_below_the_row_it_was_made_from(row: Marking, marking: Marking) -> None:
    block = samples.paragraph("a", marking=marking, origins=(replace(ROW, classification=row),))

    if row.rank <= marking.rank:
        assert samples.one(block, edition=Edition.HCEU)
    else:
        with pytest.raises(DocumentError, match="was made from a row"):
            samples.one(block, edition=Edition.HCEU)


def test_a_public_document_holds_nothing_from_a_compartment() -> None:
    block = samples.paragraph("a", origins=(replace(ROW, compartment="HCEU"),))

    assert samples.one(block, edition=Edition.HCEU)
    with pytest.raises(DocumentError, match="compartment"):
        samples.one(block)


def test_a_kamer_edition_is_public_or_it_is_not_made() -> None:
    with pytest.raises(DocumentError, match="public or it is not made"):
        replace(samples.kamer(), classification=Marking.INTERNAL)


def test_a_document_carries_no_source_or_footnote_that_nothing_names() -> None:
    document = samples.one(samples.paragraph("a"))

    with pytest.raises(DocumentError, match="no block names 'kst-35982-9'"):
        replace(document, sources={"kst-35982-9": samples.SOURCES["kst-35982-9"]})
    with pytest.raises(DocumentError, match="no block refers to 'verkort'"):
        replace(document, footnotes=samples.FOOTNOTES)


def test_a_source_is_never_named_by_the_id_of_a_row() -> None:
    block = samples.paragraph("a", SourceRef(ROW.object))
    document = samples.one(samples.paragraph("a"))

    with pytest.raises(DocumentError, match="never the id of a row"):
        replace(document, blocks=number((block,)), sources={ROW.object: Source("Kamerstuk")})


def test_named_sources_are_those_of_blocks_cells_boxes_and_footnotes() -> None:
    cell = replace(TABLE, rows=(((Text("a"), SourceRef("kst-35982-9")),),))
    box = replace(BOX, blocks=(samples.paragraph(SourceRef("kst-36180-31")),))
    listed = replace(BULLET, sources=("dg-grow",))

    named = named_sources((cell, box, listed), {"noot": (SourceRef("kamerbrief"),)})

    assert named == {"kst-35982-9", "kst-36180-31", "dg-grow", "kamerbrief"}


def test_a_source_that_no_line_prints_is_found() -> None:
    silent = replace(samples.paragraph("Zie ook de methodiek."), sources=("dg-grow",))
    spoken = replace(samples.paragraph("Zie Kamerstuk 35 982, nr. 9."), sources=("kst-35982-9",))

    assert [key for key, _ in unprinted_sources(samples.one(silent, spoken))] == ["dg-grow"]


def test_what_a_block_says_is_told_line_by_line_without_its_notes() -> None:
    noted = replace(samples.paragraph("Een zin."), runs=(Text("Een zin"), SourceRef("dg-grow"), Text(" die doorgaat.")))
    figure = Figure(title="Planning", alt="", svg="", label="Figuur 1", classification=Marking.PUBLIC)

    assert lines_of(noted) == ("Een zin die doorgaat.",)
    assert lines_of(Heading(text="Inleiding", classification=Marking.PUBLIC)) == ("Inleiding",)
    assert lines_of(BULLET) == ("punt",)
    assert lines_of(replace(TABLE, label="Tabel 1", rows=(("a", (Text("b"),)),))) == ("Tabel 1 Tabel", "a | b")
    assert lines_of(figure) == ("Figuur 1 Planning",)
    assert lines_of(replace(BOX, label="Tekstbox 1"))[:2] == ("Tekstbox 1 Kader", "In het kader.")


# --- strict reading ---

Change = Callable[[dict[str, Any]], None]


def at(*path: str | int, value: Any) -> Change:
    def change(data: Any) -> None:
        for step in path[:-1]:
            data = data[step]
        data[path[-1]] = value

    return change


def without(*path: str | int) -> Change:
    def change(data: Any) -> None:
        for step in path[:-1]:
            data = data[step]
        del data[path[-1]]

    return change


def block_of(kind: str) -> int:
    return [block["type"] for block in to_json(samples.kamer())["blocks"]].index(kind)


HEADING, LIST, TABLE_AT, FIGURE, LINE, BOX_AT = map(
    block_of, ("heading", "list", "table", "figure", "timeline", "textbox")
)


@pytest.mark.parametrize(
    ("change", "path"),
    [
        (at("extra", value=1), "document"),
        (without("title"), "document"),
        (at("title", value=3), "document.title"),
        (at("title", value=None), "document.title"),
        (at("title", value=" "), "document.title"),
        (at("schema", value=2), "document.schema"),
        (at("schema", value=True), "document.schema"),
        (at("edition", value="gazette"), "document.edition"),
        (at("classification", value="SECRET"), "document.classification"),
        (at("classification", value=0), "document.classification"),
        (at("quarter", value="2023-Q5"), "document.quarter"),
        (at("date", value="20231204"), "document.date"),
        (at("date", value="2023-02-30"), "document.date"),
        (at("notice", value=None), "document.notice"),
        (at("signatories", 0, value={"role": "Minister", "name": "X"}), "document.signatories[0]"),
        (at("blocks", value={}), "document.blocks"),
        (at("blocks", 0, value="tekst"), "document.blocks[0]"),
        (at("blocks", 0, "type", value="script"), "document.blocks[0]"),
        (at("blocks", 0, "id", value="h-2"), "document.blocks[1]"),
        (at("blocks", 0, "id", value="x"), "document.blocks[0]"),
        (at("blocks", 0, "sources", value=["onbekend"]), "document.blocks[0].sources"),
        (at("blocks", 0, "runs", value=[]), "document.blocks[0].runs"),
        (at("blocks", 0, "runs", 1, "id", value="onbekend"), "document.blocks[0].runs[1]"),
        (at("blocks", 0, "runs", 0, "html", value="<b>"), "document.blocks[0].runs[0]"),
        (
            at("blocks", 0, "runs", 0, value={"type": "link", "text": "x", "url": "http://a.nl"}),
            "document.blocks[0].runs[0]",
        ),
        (
            at("blocks", 0, "runs", 0, value={"type": "link", "text": "x", "url": "javascript:alert(1)"}),
            "document.blocks[0].runs[0]",
        ),
        (at("blocks", 0, "runs", 0, value={"type": "footnote", "id": "onbekend"}), "document.blocks[0].runs[0]"),
        (at("blocks", 0, "runs", 0, value={"type": "text", "text": "x", "lang": "xyz"}), "document.blocks[0].runs[0]"),
        (at("blocks", HEADING, "level", value=2), f"document.blocks[{HEADING}]"),
        (at("blocks", HEADING, "level", value=0), f"document.blocks[{HEADING}]"),
        (at("blocks", HEADING, "level", value=1.0), f"document.blocks[{HEADING}].level"),
        (at("blocks", HEADING, "text", value=""), f"document.blocks[{HEADING}]"),
        (at("blocks", LIST, "items", value=[]), f"document.blocks[{LIST}]"),
        (at("blocks", LIST, "items", 0, value=[]), f"document.blocks[{LIST}].items[0]"),
        (at("blocks", LIST, "ordered", value="yes"), f"document.blocks[{LIST}].ordered"),
        (at("blocks", TABLE_AT, "rows", value=[]), f"document.blocks[{TABLE_AT}]"),
        (at("blocks", TABLE_AT, "columns", value=[]), f"document.blocks[{TABLE_AT}]"),
        (at("blocks", TABLE_AT, "rows", 1, value=["kort"]), f"document.blocks[{TABLE_AT}].rows[1]"),
        (at("blocks", TABLE_AT, "rows", 0, 0, value=7), f"document.blocks[{TABLE_AT}].rows[0][0]"),
        (at("blocks", TABLE_AT, "columns", 0, "title", value=""), f"document.blocks[{TABLE_AT}].columns[0]"),
        (at("blocks", TABLE_AT, "columns", 0, "width", value=0), f"document.blocks[{TABLE_AT}].columns[0]"),
        (
            at("blocks", TABLE_AT, "columns", 0, "align", value="middle"),
            f"document.blocks[{TABLE_AT}].columns[0].align",
        ),
        (at("blocks", TABLE_AT, "label", value=""), f"document.blocks[{TABLE_AT}]"),
        (without("blocks", FIGURE, "alt"), f"document.blocks[{FIGURE}]"),
        (at("blocks", FIGURE, "alt", value=" "), f"document.blocks[{FIGURE}]"),
        (at("blocks", FIGURE, "width", value=101), f"document.blocks[{FIGURE}]"),
        (at("blocks", FIGURE, "svg", value="<p>"), f"document.blocks[{FIGURE}].svg"),
        (at("blocks", LINE, "quarters", value=[]), f"document.blocks[{LINE}]"),
        (at("blocks", LINE, "quarters", 0, "activities", value=[]), f"document.blocks[{LINE}]"),
        (
            at("blocks", LINE, "quarters", 0, "activities", 0, "status", value="late"),
            f"document.blocks[{LINE}].quarters[0].activities[0].status",
        ),
        (at("blocks", BOX_AT, "blocks", value=[]), f"document.blocks[{BOX_AT}]"),
        (at("blocks", BOX_AT, "level", value=1), f"document.blocks[{BOX_AT}]"),
        (at("blocks", BOX_AT, "blocks", 0, "type", value="heading"), f"document.blocks[{BOX_AT}].blocks[0]"),
        (at("sources", "kst-35982-9", "url", value="http://a.nl"), "document.sources.kst-35982-9"),
        (at("sources", "kst-35982-9", "citation", value=""), "document.sources.kst-35982-9"),
        (at("sources", "../kst", value={"citation": "x"}), "document.sources.../kst"),
        (at("footnotes", "verkort", value=[]), "document.footnotes.verkort"),
        (at("footnotes", "verkort", value=[{"type": "footnote", "id": "verkort"}]), "document.footnotes.verkort"),
    ],
)
def test_what_is_not_exactly_a_document_is_refused_with_its_path(change: Change, path: str) -> None:
    data = copy.deepcopy(to_json(samples.kamer()))
    change(data)

    with pytest.raises(DocumentError) as refused:
        from_json(data)
    assert refused.value.path == path


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_any_json_is_a_document_or_a_document_error(data: object) -> None:
    with pytest.raises(DocumentError):
        from_json(data)


@pytest.mark.parametrize(
    "character",
    ["\x00", "\x1b", "\t", "\x85", "\u202e", "\u2066", "\ud800", "\ue000", "\ufeff", "\uffff", "\U0010ffff"],
)
def test_characters_that_act_or_cannot_be_printed_are_refused(character: str) -> None:
    with pytest.raises(DocumentError, match=f"U\\+{ord(character):04X}"):
        samples.one(samples.paragraph(f"voor{character}na"))


def test_a_heading_that_skips_a_level_is_refused() -> None:
    with pytest.raises(DocumentError, match="level 3 follows level 1"):
        samples.one(samples.heading("te diep", 3))


# --- drawings ---


def drawing(inside: str, attributes: str = 'viewBox="0 0 1 1"') -> Figure:
    svg = f'<svg xmlns="{NAMESPACE}" {attributes}>{inside}</svg>'
    return Figure(title="Figuur", alt="Figuur", svg=svg, classification=Marking.PUBLIC)


@pytest.mark.parametrize(
    "inside",
    [
        "<script>alert(1)</script>",
        "<style>*{}</style>",
        "<foreignObject/>",
        '<image href="a.png"/>',
        '<use href="#a"/>',
        '<a href="https://a.nl"><text>a</text></a>',
        '<rect onload="alert(1)"/>',
        '<rect style="fill:red"/>',
        '<rect id="a"/>',
        '<rect fill="url(#a)"/>',
        '<rect fill="&#106;avascript:1"/>',
        "<!-- -->",
        "<![CDATA[a]]>",
        "<?php ?>",
        "<text>",
        "<text>&naam;</text>",
        '<x:script xmlns:x="http://www.w3.org/1999/xhtml">a</x:script>',
        '<rect xmlns="http://www.w3.org/1999/xhtml"/>',
    ],
)
def test_a_drawing_holds_shapes_and_words_only(inside: str) -> None:
    with pytest.raises(DocumentError) as refused:
        samples.one(drawing(inside))
    assert refused.value.path == "document.blocks[1].svg"


@pytest.mark.parametrize(
    "attributes", ['onload="alert(1)"', 'role="none"', 'class="a"', 'xmlns:xlink="a" xlink:href="b"']
)
def test_a_drawing_has_plain_attributes_only(attributes: str) -> None:
    with pytest.raises(DocumentError):
        samples.one(drawing("", attributes))


def test_words_in_a_drawing_are_free() -> None:
    assert samples.one(drawing("<text x='1' y='2'>&lt;script&gt; url(#a) = é</text>"))


def test_a_heading_level_is_part_of_what_a_document_is() -> None:
    one, two = samples.one(samples.heading("a", 1)), samples.one(samples.heading("a", 2))

    assert sha256(one) != sha256(two)
    assert isinstance(one.blocks[1], Heading)
