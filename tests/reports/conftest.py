"""What the tests of reports share: who brings a report to its readers, and a browser in English."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.publishing import Chairs


@pytest.fixture
def english(client: Client) -> None:
    """Pages come in English, the language of the msgids."""
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"


@pytest.fixture
def chairs() -> Chairs:
    """The secretariat and the co-chairs of EZK and BZ."""
    return Chairs()
