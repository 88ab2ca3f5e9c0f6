"""Cleaning of people's text, once, at the door: what cannot be seen is taken out, what cannot be printed is refused.

Reports are set in two families of fonts that fall back on each other, and a character that neither has stops the
printing. So that nobody meets this when a report is made, the form already says which character it is, and where.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from operator import itemgetter
from pathlib import Path
from typing import Final

import fontpkg_fira_sans
import fontpkg_source_serif_4
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from fontTools.ttLib import TTFont

FONT_FOLDERS: Final = (fontpkg_fira_sans.ROOT / "files", fontpkg_source_serif_4.ROOT / "files")

# Each is invisible. A word with one in it is not found, is not recognised by the check for leaks, or reads otherwise
# than it is stored; Latin, Greek and Cyrillic, the scripts of the fonts, need none of them.
DROPPED: Final = (
    (0x0000, 0x0009),  # controls up to the line feed; a tab has become a space by then
    (0x000B, 0x001F),  # the other controls
    (0x007F, 0x009F),  # delete and the second set of controls
    (0x00AD, 0x00AD),  # soft hyphen: reports hyphenate by themselves
    (0x034F, 0x034F),  # combining grapheme joiner
    (0x061C, 0x061C),  # Arabic letter mark: directs text
    (0x180B, 0x180F),  # Mongolian variation selectors and vowel separator
    (0x200B, 0x200F),  # zero-width space, non-joiner and joiner; left-to-right and right-to-left mark
    (0x202A, 0x202E),  # embedding and overriding of direction: reorder what is read
    (0x2060, 0x206F),  # word joiner, invisible operators, isolates of direction, deprecated formats
    (0xD800, 0xDFFF),  # surrogates: a half of a character
    (0xE000, 0xF8FF),  # private use: the bullets of a word processor's own font, for instance
    (0xFDD0, 0xFDEF),  # noncharacters
    (0xFE00, 0xFE0F),  # variation selectors
    (0xFEFF, 0xFEFF),  # byte order mark
    (0xFFF0, 0xFFFB),  # unassigned specials and annotations
    *((plane | 0xFFFE, plane | 0xFFFF) for plane in range(0, 0x110000, 0x10000)),  # noncharacters
    (0xE0000, 0xE0FFF),  # tags and further variation selectors
    (0xF0000, 0xFFFFD),  # private use
    (0x100000, 0x10FFFD),  # private use
)

# Look the same as what they become, come from word processors, and are not in the fonts.
REPLACED: Final = {"\t": " ", "\u1680": " ", "\u205f": " ", "\u3000": " ", "\u2011": "-"}

_NEW_LINE = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_INVISIBLE = re.compile("[" + "".join(f"\\U{first:08X}-\\U{last:08X}" for first, last in DROPPED) + "]")
_LISTED = 5
_REACH = 15


@dataclass(frozen=True, slots=True)
class Unprintable:
    """A character that reports cannot print: where it first stands in the text, counted from 0, and in which word."""

    character: str
    position: int
    word: str

    def __str__(self) -> str:
        return _("“%(character)s” (%(code)s) in “%(word)s”") % {
            "character": self.character,
            "code": f"U+{ord(self.character):04X}",
            "word": self.word,
        }


class UncleanTextError(ValueError):
    """The text has characters that reports cannot print; as text, it is a message for who wrote them."""

    def __init__(self, characters: tuple[Unprintable, ...]) -> None:
        super().__init__(characters)
        self.characters = characters

    def __str__(self) -> str:
        listed = [str(character) for character in self.characters[:_LISTED]]
        more = len(self.characters) - len(listed)
        if more:
            listed.append(ngettext("%(count)d other", "%(count)d others", more) % {"count": more})
        return ngettext(
            "Reports cannot print this character: %(characters)s. Replace it or leave it out.",
            "Reports cannot print these characters: %(characters)s. Replace them or leave them out.",
            len(self.characters),
        ) % {"characters": ", ".join(listed)}


def clean(text: str, *, multiline: bool) -> str:
    """The text as it is kept: composed (NFC), without what cannot be seen, ends trimmed, lines ended by a line feed.

    A tab becomes a space; without `multiline` so does the end of a line.
    Nothing that can be seen is dropped: raises UncleanTextError for a character that the fonts of the reports lack.
    """
    text = _NEW_LINE.sub("\n", text)
    if not multiline:
        text = text.replace("\n", " ")
    for found, replacement in REPLACED.items():
        text = text.replace(found, replacement)
    # Composing comes last: what stood between a letter and its accent is gone by then.
    cleaned = unicodedata.normalize("NFC", _INVISIBLE.sub("", text)).strip()
    unprintable = _unprintable(cleaned)
    if unprintable:
        raise UncleanTextError(unprintable)
    return cleaned


@cache
def printable_characters() -> frozenset[str]:
    """Every character that both editions can print in every style: in each face of one family or of the other."""
    return frozenset[str]().union(*(_characters_of_family(folder) for folder in FONT_FOLDERS))


def _characters_of_family(folder: Path) -> frozenset[str]:
    faces = []
    for path in folder.glob("*.ttf"):
        with TTFont(path, lazy=True) as face:
            faces.append(frozenset(map(chr, face.getBestCmap())))
    return frozenset.intersection(*faces)


def _unprintable(text: str) -> tuple[Unprintable, ...]:
    lacking = set(text) - printable_characters() - {"\n"}
    if not lacking:
        return ()
    # From the end, so that the first place of each is the one that stays.
    first_places = {text[place]: place for place in range(len(text) - 1, -1, -1) if text[place] in lacking}
    return tuple(
        Unprintable(character, place, _word_around(text, place))
        for character, place in sorted(first_places.items(), key=itemgetter(1))
    )


def _word_around(text: str, place: int) -> str:
    before = text[max(place - _REACH, 0) : place]
    after = text[place : place + _REACH]
    return re.split(r"\s", before)[-1] + re.split(r"\s", after)[0]
