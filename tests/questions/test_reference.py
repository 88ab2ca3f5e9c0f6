"""The first version: what it says is the letter's is the letter's, to the word, and it asks all that is named there."""

from __future__ import annotations

from pathlib import Path

import pytest

from accounts.classification import Classification
from accounts.roles import ViewerKind
from accounts.viewers import Viewer
from questions.models import Group, Question, QuestionSet, SetState
from taskforce.reference import load_reference
from tests.factories import NOW

pytestmark = pytest.mark.django_db

SECTIONS = {path.stem: path.read_text() for path in (Path(__file__).parent / "letter").glob("*.txt")}
"""Sections 1.1 and 1.2 of the letter as they stand there, without the breaks of its lines."""
ASKED = {
    Group.DEPENDENCY: ["import", "origins", "indirect-flows", "position"],
    Group.STRATEGIC: ["public-interest", "vital-processes", "sensitive-information"],
    Group.RISK: [
        *("market-concentration", "substitution", "relations"),
        *("mutual-dependence", "diversification", "own-production"),
    ],
}


def test_every_quote_stands_in_its_section_to_the_word(first: QuestionSet) -> None:
    questions = list(first.questions.all())
    assert len(questions) == sum(map(len, ASKED.values()))
    for question in questions:
        assert question.quote in SECTIONS[question.source_section], question.key


def test_it_asks_for_all_that_the_letter_names(first: QuestionSet) -> None:
    for group, keys in ASKED.items():
        assert [one.key for one in first.questions.all() if one.group == group] == keys


def test_no_two_levels_of_a_question_are_alike_in_either_language(first: QuestionSet) -> None:
    for question in first.questions.all():
        assert len(set(question.levels_nl)) == len(set(question.levels_en)) == 5, question.key


def test_it_is_adopted_and_everybody_may_read_it(first: QuestionSet) -> None:
    assert (first.state, first.version, first.based_on, first.adopted_by) == (SetState.ADOPTED, 1, None, None)
    assert (first.classification, first.published_at) == (Classification.PUBLIC, NOW)
    visitor = Viewer(ViewerKind.VISITOR, Classification.PUBLIC, NOW)
    assert Question.objects.visible_to(visitor).count() == 13


def test_it_says_what_is_not_the_letters(first: QuestionSet) -> None:
    assert "staan niet in de brief" in first.note


def test_loading_it_again_changes_nothing(first: QuestionSet) -> None:
    before = [QuestionSet.objects.values_list(), Question.objects.values_list()]
    kept = [list(rows) for rows in before]
    load_reference()
    assert [list(rows.all()) for rows in before] == kept
