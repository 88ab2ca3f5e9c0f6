"""People's text: the invisible is taken out, the unprintable is refused by name, and nothing visible is dropped."""

import json
import unicodedata

import pytest
import typst
from django.utils import translation
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st

from core.cleaning import FONT_FOLDERS, UncleanTextError, clean, printable_characters

LETTERS = st.sampled_from(sorted(each for each in printable_characters() if not unicodedata.combining(each)))
HIDDEN = st.characters(categories=["Cc", "Co", "Cs", "Zl", "Zp"]) | st.sampled_from(
    "\u200b\u202e\ufeff\u2011\u3000\ufdd0"
)
TEXT_TO_KEEP = st.text(LETTERS | HIDDEN)
ANY_TEXT = st.text(LETTERS | HIDDEN | st.characters(categories=["Cf", "Cn", "Lo", "Mn", "So", "Zs"]))
ONE_OR_MANY_LINES = st.booleans()

INVISIBLE = [
    "\x00", "\x07", "\x1b", "\x7f", "\x9b",  # controls
    "\ud800", "\udfff",  # lone surrogates
    "\ufdd0", "\ufffe", "\U0001ffff", "\U0010ffff",  # noncharacters
    "\ufeff",  # byte order mark
    "\u202a", "\u202e", "\u2066", "\u2069", "\u200e", "\u200f", "\u061c",  # direction
    "\ue000", "\uf0b7", "\U000f0000", "\U00100000",  # private use
    "\u200b", "\u200c", "\u200d", "\u2060", "\u00ad", "\u034f", "\ufe0f", "\U000e0041",  # of no width
]  # fmt: skip


@pytest.mark.parametrize("character", INVISIBLE, ids=lambda character: f"U+{ord(character):04X}")
def test_what_cannot_be_seen_is_taken_out_of_the_word(character):
    assert clean(f"dif{character}osfor", multiline=True) == "difosfor"
    assert clean(f"{character}difosfor{character}", multiline=False) == "difosfor"


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r", "\v", "\f", "\x85", "\u2028", "\u2029"])
def test_every_line_end_becomes_a_line_feed_or_a_space_in_a_single_line(line_end):
    assert clean(f"een{line_end}twee", multiline=True) == "een\ntwee"
    assert clean(f"een{line_end}twee", multiline=False) == "een twee"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("een\ttwee", "een twee"),
        ("een\u3000twee", "een twee"),
        ("niet\u2011limitatief", "niet-limitatief"),
        ("  om de tekst \n", "om de tekst"),
        ("cafe\u0301", "café"),
        ("cafe\u200d\u0301", "café"),
        ("", ""),
        (" \u200b ", ""),
        ("59\u00a0% van P₂O₅ → €\u202f1.000 – ‘ja’", "59\u00a0% van P₂O₅ → €\u202f1.000 – ‘ja’"),
        ('#read("secret.txt") <script> =cmd() $x$ *a* @b', '#read("secret.txt") <script> =cmd() $x$ *a* @b'),
        ("Łódź, Çeşme, Αθήνα, Київ, Đà Nẵng", "Łódź, Çeşme, Αθήνα, Київ, Đà Nẵng"),
        ("a" * 100_000, "a" * 100_000),
    ],
    ids=lambda text: text[:20].encode("unicode_escape").decode(),
)
def test_what_is_kept(typed, kept):
    assert clean(typed, multiline=True) == kept


@given(TEXT_TO_KEEP, ONE_OR_MANY_LINES)
def test_every_character_that_is_kept_can_be_printed(text, multiline):
    kept = clean(text, multiline=multiline)
    assert set(kept) - {"\n"} <= printable_characters()
    assert multiline or "\n" not in kept
    assert not {unicodedata.category(each) for each in kept if each != "\n"} & {"Cc", "Cf", "Cs", "Co"}
    assert kept == kept.strip() == unicodedata.normalize("NFC", kept)


@given(ANY_TEXT, ONE_OR_MANY_LINES)
def test_any_text_is_printable_when_cleaned_or_refused_by_name(text, multiline):
    kept, refused = kept_and_refused(text, multiline=multiline)
    assert kept <= printable_characters() | {"\n"}
    assert refused.isdisjoint(printable_characters())


