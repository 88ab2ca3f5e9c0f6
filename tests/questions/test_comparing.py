"""What changed between two versions: by the short name of each question, and word by word."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from core.differences import Fate, Piece
from questions.comparing import Became, compare
from questions.models import LEVELS, Group, Question


def question(key: str, group: Group = Group.RISK, **facts: Any) -> Question:
    """A question that is in no database."""
    levels = {f"level_{level}_{language}": f"{level}" for level in LEVELS for language in ("nl", "en")}
    return Question(key=key, group=group, **{"text_nl": f"{key}?", "text_en": f"{key}?"} | levels | facts)


def words(pieces: tuple[Piece, ...], fate: Fate) -> str:
    return " ".join(piece.text.strip() for piece in pieces if piece.fate == fate)


def test_what_is_the_same_is_the_same() -> None:
    found = compare([question("a"), question("b")], [question("b"), question("a")])
    assert found.changes == ()
    assert [one.key for one in found.same] == ["a", "b"]


def test_what_came_and_what_went_is_told_whole() -> None:
    found = compare([question("a")], [question("b")])
    assert [(change.became, change.question.key, change.texts) for change in found.changes] == [
        (Became.ADDED, "b", ()),
        (Became.REMOVED, "a", ()),
    ]
    assert (found.added, found.removed, found.changed) == (1, 1, 0)


def test_a_text_that_reads_otherwise_is_told_by_its_words_and_in_its_language() -> None:
    old = question("a", text_nl="Hoe geconcentreerd is de markt?", level_3_en="middle")
    new = question("a", text_nl="Hoe sterk geconcentreerd is de markt?", level_3_en="in between")
    (change,) = compare([old], [new]).changes
    assert change.became == Became.CHANGED
    text, level = change.texts
    assert words(text.after, Fate.ADDED) == "sterk"
    assert words(text.before, Fate.TAKEN_AWAY) == ""
    assert (text.language, level.language) == ("nl", "en")
    assert (words(level.before, Fate.TAKEN_AWAY), words(level.after, Fate.ADDED)) == ("middle", "in between")


def test_another_section_is_told_though_the_words_are_the_same() -> None:
    old, new = (question("a", quote="woorden", source_section=section) for section in ("1.1", "1.2"))
    (change,) = compare([old], [new]).changes
    assert len(change.texts) == 1


def test_a_question_that_moved_to_another_group_is_told_with_where_it_was() -> None:
    (change,) = compare([question("a", Group.STRATEGIC)], [question("a", Group.RISK)]).changes
    assert (change.became, change.from_group, change.texts) == (Became.CHANGED, Group.STRATEGIC, ())


def test_another_place_in_the_same_group_is_no_change() -> None:
    assert compare([question("a", order=1)], [question("a", order=7)]).changes == ()


SETS = st.dictionaries(
    st.sampled_from("abcdef"), st.tuples(st.sampled_from(Group), st.sampled_from(["een", "twee woorden", "drie"]))
)


@given(before=SETS, after=SETS)
def test_every_question_is_told_once_and_what_was_added_one_way_was_removed_the_other(
    before: dict[str, Any], after: dict[str, Any]
) -> None:
    old, new = ([question(key, group, text_nl=text) for key, (group, text) in one.items()] for one in (before, after))
    found, back = compare(old, new), compare(new, old)
    told = [change.question.key for change in found.changes] + [one.key for one in found.same]
    assert sorted(told) == sorted(before.keys() | after.keys())
    assert (found.added, found.removed, found.changed) == (back.removed, back.added, back.changed)
    assert {one.key for one in found.same} == {key for key in before if before[key] == after.get(key)}
