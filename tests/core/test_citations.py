"""Citations: every form of the letter against a table made by hand, and what people make of those forms."""

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from core.citations import Chamber, CitationError, Dossier, ParliamentaryPaper, Proceedings, parse

SITE = "https://zoek.officielebekendmakingen.nl/"

# Every citation of a paper or of proceedings in the letter: where, the text with its line ends, identifier, aliases,
# address, printed form.
LETTER = [
    ("footnote 1", "Handelingen II 2022/23, nr. 26, item 10", "h-tk-20222023-26-10", (),
     SITE + "h-tk-20222023-26-10.html", "Handelingen II 2022/23, nr. 26, item 10"),
    ("footnote 2", "Kamerstuk 35 982, nr. 9.", "kst-35982-9", (),
     SITE + "kst-35982-9.html", "Kamerstuk 35 982, nr. 9"),
    ("footnote 3", "Kamerstuk 21 501-02, nr. 2602.", "kst-21501-02-2602", (),
     SITE + "kst-21501-02-2602.html", "Kamerstuk 21 501-02, nr. 2602"),
    ("footnote 4", "Kamerstuk 36 200 V, nr. 50.", "kst-36200-V-50", (),
     SITE + "kst-36200-V-50.html", "Kamerstuk 36 200 V, nr. 50"),
    ("footnote 6", "Kamerstuk 30 821, nr. 178.", "kst-30821-178", (),
     SITE + "kst-30821-178.html", "Kamerstuk 30 821, nr. 178"),
    ("footnote 7, first", "Kamerstukken 29 477 en 32 805, nr. 794", "kst-29477-794", ("kst-32805-794",),
     SITE + "kst-29477-794.html", "Kamerstukken 29 477 en 32 805, nr. 794"),
    ("footnote 7, second", "Kamerstukken 32 735 en 35 207, nr. 339", "kst-32735-339", ("kst-35207-339",),
     SITE + "kst-32735-339.html", "Kamerstukken 32 735 en 35 207, nr. 339"),
    ("footnote 7, third", "Kamerstuk 33 625, nr. 341", "kst-33625-341", (),
     SITE + "kst-33625-341.html", "Kamerstuk 33 625, nr. 341"),
    ("footnote 7, fourth", "Kamerstuk 21 501-33, nr. 845", "kst-21501-33-845", (),
     SITE + "kst-21501-33-845.html", "Kamerstuk 21 501-33, nr. 845"),
    ("footnote 9", "Kamerstuk 34 952, nr. 126", "kst-34952-126", (),
     SITE + "kst-34952-126.html", "Kamerstuk 34 952, nr. 126"),
    ("footnote 10", "Kamerstuk 36 180, nr. 31.", "kst-36180-31", (),
     SITE + "kst-36180-31.html", "Kamerstuk 36 180, nr. 31"),
    ("text box 1, first", "Kamerstukken 29 477 en 32 805, nr. \n794", "kst-29477-794", ("kst-32805-794",),
     SITE + "kst-29477-794.html", "Kamerstukken 29 477 en 32 805, nr. 794"),
    ("text box 1, second", "Kamerstukken 29 477 en 32 805, \nnr. 806", "kst-29477-806", ("kst-32805-806",),
     SITE + "kst-29477-806.html", "Kamerstukken 29 477 en 32 805, nr. 806"),
    ("footnote 12", "Kamerstuk 35 982, nr. 9.", "kst-35982-9", (),
     SITE + "kst-35982-9.html", "Kamerstuk 35 982, nr. 9"),
    ("footnote 13", "Kamerstuk \n32 735, nr. 339", "kst-32735-339", (),
     SITE + "kst-32735-339.html", "Kamerstuk 32 735, nr. 339"),
    ("footnote 15", "Kamerstuk 31 288, nr. 948", "kst-31288-948", (),
     SITE + "kst-31288-948.html", "Kamerstuk 31 288, nr. 948"),
    ("footnote 16", "Kamerstuk 29 826, nr. 147.", "kst-29826-147", (),
     SITE + "kst-29826-147.html", "Kamerstuk 29 826, nr. 147"),
]  # fmt: skip

# The letter's other sources have a title and no number.
TITLES = [
    "Nederland niet meer afhankelijk van energie uit Rusland | Nieuwsbericht | Rijksoverheid.nl",
    "bijlage «Nationale en Europese initiatieven ter versterking van de OSA-agenda»",
    "Geo-economische monitor 2023",
    "Updated indepth review of Europe’s strategic dependencies 23 februari 2022",
    "Strategic Raw Materials for Defence, HCSS 2023.",
    "DG GROW, An enhanced methodology to monitor the EU’s strategic dependencies and vulnerabilities",
    "Boston Consulting Group, Strengthening the Global Semiconductor Supply Chain in an Uncertain Era | BCG",
    "La Moncloa. 06/02/2023. Pedro Sánchez: «Promoting open strategic autonomy [...]» [President/News]",
]

