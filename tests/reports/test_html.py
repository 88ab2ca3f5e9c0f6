"""The HTML: whole, escaped, and with the same numbers as the PDF."""

import re
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.document import (
    Column,
    Document,
    Edition,
    FootnoteRef,
    Link,
    List,
    Marking,
    Origin,
    SourceRef,
    Table,
    Text,
    from_json,
    notes_in_order,
    number,
    to_json,
)
from reports.renderers.html import render_fragment, render_html, style_hash, stylesheet
from reports.renderers.markup import Markup, element, join
from tests.reports import samples

Attributes = dict[str, str | None]


class Page(HTMLParser):
    """What a reader of the page finds: elements with their attributes, and words."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, Attributes]] = []
        self.words: list[str] = []
        self.open: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        shapes = {"rect", "line", "path", "circle"}
        if tag not in {"meta", "br"} and tag not in shapes:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if not self.open or self.open[-1] != "style":
            self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join("".join(self.words).split())

    def all(self, name: str) -> list[Attributes]:
        return [attributes for tag, attributes in self.elements if tag == name]

    @property
    def ids(self) -> list[str]:
        return [value for _tag, attributes in self.elements if (value := attributes.get("id"))]


def whole(document: Document) -> Page:
    return Page(render_html(document).decode())


def fragment(document: Document) -> Page:
    return Page(render_fragment(document))


@pytest.fixture(params=[samples.kamer, samples.hceu], ids=["kamer", "hceu"])
def edition(request: pytest.FixtureRequest) -> Document:
    made: Document = request.param()
    return made


# --- the whole file ---


def test_the_file_has_language_title_and_its_own_policy(edition: Document) -> None:
    page = whole(edition)

    assert render_html(edition).startswith(b"<!doctype html>\n")
    assert page.open == []
    assert page.all("html")[0]["lang"] == "nl"
    assert f"<title>{edition.title}</title>" in render_html(edition).decode()
    policy = next(meta["content"] for meta in page.all("meta") if meta.get("http-equiv") == "Content-Security-Policy")
    assert policy is not None
    assert style_hash() in policy
    assert "script" not in policy


def test_the_hash_is_that_of_the_style_in_the_file(edition: Document) -> None:
    (style,) = re.findall(r"<style>(.*?)</style>", render_html(edition).decode(), re.DOTALL)

    assert style == stylesheet()
    assert style_hash() == "sha256-" + b64encode(sha256(style.encode()).digest()).decode()


def test_nothing_in_the_file_acts_or_loads(edition: Document) -> None:
    page = whole(edition)

    assert not {"script", "link", "img", "iframe", "object", "form"} & {tag for tag, _ in page.elements}
    names = {name for _tag, attributes in page.elements for name in attributes}
    assert not {name for name in names if name == "style" or name.startswith("on")}
    assert "url(" not in stylesheet()
    assert "@import" not in stylesheet()


def test_the_file_has_its_notice_and_marking(edition: Document) -> None:
    page = whole(edition)

    assert samples.NOTICE in page.text
    assert ("DEPARTEMENTAAL VERTROUWELIJK" in page.text) is (edition.edition is Edition.HCEU)
    assert ("OPENBAAR" in page.text) is (edition.edition is Edition.KAMER)
    assert samples.NOTICE not in whole(replace(edition, notice=None)).text


def test_letter_and_note_have_their_own_head_and_end() -> None:
    letter, note = whole(samples.kamer()).text, whole(samples.hceu()).text

    for words in (*samples.kamer().addressee, "Geachte Voorzitter,", "4 december 2023", *samples.kamer().signatories):
        assert words in letter
    assert "Hoogambtelijke Commissie EU (HCEU)" in note
    assert "De letters in de kantlijn geven de rubricering per alinea" in note


def test_blocks_of_the_note_carry_their_own_letter() -> None:
    marks = '<span class="document__mark">({})</span>'
    note, letter = (str(render_fragment(document)) for document in (samples.hceu(), samples.kamer()))

    assert all(marks.format(mark) in note for mark in ("O", "I", "DV"))
    assert "document__mark" not in letter


# --- blocks ---


def test_headings_have_the_numbers_of_the_document_and_skip_no_level(edition: Document) -> None:
    html = render_html(edition).decode()
    headings = re.findall(r"<h([1-6])[^>]*>(.*?)</h\1>", html)
    levels = [int(level) for level, _ in headings]

    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert '<span class="document__number">1.1</span> Definitie' in [words for _, words in headings]


@pytest.mark.parametrize(
    ("offset", "tags"), [(0, ["h1", "h2"]), (1, ["h2", "h3"]), (2, ["h3", "h4"]), (9, ["h6", "h6"])]
)
def test_headings_of_a_fragment_stand_below_those_of_its_page(offset: int, tags: list[str]) -> None:
    document = samples.one(samples.heading("Onder", 2))
    page = Page(render_fragment(document, heading_offset=offset))

    assert [tag for tag, _ in page.elements if tag.startswith("h")] == tags


def test_a_table_has_its_caption_and_column_heads(edition: Document) -> None:
    page = whole(edition)

    assert all(head["scope"] == "col" for head in page.all("th"))
    assert len(page.all("caption")) == len(page.all("table"))
    assert "Tabel 1 Afgedane toezeggingen en moties" in page.text


def test_columns_keep_their_side() -> None:
    table = Table(title="T", columns=(Column("A"),), rows=(("a",),), classification=Marking.PUBLIC)

    assert {cell["class"] for cell in fragment(samples.one(table)).all("td")} == {"is-left"}


def test_a_figure_is_an_image_with_its_text_alternative(edition: Document) -> None:
    (drawing,) = whole(edition).all("svg")

    assert drawing["role"] == "img"
    assert drawing["aria-label"] == samples.chart().alt
    assert drawing["width"] == "100%"


def test_wide_things_scroll_in_a_region_with_a_name(edition: Document) -> None:
    page = whole(edition)
    regions = [attributes for attributes in page.all("div") if attributes.get("role") == "region"]

    assert len(regions) == len(page.all("table")) + len(page.all("svg"))
    assert all(region["tabindex"] == "0" and region["aria-labelledby"] in page.ids for region in regions)


def test_words_in_another_language_say_so() -> None:
    assert {"lang": "en"} in whole(samples.kamer()).all("em")


def test_a_list_is_a_list() -> None:
    block = List(items=((Text("een"),), (Text("twee"),)), ordered=True, classification=Marking.PUBLIC)

    assert "<li>een</li><li>twee</li></ol>" in render_fragment(samples.one(block))


def test_a_new_line_in_text_stays() -> None:
    assert "een<br>twee" in render_fragment(samples.one(samples.paragraph("een\ntwee")))


# --- notes and sources ---


def test_every_note_has_its_number_and_its_way_back(edition: Document) -> None:
    page = whole(edition)
    references = [link for link in page.all("a") if link.get("role") == "doc-noteref"]
    count = len(notes_in_order(edition))

    assert count > 3
    assert [reference["href"] for reference in references] == [f"#noot-{n}" for n in range(1, count + 1)]
    for index in range(1, count + 1):
        assert {f"noot-{index}", f"noot-{index}-tekst"} <= set(page.ids)
        assert any(link.get("href") == f"#noot-{index}-tekst" for link in page.all("a"))


def test_a_note_says_citation_place_and_remark() -> None:
    block = samples.paragraph("a", SourceRef("kst-30821-178", "p. 4"), FootnoteRef("verkort"))
    words = fragment(samples.one(block)).text

    assert "Kamerstuk 30 821, nr. 178, p. 4 (In de Veiligheidsstrategie wordt ook nog kennis genoemd" in words
    assert "Verkort weergegeven naar paragraaf 1.1 van de brief." in words


def test_two_notes_at_one_word_are_kept_apart() -> None:
    block = samples.paragraph("woord", SourceRef("kst-35982-9"), SourceRef("kst-36180-31"), " en")

    assert "woord1, 2 en" in fragment(samples.one(block)).text


def test_a_source_that_no_line_prints_is_named_at_the_end(edition: Document) -> None:
    silent = replace(samples.paragraph("Zie de methodiek."), sources=("dg-grow",))
    words = whole(samples.one(silent)).text

    assert "Overige bronnen" in words
    assert samples.SOURCES["dg-grow"].citation in words
    assert "Overige bronnen" not in whole(edition).text


def test_ids_are_unique_and_tell_nothing_of_the_platform(edition: Document) -> None:
    row = Origin("timeline.activity", "0d1b5f5c-3c58-4a0e-9f3e-3f9b7f1f2a01", Marking.PUBLIC)
    traced = replace(edition, blocks=tuple(replace(block, origins=(row,)) for block in edition.blocks))
    page = whole(traced)

    assert len(set(page.ids)) == len(page.ids)
    assert all(re.fullmatch(r"(p|h|l|t|f|b|tl|noot)-\d+(-titel|-tekst)?|noten|bronnen", name) for name in page.ids)
    assert row.object.encode() not in render_html(traced)


def test_two_fragments_on_one_page_keep_their_ids_apart() -> None:
    html = join(
        render_fragment(samples.kamer(), id_prefix="kamer-"), render_fragment(samples.hceu(), id_prefix="hceu-")
    )
    page = Page(html)

    assert len(set(page.ids)) == len(page.ids)
    targets = [str(link["href"])[1:] for link in page.all("a") if str(link.get("href")).startswith("#")]
    assert set(targets) <= set(page.ids)


def test_a_block_has_a_link_to_its_origin_where_the_caller_gives_one() -> None:
    document = samples.one(samples.paragraph("een"), samples.paragraph("twee"))
    html = render_fragment(document, block_link=lambda block_id: "/bron/2?a=1&b=2" if block_id == "p-2" else None)
    links = [link for link in Page(html).all("a") if link.get("class") == "document__origin"]

    assert links == [{"class": "document__origin", "href": "/bron/2?a=1&b=2", "aria-label": "bronnen (p-2)"}]
    assert "document__origin" not in render_fragment(document)


def test_a_block_inside_a_text_box_has_its_own_link() -> None:
    box = next(block for block in samples.chapters() if block.type == "textbox")
    html = render_fragment(samples.one(box), block_link=lambda block_id: f"/bron/{block_id}")

    assert {"/bron/h-1", "/bron/p-2", "/bron/b-3"} == {
        str(link["href"]) for link in Page(html).all("a") if link.get("class") == "document__origin"
    }


# --- text of people ---


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "</style><script>",
        "&lt;b&gt;",
        "' onload='x",
        "]]>",
        "<!--",
        "{{ x }}{% y %}",
    ],
)
def test_hostile_text_comes_out_as_text_everywhere(hostile: str) -> None:
    def page_with(words: str) -> Page:
        return whole(replace(samples.with_title(words), notice=words, salutation=words, authors=(words,)))

    page, plain = page_with(hostile), page_with("titel")

    assert page.text.count(" ".join(hostile.split())) >= 5
    assert [tag for tag, _ in page.elements] == [tag for tag, _ in plain.elements]
    assert page.all("svg")[0]["aria-label"] == hostile


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Co", "Cn"]), min_size=1))
def test_any_words_come_out_as_they_went_in(words: str) -> None:
    if any(character in words for character in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"):
        return
    page = fragment(samples.one(samples.paragraph(words)))

    assert words in "".join(page.words)


def test_only_https_becomes_a_link(edition: Document) -> None:
    addresses = [str(link["href"]) for link in whole(edition).all("a")]

    assert {address.split(":")[0] for address in addresses if not address.startswith("#")} == {"https"}


def test_an_address_is_escaped() -> None:
    block = samples.paragraph(Link("a", 'https://voorbeeld.nl/?a="><b>&c'))

    assert fragment(samples.one(block)).all("a")[0]["href"] == 'https://voorbeeld.nl/?a="><b>&c'


# --- the same bytes ---


def test_a_document_read_back_gives_the_same_bytes(edition: Document) -> None:
    assert render_html(from_json(to_json(edition))) == render_html(edition) == render_html(edition)


def test_another_text_gives_other_bytes(edition: Document) -> None:
    changed = replace(edition, blocks=number((*edition.blocks, samples.paragraph("Erbij."))))

    assert render_html(changed) != render_html(edition)


# --- markup ---


def test_only_markup_is_taken_as_it_is() -> None:
    assert element("p", {"title": '"<'}, "<b>", Markup("<i>")) == '<p title="&quot;&lt;">&lt;b&gt;<i></p>'
    assert element("p", {"id": None}, None) == "<p></p>"
    assert Markup("<i>").__html__() == "<i>"
