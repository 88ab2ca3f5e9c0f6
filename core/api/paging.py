"""A list in pages, each with the addresses of those around it."""

from __future__ import annotations

from typing import Any

from django.core.paginator import EmptyPage, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from rest_framework.utils.urls import replace_query_param


def page(request: HttpRequest, rows: QuerySet[Any], *, number: int, size: int) -> dict[str, Any]:
    """One page of the rows, as `PageSerializer` writes it. Raises Http404 for a page that is not there."""
    paginator = Paginator(rows, size)
    try:
        found = paginator.page(number)
    except EmptyPage as error:
        raise Http404 from error

    def address(of: int | None) -> str | None:
        return None if of is None else replace_query_param(request.get_full_path(), "page", of)

    return {
        "count": paginator.count,
        "page": number,
        "page_size": size,
        "links": {
            "self": request.get_full_path(),
            "first": address(1),
            "prev": address(number - 1 if found.has_previous() else None),
            "next": address(number + 1 if found.has_next() else None),
            "last": address(paginator.num_pages),
        },
        "results": found.object_list,
    }