SUFFIXES = (
    st.just("")
    | st.integers(0, 99).map("{:02}".format)
    | st.sampled_from(["I", "V", "VIII", "XII", "XIII", "XVII", "IIA", "IIB", "A", "B", "C", "F", "H", "J", "K", "M"])
)
ORDINALS = st.integers(1, 99_999)
DOSSIERS = st.builds(Dossier, st.integers(1_000, 99_999), SUFFIXES)
PAPERS = st.builds(
    ParliamentaryPaper,
    st.lists(DOSSIERS, min_size=1, max_size=4, unique=True).map(tuple),
    ORDINALS.map(str),
)
YEARS = st.integers(1800, 2099).map(lambda year: f"{year}/{(year + 1) % 100:02}")
PROCEEDINGS = st.builds(Proceedings, st.sampled_from(Chamber), YEARS, ORDINALS, ORDINALS)
CITATIONS = PAPERS | PROCEEDINGS


@pytest.mark.parametrize(
    ("text", "identifier", "aliases", "url", "printed"), [row[1:] for row in LETTER], ids=[row[0] for row in LETTER]
)
def test_every_citation_of_the_letter(text, identifier, aliases, url, printed):
    citation = parse(text)
    assert citation.identifier == identifier
    assert citation.aliases == aliases
    assert citation.url == url
    assert str(citation) == printed


@pytest.mark.parametrize("title", TITLES)
def test_a_free_title_is_no_citation(title):
    with pytest.raises(CitationError):
        parse(title)


def test_the_parts_of_a_citation_are_known():
    assert parse("Kamerstuk 21 501-02, nr. 2602") == ParliamentaryPaper((Dossier(21_501, "02"),), "2602")
    assert parse("Kamerstuk 36 200 V, nr. 50") == ParliamentaryPaper((Dossier(36_200, "V"),), "50")
    assert parse("Handelingen I 2022/23, nr. 26, item 10") == Proceedings(Chamber.FIRST, "2022/23", 26, 10)


def test_a_paper_is_one_thing_under_its_first_dossier():
    short, long = parse("Kamerstuk 32 735, nr. 339"), parse("Kamerstukken 32 735 en 35 207, nr. 339")
    assert short.identifier == long.identifier
    assert parse(long.aliases[0]).identifier == "kst-35207-339"


@given(CITATIONS)
def test_what_is_printed_is_read_back(citation):
    assert parse(str(citation)) == citation


@given(CITATIONS)
def test_identifier_aliases_and_address_are_read_as_the_same_identity(citation):
    assert parse(citation.identifier).identifier == citation.identifier
    assert parse(citation.url).identifier == citation.identifier
    assert [parse(alias).identifier for alias in citation.aliases] == list(citation.aliases)


@given(CITATIONS, st.data())
def test_capitals_spaces_and_dots_do_not_matter(citation, data):
    typed = str(citation)
    typed = data.draw(st.sampled_from([typed, typed.upper(), typed.lower()]))
    typed = typed.replace(" ", data.draw(st.sampled_from([" ", "\u00a0", "\u202f", "  ", "\n"])))
    typed = typed.replace("nr.", data.draw(st.sampled_from(["nr.", "nr"])))
    typed = data.draw(st.sampled_from(["{}", "{}.", " {} ", "({})", "{};"])).format(typed)
    assert parse(typed) == citation


@pytest.mark.parametrize(
    ("typed", "identifier"),
    [
        ("kst 35982 nr 9", "kst-35982-9"),
        ("kst35982nr9", "kst-35982-9"),
        ("Kamerstuk 35 982, nr. 009", "kst-35982-9"),
        ("KST-35982-9", "kst-35982-9"),
        ("Kamerstuk 35.982 nr. 9", "kst-35982-9"),
        ("kamerstukken 35982,nr.9", "kst-35982-9"),
        ("Kamerstuk 21 501–02, nr. 2602", "kst-21501-02-2602"),
        ("Kamerstuk 21501\u201102 nr 2602", "kst-21501-02-2602"),
        ("kamerstuk 36200v nr 50", "kst-36200-V-50"),
        ("kst-36200-v-50", "kst-36200-V-50"),
        ("Kamerstuk 36 200-XIII, nr. 4", "kst-36200-XIII-4"),
        ("Kamerstuk 8 500, nr. 2", "kst-8500-2"),
        ("Kamerstukken 29 477, 32 805 & 35 207, nr. 1", "kst-29477-1"),
        ("Kamerstukken 29 477 en 29 477, nr. 1", "kst-29477-1"),
        ("handelingen ii 2022-2023 nr 26 item 10", "h-tk-20222023-26-10"),
        ("Handelingen II, 1999/2000, nr. 3, item 4", "h-tk-19992000-3-4"),
        ("http://zoek.officielebekendmakingen.nl/kst-35982-9.html", "kst-35982-9"),
    ],
)
def test_other_ways_to_write_it(typed, identifier):
    assert parse(typed).identifier == identifier


