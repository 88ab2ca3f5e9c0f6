"""Words that were added and taken away."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from core.differences import Fate, Piece, changed_words

TEXTS = st.text(st.sampled_from("ab \n"), max_size=30)


@given(TEXTS, TEXTS)
def test_both_texts_can_be_read_from_what_changed(old: str, new: str) -> None:
    pieces = changed_words(old, new)
    assert "".join(piece.text for piece in pieces if piece.fate != Fate.ADDED) == old
    assert "".join(piece.text for piece in pieces if piece.fate != Fate.TAKEN_AWAY) == new


@given(TEXTS)
def test_a_text_does_not_differ_from_itself(text: str) -> None:
    assert all(piece.fate == Fate.KEPT for piece in changed_words(text, text))


def test_only_the_words_that_changed_are_told() -> None:
    assert changed_words("Nog niet klaar.", "Nog lang niet klaar.") == (
        Piece(Fate.KEPT, "Nog "),
        Piece(Fate.ADDED, "lang "),
        Piece(Fate.KEPT, "niet klaar."),
    )
