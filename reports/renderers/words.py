"""The fixed Dutch words of a report: one file for the PDF's templates and for HTML. Reports are written in Dutch."""

import datetime
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from reports.document import Marking, TimelineStatus

FILE = Path(__file__).resolve().parent.parent / "typst" / "words.json"


@dataclass(frozen=True)
class Words:
    """The words by what they are for; the file has the same names in kebab-case."""

    marking: dict[str, str]
    letter: dict[str, str]
    status: dict[str, str]
    month: list[str]
    date: str
    subject: str
    page: str
    of: str
    archive_copy: str
    copy: str
    legend: str
    other_sources: str
    notes: str
    note: str
    back: str
    origins: str

    def marking_of(self, marking: Marking) -> str:
        """The classification as it heads a page."""
        return self.marking[marking]

    def letter_of(self, marking: Marking) -> str:
        """The classification as it stands in the margin."""
        return self.letter[marking]

    def status_of(self, status: TimelineStatus) -> str:
        """How an activity stands."""
        return self.status[status]

    def written(self, day: datetime.date) -> str:
        """A date in full: 4 december 2023."""
        return f"{day.day} {self.month[day.month - 1]} {day.year}"


@cache
def fixed_words() -> Words:
    """The words, read once."""
    return Words(**{key.replace("-", "_"): value for key, value in json.loads(FILE.read_text("utf-8")).items()})
