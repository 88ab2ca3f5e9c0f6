"""Words that were added and taken away."""

from __future__ import annotations

from time import process_time

from hypothesis import given
from hypothesis import strategies as st

from core.differences import Fate, Piece, changed_words, shortened, side_by_side, stretches

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


LONGER = st.lists(st.sampled_from(["een", "twee", "drie", "vier\n", "\n"]), max_size=60).map(" ".join)


@given(LONGER, LONGER, st.integers(0, 20))
def test_what_is_shared_is_the_same_and_everything_is_in_one_stretch(old: str, new: str, most: int) -> None:
    before, after = old.split(), new.split()
    found = stretches(before, after, most)
    assert [word for one in found for word in before[one.old]] == before
    assert [word for one in found for word in after[one.new]] == after
    assert all((before[one.old] == after[one.new]) == one.is_same for one in found)


def test_two_long_texts_that_were_made_to_be_slow_are_compared_at_once() -> None:
    words = [chr(0x4E00 + number % 120) for number in range(25_000)]
    moved = sorted(words, key=lambda word: (ord(word) * 7919) % 127)
    moved = [moved[number * 7907 % len(moved)] for number in range(len(moved))]
    started = process_time()
    for between in (" ", "\n"):
        changed_words(between.join(words), between.join(moved))
    assert process_time() - started < 1  # of the processor, however busy the machine is; it was over a minute


def test_one_word_in_a_long_line_is_told_as_one_word() -> None:
    long = " ".join(f"woord{number}" for number in range(5_000))
    changed = [
        piece for piece in changed_words(f"{long} oud {long}", f"{long} nieuw {long}") if piece.fate != Fate.KEPT
    ]
    assert changed == [Piece(Fate.TAKEN_AWAY, "oud "), Piece(Fate.ADDED, "nieuw ")]
