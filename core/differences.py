"""What changed between two texts, word by word, for histories, conflicts and versions side by side."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import groupby
from operator import attrgetter

# A word with the white space after it, so that the pieces together are the text again.
_WORDS = re.compile(r"\S+\s*|\s+")


class Fate(StrEnum):
    """What became of a piece of text."""

    KEPT = "kept"
    ADDED = "added"
    TAKEN_AWAY = "taken-away"


@dataclass(frozen=True)
class Piece:
    """Words that follow each other and share their fate."""

    fate: Fate
    text: str


def changed_words(old: str, new: str) -> tuple[Piece, ...]:
    """The two texts woven into one: without what was added it is the old text, without what was taken away the new.

    Takes time in proportion to the product of the numbers of words in the worst case; meant for texts of a page or two.
    """
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    matcher = SequenceMatcher(None, [word.rstrip() for word in before], [word.rstrip() for word in after])
    pieces: list[Piece] = []
    for tag, start, end, new_start, new_end in matcher.get_opcodes():
        if tag == "equal":
            for old_word, new_word in zip(before[start:end], after[new_start:new_end], strict=True):
                pieces += _same_word(old_word, new_word)
        else:
            pieces.append(Piece(Fate.TAKEN_AWAY, "".join(before[start:end])))
            pieces.append(Piece(Fate.ADDED, "".join(after[new_start:new_end])))
    return tuple(
        Piece(fate, "".join(piece.text for piece in run))
        for fate, run in groupby((piece for piece in pieces if piece.text), attrgetter("fate"))
    )


def _same_word(old: str, new: str) -> tuple[Piece, ...]:
    """A word that was kept, with the white space after it, which may have changed."""
    if old == new:
        return (Piece(Fate.KEPT, old),)
    word = old.rstrip()
    return (
        Piece(Fate.KEPT, word),
        Piece(Fate.TAKEN_AWAY, old.removeprefix(word)),
        Piece(Fate.ADDED, new.removeprefix(word)),
    )


def side_by_side(one: str, other: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Two texts beside each other, each with what only it has marked as added."""
    woven = changed_words(one, other)
    only_one = tuple(
        Piece(Fate.ADDED, piece.text) if piece.fate == Fate.TAKEN_AWAY else piece
        for piece in woven
        if piece.fate != Fate.ADDED
    )
    return only_one, tuple(piece for piece in woven if piece.fate != Fate.TAKEN_AWAY)


BESIDE_A_CHANGE = 8
"""Words that are kept on either side of a change, so that one sees where it is."""


def shortened(pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """What changed with a few words beside it; longer stretches that were kept become an ellipsis."""
    if all(piece.fate == Fate.KEPT for piece in pieces):
        return pieces
    last = len(pieces) - 1
    return tuple(
        Piece(piece.fate, _shortened(piece.text, place == 0, place == last)) if piece.fate == Fate.KEPT else piece
        for place, piece in enumerate(pieces)
    )


def _shortened(text: str, is_first: bool, is_last: bool) -> str:
    words = _WORDS.findall(text)
    if len(words) <= 2 * BESIDE_A_CHANGE + 1:
        return text
    before = "" if is_first else "".join(words[:BESIDE_A_CHANGE])
    after = "" if is_last else "".join(words[-BESIDE_A_CHANGE:])
    return f"{before}… {after}"
