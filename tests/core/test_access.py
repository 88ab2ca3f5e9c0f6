"""One question for the button and the action: may do implies may see, and what is hidden is not there."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import rules
from django.http import Http404

from accounts.classification import Classification
from accounts.models import Department
from accounts.roles import ViewerKind
from accounts.viewers import Viewer
from core.access import may, require
from core.errors import NotAllowedError
from core.models import Source
from core.visibility import is_guarded
from tests.factories import NOW
from tests.rows import guarded_models, house_models

HIDDEN, SEEN = Source(classification=Classification.DEPARTMENTAL), Source(classification=Classification.INTERNAL)
READER = Viewer(ViewerKind.DEPARTMENT, Classification.INTERNAL, NOW)


@pytest.fixture
def asked() -> Iterator[list[object]]:
    """The rows about which the permission was asked; it is given for everything but the department."""
    rows: list[object] = []

    def predicate(viewer: Viewer, row: object = None) -> bool:
        rows.append(row)
        return not isinstance(row, Department)

    rules.add_perm("tests.touch", rules.predicate(predicate))
    yield rows
    rules.remove_perm("tests.touch")


def test_what_one_may_not_see_one_may_not_touch_and_it_is_not_there(asked: list[object]) -> None:
    assert not may(READER, "tests.touch", HIDDEN)
    with pytest.raises(Http404):
        require(READER, "tests.touch", HIDDEN)
    assert asked == []


@pytest.mark.parametrize("row", [None, SEEN], ids=["nothing", "seen"])
def test_what_one_sees_the_rule_decides_about(asked: list[object], row: Source | None) -> None:
    assert may(READER, "tests.touch", row)
    require(READER, "tests.touch", row)
    assert asked == [row, row]


def test_what_the_rule_refuses_is_refused_by_name_and_not_as_missing(asked: list[object]) -> None:
    department = Department()
    assert not may(READER, "tests.touch", department)
    with pytest.raises(NotAllowedError):
        require(READER, "tests.touch", department)
    assert asked == [department, department]


def test_a_table_is_guarded_or_it_is_not() -> None:
    assert {model for model in house_models() if is_guarded(model)} == set(guarded_models())
    assert not is_guarded(Department)
