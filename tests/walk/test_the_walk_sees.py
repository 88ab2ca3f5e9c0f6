"""Control of the walk: it finds what should be there, and it would find a leak. Each test takes the lock off a door."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from accounts.models import Compartment
from core import visibility
from core.api import views as api_views
from core.form_fields import CitationField
from core.forms import ClassifiedForm
from core.models import Source
from core.pages import ListPage
from tests.walk.addresses import all_addresses
from tests.walk.people import CLEARED, PEOPLE, PLACES, Person
from tests.walk.routes import ROUTES
from tests.walk.walking import Walker, walk
from tests.walk.world import World
from timeline.models import Activity, Commitment
from timeline.views.activities import ActivityList, ActivityPage

pytestmark = pytest.mark.django_db
ADDRESSES = all_addresses()
MEMBER = next(person for person in PEOPLE if person.name == "department member")
SECRETARIAT = next(person for person in PEOPLE if person.name == "secretariat")
Patch = pytest.MonkeyPatch


def faults(world: World, person: Person, name: str) -> str:
    """What is wrong with one address for one person."""
    walker = Walker(world, person)
    walk(walker, ADDRESSES[name], ROUTES[name])
    walker.compare()
    return "\n".join(walker.faults)


@pytest.mark.parametrize("name", [name for name, expected in ROUTES.items() if expected.shows])
def test_who_is_cleared_finds_the_words_of_every_place(world: World, name: str) -> None:
    expected = ROUTES[name]
    person = CLEARED if name != "front" else PEOPLE[0]
    walker = Walker(world, person)
    walk(walker, ADDRESSES[name], expected)
    model = expected.row or expected.lists
    assert model is not None
    places = person.seen_places() if expected.row else [place for place in PLACES if person.may_know(place)]
    missing = [
        f"{column} in {place}"
        for place in places
        for column in expected.shows
        if world.visited[model, place, column] not in walker.seen[name]
    ]
    assert not missing


def unguarded(model: Any) -> Callable[..., Any]:
    """In the place of what gives rows: all of them, whoever looks."""
    return lambda self: model.objects.all()


def test_a_list_without_its_lock_is_seen(world: World, monkeypatch: Patch) -> None:
    assert not faults(world, MEMBER, "timeline:activities")
    monkeypatch.setattr(ActivityList, "rows", unguarded(Activity))
    assert "hidden words: Activity." in faults(world, MEMBER, "timeline:activities")


def test_a_page_without_its_lock_is_seen(world: World, monkeypatch: Patch) -> None:
    def get_object(page: ActivityPage) -> Activity:
        return Activity.objects.get(pk=page.kwargs["pk"])

    monkeypatch.setattr(ActivityPage, "get_object", get_object)
    found = faults(world, MEMBER, "timeline:activity")
    assert "answered 200 where 404 was expected" in found
    assert "hidden words: Activity." in found


def test_an_address_of_the_api_without_its_lock_is_seen(world: World, monkeypatch: Patch) -> None:
    monkeypatch.setattr(
        api_views.RowsView, "rows", lambda view: view.model.objects.with_related(view.viewer, *view.related)
    )
    assert "hidden words: Commitment." in faults(world, MEMBER, "api-commitments")
    assert "answered 200 where 404 was expected" in faults(world, MEMBER, "api-commitment")


def test_a_relation_without_its_lock_is_seen(world: World, monkeypatch: Patch) -> None:
    monkeypatch.setattr(visibility, "related", lambda model, path, viewer: path)
    assert "hidden words: Commitment.settled_locator" in faults(world, MEMBER, "timeline:commitments")


def test_suggestions_without_their_lock_are_seen(world: World, monkeypatch: Patch) -> None:
    def offer(field: CitationField, viewer: object) -> None:
        field.widget.suggestions = lambda: Source.objects.values_list("citation", flat=True)

    monkeypatch.setattr(CitationField, "offer", offer)
    assert "hidden words: Source.citation" in faults(world, SECRETARIAT, "timeline:cite-source")


def test_choices_without_their_lock_are_seen(world: World, monkeypatch: Patch) -> None:
    own = ClassifiedForm.__init__

    def all_compartments(form: ClassifiedForm, *args: Any, **options: Any) -> None:
        own(form, *args, **options)
        if "compartment" in form.fields:
            form.fields["compartment"].queryset = Compartment.objects.all()  # type: ignore[attr-defined]

    monkeypatch.setattr(ClassifiedForm, "__init__", all_compartments)
    chair = next(person for person in PEOPLE if person.name == "co-chair in the HCEU")
    assert "hidden words: Compartment.name" in faults(world, chair, "timeline:reclassify-activity")


def test_a_count_of_hidden_rows_is_seen(world: World, monkeypatch: Patch) -> None:
    own = ListPage.get_context_data

    def counted(page: ListPage, **kwargs: Any) -> dict[str, Any]:
        return own(page, **kwargs) | {"count": Commitment.objects.count()}

    monkeypatch.setattr(ListPage, "get_context_data", counted)
    assert "differs when hidden rows are not there" in faults(world, MEMBER, "timeline:commitments")


def test_a_tag_that_moves_with_hidden_rows_is_seen(world: World, monkeypatch: Patch) -> None:
    monkeypatch.setattr(api_views, "etag", lambda representation: f'"{Activity.objects.count()}"')
    assert "differs when hidden rows are not there" in faults(world, MEMBER, "api-commitment")


def test_an_address_that_nobody_expected_is_seen(monkeypatch: Patch) -> None:
    from tests.walk.test_walk import test_every_address_has_an_expectation_and_every_expectation_an_address as compare

    monkeypatch.delitem(ROUTES, "timeline:plan")
    with pytest.raises(AssertionError, match="Add a line for each to ROUTES"):
        compare()
    monkeypatch.setitem(ROUTES, "timeline:plan", ROUTES["today"])
    monkeypatch.setitem(ROUTES, "timeline:gone", ROUTES["today"])
    with pytest.raises(AssertionError, match="take their lines out"):
        compare()
