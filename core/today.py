"""What the home page shows, handed in by the apps above: what needs whom, and the period in numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from accounts.viewers import Viewer
from core.models import Guarded


@dataclass(frozen=True)
class WorkItem:
    """One thing that needs the viewer: the day by which (None: whenever), what to do, where, and why it stands here.

    `about` is the row that it is about, whose marking the page then bears; None where there is no such row yet.
    """

    due: date | None
    what: str
    url: str
    why: str
    about: Guarded | None = None


@dataclass(frozen=True)
class KeyNumber:
    """One number of the period: its name, the number in words ("9 of 11"), what it means, and the page behind it."""

    name: str
    value: str
    meaning: str
    url: str


Work = Callable[[Viewer], Iterable[WorkItem]]
KeyNumbers = Callable[[Viewer], Iterable[KeyNumber]]

_work: list[Work] = []
_key_numbers: list[KeyNumbers] = []


def register(work: Work, key_numbers: KeyNumbers) -> None:
    """Let an app tell what needs a viewer, and its key numbers. Each is counted over what the viewer may see, only."""
    if work not in _work:
        _work.append(work)
        _key_numbers.append(key_numbers)


def work_for(viewer: Viewer) -> list[WorkItem]:
    """What needs this viewer, the most pressing first; what has no day comes last."""
    items = [item for work in _work for item in work(viewer)]
    return sorted(items, key=lambda item: (item.due is None, item.due or date.max, item.what))


def key_numbers_for(viewer: Viewer) -> list[KeyNumber]:
    """The period in numbers, app by app."""
    return [number for key_numbers in _key_numbers for number in key_numbers(viewer)]
