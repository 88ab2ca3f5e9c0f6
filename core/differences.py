"""What changed between two texts, word by word, for histories, conflicts and versions side by side."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

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
    matcher = SequenceMatcher(None, [word.rstrip() for word in before], [word.rstrip() for word in after], False)
    pieces = []
    for _tag, start, end, new_start, new_end in matcher.get_opcodes():
        if before[start:end] == after[new_start:new_end]:
            pieces.append(Piece(Fate.KEPT, "".join(after[new_start:new_end])))
        else:
            pieces.append(Piece(Fate.TAKEN_AWAY, "".join(before[start:end])))
            pieces.append(Piece(Fate.ADDED, "".join(after[new_start:new_end])))
    return tuple(piece for piece in pieces if piece.text)
