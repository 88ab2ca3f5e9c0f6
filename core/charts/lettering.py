"""How much room words take in a picture, so that none is cut off or printed over another."""

from functools import cache
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

import fontpkg_fira_sans
from fontTools.ttLib import TTFont

FAMILY = "'Fira Sans'"
ELLIPSIS = "…"


class _Metrics(NamedTuple):
    advances: dict[int, float]
    otherwise: float


@cache
def _metrics() -> _Metrics:
    with TTFont(Path(fontpkg_fira_sans.ROOT) / "files" / "FiraSans-Regular.ttf", lazy=True) as font:
        units = font["head"].unitsPerEm
        widths = font["hmtx"].metrics
        advances = {code: widths[glyph][0] / units for code, glyph in font.getBestCmap().items()}
    return _Metrics(advances, advances[ord("M")])


def text_width(text: str, size: float) -> float:
    """The width of a line set in Fira Sans Regular, in the unit of ``size``; an unknown character counts as an M."""
    advances, otherwise = _metrics()
    return size * sum(advances.get(ord(character), otherwise) for character in text)


def wrap(text: str, width: float, size: float, lines: int) -> tuple[str, ...]:
    """Break text into at most so many lines of at most that width; an ellipsis says that words were left out."""
    words = [piece for word in text.split() for piece in _pieces(word, width, size)]
    wrapped: list[str] = []
    while words and len(wrapped) < lines:
        count = _words_that_fit(words, width, size)
        wrapped.append(" ".join(words[:count]))
        words = words[count:]
    if words:
        wrapped[-1] = _shortened(wrapped[-1], width, size)
    return tuple(wrapped)


def _words_that_fit(words: list[str], width: float, size: float) -> int:
    count = 1
    while count < len(words) and text_width(" ".join(words[: count + 1]), size) <= width:
        count += 1
    return count


def _pieces(word: str, width: float, size: float) -> list[str]:
    """A word too long for a whole line in pieces that fit; every other word as it is."""
    if text_width(word, size) <= width:
        return [word]
    filled = 0.0
    piece = 0
    numbered = []
    for character in word:
        filled += text_width(character, size)
        if filled > width:
            piece, filled = piece + 1, text_width(character, size)
        numbered.append((piece, character))
    return ["".join(character for _, character in group) for _, group in groupby(numbered, key=lambda pair: pair[0])]


def _shortened(line: str, width: float, size: float) -> str:
    while line and text_width(line + ELLIPSIS, size) > width:
        line = line[:-1]
    return line.rstrip() + ELLIPSIS
