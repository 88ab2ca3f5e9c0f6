"""What the tests of the walk share: one planted world, for all of them."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.management import call_command
from rest_framework.throttling import SimpleRateThrottle

from core import clock
from tests.factories import NOW
from tests.walk.world import World


@pytest.fixture(scope="package")
def world(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[World]:
    """Everything planted, once for all tests of this folder."""
    media = tmp_path_factory.mktemp("media")
    with django_db_blocker.unblock(), clock.at(NOW), pytest.MonkeyPatch.context() as patch:
        patch.setattr(django_settings, "MEDIA_ROOT", media)
        try:
            yield World(media).plant()
        finally:
            call_command("flush", verbosity=0, interactive=False)


@pytest.fixture(autouse=True)
def as_often_as_it_takes(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    """The walk asks more than anybody may in a minute, and what is refused is no news."""
    caplog.set_level(logging.ERROR, "django.request")
    monkeypatch.setattr(SimpleRateThrottle, "THROTTLE_RATES", {"anon": None, "user": None})


@pytest.fixture(autouse=True)
def planted_files(world: World, own_files: None, settings: Any) -> None:
    """The files that were planted are where the house looks for them."""
    settings.MEDIA_ROOT = world.media
