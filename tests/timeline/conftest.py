"""What the tests of the timeline's pages share: somebody at a browser, in English."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from tests.timeline.browsing import Browser


@pytest.fixture
def browse(sign_in: Callable[[User], Client]) -> Callable[[User], Browser]:
    """Somebody who is signed in and reads English, the language of the msgids."""

    def browser(user: User) -> Browser:
        return Browser(sign_in(user))

    return browser


@pytest.fixture
def visitor(client: Client) -> Browser:
    """Somebody who did not sign in."""
    return Browser(client)


@pytest.fixture
def count_queries(django_assert_max_num_queries: Any) -> Callable[[Callable[[], Any]], int]:
    """How many queries something takes."""

    def counted(action: Callable[[], Any]) -> int:
        with django_assert_max_num_queries(1_000) as captured:
            action()
        return len(captured)

    return counted
