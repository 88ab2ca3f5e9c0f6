"""A machine that calls the API, for tests: by a token, or as a visitor."""

from __future__ import annotations

import json
from ipaddress import IPv6Address
from secrets import randbits
from typing import Any
from uuid import uuid4

from django.test import Client
from knox.models import AuthToken

from accounts.models import User

BASE = "/api/v1"


def own_address() -> str:
    """An address on the network that no other test has: attempts are counted by address, over all tests together.

    In a network of its own too, since those of one network of IPv6 count as one.
    """
    return str(IPv6Address(int(IPv6Address("fd00::")) + randbits(112)))


class Machine:
    """Calls the API as somebody, or as a visitor; a path may be given without /api/v1."""

    def __init__(self, user: User | None = None) -> None:
        self.client = Client(REMOTE_ADDR=own_address(), raise_request_exception=False)
        self.headers: dict[str, str] = {}
        if user is not None:
            _row, token = AuthToken.objects.create(user)
            self.headers["authorization"] = f"Bearer {token}"

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """The answer. A body that is no text or bytes is sent as JSON; a header's name has `_` for `-`."""
        sent = body if isinstance(body, str | bytes) else "" if body is None else json.dumps(body)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.generic(
            method,
            path if path.startswith("/api") else BASE + path,
            sent,
            content_type=named.pop("content-type", "application/json"),
            headers=self.headers | named,
        )

    def get(self, path: str, **headers: str) -> Any:
        return self.call("GET", path, **headers)

    def make(self, path: str, body: Any, key: str = "") -> Any:
        """POST of something new, under a fresh Idempotency-Key unless one is given."""
        return self.call("POST", path, body, idempotency_key=key or str(uuid4()))

    def change(self, method: str, path: str, body: Any, *, of: str) -> Any:
        """A change made on the present state of the row at `of`."""
        return self.call(method, path, body, if_match=self.get(of)["ETag"])


def fields(answer: Any) -> set[str]:
    """The fields that a problem document complains of."""
    return {error["field"] for error in answer.json().get("errors", ())}
