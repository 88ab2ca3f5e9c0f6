"""The bases of every address of the API: who looks, what was asked, and how a row is answered and changed."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

import pghistory
from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.viewers import Viewer
from core import clock
from core.access import require
from core.api.etags import etag, is_known, require_match
from core.api.paging import page
from core.api.serializers import CamelSerializer, QuerySerializer, page_of
from core.models import Classified

IDEMPOTENCY_KEY = "Idempotency-Key"


class ApiView(APIView):
    """An address. A GET takes the parameters of `query_class` and no other; anything else takes none.

    `if_match` and `keyed` name the methods that need the header If-Match or Idempotency-Key, `etagged` those whose
    answer has an ETag; the OpenAPI document reads them.
    """

    query_class: ClassVar[type[QuerySerializer]] = QuerySerializer
    if_match: ClassVar[frozenset[str]] = frozenset()
    keyed: ClassVar[frozenset[str]] = frozenset()
    etagged: ClassVar[frozenset[str]] = frozenset()

    viewer: Viewer
    query: dict[str, Any]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """What holds before the method runs. A token is read later than middleware is: the viewer is made here."""
        super().initial(request, *args, **kwargs)
        self.viewer = Viewer.for_user(request.user, clock.now())
        request._request.viewer = self.viewer  # type: ignore[attr-defined]
        if self.viewer.user is not None:
            pghistory.context(user=self.viewer.user)
        query_class = self.query_class if request.method in ("GET", "HEAD") else QuerySerializer
        self.query = query_class.read(request.query_params, self.serializer_context())

    def serializer_context(self) -> dict[str, Any]:
        """What fields need to know."""
        return {"viewer": self.viewer}

    def facts(self, serializer_class: type[CamelSerializer], *, partial: bool = False) -> dict[str, Any]:
        """What the body says, by its Python names. Raises ValidationError."""
        serializer = serializer_class(data=self.request.data, partial=partial, context=self.serializer_context())
        serializer.is_valid(raise_exception=True)
        return dict(serializer.validated_data)

    def key(self) -> UUID:
        """The key of a new row, from the header Idempotency-Key. Raises ValidationError."""
        try:
            return UUID(self.request.headers[IDEMPOTENCY_KEY])
        except (KeyError, ValueError) as error:
            message = _("Send a UUID of your own in this header: sending the same one again makes no second row.")
            raise ValidationError({IDEMPOTENCY_KEY: [message]}) from error


class RowsView(ApiView):
    """An address of rows of one model, seen through the one door."""

    model: ClassVar[type[Classified]]
    serializer_class: ClassVar[type[CamelSerializer]]
    related: ClassVar[tuple[str, ...]] = ()

    def rows(self) -> Any:
        """The rows that the viewer sees, with their relations as the viewer sees those."""
        return self.model.objects.visible_to(self.viewer).with_related(self.viewer, *self.related)

    def row(self, pk: UUID) -> Any:
        """One row; raises Http404 where the viewer sees none."""
        row = self.rows().filter(pk=pk).first()
        if row is None:
            raise Http404
        return row

    def row_to_change(self, pk: UUID, permission: str) -> Any:
        """One row that the viewer may change, and of which the caller knows the present state (If-Match)."""
        row = self.row(pk)
        require(self.viewer, permission, row)
        require_match(self.request.headers.get("If-Match"), self.represent(row))
        return row

    def represent(self, row: Any) -> dict[str, Any]:
        """The row as this viewer sees it."""
        return dict(self.serializer_class(row, context=self.serializer_context()).data)

    def answer(self, pk: UUID, *, status: int = 200, headers: dict[str, str] | None = None) -> Response:
        """The row as it is now, with its ETag, or that it is as the caller knows it (304).

        Raises Http404 where a change put it out of the viewer's sight.
        """
        representation = self.represent(self.row(pk))
        tag = etag(representation)
        if self.request.method in ("GET", "HEAD") and is_known(self.request.headers.get("If-None-Match"), tag):
            return Response(status=304, headers={"ETag": tag})
        return Response(representation, status, headers={"ETag": tag} | (headers or {}))


def answer_page(view: ApiView, rows: QuerySet[Any], serializer_class: type[CamelSerializer]) -> Response:
    """The page of the rows that the query asks for."""
    found = page(view.request._request, rows, number=view.query["page"], size=view.query["page_size"])
    return Response(page_of(serializer_class)(found, context=view.serializer_context()).data)


class UnknownAddress(ApiView):
    """Every address under /api that is none."""

    authentication_classes = ()
    throttle_classes = ()

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Answer 404 to any method."""
        raise NotFound(_("There is no such address in this API."))
