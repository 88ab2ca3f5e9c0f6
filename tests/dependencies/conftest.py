"""What the tests of the register's pages share: somebody at a browser, in English."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from tests.dependencies.browsing import RegisterBrowser


@pytest.fixture
def browse(sign_in: Callable[[User], Client]) -> Callable[[User], RegisterBrowser]:
    """Somebody who is signed in and reads English, the language of the msgids."""

    def browser(user: User) -> RegisterBrowser:
        return RegisterBrowser(sign_in(user))

    return browser


@pytest.fixture
def count_queries(django_assert_max_num_queries: Any) -> Callable[[Callable[[], Any]], int]:
    """How many queries something takes."""

    def counted(action: Callable[[], Any]) -> int:
        with django_assert_max_num_queries(1_000) as captured:
            action()
        return len(captured)

    return counted
