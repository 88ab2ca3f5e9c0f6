"""What an upper app shows on a lower app's page: registered in its AppConfig, drawn where the page leaves a place.

The lower page names its places and draws `{% panels object "side" %}`; it knows nothing of who stands there.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from accounts.viewers import Viewer
from core.models import Classified, Guarded


class Row(Protocol):
    """One row of a panel. `about` is what the viewer learns of by it, whose marking the page then bears."""

    @property
    def about(self) -> Classified: ...


Rows = Callable[[Viewer, Any], Sequence[Row]]


@dataclass(frozen=True)
class Panel:
    """What stands on the pages of a model (and of those that derive from it), at a place, drawn by a template.

    `rows` gives what the viewer may see of it beside an object; where it gives nothing, nothing is drawn. The template
    gets these `rows` and the `object`.
    """

    model: type[Any]
    place: str
    rows: Rows
    template: str


@dataclass(frozen=True)
class Filled:
    """A panel that has something to show."""

    template: str
    rows: Sequence[Row]


_panels: list[Panel] = []


def register(panel: Panel) -> None:
    """Let an app show something on the pages of apps below it. Panels stand in the order in which apps come."""
    if panel not in _panels:
        _panels.append(panel)


def beside(viewer: Viewer, row: Guarded, places: Sequence[str]) -> dict[str, list[Filled]]:
    """What stands at each of these places of a row's page, for this viewer."""
    filled: dict[str, list[Filled]] = {place: [] for place in places}
    for panel in _panels:
        if panel.place in filled and isinstance(row, panel.model):
            rows = panel.rows(viewer, row)
            if rows:
                filled[panel.place].append(Filled(panel.template, rows))
    return filled