@pytest.mark.parametrize(
    ("typed", "unread"),
    [
        ("", ""),
        ("Kamerstuk", ""),
        ("Kamerstuk 35 982", ""),
        ("Kamerstuk 35 982, nr.", ""),
        ("Handelingen II 2022/23, nr. 26", ""),
        ("Handelingen II 2022/23, nr. 26, item", ""),
        ("35 982, nr. 9", "35 982, nr. 9"),
        ("Kamerstuk 35 982, nr. negen", "nr. negen"),
        ("Kamerstuk 35 982, nr. 0", "nr. 0"),
        ("Kamerstuk 35 982, nr. 9, blz. 3", "blz. 3"),
        ("Kamerstuk 35 982, nr. 123456", "nr. 123456"),
        ("Kamerstuk 982, nr. 9", "982, nr. 9"),
        ("Kamerstuk 135 982, nr. 9", "135 982, nr. 9"),
        ("Kamerstuk 36 200 Q, nr. 50", "Q, nr. 50"),
        ("Kamerstukken 29 477 en, nr. 794", "en, nr. 794"),
        ("Handelingen 2022/23, nr. 26, item 10", "2022/23, nr. 26, item 10"),
        ("Handelingen III 2022/23, nr. 26, item 10", "III 2022/23, nr. 26, item 10"),
        ("Handelingen II 2022/25, nr. 26, item 10", "2022/25"),
        ("h-tk-20222024-26-10", "2022/2024"),
        ("Kamerstuk ٣٥ ٩٨٢, nr. ٩", "٣٥ ٩٨٢, nr. ٩"),
        ("https://example.org/kst-35982-9.html", "https://example.org/kst-35982-9.html"),
        ("=cmd()", "=cmd"),
    ],
)
def test_what_cannot_be_read_is_told(typed, unread):
    with pytest.raises(CitationError) as refused:
        parse(typed)
    assert refused.value.unread == unread


@pytest.mark.parametrize(
    ("typed", "dutch", "english"),
    [
        (
            "Kamerstuk 35 982, nr. negen",
            "Vul een vindplaats in zoals ‘Kamerstuk 35 982, nr. 9’. Dit is niet te lezen: ‘nr. negen’.",
            "Enter a citation such as “Kamerstuk 35 982, nr. 9”. “nr. negen” could not be read.",
        ),
        (
            "Kamerstuk 35 982",
            "Deze vindplaats is niet compleet. Vul een vindplaats in zoals ‘Kamerstuk 35 982, nr. 9’.",
            "This citation is not complete. Enter it as “Kamerstuk 35 982, nr. 9”.",
        ),
        (
            "Handelingen II 2022/23",
            "Deze vindplaats is niet compleet. Vul een vindplaats in zoals ‘Handelingen II 2022/23, nr. 26, item 10’.",
            "This citation is not complete. Enter it as “Handelingen II 2022/23, nr. 26, item 10”.",
        ),
    ],
)
def test_the_message_says_what_to_do_in_the_readers_language(typed, dutch, english):
    with pytest.raises(CitationError) as refused:
        parse(typed)
    with translation.override("nl"):
        assert str(refused.value) == dutch
    with translation.override("en"):
        assert str(refused.value) == english


@given(st.text(alphabet="kstKamerukn hndligIV0123456789 -,./enritmo\u00a0") | st.text())
def test_any_text_is_read_or_refused_and_nothing_else(text):
    try:
        citation = parse(text)
    except CitationError as refused:
        shown = str(refused)
    else:
        shown = str(parse(citation.identifier))
    assert shown


def test_the_refusal_of_an_endless_text_is_short():
    with pytest.raises(CitationError) as refused:
        parse("Kamerstukken " + "29 477, " * 100_000 + "x" * 100_000)
    assert len(str(refused.value)) < 200


@pytest.mark.parametrize(
    "make",
    [
        lambda: Dossier(999),
        lambda: Dossier(100_000),
        lambda: Dossier(35_982, "2"),
        lambda: Dossier(35_982, "v"),
        lambda: Dossier(35_982, "V-1"),
        lambda: ParliamentaryPaper((), "9"),
        lambda: ParliamentaryPaper((Dossier(35_982), Dossier(35_982)), "9"),
        lambda: ParliamentaryPaper((Dossier(35_982),), "09"),
        lambda: ParliamentaryPaper((Dossier(35_982),), ""),
        lambda: Proceedings(Chamber.SECOND, "2022/24", 26, 10),
        lambda: Proceedings(Chamber.SECOND, "2022-23", 26, 10),
        lambda: Proceedings(Chamber.SECOND, "1722/23", 26, 10),
        lambda: Proceedings(Chamber.SECOND, "2022/23", 0, 10),
        lambda: Proceedings(Chamber.SECOND, "2022/23", 26, 0),
    ],
)
def test_a_citation_that_could_not_be_printed_and_read_cannot_be_made(make):
    with pytest.raises(ValueError, match=r"dossier|suffix|paper|year|proceedings"):
        make()
