"""The cache as something that the site can do without: where Redis does not answer, it is an empty one.

All that is kept in it is counted anew after a loss: how often somebody asked (so that without Redis nobody is refused
for asking too often), and when the sweeper came by.
"""

from __future__ import annotations

from typing import Any

from django.core.cache import caches
from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError


class ForgivingCache(RedisCache):
    """Redis while it answers; without it everything is missing, and everything that is put in is taken as put in."""

    def add(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Say that it was added where nobody can know: who waits for a lock goes on."""
        try:
            return bool(super().add(key, value, timeout, version))
        except RedisError:
            return True

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        """The default where nobody can know."""
        try:
            return super().get(key, default, version)
        except RedisError:
            return default

    def set(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        """Lost where there is nobody to keep it."""
        try:
            super().set(key, value, timeout, version)
        except RedisError:
            return

    def delete(self, key: Any, version: int | None = None) -> bool:
        """Nothing was there where nobody can know."""
        try:
            return bool(super().delete(key, version))
        except RedisError:
            return False

    def answers(self) -> bool:
        """Whether Redis itself answers."""
        try:
            super().get("answers")
        except RedisError:
            return False
        return True


def cache_answers() -> bool:
    """Whether the site's cache is there; one in the process's own memory always is."""
    cache = caches["default"]
    return cache.answers() if isinstance(cache, ForgivingCache) else True
