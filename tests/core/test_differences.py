"""Words that were added and taken away."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from core.differences import Fate, Piece, changed_words, shortened, side_by_side

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


def test_long_stretches_that_were_kept_are_left_out() -> None:
    long = " ".join(f"woord{number}" for number in range(100))
    told = "".join(piece.text for piece in shortened(changed_words(f"{long} oud {long}", f"{long} nieuw {long}")))
    assert "oud " in told
    assert "nieuw " in told
    assert "woord50" not in told
    assert "woord99 " in told
    assert "woord0 " in told


def test_a_word_that_was_added_at_the_end_leaves_the_rest_as_it_was() -> None:
    assert changed_words("Bijna klaar.", "Bijna klaar. Echt.") == (
        Piece(Fate.KEPT, "Bijna klaar."),
        Piece(Fate.ADDED, " Echt."),
    )


@given(TEXTS, TEXTS)
def test_side_by_side_each_text_is_whole_and_what_both_say_is_the_same(one: str, other: str) -> None:
    mine, theirs = side_by_side(one, other)
    assert ("".join(piece.text for piece in mine), "".join(piece.text for piece in theirs)) == (one, other)
    kept = [[piece.text for piece in side if piece.fate == Fate.KEPT] for side in (mine, theirs)]
    assert "".join(kept[0]) == "".join(kept[1])
