"""From answers to a place on the risk map, in sums that a reader can do again.

Every answer is a number from 1 (lightest) to 5 (most serious). The likelihood of an interruption is the mean of the
answers to the questions about risk; the public interest is the highest of the answers to the questions about whether a
dependency is strategic. Answers are given by the short names of their questions.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

LIGHTEST, MOST_SERIOUS = 1, 5

Answers = Mapping[str, int | None]
"""The answer to each question that a score needs, None where there is none yet."""


@dataclass(frozen=True)
class Scored:
    """The answer to one question."""

    key: str
    score: int


@dataclass(frozen=True)
class Likelihood:
    """How likely an interruption is: the answers, whose sum is divided by their number; `cell` is 1 to 5."""

    answers: tuple[Scored, ...]
    total: int
    count: int
    cell: int


@dataclass(frozen=True)
class Interest:
    """How great the public interest is: the answers, and which of them are the highest; `cell` is 1 to 5."""

    answers: tuple[Scored, ...]
    decisive: tuple[Scored, ...]
    cell: int


def likelihood(answers: Answers) -> Likelihood | None:
    """The likelihood of an interruption, from the answers about risk; None where one is missing.

    Raises ValueError for an answer that is no number from 1 to 5.
    """
    scored = _complete(answers)
    if scored is None:
        return None
    total, count = sum(one.score for one in scored), len(scored)
    return Likelihood(scored, total, count, cell=rounded(total, count))


def interest(answers: Answers) -> Interest | None:
    """The public interest, from the answers about whether a dependency is strategic; None where one is missing.

    Raises ValueError for an answer that is no number from 1 to 5.
    """
    scored = _complete(answers)
    if scored is None:
        return None
    highest = max(one.score for one in scored)
    return Interest(scored, tuple(one for one in scored if one.score == highest), cell=highest)


def rounded(total: int, count: int) -> int:
    """The mean as a whole number, a half upwards: 3.5 is 4, and so is 3.6, while 3.4 is 3."""
    return (2 * total + count) // (2 * count)


def _complete(answers: Answers) -> tuple[Scored, ...] | None:
    scored = tuple(Scored(key, score) for key, score in answers.items() if score is not None)
    if any(not LIGHTEST <= one.score <= MOST_SERIOUS for one in scored):
        raise ValueError(f"an answer is a number from {LIGHTEST} to {MOST_SERIOUS}")
    return scored if scored and len(scored) == len(answers) else None
