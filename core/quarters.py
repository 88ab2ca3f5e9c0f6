"""Quarters of a year, the rhythm in which the taskforce plans and reports (section 4 of the letter)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.utils.translation import gettext_lazy as _

# Wide enough for every plan of the taskforce, narrow enough to stop a slip of the finger such as 0223 or 2203.
# Four digits in every year also make the written form sort as text in the order of time.
FIRST_YEAR: Final = 2000
LAST_YEAR: Final = 2099

_WRITTEN = re.compile(r"([0-9]{4})-Q([1-4])")

_LABELS = {
    1: _("First quarter %(year)d"),
    2: _("Second quarter %(year)d"),
    3: _("Third quarter %(year)d"),
    4: _("Fourth quarter %(year)d"),
}


@dataclass(frozen=True, order=True, slots=True)
class Quarter:
    """A quarter of a year, for instance the fourth of 2023; ordered by time, written as `2023-Q4`.

    Raises ValueError for a number other than 1 to 4 and for a year outside 2000 to 2099.
    """

    year: int
    number: int

    def __post_init__(self) -> None:
        if not FIRST_YEAR <= self.year <= LAST_YEAR:
            raise ValueError(f"the year of a quarter is {FIRST_YEAR} to {LAST_YEAR}, not {self.year}")
        if not 1 <= self.number <= 4:
            raise ValueError(f"the number of a quarter is 1 to 4, not {self.number}")

    @classmethod
    def parse(cls, text: str) -> Quarter:
        """Read the written form `2023-Q4`, and nothing else; raises ValueError."""
        written = _WRITTEN.fullmatch(text)
        if written is None:
            raise ValueError(f"{text[:40]!r} is not a quarter; a quarter is written as 2023-Q4")
        return cls(int(written[1]), int(written[2]))

    @classmethod
    def of(cls, day: date) -> Quarter:
        """The quarter in which a day falls."""
        return cls(day.year, (day.month + 2) // 3)

    @classmethod
    def range(cls, first: Quarter, last: Quarter) -> tuple[Quarter, ...]:
        """Every quarter from the first up to and including the last, in order; none when the last is earlier."""
        return tuple(cls._at(ordinal) for ordinal in range(first._ordinal, last._ordinal + 1))

    @classmethod
    def _at(cls, ordinal: int) -> Quarter:
        year, index = divmod(ordinal, 4)
        return cls(year, index + 1)

    @property
    def _ordinal(self) -> int:
        return self.year * 4 + self.number - 1

    @property
    def first_day(self) -> date:
        """The day on which the quarter begins."""
        return date(self.year, self.number * 3 - 2, 1)

    @property
    def last_day(self) -> date:
        """The last day that belongs to the quarter."""
        first_month_after = date(self.year + self.number // 4, self.number * 3 % 12 + 1, 1)
        return first_month_after - timedelta(days=1)

    def next(self) -> Quarter:
        """The quarter after this one; raises ValueError after 2099-Q4."""
        return self + 1

    def previous(self) -> Quarter:
        """The quarter before this one; raises ValueError before 2000-Q1."""
        return self + -1

    def __add__(self, quarters: int) -> Quarter:
        return self._at(self._ordinal + quarters)

    def __contains__(self, day: date) -> bool:
        return self.first_day <= day <= self.last_day

    def __str__(self) -> str:
        return f"{self.year}-Q{self.number}"

    def label(self) -> str:
        """The quarter in the words of the reader's language: "Vierde kwartaal 2023"."""
        return str(_LABELS[self.number]) % {"year": self.year}

    def short_label(self) -> str:
        """The quarter as the letter heads its timeline: "Q4 2023"."""
        return f"Q{self.number} {self.year}"
