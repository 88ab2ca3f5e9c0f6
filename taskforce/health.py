"""What an operator's monitor asks: is the process alive, and can it do its work."""

from __future__ import annotations

from django.db import DatabaseError, InterfaceError, connection
from django.http import HttpRequest, HttpResponse

from core.caching import cache_answers


def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok", content_type="text/plain")


def readyz(request: HttpRequest) -> HttpResponse:
    """PostgreSQL and Redis answer too; 503 with which of them does not."""
    failing = [name for name, answers in (("database", _database), ("redis", cache_answers)) if not answers()]
    return HttpResponse(
        "ok" if not failing else " ".join(failing), status=503 if failing else 200, content_type="text/plain"
    )


def _database() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except (DatabaseError, InterfaceError):
        return False
    return True
