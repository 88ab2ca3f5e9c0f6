"""Bars by place: how long each is, as a percentage of the room that there is.

``lay_out`` turns numbers into widths from left to right. The web draws them inside the cells of a real table, where
percentages stretch and words do not. Words come from the caller, in the language of the page.
"""

from collections.abc import Iterable
from dataclasses import dataclass

ROOM = 88.0
"""Percentage of the width that the longest bar may take: behind it stands its number."""
SHORTEST = 0.4
"""Percentage of the width that the shortest bar gets, so that it can be seen; none at all for nothing."""


@dataclass(frozen=True)
class Number:
    """A number of a place, as a number and in words; without a number only the words are shown."""

    label: str
    value: float | None
    words: str


@dataclass(frozen=True)
class Bar:
    """A bar: whose it is, its number in words, and its width as an attribute of SVG, empty where there is none."""

    label: str
    words: str
    width: str


def lay_out(numbers: Iterable[Number], *, whole: float | None = None) -> tuple[Bar, ...]:
    """The bars in the order of the numbers; `whole` is what the full width stands for, such as a hundred percent.

    Without it the largest number fills the width. A number below nothing gets no bar.
    """
    given = tuple(numbers)
    largest = whole or max((number.value or 0.0 for number in given), default=0.0)
    return tuple(Bar(number.label, number.words, _width(number.value, largest)) for number in given)


def _width(value: float | None, largest: float) -> str:
    if value is None or value <= 0 or largest <= 0:
        return ""
    return f"{max(min(value / largest, 1.0) * ROOM, SHORTEST):.2f}%"
