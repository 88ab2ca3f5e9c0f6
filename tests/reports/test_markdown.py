"""Authors' chapters: what the small Markdown makes, what it refuses with its line, and that nothing else acts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.document import (
    Block,
    Emphasis,
    Heading,
    Link,
    List,
    Marking,
    Paragraph,
    SourceRef,
    Strong,
    Text,
    named_sources,
    number,
)
from reports.markdown import MarkdownError, parse_chapter
from reports.renderers.html import render_fragment
from tests.reports import samples

KNOWN = frozenset(samples.SOURCES)


def parse(markdown: str) -> tuple[Block, ...]:
    return parse_chapter(markdown, classification=Marking.PUBLIC, known_sources=KNOWN)


def line(markdown: str) -> tuple[object, ...]:
    (block,) = parse(markdown)
    assert isinstance(block, Paragraph)
    return block.runs


def test_a_chapter_has_headings_paragraphs_and_lists() -> None:
    blocks = parse("Inleiding\nop twee regels.\n\n## Kop\n\n- een\n- twee\n\n### Onderkop ###\n\n1. eerst\n2. dan\n")

    marking = Marking.PUBLIC
    assert blocks == (
        Paragraph(runs=(Text("Inleiding op twee regels."),), classification=marking),
        Heading(text="Kop", level=2, classification=marking),
        List(items=((Text("een"),), (Text("twee"),)), classification=marking),
        Heading(text="Onderkop", level=3, classification=marking),
        List(items=((Text("eerst"),), (Text("dan"),)), ordered=True, classification=marking),
    )


def test_emphasis_strong_and_links_become_runs() -> None:
    assert line("Dit is *schuin*, **vet**, ***beide*** en [een *link*](https://voorbeeld.nl/a).") == (
        Text("Dit is "),
        Emphasis("schuin"),
        Text(", "),
        Strong("vet"),
        Text(", "),
        Strong("beide"),
        Text(" en "),
        Link("een link", "https://voorbeeld.nl/a"),
        Text("."),
    )


def test_a_link_without_words_shows_its_address() -> None:
    assert line("[](https://voorbeeld.nl)") == (Link("https://voorbeeld.nl", "https://voorbeeld.nl"),)


def test_a_known_identifier_in_brackets_cites_its_source() -> None:
    (block,) = parse("Zie de brief [kst-35982-9], en het verslag [kst-21501-02-2602, p. 4][kamerbrief].")

    assert isinstance(block, Paragraph)
    assert block.runs == (
        Text("Zie de brief"),
        SourceRef("kst-35982-9"),
        Text(", en het verslag"),
        SourceRef("kst-21501-02-2602", "p. 4"),
        SourceRef("kamerbrief"),
        Text("."),
    )
    assert block.sources == ("kst-35982-9", "kst-21501-02-2602", "kamerbrief")


def test_a_list_rests_on_the_sources_of_its_items() -> None:
    (block,) = parse("- a [kst-35982-9]\n- b [kst-35982-9][kst-36180-31]")

    assert block.sources == ("kst-35982-9", "kst-36180-31")


@pytest.mark.parametrize("words", ["[sic]", "[vertrouwelijk]", "[zie 2]", "[2023]", "[...]", "[Q4-plan]"])
def test_other_words_in_brackets_are_words(words: str) -> None:
    assert line(f"Hij zei {words} niets.") == (Text(f"Hij zei {words} niets."),)


def test_a_backslash_keeps_a_sign_literal() -> None:
    assert line(r"\[kst-35982-9\] en \[kst-1-1\] en \*niet schuin\*") == (
        Text("[kst-35982-9] en [kst-1-1] en *niet schuin*"),
    )


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<b>vet</b>",
        "<!-- weg -->",
        "`code`",
        "~~~",
        "---",
        "> citaat",
        "| a | b |",
        "&amp; &lt;",
        "<https://voorbeeld.nl>",
        "https://voorbeeld.nl",
        '#read("secret.txt")',
        "=cmd()",
        "$x$",
        "@ref",
        "[a](javascript:alert(1))",
        "[a]: https://voorbeeld.nl",
    ],
)
def test_what_is_not_in_the_subset_is_shown_as_the_text_it_is(text: str) -> None:
    assert line(text) == (Text(text),)


def test_indented_code_is_a_paragraph() -> None:
    assert line("    ingesprongen") == (Text("ingesprongen"),)


def test_a_picture_is_an_exclamation_mark_and_a_link() -> None:
    assert line("![plaatje](https://voorbeeld.nl/a.png)") == (Text("!"), Link("plaatje", "https://voorbeeld.nl/a.png"))


@pytest.mark.parametrize(
    ("markdown", "number_of_line", "words"),
    [
        ("a\nb [kst-99999-1]", 2, "no source kst-99999-1"),
        ("a  \nb\n\nc\nd [kst-99999-1, p. 2]", 5, "no source kst-99999-1"),
        ("- a\n- b [h-tk-1-2]", 2, "no source h-tk-1-2"),
        ("a\n\n# Hoofdkop", 3, "## or ###"),
        ("#### Te diep", 1, "## or ###"),
        ("### Zonder ##", 1, "below one with ##"),
        ("## ", 1, "heading is empty"),
        ("## Kop [kst-35982-9]", 1, "not in a heading"),
        ("- a\n  - b", 1, "one paragraph"),
        ("- a\n- b\n\n  c", 2, "one paragraph"),
        ("- ## kop", 1, "one paragraph"),
        ("- a\n-\n", 2, "item of the list is empty"),
        ("2023. Een jaar", 1, "starts at 1"),
        ("a\n[b](http://voorbeeld.nl)", 2, "https://"),
        ("[b](/pad)", 1, "https://"),
        ("[b](https:///pad)", 1, "https://"),
        ("a\n\nb\u202ec", 3, "U+202E"),
        ("a\r\nb\x00", 2, "U+0000"),
    ],
)
def test_what_is_wrong_is_refused_with_its_line(markdown: str, number_of_line: int, words: str) -> None:
    with pytest.raises(MarkdownError) as refused:
        parse(markdown)
    assert refused.value.line == number_of_line
    assert words in str(refused.value)
    assert refused.value.message % refused.value.params == str(refused.value)


def test_a_level_may_be_climbed_and_come_back() -> None:
    levels = [block.level for block in parse("## a\n\n### b\n\n## c\n\n### d\n") if isinstance(block, Heading)]

    assert levels == [2, 3, 2, 3]


def test_an_empty_chapter_has_no_blocks() -> None:
    assert parse(" \n\n\u00a0\n") == ()


MARKDOWN = st.lists(
    st.sampled_from(
        ["# ", "## ", "### ", "- ", "1. ", "*", "**", "_", "[", "]", "(", ")", "https://a.nl", "!", "<b>", "</b>"]
    )
    | st.sampled_from(
        ["\\", "`", "&lt;", "\n", "\n\n", " ", "    ", "[kst-35982-9]", "[kst-1-1]", ", p. 4", "a", "é", "\u00a0"]
    )
    | st.text(max_size=4),
    max_size=30,
).map("".join)


@given(MARKDOWN)
def test_any_text_is_refused_or_becomes_blocks_that_render(markdown: str) -> None:
    try:
        blocks = parse(markdown)
    except MarkdownError:
        return
    html = render_fragment(samples.one(*blocks)) if blocks else ""

    assert "<b>" not in html
    assert named_sources(number(blocks)) <= KNOWN


@given(st.text(alphabet="abc <>&\"'=$@{}%;:/?!-", max_size=40).map(lambda words: f"x{words}x"))
def test_plain_words_come_out_as_they_went_in(words: str) -> None:
    (block,) = parse(words)

    assert isinstance(block, Paragraph)
    assert "".join(run.text for run in block.runs if isinstance(run, Text)) == words


def test_a_bracket_that_never_closes_is_text_and_costs_no_time() -> None:
    (paragraph,) = parse("[a," + " " * 40_000 + "b [")
    assert isinstance(paragraph, Paragraph)
