"""What the tests of question sets share: people, and the first version as it comes with the platform."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import translation

from accounts.models import User
from accounts.roles import Role
from accounts.viewers import Viewer
from questions import actions
from questions.models import QuestionSet
from taskforce.reference import load_reference
from tests.factories import a_user, a_viewer
from tests.questions.browsing import Browser


@pytest.fixture
def in_english() -> Iterator[None]:
    """What actions refuse is said in English, the language of the msgids."""
    with translation.override("en"):
        yield


@pytest.fixture
def secretariat(db: None) -> Viewer:
    return a_viewer()


@pytest.fixture
def chair(db: None) -> Viewer:
    return a_viewer(Role.CO_CHAIR, department="BZ")


@pytest.fixture
def first(db: None) -> QuestionSet:
    """Version 1, with its thirteen questions."""
    load_reference()
    return QuestionSet.objects.get()


@pytest.fixture
def draft(first: QuestionSet, secretariat: Viewer) -> QuestionSet:
    """Version 2, begun as a copy."""
    return actions.draft_version(secretariat, first, key=uuid4(), note="Wat er anders is")


@pytest.fixture
def browse(sign_in: Callable[[User], Client]) -> Callable[[User], Browser]:
    """Somebody who is signed in and reads English, the language of the msgids."""

    def browser(user: User) -> Browser:
        return Browser(sign_in(user))

    return browser


@pytest.fixture
def at_desk(browse: Callable[[User], Browser]) -> Browser:
    """A co-chair, who may do all that anybody may."""
    return browse(a_user(Role.CO_CHAIR, department="EZK"))


@pytest.fixture
def count_queries(django_assert_max_num_queries: Any) -> Callable[[Callable[[], Any]], int]:
    """How many queries something takes."""

    def counted(action: Callable[[], Any]) -> int:
        with django_assert_max_num_queries(1_000) as captured:
            action()
        return len(captured)

    return counted
