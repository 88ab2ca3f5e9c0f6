"""What changed between two texts, word by word, for histories, conflicts and versions side by side."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator, Sequence
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


MOST_COMPARED = 1_000
"""Lines, or words, that are compared with each other; what was rewritten at greater length is told as rewritten."""


@dataclass(frozen=True)
class Stretch:
    """Where a stretch stands in the old and in the new of two lists, and whether both have the same there."""

    is_same: bool
    old: slice
    new: slice

    @property
    def length(self) -> int:
        """That of its longer side."""
        return max(self.old.stop - self.old.start, self.new.stop - self.new.start)


def stretches(old: Sequence[Hashable], new: Sequence[Hashable], most: int = MOST_COMPARED) -> list[Stretch]:
    """Two lists as what they share and what differs, in order.

    Of what lies between their common beginning and end no more than `most` is compared, since that takes time in
    proportion to the square of it, or worse: more than that differs as a whole.
    """
    shortest = min(len(old), len(new))
    start = next((place for place in range(shortest) if old[place] != new[place]), shortest)
    rest = shortest - start
    end = next((place for place in range(rest) if old[-1 - place] != new[-1 - place]), rest)
    middle, other = old[start : len(old) - end], new[start : len(new) - end]
    found = [Stretch(True, slice(0, start), slice(0, start))]
    if max(len(middle), len(other)) <= most:
        found += [
            Stretch(tag == "equal", slice(start + i, start + j), slice(start + m, start + n))
            for tag, i, j, m, n in SequenceMatcher(None, middle, other).get_opcodes()
        ]
    else:
        found.append(Stretch(False, slice(start, len(old) - end), slice(start, len(new) - end)))
    found.append(Stretch(True, slice(len(old) - end, len(old)), slice(len(new) - end, len(new))))
    return [one for one in found if one.length]


def changed_words(old: str, new: str) -> tuple[Piece, ...]:
    """The two texts woven into one: without what was added it is the old text, without what was taken away the new.

    Lines are compared first, and words within the lines that changed, up to `MOST_COMPARED` in all: whoever writes a
    long text keeps nobody waiting.
    """
    return tuple(
        Piece(fate, "".join(piece.text for piece in run))
        for fate, run in groupby((piece for piece in _woven(old, new) if piece.text), attrgetter("fate"))
    )


def _woven(old: str, new: str) -> Iterator[Piece]:
    before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    left = MOST_COMPARED
    for lines in stretches(before, after):
        one, other = "".join(before[lines.old]), "".join(after[lines.new])
        if lines.is_same:
            yield Piece(Fate.KEPT, one)
            continue
        old_words, new_words = _WORDS.findall(one), _WORDS.findall(other)
        found = stretches([word.rstrip() for word in old_words], [word.rstrip() for word in new_words], left)
        left -= sum(words.length for words in found if not words.is_same)
        for words in found:
            if words.is_same:
                for old_word, new_word in zip(old_words[words.old], new_words[words.new], strict=True):
                    yield from _same_word(old_word, new_word)
            else:
                yield Piece(Fate.TAKEN_AWAY, "".join(old_words[words.old]))
                yield Piece(Fate.ADDED, "".join(new_words[words.new]))


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
