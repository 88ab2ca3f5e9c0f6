"""Scores can be done again by hand: from the numbers that they are made from, by sums that a reader knows."""

from __future__ import annotations

from fractions import Fraction
from math import floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questions.scoring import interest, likelihood, rounded

SCORES = st.integers(1, 5)
COMPLETE = st.dictionaries(st.text(min_size=1), SCORES, min_size=1, max_size=20)


def test_the_likelihood_is_the_mean_of_the_answers_and_shows_its_sum() -> None:
    found = likelihood({"market-concentration": 5, "substitution": 2, "relations": 4, "mutual-dependence": 3})
    assert found is not None
    assert [(one.key, one.score) for one in found.answers] == [
        ("market-concentration", 5),
        ("substitution", 2),
        ("relations", 4),
        ("mutual-dependence", 3),
    ]
    assert (found.total, found.count, found.cell) == (14, 4, 4)


def test_the_public_interest_is_the_highest_answer_and_says_which_it_is() -> None:
    found = interest({"public-interest": 4, "vital-processes": 2, "sensitive-information": 4})
    assert found is not None
    assert found.cell == 4
    assert [one.key for one in found.decisive] == ["public-interest", "sensitive-information"]
    assert len(found.answers) == 3


@pytest.mark.parametrize(
    ("total", "count", "cell"), [(5, 2, 3), (7, 2, 4), (10, 3, 3), (11, 3, 4), (1, 1, 1), (25, 5, 5)]
)
def test_a_half_goes_up(total: int, count: int, cell: int) -> None:
    assert rounded(total, count) == cell


@given(COMPLETE)
def test_any_mean_is_rounded_as_it_is_at_school(answers: dict[str, int]) -> None:
    found = likelihood(answers)
    assert found is not None
    assert (found.total, found.count) == (sum(answers.values()), len(answers))
    assert found.cell == floor(Fraction(found.total, found.count) + Fraction(1, 2))
    assert min(answers.values()) <= found.cell <= max(answers.values())


@given(COMPLETE)
def test_a_score_can_be_made_again_from_what_it_tells(answers: dict[str, int]) -> None:
    mean, highest = likelihood(answers), interest(answers)
    assert mean is not None
    assert highest is not None
    assert {one.key: one.score for one in mean.answers} == {one.key: one.score for one in highest.answers} == answers
    assert highest.cell == max(answers.values())
    assert {one.key for one in highest.decisive} == {key for key, score in answers.items() if score == highest.cell}


@given(COMPLETE, st.data())
def test_a_more_serious_answer_never_makes_a_score_lighter(answers: dict[str, int], data: st.DataObject) -> None:
    key = data.draw(st.sampled_from(sorted(answers)))
    heavier = answers | {key: data.draw(st.integers(answers[key], 5))}
    for score in (likelihood, interest):
        before, after = score(answers), score(heavier)
        assert before is not None
        assert after is not None
        assert before.cell <= after.cell


@given(COMPLETE, st.data())
def test_as_long_as_an_answer_is_missing_there_is_no_score(answers: dict[str, int], data: st.DataObject) -> None:
    key = data.draw(st.sampled_from(sorted(answers)))
    assert likelihood(answers | {key: None}) is None
    assert interest(answers | {key: None}) is None


def test_without_questions_there_is_no_score() -> None:
    assert likelihood({}) is None
    assert interest({}) is None


@pytest.mark.parametrize("wrong", [0, 6, -1])
def test_what_is_no_level_is_refused(wrong: int) -> None:
    for score in (likelihood, interest):
        with pytest.raises(ValueError, match="from 1 to 5"):
            score({"a": wrong, "b": None})
