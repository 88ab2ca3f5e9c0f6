"""Nothing leaks: every address, by every kind of viewer, over rows that are linked across places (rules 1 to 3).

`tests/walk/routes.py` says what each address answers; add yours there, one line.
"""

from __future__ import annotations

import re

import pytest
from knox.models import AuthToken

from tests.rows import guarded_models, text_fields
from tests.walk.addresses import all_addresses
from tests.walk.people import PEOPLE, STAFF, Person
from tests.walk.routes import ROUTES, ApiExpected, Beyond
from tests.walk.walking import Walker, walk
from tests.walk.world import NOT_WORDS, World

pytestmark = pytest.mark.django_db
ADDRESSES = all_addresses()
MOST_SHOWN = 25


def faults(walker: Walker) -> str:
    """What was wrong, as a message of reasonable length: of each address one row."""
    once = {re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "...", fault.split(": differs")[0]): fault for fault in walker.faults}
    more = len(walker.faults) - MOST_SHOWN
    return "\n".join([*once.values()][:MOST_SHOWN]) + (f"\n... {more} more" if more > 0 else "")


def routes(*, of_the_api: bool) -> list[str]:
    """The addresses of the API, or all others."""
    return [name for name in ADDRESSES if name in ROUTES and isinstance(ROUTES[name], ApiExpected) == of_the_api]


@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: person.name)
def test_no_page_tells_anybody_of_what_is_hidden(world: World, person: Person) -> None:
    walker = Walker(world, person)
    for name in routes(of_the_api=False):
        if person.is_administrator and not isinstance(ROUTES[name], Beyond):
            continue  # which the secretariat sees as an administrator does
        walk(walker, ADDRESSES[name], ROUTES[name], whole=person.is_curious)
    walker.compare()
    assert not walker.faults, faults(walker)


@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: person.name)
def test_the_api_tells_nobody_of_what_is_hidden(world: World, person: Person) -> None:
    walker = Walker(world, person)
    for name in routes(of_the_api=True):
        walk(walker, ADDRESSES[name], ROUTES[name], whole=person.is_curious)
    walker.compare()
    assert not walker.faults, faults(walker)


@pytest.mark.parametrize("person", sorted(STAFF, key=str), ids=lambda person: person.name)
def test_a_token_tells_no_more_than_the_person_may_know(world: World, person: Person) -> None:
    walker = Walker(world, person, _token(world, person))
    for name in routes(of_the_api=True):
        walk(walker, ADDRESSES[name], ROUTES[name], whole=False)
    assert not walker.faults, faults(walker)


def _token(world: World, person: Person) -> str:
    _row, token = AuthToken.objects.create(world.users[person])
    return str(token)


def test_every_address_has_an_expectation_and_every_expectation_an_address() -> None:
    without = [f"{one.name} ({one.pattern}, {one.view_name})" for one in ADDRESSES.values() if one.name not in ROUTES]
    assert not without, (
        "The walk does not know what these addresses answer to whom. Add a line for each to ROUTES in "
        'tests/walk/routes.py, such as "app:name": look(Model, shows=("title",)); its docstring tells the kinds:\n'
        + "\n".join(without)
    )
    gone = sorted(set(ROUTES) - set(ADDRESSES))
    assert not gone, f"There are no such addresses any more: take their lines out of tests/walk/routes.py: {gone}"


def test_every_column_with_words_was_planted(world: World) -> None:
    columns = {
        column
        for model in guarded_models()
        for column in text_fields(model)
        if column.name not in NOT_WORDS.get(model, ())
    }
    assert columns <= world.markers.planted
