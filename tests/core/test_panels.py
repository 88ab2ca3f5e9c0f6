"""Panels: what an app shows on the pages of apps below it, and nothing where it has nothing to show."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from django.template import Context, Template

from accounts.classification import Classification
from accounts.viewers import Viewer
from core import panels
from core.models import Classified, Guarded
from core.panels import Filled, Panel, beside
from tests.factories import ActivityFactory, CommitmentFactory, SourceFactory, a_viewer
from timeline.models import Activity, Commitment

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Line:
    about: Classified


@pytest.fixture(autouse=True)
def no_other_panels(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(panels, "_panels", [])


def line(row: Classified) -> Callable[[Viewer, Any], Sequence[Line]]:
    return lambda viewer, about: (Line(row),)


def nothing(viewer: Viewer, about: Any) -> Sequence[Line]:
    return ()


def standing(row: Guarded, place: str = "side") -> list[str]:
    return [panel.template for panel in beside(a_viewer(), row, (place,))[place]]


def test_a_panel_stands_on_the_pages_of_its_model_at_its_place() -> None:
    source = SourceFactory()
    panels.register(Panel(Activity, "side", line(source), "one.html"))
    panels.register(Panel(Activity, "below", line(source), "other.html"))
    panels.register(Panel(Guarded, "side", line(source), "every.html"))

    assert standing(ActivityFactory()) == ["one.html", "every.html"]
    assert standing(ActivityFactory(), "below") == ["other.html"]
    assert standing(CommitmentFactory()) == ["every.html"]


def test_panels_stand_in_the_order_in_which_they_were_registered_each_once() -> None:
    source, names = SourceFactory(), [f"{number}.html" for number in (3, 1, 2)]
    made = [Panel(Activity, "side", line(source), name) for name in names]
    for panel in (*made, made[0]):
        panels.register(panel)

    assert standing(ActivityFactory()) == names


def test_a_panel_without_rows_is_not_drawn() -> None:
    panels.register(Panel(Activity, "side", nothing, "core/_nothing.html"))
    row = ActivityFactory()
    page = Template('before{% panels object "side" %}after')
    assert page.render(Context({"object": row, "panels": beside(a_viewer(), row, ("side",))})) == "beforeafter"


def test_a_panel_is_asked_for_this_viewer_and_this_row_only_where_its_place_is() -> None:
    asked: list[tuple[Viewer, Any]] = []

    def ask(viewer: Viewer, row: Any) -> Sequence[Line]:
        asked.append((viewer, row))
        return ()

    panels.register(Panel(Commitment, "side", ask, "asked.html"))
    viewer, row = a_viewer(), CommitmentFactory()
    beside(viewer, row, ("side",))
    beside(viewer, row, ("below",))
    assert asked == [(viewer, row)]


def test_a_place_that_the_page_did_not_name_is_a_mistake_of_the_page() -> None:
    with pytest.raises(KeyError):
        Template('{% panels object "below" %}').render(Context({"object": None, "panels": {"side": []}}))


@pytest.mark.parametrize("level", Classification)
def test_a_page_is_as_heavy_as_what_a_panel_tells_of(level: Classification) -> None:
    told = Filled("any.html", (Line(SourceFactory(classification=level)),))
    shown = {"object": ActivityFactory(classification=Classification.PUBLIC), "panels": {"side": [told]}}
    page = Template("{% page_marking as mark %}{{ mark.key }}")
    assert page.render(Context(shown)) == level.name.lower()