@given(TEXT_TO_KEEP, ONE_OR_MANY_LINES)
def test_cleaning_twice_is_cleaning_once(text, multiline):
    once = clean(text, multiline=multiline)
    assert clean(once, multiline=multiline) == once


@given(TEXT_TO_KEEP)
def test_nothing_that_can_be_seen_is_dropped(text):
    def visible(of):
        return [each for each in unicodedata.normalize("NFC", of) if unicodedata.category(each)[0] in "LMNPS"]

    assert visible(clean(text, multiline=True)) == visible(text.replace("\u2011", "-"))


def test_a_letter_with_an_accent_is_judged_as_it_is_read():
    for written in ("\u1e32", "K\u0323"):
        with pytest.raises(UncleanTextError, match="\u1e32"):
            clean(written, multiline=False)


def test_a_refusal_knows_each_character_once_with_its_place_and_its_word():
    with pytest.raises(UncleanTextError) as refused:
        clean(" herkomst 中国 en\n中 of 😀lachend ", multiline=True)
    found = [(each.character, each.position, each.word) for each in refused.value.characters]
    assert found == [("中", 9, "中国"), ("国", 10, "中国"), ("😀", 20, "😀lachend")]


def test_a_refusal_says_what_to_do():
    with pytest.raises(UncleanTextError) as one:
        clean("de 中-land", multiline=False)
    with pytest.raises(UncleanTextError) as many:
        clean("".join(map(chr, range(0x4E00, 0x4E08))), multiline=False)
    with translation.override("nl"):
        assert str(one.value) == (
            "Dit teken kan niet in een rapport worden afgedrukt: ‘中’ (U+4E2D) in ‘中-land’. "
            "Vervang het of haal het weg."
        )
        assert "Deze tekens kunnen niet" in str(many.value)
        assert "nog 3 andere. Vervang ze" in str(many.value)
    with translation.override("en"):
        assert str(one.value) == (
            "Reports cannot print this character: “中” (U+4E2D) in “中-land”. Replace it or leave it out."
        )
        assert "3 others" in str(many.value)


def test_a_refusal_stays_short_for_a_word_without_end():
    with pytest.raises(UncleanTextError) as refused:
        clean("a" * 50_000 + "中" + "a" * 50_000, multiline=False)
    assert refused.value.characters[0].word == "a" * 15 + "中" + "a" * 14
    assert len(str(refused.value)) < 200


@pytest.mark.parametrize("folder", FONT_FOLDERS, ids=lambda folder: folder.parent.name)
def test_every_face_of_a_family_has_the_same_characters(folder):
    faces = [frozenset(TTFont(path, lazy=True).getBestCmap()) for path in folder.glob("*.ttf")]
    assert len(faces) >= 2
    assert len(set(faces)) == 1


@pytest.mark.parametrize("order", ["Fira Sans, Source Serif 4", "Source Serif 4, Fira Sans"])
def test_the_printer_prints_every_character_in_every_style(order, tmp_path):
    kept = clean("".join(sorted(printable_characters(), key=unicodedata.combining)), multiline=True)
    assert typeset(kept, order, tmp_path)[1] == []


def test_the_printer_stops_on_what_cleaning_refuses(tmp_path):
    with pytest.raises(typst.TypstError, match="中"):
        typeset("中", "Fira Sans, Source Serif 4", tmp_path)


def kept_and_refused(text, *, multiline):
    """The characters that are left of a text, and those for which it is refused."""
    try:
        return set(clean(text, multiline=multiline)), set()
    except UncleanTextError as refused:
        return set(), {unprintable.character for unprintable in refused.characters}


def typeset(text, order, folder):
    """The PDF and the warnings of a page with the text, as strict as a report."""
    (folder / "page.typ").write_text(
        """#set document(title: "Proef", date: datetime(year: 2023, month: 12, day: 4))
        #set text(lang: "nl", font: sys.inputs.fonts.split(", "))
        = Proef
        #let words = json(bytes(sys.inputs.text))
        #words #emph(words) #strong(words) #strong(emph(words))""",
        encoding="utf-8",
    )
    return typst.compile_with_warnings(
        folder / "page.typ",
        font_paths=typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=list(FONT_FOLDERS)),
        ignore_system_fonts=True,
        sys_inputs={"text": json.dumps(text), "fonts": order},
        pdf_standards=["ua-1", "a-2a"],
    )
